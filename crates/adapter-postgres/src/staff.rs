//! Members of staff. Their e-mail address is unique over the whole installation, so it
//! stands in `identity` too.

use async_trait::async_trait;
use kernel::{StaffId, StoreError, StructureId, Versioned, fold};
use sqlx::types::Json;
use structures::{Profile, StaffMember, StaffStatus, ports::Staff};
use uuid::Uuid;

use crate::{
    error::failed,
    store::{PgUnitOfWork, written},
};

struct Row {
    staff_id: Uuid,
    version: i64,
    profile: Json<Profile>,
    role: String,
    status: Json<StaffStatus>,
}

impl Row {
    fn into_domain(self, structure: StructureId) -> Result<Versioned<StaffMember>, StoreError> {
        let role = self
            .role
            .parse()
            .map_err(|_| StoreError::Corrupt("the role of a member of staff"))?;
        let id = StaffId::new(self.staff_id);
        Ok(Versioned {
            value: StaffMember::restore(id, structure, self.profile.0, role, self.status.0),
            version: self.version,
        })
    }
}

fn by_name(
    rows: Vec<Row>,
    structure: StructureId,
) -> Result<Vec<Versioned<StaffMember>>, StoreError> {
    let mut staff = rows
        .into_iter()
        .map(|row| row.into_domain(structure))
        .collect::<Result<Vec<_>, _>>()?;
    staff.sort_by_cached_key(|found| {
        let profile = found.value.profile();
        (
            fold(profile.nom.as_str()),
            fold(profile.prenom.as_str()),
            found.value.id(),
        )
    });
    Ok(staff)
}

#[async_trait]
impl Staff for PgUnitOfWork {
    async fn staff_member(
        &mut self,
        structure: StructureId,
        id: StaffId,
    ) -> Result<Option<Versioned<StaffMember>>, StoreError> {
        let row = sqlx::query_as!(
            Row,
            r#"select staff_id, version, profile as "profile: Json<Profile>", role,
                      status as "status: Json<StaffStatus>"
               from structures.staff where structure_id = $1 and staff_id = $2"#,
            structure.uuid(),
            id.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        row.map(|row| row.into_domain(structure)).transpose()
    }

    async fn staff_list(
        &mut self,
        structure: StructureId,
    ) -> Result<Vec<Versioned<StaffMember>>, StoreError> {
        // Locked in one order, so that two administrators wait rather than deadlock.
        let rows = sqlx::query_as!(
            Row,
            r#"select staff_id, version, profile as "profile: Json<Profile>", role,
                      status as "status: Json<StaffStatus>"
               from structures.staff where structure_id = $1
               order by staff_id for no key update"#,
            structure.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        by_name(rows, structure)
    }

    async fn staff_read(&mut self, structure: StructureId) -> Result<Vec<StaffMember>, StoreError> {
        let rows = sqlx::query_as!(
            Row,
            r#"select staff_id, version, profile as "profile: Json<Profile>", role,
                      status as "status: Json<StaffStatus>"
               from structures.staff where structure_id = $1"#,
            structure.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let staff = by_name(rows, structure)?;
        Ok(staff.into_iter().map(|found| found.value).collect())
    }

    async fn staff_insert(&mut self, member: &StaffMember) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into structures.staff (structure_id, staff_id, version, profile, role, status)
             values ($1, $2, 1, $3, $4, $5)",
            member.structure().uuid(),
            member.id().uuid(),
            Json(member.profile()) as _,
            member.role().code(),
            Json(member.status()) as _,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        sqlx::query!(
            "insert into identity.credential (staff_id, structure_id, email, failures)
             values ($1, $2, $3, 0)",
            member.id().uuid(),
            member.structure().uuid(),
            member.profile().email.as_str(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn staff_update(&mut self, version: i64, member: &StaffMember) -> Result<(), StoreError> {
        let updated = sqlx::query!(
            "update structures.staff set version = version + 1, profile = $4, role = $5, status = $6
             where structure_id = $1 and staff_id = $2 and version = $3",
            member.structure().uuid(),
            member.id().uuid(),
            version,
            Json(member.profile()) as _,
            member.role().code(),
            Json(member.status()) as _,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(updated.rows_affected())?;
        sqlx::query!(
            "update identity.credential set email = $3
             where structure_id = $1 and staff_id = $2 and email <> $3",
            member.structure().uuid(),
            member.id().uuid(),
            member.profile().email.as_str(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}

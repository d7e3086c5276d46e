//! What stands around a page of the list: how many dossiers each tab holds, who can follow
//! a person, and the saved views.

use application::{reads::TabCounts, views::SavedView};
use chrono::NaiveDate;
use kernel::{StaffId, StoreError, StructureId, fold};
use serde::Deserialize;
use sqlx::{Postgres, Transaction, types::Json};
use structures::{Profile, StaffStatus};
use uuid::Uuid;

use crate::{error::failed, views};

/// How many dossiers each tab holds.
struct Tally {
    actif: i64,
    echu: i64,
    a_valider: i64,
    en_instruction: i64,
    radie: i64,
    refuse: i64,
    renewals: i64,
}

impl From<Tally> for TabCounts {
    fn from(tally: Tally) -> Self {
        Self {
            actif: tally.actif.unsigned_abs(),
            echu: tally.echu.unsigned_abs(),
            a_valider: tally.a_valider.unsigned_abs(),
            en_instruction: tally.en_instruction.unsigned_abs(),
            radie: tally.radie.unsigned_abs(),
            refuse: tally.refuse.unsigned_abs(),
            renewals: tally.renewals.unsigned_abs(),
        }
    }
}

/// A member of staff, as far as a list names them.
#[derive(Debug, Deserialize)]
struct Member {
    staff_id: Uuid,
    profile: Profile,
    status: StaffStatus,
}

/// What stands around a page.
pub(crate) struct Around {
    pub(crate) counts: TabCounts,
    pub(crate) referents: Vec<(StaffId, String)>,
    pub(crate) views: Vec<SavedView>,
}

/// All of it in one statement: each would be a round trip.
pub(crate) async fn around(
    tx: &mut Transaction<'static, Postgres>,
    structure: StructureId,
    reader: StaffId,
    today: NaiveDate,
) -> Result<Around, StoreError> {
    let row = sqlx::query!(
        r#"select tally.actif as "actif!", tally.echu as "echu!", tally.a_valider as "a_valider!",
                  tally.en_instruction as "en_instruction!", tally.radie as "radie!",
                  tally.refuse as "refuse!", tally.renewals as "renewals!",
                  (select coalesce(jsonb_agg(jsonb_build_object(
                              'staff_id', staff_id, 'profile', profile, 'status', status)), '[]')
                   from structures.staff where structure_id = $1)
                      as "staff!: Json<Vec<Member>>",
                  (select coalesce(jsonb_agg(to_jsonb(view)), '[]')
                   from domiciliation.saved_view view
                   where structure_id = $1 and (owner is null or owner = $3))
                      as "views!: Json<Vec<views::Row>>"
           from domiciliation.tally_of($1, $2) tally"#,
        structure.uuid(),
        today,
        reader.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(failed)?;
    let counts = Tally {
        actif: row.actif,
        echu: row.echu,
        a_valider: row.a_valider,
        en_instruction: row.en_instruction,
        radie: row.radie,
        refuse: row.refuse,
        renewals: row.renewals,
    };
    let mut staff = row.staff.0;
    staff.retain(|member| member.status == StaffStatus::Active);
    staff.sort_by_cached_key(|member| {
        let (nom, prenom) = (&member.profile.nom, &member.profile.prenom);
        (fold(nom.as_str()), fold(prenom.as_str()), member.staff_id)
    });
    let named = |member: Member| {
        let name = format!("{} {}", member.profile.prenom, member.profile.nom);
        (StaffId::new(member.staff_id), name)
    };
    Ok(Around {
        counts: counts.into(),
        referents: staff.into_iter().map(named).collect(),
        views: views::shown(row.views.0)?,
    })
}

/// How many dossiers each tab holds on a day.
pub(crate) async fn counts(
    tx: &mut Transaction<'static, Postgres>,
    structure: StructureId,
    today: NaiveDate,
) -> Result<TabCounts, StoreError> {
    let tally = sqlx::query_as!(
        Tally,
        r#"select actif as "actif!", echu as "echu!", a_valider as "a_valider!",
                  en_instruction as "en_instruction!", radie as "radie!", refuse as "refuse!",
                  renewals as "renewals!"
           from domiciliation.tally_of($1, $2)"#,
        structure.uuid(),
        today,
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(failed)?;
    Ok(tally.into())
}

//! Files, their keys, and blobs that no file names.

use application::files::{
    FileRecord, FileRecords, KeyId, Label, Listed, Owner, OwnerKey, Purpose, Scan, Seal, SealedKey,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{DossierId, FileId, StaffId, StoreError, StructureId};
use uuid::Uuid;

use crate::{
    PgStore,
    error::failed,
    store::{PgUnitOfWork, written},
};

const UNREADABLE: StoreError = StoreError::Corrupt("a file");

/// A file as it is stored, with what it is locked with and who keeps it.
struct FileRow {
    file_id: Uuid,
    dossier_id: Option<Uuid>,
    purpose: String,
    name: String,
    label: String,
    kind: String,
    size: i64,
    staff_id: Uuid,
    at: DateTime<Utc>,
    scan: String,
    sealed: Vec<u8>,
    key_id: Uuid,
    key_sealed: Vec<u8>,
}

impl FileRow {
    fn into_domain(self) -> Result<(FileRecord, Seal), StoreError> {
        let owner = self
            .dossier_id
            .map_or(Owner::Structure, |id| Owner::Dossier(DossierId::new(id)));
        let file = FileRecord {
            id: FileId::new(self.file_id),
            owner,
            purpose: self.purpose.parse().map_err(|_| UNREADABLE)?,
            name: application::files::FileName::of(&self.name),
            label: self.label.parse().map_err(|_| UNREADABLE)?,
            kind: self.kind.parse().map_err(|_| UNREADABLE)?,
            size: self.size.unsigned_abs(),
            by: StaffId::new(self.staff_id),
            at: self.at,
            scan: self.scan.parse().map_err(|_| UNREADABLE)?,
        };
        let seal = Seal {
            owner: OwnerKey {
                id: KeyId(self.key_id),
                sealed: SealedKey(self.key_sealed),
            },
            file: SealedKey(self.sealed),
        };
        Ok((file, seal))
    }
}

fn ids(files: &[FileId]) -> Vec<Uuid> {
    files.iter().map(|file| file.uuid()).collect()
}

fn dossier_of(owner: Owner) -> Option<Uuid> {
    owner.dossier().map(DossierId::uuid)
}

impl PgStore {
    /// Every structure there is: each has at least one address, which has no tenant.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn structures(&self) -> Result<Vec<StructureId>, StoreError> {
        let found = sqlx::query_scalar!("select distinct structure_id from identity.credential")
            .fetch_all(&self.pool)
            .await
            .map_err(failed)?;
        Ok(found.into_iter().map(StructureId::new).collect())
    }
}

#[async_trait]
impl FileRecords for PgUnitOfWork {
    async fn file_key(
        &mut self,
        structure: StructureId,
        owner: Owner,
    ) -> Result<Option<OwnerKey>, StoreError> {
        let found = sqlx::query!(
            "select key_id, sealed from files.owner_key
             where structure_id = $1 and dossier_id is not distinct from $2
             order by key_id limit 1",
            structure.uuid(),
            dossier_of(owner),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(found.map(|key| OwnerKey {
            id: KeyId(key.key_id),
            sealed: SealedKey(key.sealed),
        }))
    }

    async fn file_key_insert(
        &mut self,
        structure: StructureId,
        owner: Owner,
        key: &OwnerKey,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into files.owner_key (structure_id, key_id, dossier_id, sealed)
             values ($1, $2, $3, $4)",
            structure.uuid(),
            key.id.0,
            dossier_of(owner),
            key.sealed.0,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn file_keys(
        &mut self,
        structure: StructureId,
        after: Option<KeyId>,
        limit: u32,
    ) -> Result<Vec<OwnerKey>, StoreError> {
        let keys = sqlx::query!(
            "select key_id, sealed from files.owner_key
             where structure_id = $1 and ($2::uuid is null or key_id > $2)
             order by key_id limit $3",
            structure.uuid(),
            after.map(|key| key.0),
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let keys = keys.into_iter().map(|key| OwnerKey {
            id: KeyId(key.key_id),
            sealed: SealedKey(key.sealed),
        });
        Ok(keys.collect())
    }

    async fn file_key_relock(
        &mut self,
        structure: StructureId,
        key: &OwnerKey,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "update files.owner_key set sealed = $3 where structure_id = $1 and key_id = $2",
            structure.uuid(),
            key.id.0,
            key.sealed.0,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn blob_loose(
        &mut self,
        structure: StructureId,
        file: FileId,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into files.loose (structure_id, file_id, due, doomed) values ($1, $2, $3, false)",
            structure.uuid(),
            file.uuid(),
            due,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn blobs_doom(
        &mut self,
        structure: StructureId,
        now: DateTime<Utc>,
        again: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<FileId>, StoreError> {
        let due = sqlx::query_scalar!(
            "update files.loose l set doomed = true, due = $3
             where l.structure_id = $1 and l.file_id in (
                 select due.file_id from files.loose due
                 where due.structure_id = $1 and due.due <= $2
                 order by due.due limit $4
                 for update skip locked)
             returning l.file_id",
            structure.uuid(),
            now,
            again,
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(due.into_iter().map(FileId::new).collect())
    }

    async fn blobs_loose(&mut self, structure: StructureId) -> Result<Vec<FileId>, StoreError> {
        let loose = sqlx::query_scalar!(
            "select file_id from files.loose where structure_id = $1 order by file_id",
            structure.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(loose.into_iter().map(FileId::new).collect())
    }

    async fn blobs_gone(
        &mut self,
        structure: StructureId,
        files: &[FileId],
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "delete from files.loose where structure_id = $1 and file_id = any($2)",
            structure.uuid(),
            &ids(files),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn file_insert(
        &mut self,
        structure: StructureId,
        file: &FileRecord,
        seal: &Seal,
    ) -> Result<(), StoreError> {
        // One statement, so that a blob is never both loose and named.
        let inserted = sqlx::query!(
            "with named as (
                 delete from files.loose
                 where structure_id = $1 and file_id = $2 and not doomed
                 returning file_id)
             insert into files.file (structure_id, file_id, dossier_id, purpose, name, label,
                 kind, size, staff_id, at, scan, key_id, sealed)
             select $1, named.file_id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 from named",
            structure.uuid(),
            file.id.uuid(),
            dossier_of(file.owner),
            file.purpose.code(),
            file.name.as_str(),
            file.label.as_str(),
            file.kind.extension(),
            i64::try_from(file.size).unwrap_or(i64::MAX),
            file.by.uuid(),
            file.at,
            file.scan.code(),
            seal.owner.id.0,
            seal.file.0,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(inserted.rows_affected())
    }

    async fn file(
        &mut self,
        structure: StructureId,
        file: FileId,
    ) -> Result<Option<(FileRecord, Seal)>, StoreError> {
        let found = sqlx::query_as!(
            FileRow,
            r#"select f.file_id, f.dossier_id, f.purpose, f.name, f.label, f.kind, f.size,
                      f.staff_id, f.at, f.scan, f.sealed, f.key_id, k.sealed as key_sealed
               from files.file f join files.owner_key k using (structure_id, key_id)
               where f.structure_id = $1 and f.file_id = $2"#,
            structure.uuid(),
            file.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        found.map(FileRow::into_domain).transpose()
    }

    async fn files(
        &mut self,
        structure: StructureId,
        owner: Owner,
        purposes: &[Purpose],
        limit: u32,
    ) -> Result<Vec<Listed>, StoreError> {
        let codes: Vec<String> = purposes.iter().map(|p| p.code().to_owned()).collect();
        let rows = sqlx::query!(
            r#"select f.file_id, f.dossier_id, f.purpose, f.name, f.label, f.kind, f.size,
                      f.staff_id, f.at, f.scan, f.sealed, f.key_id, k.sealed as key_sealed,
                      s.profile ->> 'prenom' as prenom, s.profile ->> 'nom' as nom
               from files.file f
               join files.owner_key k using (structure_id, key_id)
               left join structures.staff s using (structure_id, staff_id)
               where f.structure_id = $1 and f.dossier_id is not distinct from $2
                   and f.purpose = any($3)
               order by f.at desc, f.file_id desc limit $4"#,
            structure.uuid(),
            dossier_of(owner),
            &codes,
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let listed = rows.into_iter().map(|row| {
            let keeper = [row.prenom, row.nom];
            let keeper: Vec<String> = keeper.into_iter().flatten().collect();
            let file = FileRow {
                file_id: row.file_id,
                dossier_id: row.dossier_id,
                purpose: row.purpose,
                name: row.name,
                label: row.label,
                kind: row.kind,
                size: row.size,
                staff_id: row.staff_id,
                at: row.at,
                scan: row.scan,
                sealed: row.sealed,
                key_id: row.key_id,
                key_sealed: row.key_sealed,
            };
            Ok(Listed {
                file: file.into_domain()?.0,
                keeper: keeper.join(" "),
            })
        });
        listed.collect()
    }

    async fn file_count(
        &mut self,
        structure: StructureId,
        owner: Owner,
        purpose: Purpose,
    ) -> Result<u64, StoreError> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from files.file
               where structure_id = $1 and dossier_id is not distinct from $2 and purpose = $3"#,
            structure.uuid(),
            dossier_of(owner),
            purpose.code(),
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(count.unsigned_abs())
    }

    async fn file_relabel(
        &mut self,
        structure: StructureId,
        file: FileId,
        label: &Label,
    ) -> Result<(), StoreError> {
        let done = sqlx::query!(
            "update files.file set label = $3 where structure_id = $1 and file_id = $2",
            structure.uuid(),
            file.uuid(),
            label.as_str(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(done.rows_affected())
    }

    async fn file_scanned(
        &mut self,
        structure: StructureId,
        file: FileId,
        scan: Scan,
    ) -> Result<(), StoreError> {
        let done = sqlx::query!(
            "update files.file set scan = $3 where structure_id = $1 and file_id = $2",
            structure.uuid(),
            file.uuid(),
            scan.code(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(done.rows_affected())
    }

    async fn file_delete(
        &mut self,
        structure: StructureId,
        file: FileId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let done = sqlx::query!(
            "with gone as (
                 delete from files.file where structure_id = $1 and file_id = $2
                 returning structure_id, file_id)
             insert into files.loose (structure_id, file_id, due, doomed)
             select structure_id, file_id, $3, true from gone",
            structure.uuid(),
            file.uuid(),
            now,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(done.rows_affected())
    }

    async fn files_after(
        &mut self,
        structure: StructureId,
        after: Option<FileId>,
        limit: u32,
    ) -> Result<Vec<(FileRecord, Seal)>, StoreError> {
        let rows = sqlx::query_as!(
            FileRow,
            r#"select f.file_id, f.dossier_id, f.purpose, f.name, f.label, f.kind, f.size,
                      f.staff_id, f.at, f.scan, f.sealed, f.key_id, k.sealed as key_sealed
               from files.file f join files.owner_key k using (structure_id, key_id)
               where f.structure_id = $1 and ($2::uuid is null or f.file_id > $2)
               order by f.file_id limit $3"#,
            structure.uuid(),
            after.map(FileId::uuid),
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter().map(FileRow::into_domain).collect()
    }
}

//! Dossiers by the thousand: the same rows as one by one, in a few statements for many of
//! them, and while the database works on some the next ones are made ready.

use application::{ports::DossiersInBulk, projection::Projection};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domiciliation::{Author, Dossier, ports::Tombstone};
use kernel::{DossierId, StaffId, StoreError, StructureId};
use serde_json::Value;
use sqlx::{Postgres, pool::PoolConnection};
use uuid::Uuid;

use crate::{
    columns::{BirthColumns, birth_columns, count, situation_code, stored, term_end},
    error::failed,
    search::mention_text,
    store::PgUnitOfWork,
};

/// How many dossiers one statement stores.
const BATCH: usize = 1_000;

/// After how many dossiers what waits is added to the index of searches: enough of them that each
/// entry is looked for once, few enough that a search does not wait for them.
const SETTLED: usize = 4_000;

/// A list in the middle of a longer one that is sent once: the first place and the last.
#[derive(Default)]
struct Slices {
    from: Vec<i32>,
    until: Vec<i32>,
}

impl Slices {
    fn add(&mut self, before: usize, after: usize) {
        let place = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        self.from.push(place(before + 1));
        self.until.push(place(after));
    }
}

/// Dossiers as columns.
#[derive(Default)]
struct Batch {
    ids: Vec<Uuid>,
    numbers: Vec<i32>,
    faces: Vec<Projection>,
    distributions: Vec<Option<String>>,
    proxies: Slices,
    proxies_from: Vec<NaiveDate>,
    proxies_until: Vec<NaiveDate>,
    key_slices: Slices,
    keys: Vec<i32>,
    mention_slices: Slices,
    mentions: Vec<String>,
    facts: Facts,
    /// Those who have, or had, appointments.
    convened: Vec<Dossier>,
}

/// Their facts, as columns.
#[derive(Default)]
struct Facts {
    dossiers: Vec<Uuid>,
    places: Vec<i32>,
    ids: Vec<Uuid>,
    kinds: Vec<&'static str>,
    instants: Vec<DateTime<Utc>>,
    /// For each fact, the place of its author among the authors, from 1.
    written_by: Vec<i32>,
    authors: Vec<Author>,
    bodies: Vec<String>,
}

impl Facts {
    fn add(&mut self, dossier: &Dossier) -> Result<(), StoreError> {
        for (recorded, place) in dossier.history().iter().zip(1..) {
            self.dossiers.push(dossier.id().uuid());
            self.places.push(place);
            self.ids.push(recorded.id.uuid());
            self.kinds.push(recorded.fact.code());
            self.instants.push(recorded.at);
            // The last one first: an import has one author.
            let known = self.authors.iter().rposition(|a| *a == recorded.author);
            let known = known.unwrap_or_else(|| {
                self.authors.push(recorded.author.clone());
                self.authors.len() - 1
            });
            self.written_by
                .push(i32::try_from(known + 1).unwrap_or(i32::MAX));
            let body = serde_json::to_string(&recorded.fact);
            self.bodies
                .push(body.map_err(|_| StoreError::Corrupt("a fact"))?);
        }
        Ok(())
    }
}

impl Batch {
    /// The next dossiers, a few at a time so that others go on meanwhile.
    async fn next(
        dossiers: &mut (dyn Iterator<Item = Dossier> + Send),
    ) -> Result<Self, StoreError> {
        let mut batch = Self::default();
        for dossier in dossiers.take(BATCH) {
            batch.add(dossier)?;
            tokio::task::yield_now().await;
        }
        Ok(batch)
    }

    fn add(&mut self, dossier: Dossier) -> Result<(), StoreError> {
        let face = Projection::of(&dossier);
        self.ids.push(dossier.id().uuid());
        self.numbers.push(stored(dossier.number()));
        let distribution = dossier.filing().distribution.as_ref();
        self.distributions
            .push(distribution.map(ToString::to_string));

        let before = self.proxies_from.len();
        let (from, until) = face.proxies.iter().map(|d| (d.start(), d.end())).unzip();
        let (from, until): (Vec<_>, Vec<_>) = (from, until);
        self.proxies_from.extend(from);
        self.proxies_until.extend(until);
        self.proxies.add(before, self.proxies_from.len());

        let before = self.keys.len();
        self.keys.extend(&face.findable.keys);
        self.key_slices.add(before, self.keys.len());

        let before = self.mentions.len();
        let mentions = face.findable.mentions.iter().map(mention_text);
        self.mentions.extend(mentions);
        self.mention_slices.add(before, self.mentions.len());

        self.facts.add(&dossier)?;
        self.faces.push(face);
        if !dossier.appointments().is_empty() {
            self.convened.push(dossier);
        }
        Ok(())
    }

    /// A column of the projection.
    fn each<'a, T>(&'a self, of: impl Fn(&'a Projection) -> T) -> Vec<T> {
        self.faces.iter().map(of).collect()
    }
}

impl PgUnitOfWork {
    async fn batch_insert(&mut self, structure: StructureId, b: &Batch) -> Result<(), StoreError> {
        self.dossier_rows(structure, b).await?;
        // How a reference to a dossier is checked was perhaps decided when there were few of
        // them, and any index was as good as the right one. It is decided anew with these.
        sqlx::query("discard plans")
            .execute(&mut *self.tx)
            .await
            .map_err(failed)?;
        self.search_rows(structure, b).await?;
        self.filing_rows(structure, b).await?;
        for dossier in &b.convened {
            self.appointments_write(dossier).await?;
        }
        self.fact_rows(structure, &b.facts).await?;
        for id in &b.ids {
            self.touched.dossier(DossierId::new(*id), Some(1));
        }
        Ok(())
    }

    async fn dossier_rows(&mut self, structure: StructureId, b: &Batch) -> Result<(), StoreError> {
        type Days = Vec<Option<NaiveDate>>;
        let births = b.each(|p| birth_columns(p.birth));
        let part = |of: fn(&BirthColumns) -> Option<i16>| births.iter().map(of).collect::<Vec<_>>();
        let (year, month, day) = (part(|b| b.0), part(|b| b.1), part(|b| b.2));
        let term_end: Days = b.each(|p| term_end(p.situation));
        let transfer_from: Days = b.each(|p| p.transfer.map(kernel::Periode::start));
        let transfer_until: Days = b.each(|p| p.transfer.map(kernel::Periode::end));
        sqlx::query!(
            "insert into domiciliation.dossier
                 (structure_id, version, projection, proxies_from, proxies_until, dossier_id, number,
                  situation, term_start, term_end, renewal_pending, proposed, filed_on, answer_limit,
                  appointment_at, ended_on, last_contact, first_radiable_day, suspended_since,
                  observations_until, letters, parcels, notices, mail_since, notice_expires_on,
                  referent, pinned_note, ayants_droit, procurations, retention_anchor, civility, nom,
                  prenoms, usage_name, birth_year, birth_month, birth_day, reference, sort_name,
                  phone, email, term_ended_on, transfer_from, transfer_until, proposed_on,
                  unacknowledged_since, appointment_with, silent_since, seen_since_notice,
                  unnotified_since, unnotified, mail_kept_since, accepts_sms, accepts_email, language,
                  mail_newest_at, appointment_id)
             select $1, 1, $2, ($3::date[])[proxies_first:proxies_last],
                 ($4::date[])[proxies_first:proxies_last], dossier_id, number,
                 situation, term_start, term_end, renewal_pending, proposed, filed_on, answer_limit,
                 appointment_at, ended_on, last_contact, first_radiable_day, suspended_since,
                 observations_until, letters, parcels, notices, mail_since, notice_expires_on,
                 referent, pinned_note, ayants_droit, procurations, retention_anchor, civility, nom,
                 prenoms, usage_name, birth_year, birth_month, birth_day, reference, sort_name,
                 phone, email, term_ended_on, transfer_from, transfer_until, proposed_on,
                 unacknowledged_since, appointment_with, silent_since, seen_since_notice,
                 unnotified_since, unnotified, mail_kept_since, accepts_sms, accepts_email, language,
                 mail_newest_at, appointment_id
             from unnest($5::int[], $6::int[], $7::uuid[], $8::int[], $9::text[], $10::date[],
                 $11::date[], $12::bool[], $13::bool[], $14::date[], $15::date[], $16::timestamp[],
                 $17::date[], $18::date[], $19::date[], $20::date[], $21::date[], $22::int[],
                 $23::int[], $24::int[], $25::date[], $26::date[], $27::uuid[], $28::bool[],
                 $29::int[], $30::int[], $31::date[], $32::text[], $33::text[], $34::text[],
                 $35::text[], $36::smallint[], $37::smallint[], $38::smallint[], $39::text[],
                 $40::text[], $41::text[], $42::text[], $43::date[], $44::date[], $45::date[],
                 $46::date[], $47::date[], $48::uuid[], $49::date[], $50::date[], $51::date[],
                 $52::uuid[], $53::date[], $54::bool[], $55::bool[], $56::text[],
                 $57::timestamptz[], $58::uuid[])
                 as new (proxies_first, proxies_last, dossier_id, number, situation, term_start,
                     term_end, renewal_pending, proposed, filed_on, answer_limit, appointment_at,
                     ended_on, last_contact, first_radiable_day, suspended_since,
                     observations_until, letters, parcels, notices, mail_since, notice_expires_on,
                     referent, pinned_note, ayants_droit, procurations, retention_anchor, civility,
                     nom, prenoms, usage_name, birth_year, birth_month, birth_day, reference,
                     sort_name, phone, email, term_ended_on, transfer_from, transfer_until,
                     proposed_on, unacknowledged_since, appointment_with, silent_since,
                     seen_since_notice, unnotified_since, unnotified, mail_kept_since,
                     accepts_sms, accepts_email, language, mail_newest_at, appointment_id)",
            structure.uuid(),
            Projection::WRITING,
            &b.proxies_from,
            &b.proxies_until,
            &b.proxies.from,
            &b.proxies.until,
            &b.ids,
            &b.numbers,
            &b.each(|p| situation_code(p.situation)) as &[&str],
            &b.each(|p| p.term_start) as &[Option<NaiveDate>],
            &term_end as &[Option<NaiveDate>],
            &b.each(|p| p.renewal_pending),
            &b.each(|p| p.proposed),
            &b.each(|p| p.filed_on) as &[Option<NaiveDate>],
            &b.each(|p| p.answer_limit) as &[Option<NaiveDate>],
            &b.each(|p| p.appointment_at) as &[Option<NaiveDateTime>],
            &b.each(|p| p.ended_on) as &[Option<NaiveDate>],
            &b.each(|p| p.last_contact) as &[Option<NaiveDate>],
            &b.each(|p| p.first_radiable_day) as &[Option<NaiveDate>],
            &b.each(|p| p.suspended_since) as &[Option<NaiveDate>],
            &b.each(|p| p.observations_until) as &[Option<NaiveDate>],
            &b.each(|p| stored(p.letters)),
            &b.each(|p| stored(p.parcels)),
            &b.each(|p| stored(p.notices)),
            &b.each(|p| p.mail_since) as &[Option<NaiveDate>],
            &b.each(|p| p.notice_expires_on) as &[Option<NaiveDate>],
            &b.each(|p| p.referent.map(StaffId::uuid)) as &[Option<Uuid>],
            &b.each(|p| p.pinned_note),
            &b.each(|p| stored(p.ayants_droit)),
            &b.each(|p| stored(p.procurations)),
            &b.each(|p| p.retention_anchor) as &[Option<NaiveDate>],
            &b.each(|p| p.civility) as &[&str],
            &b.each(|p| p.nom.as_str()) as &[&str],
            &b.each(|p| p.prenoms.as_str()) as &[&str],
            &b.each(|p| p.usage.as_deref()) as &[Option<&str>],
            &year as &[Option<i16>],
            &month as &[Option<i16>],
            &day as &[Option<i16>],
            &b.each(|p| p.reference.as_deref()) as &[Option<&str>],
            &b.each(|p| p.sort_name.as_str()) as &[&str],
            &b.each(|p| p.phone.as_ref().map(kernel::PhoneNumber::as_str)) as &[Option<&str>],
            &b.each(|p| p.email.as_ref().map(kernel::Email::as_str)) as &[Option<&str>],
            &b.each(|p| p.term_ended_on) as &[Option<NaiveDate>],
            &transfer_from as &[Option<NaiveDate>],
            &transfer_until as &[Option<NaiveDate>],
            &b.each(|p| p.anchors.proposed_on) as &[Option<NaiveDate>],
            &b.each(|p| p.anchors.unacknowledged_since) as &[Option<NaiveDate>],
            &b.each(|p| p.appointment_with.map(StaffId::uuid)) as &[Option<Uuid>],
            &b.each(|p| p.anchors.silent_since) as &[Option<NaiveDate>],
            &b.each(|p| p.anchors.seen_since_notice) as &[Option<NaiveDate>],
            &b.each(|p| p.anchors.unnotified_since) as &[Option<NaiveDate>],
            &b.each(|p| p.unnotified.map(kernel::FactId::uuid)) as &[Option<Uuid>],
            &b.each(|p| p.anchors.mail_kept_since) as &[Option<NaiveDate>],
            &b.each(|p| p.channels.sms),
            &b.each(|p| p.channels.email),
            &b.each(|p| p.language.as_deref()) as &[Option<&str>],
            &b.each(|p| p.mail_newest_at) as &[Option<DateTime<Utc>>],
            &b.each(|p| p.appointment_id.map(kernel::FactId::uuid)) as &[Option<Uuid>],
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn search_rows(&mut self, structure: StructureId, b: &Batch) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into domiciliation.search
                 (structure_id, keys, mentions, dossier_id, search, names, ids, number, closed)
             select $1, ($2::int[])[keys_from:keys_until],
                 ($3::text[])[mentions_from:mentions_until], dossier_id, search, names, ids, number,
                 closed
             from unnest($4::int[], $5::int[], $6::int[], $7::int[], $8::uuid[], $9::text[],
                 $10::text[], $11::text[], $12::int[], $13::bool[])
                 as new (keys_from, keys_until, mentions_from, mentions_until, dossier_id, search,
                     names, ids, number, closed)",
            structure.uuid(),
            &b.keys,
            &b.mentions,
            &b.key_slices.from,
            &b.key_slices.until,
            &b.mention_slices.from,
            &b.mention_slices.until,
            &b.ids,
            &b.each(|p| p.findable.search.as_str()) as &[&str],
            &b.each(|p| p.findable.names.as_str()) as &[&str],
            &b.each(|p| p.findable.ids.as_str()) as &[&str],
            &b.numbers,
            &b.each(|p| p.findable.closed),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn filing_rows(&mut self, structure: StructureId, b: &Batch) -> Result<(), StoreError> {
        // What is not filed under anything is not looked up.
        sqlx::query!(
            "insert into domiciliation.filing (structure_id, dossier_id, reference, distribution)
             select $1, new.*
             from unnest($2::uuid[], $3::text[], $4::text[]) as new (dossier_id, reference, distribution)
             where reference is not null or distribution is not null",
            structure.uuid(),
            &b.ids,
            &b.each(|p| p.reference.as_deref()) as &[Option<&str>],
            &b.distributions as &[Option<String>],
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn fact_rows(&mut self, structure: StructureId, facts: &Facts) -> Result<(), StoreError> {
        let authors = facts.authors.iter().map(serde_json::to_value);
        let authors = authors
            .collect::<Result<Vec<Value>, _>>()
            .map_err(|_| StoreError::Corrupt("an author"))?;
        sqlx::query!(
            "insert into domiciliation.fact
                 (structure_id, author, dossier_id, seq, fact_id, kind, recorded_at, body)
             select $1, ($2::jsonb[])[written_by], dossier_id, seq, fact_id, kind, recorded_at,
                 body::jsonb
             from unnest($3::int[], $4::uuid[], $5::int[], $6::uuid[], $7::text[],
                 $8::timestamptz[], $9::text[])
                 as new (written_by, dossier_id, seq, fact_id, kind, recorded_at, body)",
            structure.uuid(),
            &authors,
            &facts.written_by,
            &facts.dossiers,
            &facts.places,
            &facts.ids,
            &facts.kinds as &[&str],
            &facts.instants,
            &facts.bodies,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}

/// Adds to the index of searches what earlier batches left waiting, beside the transaction that
/// wrote it: an entry of the index says nothing of whether its row is committed. Without a
/// connection to spare the transaction does it itself, sooner or later.
async fn settle(mut aside: PoolConnection<Postgres>) {
    let settled = sqlx::query!("select domiciliation.search_settle()");
    if let Err(error) = settled.fetch_one(&mut *aside).await {
        let _told = failed(error);
    }
}

impl PgUnitOfWork {
    /// What was printed for people who are erased goes with them: see `print_erased`.
    async fn prints_erased(
        &mut self,
        structure: StructureId,
        dossiers: &[Uuid],
    ) -> Result<(), StoreError> {
        let runs = sqlx::query_scalar!(
            "with gone as (
                 delete from printing.line l
                 where l.structure_id = $1 and l.dossier_id = any ($2)
                     and not exists (
                         select from domiciliation.dossier d
                         where d.structure_id = $1 and d.dossier_id = l.dossier_id
                     )
                 returning run_id
             )
             update printing.run set discarded = true
             where structure_id = $1 and run_id in (select run_id from gone)
             returning run_id",
            structure.uuid(),
            dossiers,
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.print_forget_next(structure, runs).await
    }
}

#[async_trait]
impl DossiersInBulk for PgUnitOfWork {
    async fn numbers_hold(&mut self, structure: StructureId) -> Result<u32, StoreError> {
        let last = sqlx::query_scalar!(
            "insert into domiciliation.counter as c (structure_id, last_number) values ($1, 0)
             on conflict (structure_id) do update set last_number = c.last_number
             returning last_number",
            structure.uuid(),
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        count(last)
    }

    async fn numbers_given(&mut self, structure: StructureId, last: u32) -> Result<(), StoreError> {
        sqlx::query!(
            "update domiciliation.counter set last_number = greatest(last_number, $2)
             where structure_id = $1",
            structure.uuid(),
            stored(last),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        // What waits to be added to the index of searches is read by each of them.
        sqlx::query!("select domiciliation.search_settle()")
            .fetch_one(&mut *self.tx)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn dossiers_insert(
        &mut self,
        structure: StructureId,
        dossiers: &mut (dyn Iterator<Item = Dossier> + Send),
    ) -> Result<u32, StoreError> {
        self.within(structure)?;
        // Entries of the index of searches are added many at a time; and the tallies of the
        // structure are taken in one order, so that no two wait for each other.
        sqlx::query!(
            "select set_config('gin_pending_list_limit', '16384', true) as entries,
                    set_config('work_mem', '65536', true) as memory,
                    set_config('jit', 'off', true) as jit",
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        sqlx::query!(
            "select from domiciliation.tally where structure_id = $1
             order by structure_id, situation, term_end, renewal_pending for update",
            structure.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let mut inserted = 0;
        let mut batch = Batch::next(dossiers).await?;
        while !batch.ids.is_empty() {
            let (done, next) =
                tokio::join!(self.batch_insert(structure, &batch), Batch::next(dossiers));
            done?;
            inserted += batch.ids.len();
            if inserted % SETTLED == 0
                && let Some(aside) = self.pool.try_acquire()
            {
                tokio::spawn(settle(aside));
            }
            batch = next?;
        }
        Ok(u32::try_from(inserted).unwrap_or(u32::MAX))
    }

    async fn dossiers_erase(
        &mut self,
        structure: StructureId,
        erased: &[(DossierId, i64, Tombstone)],
    ) -> Result<u32, StoreError> {
        self.within(structure)?;
        let Some((_, _, first)) = erased.first() else {
            return Ok(0);
        };
        let ids: Vec<Uuid> = erased.iter().map(|(id, _, _)| id.uuid()).collect();
        let versions: Vec<i64> = erased.iter().map(|(_, version, _)| *version).collect();
        let stones: Vec<Uuid> = erased.iter().map(|(_, _, t)| t.id.uuid()).collect();
        let as_json = |value: Result<Value, serde_json::Error>| {
            value.map_err(|_| StoreError::Corrupt("a tombstone"))
        };
        let filed = erased.iter();
        let filed = filed.map(|(_, _, t)| as_json(serde_json::to_value(&t.filed_on)));
        let filed = filed.collect::<Result<Vec<_>, _>>()?;
        let decided = erased.iter();
        let decided = decided.map(|(_, _, t)| as_json(serde_json::to_value(&t.decided)));
        let decided = decided.collect::<Result<Vec<_>, _>>()?;
        let gone = sqlx::query_scalar!(
            r#"select domiciliation.purge_many($1, $2, $3, $4, $5, $6, $7) as "gone!""#,
            &ids,
            &versions,
            &stones,
            &filed,
            &decided,
            first.erased_on,
            first.ground.code(),
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.prints_erased(structure, &ids).await?;
        self.messages_erased(structure, &ids).await?;
        for id in &ids {
            self.touched.dossier(DossierId::new(*id), None);
        }
        u32::try_from(gone).map_err(|_| StoreError::Corrupt("a count"))
    }
}

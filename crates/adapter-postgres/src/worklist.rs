//! What is due: days that are stored, compared with the thresholds that the law computed.

use application::worklist::{
    Asked, Section, Whose, WorkCursor, WorkLine, WorkList, WorkPage, WorkPlace,
};
use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};
use domiciliation::due::{Due, Duty, Range, Thresholds};
use kernel::{DossierId, FactId, StoreError, StructureId, next_day};
use sqlx::{AssertSqlSafe, FromRow, Postgres, QueryBuilder, Transaction};
use uuid::Uuid;

use crate::{PgStore, columns::count, error::failed};

/// The column that keeps the anchor of a duty.
const fn column(duty: Duty) -> &'static str {
    match duty {
        Duty::PlannedButSeen => "seen_since_notice",
        Duty::Answer => "answer_limit",
        Duty::Acknowledgement => "unacknowledged_since",
        Duty::Appointment => "appointment_at",
        Duty::Lapsed | Duty::TermEnding | Duty::RenewalAdvised => "sort_term",
        Duty::Notice => "notice_expires_on",
        Duty::MailKept => "mail_kept_since",
        Duty::Decision => "proposed_on",
        Duty::NotNotified => "unnotified_since",
        Duty::ObservationsOver => "observations_until",
        Duty::SilenceOver | Duty::SilenceNearlyOver | Duty::SilenceTwoMonths => "silent_since",
    }
}

/// A statement about the structure's dossiers.
struct Statement<'a> {
    sql: QueryBuilder<Postgres>,
    structure: StructureId,
    asked: &'a Asked,
}

impl<'a> Statement<'a> {
    fn about(structure: StructureId, asked: &'a Asked) -> Self {
        Self {
            sql: QueryBuilder::new(""),
            structure,
            asked,
        }
    }

    const fn thresholds(&self) -> &'a Thresholds {
        &self.asked.thresholds
    }

    /// Adds where the dossiers are that a duty can concern today, whatever their anchor.
    fn push_concerned(&mut self, duty: Duty) {
        self.sql
            .push(" from domiciliation.dossier where structure_id = ")
            .push_bind(self.structure.uuid());
        match duty {
            Duty::SilenceOver | Duty::SilenceNearlyOver | Duty::SilenceTwoMonths => {
                self.push_running();
                let since = self.thresholds().suspended_when_absent_since();
                self.sql
                    .push(" and observations_until is null and (suspended_since is null or suspended_since > ")
                    .push_bind(since)
                    .push(")");
            }
            Duty::ObservationsOver => {
                self.push_running();
                self.sql.push(" and seen_since_notice is null");
            }
            Duty::PlannedButSeen => self.push_running(),
            Duty::Lapsed | Duty::TermEnding | Duty::RenewalAdvised => {
                self.sql
                    .push(" and situation = 'elected' and not renewal_pending");
            }
            Duty::Answer
            | Duty::Acknowledgement
            | Duty::Appointment
            | Duty::Notice
            | Duty::MailKept
            | Duty::Decision
            | Duty::NotNotified => {}
        }
        self.push_whose(duty);
    }

    fn push_running(&mut self) {
        let from = self.thresholds().runs_when_it_ends_from();
        self.sql
            .push(" and situation = 'elected' and term_end >= ")
            .push_bind(from);
    }

    fn push_whose(&mut self, duty: Duty) {
        let (staff, nobodys) = match self.asked.whose {
            Whose::Structure => return,
            Whose::Mine(staff) => (staff.uuid(), false),
            Whose::MineOrNobodys(staff) => (staff.uuid(), true),
        };
        // Not an equality, for which the planner would read all that this person follows,
        // once a section.
        self.sql
            .push(" and (referent is not distinct from ")
            .push_bind(staff);
        if duty == Duty::Appointment {
            // Whoever receives the person, whoever follows them.
            self.sql.push(" or appointment_with = ").push_bind(staff);
        } else if nobodys {
            self.sql.push(" or referent is null");
        }
        self.sql.push(")");
    }

    /// Adds a comparison of the anchor with the beginning of a day.
    fn push_compared(&mut self, duty: Duty, than: &str, day: NaiveDate) {
        self.sql.push(format_args!(" and {} {than} ", column(duty)));
        if duty == Duty::Appointment {
            self.sql.push_bind(NaiveDateTime::from(day));
        } else {
            self.sql.push_bind(day);
        }
    }

    fn push_range(&mut self, duty: Duty, range: Range) {
        self.push_compared(duty, "<", next_day(range.upto));
        if let Some(after) = range.after {
            self.push_compared(duty, ">=", next_day(after));
        }
    }

    /// The sections that some anchor can be in, with their number among all asked.
    fn ranges(&self) -> Vec<(i32, Section, Range)> {
        let numbered = (0_i32..).zip(&self.asked.sections);
        numbered
            .filter_map(|(number, section)| {
                let range = self.thresholds().range(section.duty, section.urgency)?;
                Some((number, *section, range))
            })
            .collect()
    }

    /// Adds one question a section, between brackets, all answered together.
    fn push_union(&mut self, mut question: impl FnMut(&mut Self, i32, Section, Range)) {
        for (index, (number, section, range)) in self.ranges().into_iter().enumerate() {
            self.sql.push(if index == 0 { "(" } else { " union all (" });
            question(self, number, section, range);
            self.sql.push(")");
        }
    }

    fn push_line(&mut self, number: i32, duty: Duty) {
        self.sql
            .push("select ")
            .push_bind(number)
            .push(format_args!(
                " as section, dossier_id, number, civility, nom, prenoms, usage_name, last_contact,
                appointment_at, unnotified, {}::date as anchor",
                column(duty)
            ));
        self.push_concerned(duty);
    }

    /// Adds an order and a limit. The limit is part of the text: a plan made without it
    /// would be one for all lines.
    fn push_order(&mut self, duty: Duty, backwards: bool, limit: u32) {
        let way = if backwards { " desc" } else { "" };
        self.sql.push(format_args!(
            " order by {}{way}, dossier_id{way} limit {limit}",
            column(duty)
        ));
    }

    fn push_beyond(&mut self, duty: Duty, cursor: WorkCursor, backwards: bool) {
        let than = if backwards { "<" } else { ">" };
        self.sql
            .push(format_args!(" and ({}, dossier_id) {than} (", column(duty)));
        if duty == Duty::Appointment {
            self.sql.push_bind(cursor.at);
        } else {
            self.sql.push_bind(cursor.at.date());
        }
        self.sql.push(", ").push_bind(cursor.id.uuid()).push(")");
    }
}

impl PgStore {
    /// A transaction that plans a statement once a connection, whatever the days compared:
    /// two dozen questions in one take longer to plan than to answer, and each is too short
    /// to be shared out.
    async fn work_transaction(
        &self,
        structure: StructureId,
    ) -> Result<Transaction<'static, Postgres>, StoreError> {
        // An identifier prints as hexadecimal digits and hyphens, nothing else.
        let begin = format!(
            "begin; set local domifa.structure = '{structure}';
             set local plan_cache_mode = force_generic_plan;
             set local max_parallel_workers_per_gather = 0"
        );
        self.pool
            .begin_with(AssertSqlSafe(begin))
            .await
            .map_err(failed)
    }
}

#[derive(FromRow)]
struct Row {
    section: i32,
    dossier_id: Uuid,
    number: i32,
    civility: String,
    nom: String,
    prenoms: String,
    usage_name: Option<String>,
    last_contact: Option<NaiveDate>,
    appointment_at: Option<NaiveDateTime>,
    unnotified: Option<Uuid>,
    anchor: NaiveDate,
}

impl Row {
    fn into_line(self, due: Due) -> Result<WorkLine, StoreError> {
        Ok(WorkLine {
            due,
            id: DossierId::new(self.dossier_id),
            number: count(self.number)?,
            civility: self.civility,
            nom: self.nom,
            prenoms: self.prenoms,
            usage: self.usage_name,
            last_contact: self.last_contact,
            appointment_at: self.appointment_at,
            unnotified: self.unnotified.map(FactId::new),
        })
    }
}

fn section_of(asked: &Asked, number: i32) -> Result<Section, StoreError> {
    let found = usize::try_from(number)
        .ok()
        .and_then(|number| asked.sections.get(number));
    found.copied().ok_or(StoreError::Corrupt("a section"))
}

#[async_trait]
impl WorkList for PgStore {
    async fn work_counts(
        &self,
        structure: StructureId,
        asked: &Asked,
        cap: u32,
    ) -> Result<Vec<(Section, u64)>, StoreError> {
        let mut statement = Statement::about(structure, asked);
        if statement.ranges().is_empty() {
            return Ok(Vec::new());
        }
        statement.push_union(|statement, number, section, range| {
            statement
                .sql
                .push("select ")
                .push_bind(number)
                .push(" as section, count(*) as lines from (select");
            statement.push_concerned(section.duty);
            statement.push_range(section.duty, range);
            statement.sql.push(format_args!(" limit {cap}) counted"));
        });
        let mut tx = self.work_transaction(structure).await?;
        let mut rows: Vec<(i32, i64)> = statement
            .sql
            .build_query_as()
            .fetch_all(&mut *tx)
            .await
            .map_err(failed)?;
        // Answers to a union come in any order.
        rows.sort_unstable();
        rows.into_iter()
            .filter(|(_, lines)| *lines > 0)
            .map(|(number, lines)| Ok((section_of(asked, number)?, lines.unsigned_abs())))
            .collect()
    }

    async fn work_beginnings(
        &self,
        structure: StructureId,
        asked: &Asked,
        each: u32,
    ) -> Result<Vec<WorkLine>, StoreError> {
        let mut statement = Statement::about(structure, asked);
        if statement.ranges().is_empty() {
            return Ok(Vec::new());
        }
        statement.push_union(|statement, number, section, range| {
            statement.push_line(number, section.duty);
            statement.push_range(section.duty, range);
            statement.push_order(section.duty, false, each);
        });
        let mut tx = self.work_transaction(structure).await?;
        let mut rows: Vec<Row> = statement
            .sql
            .build_query_as()
            .fetch_all(&mut *tx)
            .await
            .map_err(failed)?;
        // Stable: the lines of a section keep their order.
        rows.sort_by_key(|row| row.section);
        rows.into_iter()
            .map(|row| {
                let section = section_of(asked, row.section)?;
                let due = Due {
                    duty: section.duty,
                    urgency: section.urgency,
                    anchor: row.anchor,
                };
                row.into_line(due)
            })
            .collect()
    }

    async fn work_page(
        &self,
        structure: StructureId,
        asked: &Asked,
        duty: Duty,
        place: WorkPlace,
        limit: u32,
    ) -> Result<WorkPage, StoreError> {
        let Some(range) = asked.shown(duty) else {
            return Ok(WorkPage::default());
        };
        let backwards = matches!(place, WorkPlace::Before(_));
        let mut statement = Statement::about(structure, asked);
        statement.push_line(0, duty);
        statement.push_range(duty, range);
        match place {
            WorkPlace::Start => {}
            WorkPlace::After(cursor) | WorkPlace::Before(cursor) => {
                statement.push_beyond(duty, cursor, backwards);
            }
        }
        // One more than asked for tells whether there is another page.
        statement.push_order(duty, backwards, limit.saturating_add(1));
        let mut tx = self.work_transaction(structure).await?;
        let rows: Vec<Row> = statement
            .sql
            .build_query_as()
            .fetch_all(&mut *tx)
            .await
            .map_err(failed)?;
        let lines = rows.into_iter().map(|row| {
            let due = asked.thresholds.due(duty, row.anchor);
            row.into_line(due.ok_or(StoreError::Corrupt("what is due"))?)
        });
        let lines = lines.collect::<Result<Vec<_>, _>>()?;
        Ok(WorkPage::cut(lines, place, limit))
    }

    async fn work_due(
        &self,
        structure: StructureId,
        asked: &Asked,
        cap: u32,
    ) -> Result<u64, StoreError> {
        let mut statement = Statement::about(structure, asked);
        if statement.ranges().is_empty() {
            return Ok(0);
        }
        statement.sql.push("select count(*) from (");
        statement.push_union(|statement, _, section, range| {
            statement.sql.push("select");
            statement.push_concerned(section.duty);
            statement.push_range(section.duty, range);
            statement.sql.push(format_args!(" limit {cap}"));
        });
        statement.sql.push(format_args!(" limit {cap}) due"));
        let mut tx = self.work_transaction(structure).await?;
        let lines: i64 = statement
            .sql
            .build_query_scalar()
            .fetch_one(&mut *tx)
            .await
            .map_err(failed)?;
        Ok(lines.unsigned_abs())
    }

    async fn work_to_come(
        &self,
        structure: StructureId,
        asked: &Asked,
    ) -> Result<Vec<(Duty, NaiveDate)>, StoreError> {
        let mut statement = Statement::about(structure, asked);
        let foreseen: Vec<(Duty, Range)> = asked
            .foreseen()
            .filter_map(|duty| Some((duty, asked.thresholds.shown(duty)?)))
            .collect();
        if foreseen.is_empty() {
            return Ok(Vec::new());
        }
        for (index, (duty, range)) in foreseen.iter().enumerate() {
            statement
                .sql
                .push(if index == 0 { "(" } else { " union all (" });
            statement
                .sql
                .push("select ")
                .push_bind(duty.code())
                .push(format_args!(" as duty, {}::date as anchor", column(*duty)));
            statement.push_concerned(*duty);
            statement.push_compared(*duty, ">=", next_day(range.upto));
            statement.push_order(*duty, false, 1);
            statement.sql.push(")");
        }
        let mut tx = self.work_transaction(structure).await?;
        let rows: Vec<(String, NaiveDate)> = statement
            .sql
            .build_query_as()
            .fetch_all(&mut *tx)
            .await
            .map_err(failed)?;
        rows.into_iter()
            .map(|(code, anchor)| {
                let duty = code.parse().map_err(|_| StoreError::Corrupt("a duty"))?;
                Ok((duty, anchor))
            })
            .collect()
    }
}

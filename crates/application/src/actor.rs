//! Who acts: a named member of the staff of one structure.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domiciliation::{Author, Policy, Standing, command::Context};
use kernel::{Holidays, ShortText, StaffId, StructureId};
use structures::{Action, Role, StaffMember, Structure};

use crate::ports::Scope;

/// The role of the actor does not let them do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forbidden;

/// A signed-in member of staff, with the structure they act for.
///
/// A decision takes one of these: jobs have none and cannot call it.
#[derive(Debug, Clone)]
pub struct StaffActor {
    structure: Arc<Structure>,
    member: Arc<StaffMember>,
}

impl StaffActor {
    /// An actor of a structure. `None` when the member belongs to another one.
    #[must_use]
    pub fn new(structure: Arc<Structure>, member: Arc<StaffMember>) -> Option<Self> {
        (structure.id() == member.structure()).then_some(Self { structure, member })
    }

    /// The structure they act for.
    #[must_use]
    pub fn structure(&self) -> &Structure {
        &self.structure
    }

    /// Its identifier.
    #[must_use]
    pub fn structure_id(&self) -> StructureId {
        self.structure.id()
    }

    /// Their account.
    #[must_use]
    pub fn member(&self) -> &StaffMember {
        &self.member
    }

    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> StaffId {
        self.member.id()
    }

    /// Their role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.member.role()
    }

    /// What storage may show them.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope {
            structure: self.structure.id(),
        }
    }

    /// Whether their role permits an action.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.role().permits(action)
    }

    /// Stops whoever may not.
    ///
    /// # Errors
    /// [`Forbidden`].
    pub fn require(&self, action: Action) -> Result<(), Forbidden> {
        if self.may(action) {
            Ok(())
        } else {
            Err(Forbidden)
        }
    }

    /// The civil date at their structure.
    #[must_use]
    pub fn civil_date(&self, now: DateTime<Utc>) -> NaiveDate {
        self.structure.zone().date_of(now)
    }

    /// What they may do in the eyes of the law.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.role() {
            Role::Facteur | Role::Agent => Standing::Reception,
            Role::Instructeur => Standing::Instructs,
            Role::Gestionnaire | Role::Administrateur => Standing::Decides,
        }
    }

    /// How their acts are signed: first name, name and capacity.
    #[must_use]
    pub fn author(&self) -> Author {
        let clipped = |text: &str| {
            text.chars()
                .take(ShortText::MAX)
                .collect::<String>()
                .parse::<ShortText>()
                .ok()
        };
        let name =
            clipped(&self.member.full_name()).unwrap_or_else(|| self.member.profile().nom.clone());
        Author::Staff {
            id: self.id(),
            name,
            capacity: clipped(self.member.profile().fonction.label()),
            standing: self.standing(),
        }
    }
}

/// What the structure is and chose, as the law of domiciliation reads it.
#[must_use]
pub fn policy_of(structure: &Structure) -> Policy {
    let delays = structure.delays();
    Policy {
        kind: structure.kind(),
        agrement: structure.agrement().cloned(),
        notice_days: delays.notice_days.get(),
        mail_keep_days: delays.mail_keeping_days.get(),
        renewal_advice_months: 2,
        silence_warning_months: delays.presence_warning_months.get(),
        silence_warning_days: delays.presence_warning_days.get(),
        portal_login_counts: structure.options().portal_login_counts,
        first_domiciliation_gap_days: u32::from(delays.first_domiciliation_gap_days.get()),
        retention_months: u32::from(delays.retention_months.get()),
    }
}

/// Everything that surrounds a command of this actor at this instant.
pub struct Surroundings {
    now: DateTime<Utc>,
    today: NaiveDate,
    author: Author,
    policy: Policy,
    holidays: Holidays,
    /// How many elections are in force, where a rule needs it.
    pub elections_in_force: Option<u64>,
}

impl Surroundings {
    /// The surroundings of an actor at an instant.
    #[must_use]
    pub fn of(actor: &StaffActor, now: DateTime<Utc>) -> Self {
        Self {
            now,
            today: actor.civil_date(now),
            author: actor.author(),
            policy: policy_of(actor.structure()),
            holidays: Holidays::of(actor.structure().departement()),
            elections_in_force: None,
        }
    }

    /// The civil date at the structure.
    #[must_use]
    pub const fn today(&self) -> NaiveDate {
        self.today
    }

    /// The instant.
    #[must_use]
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Whoever acts.
    #[must_use]
    pub const fn author(&self) -> &Author {
        &self.author
    }

    /// What the structure is and chose.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The holidays of its territory.
    #[must_use]
    pub const fn holidays(&self) -> &Holidays {
        &self.holidays
    }

    /// What the domain is told.
    #[must_use]
    pub const fn context(&self) -> Context<'_> {
        Context {
            today: self.today,
            now: self.now,
            author: &self.author,
            policy: &self.policy,
            holidays: &self.holidays,
            elections_in_force: self.elections_in_force,
        }
    }
}

//! A structure with its staff at work on some storage: dossiers live through the use cases.

use std::sync::Arc;

use application::{
    StaffActor, UseCaseError,
    desk::{Desk, Order},
    files::{FileRoom, Files},
    merge::{Merge, MergeDossiers},
    opening::OpenDossier,
    ports::{Clock, Ids, Scope},
    reads::{DossierRow, ListQuery, Tab},
    round::MailRounds,
};
use chrono::NaiveDate;
use domiciliation::{
    Command, Dossier, Opening, Refused, Status, interview::Interview, radiation::RadiationGround,
    refusal::RefusalGround,
};
use kernel::{DossierId, FactId, StructureId, StructureKind, Versioned};
use structures::{Role, Structure};

use crate::{
    Storage,
    builders::{a_member, a_refus, a_structure, an_accord, an_actor, an_opening, today},
    memory::MemoryBlobs,
    ports::{FixedClock, PeekInspector, SequentialIds},
};

/// A structure with one member of staff for each role.
pub struct House {
    /// Where it keeps its dossiers.
    pub storage: Storage,
    /// Its clock, at noon of [`today`] to begin with.
    pub clock: Arc<FixedClock>,
    /// Its identifiers.
    pub ids: Arc<SequentialIds>,
    /// Where its files are.
    pub blobs: MemoryBlobs,
    /// It.
    pub structure: Structure,
}

impl House {
    /// Builds it and stores it. The number tells the houses of one storage apart.
    pub async fn build(storage: &Storage, number: u64, kind: StructureKind) -> Self {
        let structure = a_structure(number, kind);
        let house = Self {
            storage: storage.clone(),
            clock: Arc::new(FixedClock::at_noon(today())),
            ids: Arc::new(SequentialIds::from(number << 32)),
            blobs: MemoryBlobs::new(),
            structure,
        };
        let mut uow = storage.store.begin(house.scope()).await.unwrap();
        uow.structure_insert(&house.structure).await.unwrap();
        for role in Role::ALL {
            let member = a_member(&house.structure, *role);
            uow.staff_insert(&member).await.unwrap();
        }
        uow.commit().await.unwrap();
        house
    }

    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> StructureId {
        self.structure.id()
    }

    /// What a transaction of it sees.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope {
            structure: self.id(),
        }
    }

    /// The day it is there.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.structure.zone().date_of(self.clock.now())
    }

    /// Its member of staff of a role.
    #[must_use]
    pub fn actor(&self, role: Role) -> StaffActor {
        an_actor(&self.structure, role)
    }

    /// Opening dossiers.
    #[must_use]
    pub fn opening(&self) -> OpenDossier {
        OpenDossier::new(
            self.storage.store.clone(),
            self.clock.clone(),
            self.ids.clone(),
        )
    }

    /// The desk.
    #[must_use]
    pub fn desk(&self) -> Desk {
        Desk::new(
            self.storage.store.clone(),
            self.clock.clone(),
            self.ids.clone(),
        )
    }

    /// Merging dossiers.
    #[must_use]
    pub fn merging(&self) -> MergeDossiers {
        MergeDossiers::new(
            self.storage.store.clone(),
            self.clock.clone(),
            self.ids.clone(),
        )
    }

    /// Merges a dossier into another, as both stand.
    ///
    /// # Errors
    /// As [`MergeDossiers::execute`].
    pub async fn merge(
        &self,
        role: Role,
        kept: DossierId,
        other: DossierId,
    ) -> Result<(), UseCaseError<Refused>> {
        let (mine, theirs) = (self.read(kept).await, self.read(other).await);
        let merge = Merge {
            kept,
            kept_seen: mine.version,
            other,
            other_seen: theirs.version,
            key: self.ids.mint(self.clock.now()),
        };
        let (merging, actor) = (self.merging(), self.actor(role));
        merging.execute(&actor, merge).await.map(drop)
    }

    /// The dossier to which a former identifier leads.
    pub async fn successor(&self, former: DossierId) -> Option<DossierId> {
        let (merging, actor) = (self.merging(), self.actor(Role::Facteur));
        merging.successor(&actor, former).await.unwrap()
    }

    /// Where files are kept, without a scanner.
    #[must_use]
    pub fn file_room(&self) -> FileRoom {
        FileRoom::new(
            self.storage.store.clone(),
            Arc::new(self.blobs.clone()),
            Arc::new(PeekInspector),
            None,
            self.clock.clone(),
            self.ids.clone(),
        )
    }

    /// Attachments and internal documents.
    #[must_use]
    pub fn files(&self) -> Files {
        Files::new(self.file_room())
    }

    /// Mail rounds.
    #[must_use]
    pub fn rounds(&self) -> MailRounds {
        MailRounds::new(
            self.storage.store.clone(),
            self.storage.rounds.clone(),
            self.clock.clone(),
            self.ids.clone(),
        )
    }

    /// Opens the dossier of somebody who comes today.
    pub async fn open(&self, nom: &str, prenoms: &str) -> DossierId {
        self.open_with(an_opening(nom, prenoms, self.today())).await
    }

    /// Opens a dossier.
    pub async fn open_with(&self, opening: Opening) -> DossierId {
        let id = self.opening().new_id();
        let actor = self.actor(Role::Instructeur);
        let opened = self.opening().execute(&actor, id, opening).await;
        assert!(opened.is_ok(), "the dossier opens: {opened:?}");
        id
    }

    /// Carries out a command, whoever may.
    ///
    /// # Errors
    /// As [`Desk::carry_out`].
    pub async fn order(
        &self,
        role: Role,
        dossier: DossierId,
        command: Command,
    ) -> Result<Vec<FactId>, UseCaseError<Refused>> {
        let order = Order {
            dossier,
            seen: None,
            key: self.ids.mint(self.clock.now()),
            command,
        };
        let done = self.desk().carry_out(&self.actor(role), order).await?;
        Ok(done.into_inner().facts)
    }

    /// Carries out a command that nothing forbids.
    pub async fn done(&self, dossier: DossierId, command: Command) -> Vec<FactId> {
        let done = self.order(Role::Gestionnaire, dossier, command).await;
        done.unwrap()
    }

    /// Holds the interview of the pending request, today.
    pub async fn interview(&self, dossier: DossierId) {
        let interview = Box::new(Interview::default());
        let on = self.today();
        self.done(dossier, Command::HoldInterview { on, interview })
            .await;
    }

    /// Grants a year from the day that the rules propose.
    pub async fn grant(&self, dossier: DossierId) {
        self.interview(dossier).await;
        let start = self.read(dossier).await.value.proposed_start(self.today());
        let accord = an_accord(self.today(), start);
        self.done(dossier, Command::Accept(accord)).await;
    }

    /// Ends the election, at the request of the person.
    pub async fn end(&self, dossier: DossierId) {
        let on = self.today();
        let command = Command::PronounceRadiation {
            ground: RadiationGround::ADemande { asked_on: on },
            effective_on: on,
            urgency: None,
        };
        self.done(dossier, command).await;
    }

    /// Opens a dossier and leads it to a status as of today. The clock comes back from the
    /// year before for a lapsed one.
    pub async fn open_as(&self, status: Status, nom: &str, prenoms: &str) -> DossierId {
        let now = self.today();
        if status == Status::Echu {
            self.clock.set(kernel::add_months(now, -13));
        }
        let id = self.open(nom, prenoms).await;
        match status {
            Status::EnInstruction => {}
            Status::AValider => {
                self.interview(id).await;
                let command = Command::Propose {
                    favourable: true,
                    remarks: None,
                };
                self.done(id, command).await;
            }
            Status::Refuse => {
                self.interview(id).await;
                let refus = a_refus(now, RefusalGround::AbsenceDeLien);
                self.done(id, Command::Refuse(refus)).await;
            }
            Status::Actif | Status::Echu => self.grant(id).await,
            Status::Radie => {
                self.grant(id).await;
                self.end(id).await;
            }
        }
        self.clock.set(now);
        id
    }

    /// A dossier, as stored.
    pub async fn read(&self, id: DossierId) -> Versioned<Dossier> {
        let found = self.find(id).await;
        found.unwrap()
    }

    /// A dossier, where there is one.
    pub async fn find(&self, id: DossierId) -> Option<Versioned<Dossier>> {
        let mut uow = self.storage.store.begin(self.scope()).await.unwrap();
        uow.dossier_read(self.id(), id).await.unwrap()
    }

    /// All rows of the list, whatever the page.
    pub async fn rows(&self, query: ListQuery) -> Vec<DossierRow> {
        let query = ListQuery {
            limit: 1000,
            ..query
        };
        let page = self.storage.lists.page(self.id(), &query, self.today());
        page.await.unwrap().rows
    }

    /// The row of one dossier in the tab of all.
    pub async fn row(&self, id: DossierId) -> Option<DossierRow> {
        let all = ListQuery {
            tab: Tab::All,
            ..ListQuery::default()
        };
        self.rows(all).await.into_iter().find(|row| row.id == id)
    }
}

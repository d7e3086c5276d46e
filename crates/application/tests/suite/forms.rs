//! Official forms, before a renderer and numbering plans that say what they were asked.

use std::sync::Arc;

use application::{
    UseCaseError,
    documents::{DocumentRenderer, Paper, RenderError},
    forms::{Finish, FormOf, Forms},
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
};
use async_trait::async_trait;
use domiciliation::{Refused, Status};
use kernel::{Departement, DossierId, FactId, PhoneNumber, StructureKind};
use mockall::mock;
use structures::{Action, Role};
use testkit::{Storage, builders::day, house::House, memory::MemoryStore};

mock! {
    Renderer {}
    #[async_trait]
    impl DocumentRenderer for Renderer {
        async fn pdf(&self, papers: &[Paper]) -> Result<Vec<u8>, RenderError>;
    }
}

mock! {
    Phones {}
    impl PhonePlan for Phones {
        fn parse(&self, typed: &str, territory: Departement) -> Result<ParsedPhone, InvalidPhone>;
        fn display(&self, number: &PhoneNumber) -> String;
    }
}

/// Somebody domiciled since today.
async fn domiciled() -> (MemoryStore, House, DossierId, FactId) {
    let memory = MemoryStore::new();
    let house = House::build(&Storage::of(memory.clone()), 1, StructureKind::Ccas).await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let decision = house.read(dossier).await.value;
    let decision = decision.last_decision().unwrap().fact();
    (memory, house, dossier, decision)
}

fn forms(house: &House, renderer: MockRenderer) -> Forms {
    Forms::new(
        house.desk(),
        Arc::new(renderer),
        None,
        Arc::new(MockPhones::new()),
    )
}

#[tokio::test]
async fn r31_what_was_decided_is_rendered_once_and_its_reading_journalled() {
    let (memory, house, dossier, decision) = domiciled().await;
    let lines = memory.journal().len();
    let mut renderer = MockRenderer::new();
    renderer
        .expect_pdf()
        .withf(|papers| {
            let [Paper::Attestation(document)] = papers else {
                return false;
            };
            let term = (document.period.start(), document.period.end());
            term == (day(2026, 3, 10), day(2027, 3, 9))
                && document.premiere_domiciliation == day(2026, 3, 10)
                && document.person.noms == "Diallo"
                && !document.projet
        })
        .once()
        .return_once(|_| Ok(b"%PDF".to_vec()));
    let printed = forms(&house, renderer)
        .pdf(
            &house.actor(Role::Agent),
            dossier,
            FormOf::Attestation(decision),
        )
        .await
        .unwrap();
    assert_eq!((printed.number, &printed.pdf[..]), (1, &b"%PDF"[..]));
    let read = memory.journal();
    assert_eq!(read.len(), lines + 1);
    assert_eq!(read.last().unwrap().action, Action::ViewDossiers);
}

#[tokio::test]
async fn r64_nothing_is_rendered_of_an_election_that_was_ended() {
    let (_, house, dossier, decision) = domiciled().await;
    house.clock.advance_days(10);
    house.end(dossier).await;
    let mut renderer = MockRenderer::new();
    renderer.expect_pdf().never();
    let refused = forms(&house, renderer)
        .pdf(
            &house.actor(Role::Agent),
            dossier,
            FormOf::Attestation(decision),
        )
        .await;
    let ended_on = house.today();
    assert_eq!(
        refused.err(),
        Some(UseCaseError::Refused(Refused::AttestationWithdrawn {
            ended_on
        }))
    );
}

#[tokio::test]
async fn a_renderer_that_fails_is_our_fault_and_no_refusal() {
    let (_, house, dossier, decision) = domiciled().await;
    let mut renderer = MockRenderer::new();
    renderer
        .expect_pdf()
        .return_once(|_| Err(RenderError::Refused));
    let failed = forms(&house, renderer)
        .pdf(
            &house.actor(Role::Agent),
            dossier,
            FormOf::Attestation(decision),
        )
        .await;
    assert!(matches!(failed.err(), Some(UseCaseError::Unexpected(_))));
}

#[tokio::test]
async fn r33_a_request_and_its_decision_keep_their_own_days_however_late_they_are_printed() {
    let (_, house, dossier, decision) = domiciled().await;
    let demande = house.read(dossier).await.value.demandes()[0].fact();
    let granted_on = house.today();
    house.clock.advance_days(400);
    let mut renderer = MockRenderer::new();
    renderer
        .expect_pdf()
        .withf(move |papers| {
            let [Paper::Demande(document)] = papers else {
                return false;
            };
            let decided = document.decision.as_ref().map(|part| part.decided_on);
            document.filed_on == granted_on && decided == Some(granted_on)
        })
        .once()
        .return_once(|_| Ok(Vec::new()));
    let forms = forms(&house, renderer);
    let actor = house.actor(Role::Agent);
    let printed = forms.pdf(&actor, dossier, FormOf::Demande(demande)).await;
    assert!(printed.is_ok());
    // A decision is no request.
    let none = forms
        .prepare(&actor, dossier, FormOf::Demande(decision))
        .await;
    assert!(matches!(none.err(), Some(UseCaseError::NotFound)));
}

#[tokio::test]
async fn nobody_prints_a_form_that_their_role_does_not_open_nor_a_blank_that_is_not_there() {
    let (_, house, dossier, decision) = domiciled().await;
    let forms = forms(&house, MockRenderer::new());
    let which = FormOf::Attestation(decision);
    let refused = forms
        .prepare(&house.actor(Role::Facteur), dossier, which)
        .await;
    assert!(matches!(refused.err(), Some(UseCaseError::Forbidden)));
    let agent = house.actor(Role::Agent);
    let none = forms.filled(&agent, dossier, which, Finish::Flat).await;
    assert!(matches!(none.err(), Some(UseCaseError::NotFound)));
}

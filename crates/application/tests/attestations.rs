//! Attestations, before a renderer and numbering plans that say what they were asked.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use application::{
    UseCaseError,
    attestation::Attestations,
    documents::{AttestationDocument, DocumentRenderer, RenderError},
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
        async fn attestation_pdf(
            &self,
            document: &AttestationDocument,
        ) -> Result<Vec<u8>, RenderError>;
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

fn attestations(house: &House, renderer: MockRenderer) -> Attestations {
    Attestations::new(
        house.desk(),
        Arc::new(renderer),
        Arc::new(MockPhones::new()),
    )
}

#[tokio::test]
async fn r31_what_was_decided_is_rendered_once_and_its_reading_journalled() {
    let (memory, house, dossier, decision) = domiciled().await;
    let lines = memory.journal().len();
    let mut renderer = MockRenderer::new();
    renderer
        .expect_attestation_pdf()
        .withf(|document| {
            let term = (document.period.start(), document.period.end());
            term == (day(2026, 3, 10), day(2027, 3, 9))
                && document.premiere_domiciliation == day(2026, 3, 10)
                && document.noms == "Diallo"
                && !document.projet
        })
        .once()
        .return_once(|_| Ok(b"%PDF".to_vec()));
    let printed = attestations(&house, renderer)
        .pdf(&house.actor(Role::Agent), dossier, decision)
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
    renderer.expect_attestation_pdf().never();
    let refused = attestations(&house, renderer)
        .pdf(&house.actor(Role::Agent), dossier, decision)
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
        .expect_attestation_pdf()
        .return_once(|_| Err(RenderError::Refused));
    let failed = attestations(&house, renderer)
        .pdf(&house.actor(Role::Agent), dossier, decision)
        .await;
    assert!(matches!(failed.err(), Some(UseCaseError::Unexpected(_))));
}

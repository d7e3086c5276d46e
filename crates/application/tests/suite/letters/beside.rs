//! Who may print what, answers to paying bodies, cards and slips.

use application::{UseCaseError, documents::QrCode, letters::Format, round::Item};
use domiciliation::{
    Command, Refused, Status,
    card::CardCode,
    identity::{Coordinates, Filing},
    letter::LetterKind,
    mail::{MailKind, Quantity},
    payer::PayerQuestion,
};
use kernel::{DossierId, FactId, StructureKind};
use structures::Role;
use testkit::{
    builders::{id, text},
    house::House,
};

use super::{a_house, assert_says, due, letters, said};

async fn answer(house: &House, dossier: DossierId) -> FactId {
    let question = PayerQuestion {
        body: text("CAF de Paris"),
        address: Some(text("50 rue du Docteur Finlay\n75015 Paris")),
        reference: Some(text("A-12")),
        received_on: house.today(),
    };
    house.done(dossier, Command::AnswerPayer(question)).await[0]
}

#[tokio::test]
async fn r97_a_paying_body_reads_yes_or_no_and_two_dates_and_nothing_else_of_the_person() {
    let house = a_house(StructureKind::Ccas).await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let coordinates = Coordinates {
        phone: Some(text("+33600000001")),
        email: Some(text("aminata@courriel.example")),
        ..Coordinates::default()
    };
    house
        .done(dossier, Command::RecordCoordinates(coordinates))
        .await;
    answer(&house, dossier).await;
    let letter = due(&house, dossier, LetterKind::PayerAnswer).await;
    assert_says(
        &letter,
        &[
            "CAF de Paris\n50 rue du Docteur Finlay\n75015 Paris",
            "Votre référence A-12",
            "Nom DIALLO",
            "Date de naissance 23/01/1989",
            "À la date du 10 mars 2026, cette personne est domiciliée",
            "du 10 mars 2026 au 9 mars 2027 inclus",
            "secret professionnel",
        ],
    );
    let said = said(&letter);
    for secret in ["600000001", "aminata@", "Conakry", "lien"] {
        assert!(!said.contains(secret), "{secret}");
    }
    house.end(dossier).await;
    let no = answer(&house, dossier).await;
    let actor = house.actor(Role::Instructeur);
    let letter = letters(&house)
        .letter(&actor, dossier, no)
        .await
        .unwrap()
        .letter;
    assert_says(
        &letter,
        &["n’est pas domiciliée auprès de notre organisme."],
    );
}

#[tokio::test]
async fn who_may_not_print_letters_may_print_the_card() {
    let house = a_house(StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let letters = letters(&house);
    let acknowledged = house.read(dossier).await.value.demandes()[0].fact();
    for (role, letter, card) in [
        (Role::Facteur, false, false),
        (Role::Agent, false, true),
        (Role::Instructeur, true, true),
    ] {
        let actor = house.actor(role);
        let read = letters.letter(&actor, dossier, acknowledged).await;
        assert_eq!(read.is_ok(), letter, "{role:?}");
        assert_eq!(
            letters.card(&actor, dossier).await.is_ok(),
            card,
            "{role:?}"
        );
    }
}

#[tokio::test]
async fn a_fact_without_a_letter_is_not_found_and_a_letter_that_is_not_due_says_why() {
    let house = a_house(StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let (letters, actor) = (letters(&house), house.actor(Role::Instructeur));
    let identity = house.read(dossier).await.value.history()[0].id;
    for fact in [identity, id(99)] {
        let found = letters.letter(&actor, dossier, fact).await;
        assert!(matches!(found, Err(UseCaseError::NotFound)));
    }
    let kind = LetterKind::Convocation;
    let found = letters.due(&actor, dossier, kind).await;
    let expected = Refused::NoLetter { kind };
    assert!(matches!(found, Err(UseCaseError::Refused(why)) if why == expected));
}

#[tokio::test]
async fn a_card_carries_the_code_of_the_dossier_and_what_finds_it() {
    let house = a_house(StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let filing = Filing {
        reference: Some(text("2026-1204")),
        distribution: Some(text("B 12")),
        referent: None,
    };
    house.done(dossier, Command::RecordFiling(filing)).await;
    let (letters, actor) = (letters(&house), house.actor(Role::Agent));
    let found = letters.card(&actor, dossier).await.unwrap();
    let code = CardCode::of(dossier);
    assert_eq!(found.card.code.parse(), Ok(code));
    assert!(found.card.qr == QrCode::of(code));
    assert_eq!(found.card.person, "Mme DIALLO Aminata");
    let filing: Vec<&str> = found.card.filing.iter().map(|(_, v)| v.as_str()).collect();
    assert_eq!(filing, ["1", "2026-1204", "B 12"]);
    let pdf = letters.card_file::<Refused>(found.card.clone(), Format::Pdf);
    assert_eq!(pdf.await.unwrap(), b"PDF of 1 papers");
    let docx = letters.card_file::<Refused>(found.card, Format::Docx).await;
    assert!(matches!(docx, Err(UseCaseError::Unexpected(_))));
}

#[tokio::test]
async fn a_slip_counts_what_came_for_whom_by_box_and_has_two_places_to_sign() {
    let house = a_house(StructureKind::Ccas).await;
    let (rounds, actor) = (house.rounds(), house.actor(Role::Facteur));
    let round = rounds.new_id();
    let _ = rounds.open(&actor, round).await.unwrap();
    for (nom, place, quantity) in [("Traoré", "B 10", 2), ("Diallo", "B 9", 1)] {
        let dossier = house.open_as(Status::Actif, nom, "Aminata").await;
        let filing = Filing {
            distribution: Some(text(place)),
            ..Filing::default()
        };
        house.done(dossier, Command::RecordFiling(filing)).await;
        let item = Item {
            dossier,
            kind: MailKind::Letter,
            quantity: Quantity::try_from(quantity).unwrap(),
            remark: None,
            meant: true,
        };
        let key = dossier.uuid();
        let _ = rounds.enter(&actor, round, key, item).await.unwrap();
    }
    let slip = letters(&house).slip(&actor, round).await.unwrap();
    assert!(slip.recipient.is_empty() && slip.salutation.is_empty());
    assert_says(
        &slip,
        &[
            "Bordereau de dépôt du courrier",
            "Tournée du mardi 10 mars 2026 à 13 h",
            "n’est pas close",
            "Courriers 3",
            "B 9 | DIALLO Aminata | 2 | 1 |  | ",
            "B 10 | TRAORÉ Aminata | 1 | 2 |  | ",
            "Déposé par",
            "Reçu par",
        ],
    );
}

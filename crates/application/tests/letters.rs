//! Letters, cards and slips: every date of them comes from the domain, and they say what the
//! law wants said, to whoever may read it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use application::{
    UseCaseError,
    documents::{
        CardDocument, DocumentRenderer, Letter, Paper, QrCode, RenderError, WordFiles,
        letter::Block,
    },
    letters::{Format, LetterPorts, LetterheadImages, Letters},
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
    round::Item,
};
use async_trait::async_trait;
use domiciliation::{
    Command, Refused, Status,
    appointment::{Appointment, Minutes},
    card::CardCode,
    decision::NotificationMode,
    identity::{Coordinates, Filing},
    letter::LetterKind,
    mail::{MailKind, Quantity},
    payer::PayerQuestion,
    radiation::{RadiationGround, RadiationMotif},
    request::Channel,
};
use kernel::{Departement, DossierId, FactId, PhoneNumber, StructureKind};
use structures::{Representative, Role, Settings};
use testkit::{
    Storage,
    builders::{day, id, text},
    house::House,
    memory::MemoryStore,
};

/// A printer whose files say what they were made of.
struct Printer;

#[async_trait]
impl DocumentRenderer for Printer {
    async fn pdf(&self, papers: &[Paper]) -> Result<Vec<u8>, RenderError> {
        Ok(format!("PDF of {} papers", papers.len()).into_bytes())
    }
}

impl WordFiles for Printer {
    fn letter(&self, _: &Letter) -> Result<Vec<u8>, RenderError> {
        Ok(b"a letter for Word".to_vec())
    }

    fn card(&self, _: &CardDocument) -> Result<Vec<u8>, RenderError> {
        Err(RenderError::Refused)
    }
}

struct Digits;

impl PhonePlan for Digits {
    fn parse(&self, _: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        Err(InvalidPhone)
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.as_str().replace("+33", "0")
    }
}

/// A structure that says all there is to say about itself.
async fn a_house(kind: StructureKind) -> House {
    let mut house = House::build(&Storage::of(MemoryStore::new()), 1, kind).await;
    let settings = Settings {
        phone: Some(text("+33100000000")),
        email: Some(text("accueil@structure.example")),
        opening_hours: Some(text("lundi et mardi, 9 h – 12 h")),
        representative: Some(Representative::new(
            text("Hoareau"),
            text("Jeanne"),
            text("directrice"),
        )),
        ..house.structure.settings().clone()
    };
    house.structure = house.structure.correct(settings).unwrap();
    house
}

fn letters(house: &House) -> Letters {
    Letters::new(LetterPorts {
        desk: house.desk(),
        rounds: house.rounds(),
        images: LetterheadImages::new(house.file_room()),
        renderer: Arc::new(Printer),
        word: Arc::new(Printer),
        phones: Arc::new(Digits),
    })
}

async fn due(house: &House, dossier: DossierId, kind: LetterKind) -> Letter {
    let actor = house.actor(Role::Instructeur);
    let written = letters(house).due(&actor, dossier, kind).await.unwrap();
    assert_eq!(written.kind, kind);
    written.letter
}

/// Everything that a letter says, unbreakable spaces as spaces.
fn said(letter: &Letter) -> String {
    let pair = |(label, value): &(String, String)| format!("{label} {value}");
    let mut said = vec![letter.letterhead.name.clone()];
    said.extend(letter.recipient.iter().cloned());
    said.push(format!("{}, le {}", letter.place, letter.dated));
    said.push(letter.subject.clone());
    said.extend(letter.references.iter().map(pair));
    said.push(letter.salutation.clone());
    for block in &letter.blocks {
        match block {
            Block::Heading(text) | Block::Paragraph(text) | Block::Strong(text) => {
                said.push(text.clone());
            }
            Block::List(items) => said.extend(items.iter().cloned()),
            Block::Facts(values) => said.extend(values.iter().map(pair)),
            Block::Table(table) => said.extend(table.rows.iter().map(|row| row.join(" | "))),
        }
    }
    said.push(letter.closing.clone());
    for place in &letter.signatures {
        said.push(format!("{} {}", place.capacity, place.name));
    }
    said.join("\n").replace('\u{a0}', " ")
}

/// These words, in this order.
fn assert_says(letter: &Letter, words: &[&str]) {
    let said = said(letter);
    let mut rest = said.as_str();
    for part in words {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("« {part} » is not said in its place:\n{said}");
        };
        rest = after;
    }
}

#[tokio::test]
async fn r22_an_acknowledgement_says_when_it_came_what_silence_means_and_how_to_appeal() {
    let house = a_house(StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let letter = due(&house, dossier, LetterKind::Acknowledgement).await;
    assert_says(
        &letter,
        &[
            "Structure 1",
            "Mme DIALLO Aminata\nRemis en main propre",
            "Paris, le 2026-03-10",
            "Dossier n° 1",
            "Madame,",
            "votre demande d’élection de domicile, déposée sur place",
            "Date de réception mardi 10 mars 2026",
            "Réponse au plus tard le dimanche 10 mai 2026",
            "Structure 1\n12 rue des Lilas\n75011 Paris\n0100000000\naccueil@structure.example",
            "Un entretien vous sera proposé",
            "le 10 mai 2026 ne vaut pas acceptation : elle vaut refus implicite",
            "L. 232-4",
            "recours gracieux",
            "tribunal administratif",
            "Directrice Jeanne HOAREAU",
        ],
    );
}

#[tokio::test]
async fn r24_what_is_missing_is_asked_for_and_moves_the_limit() {
    let house = a_house(StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let ask = Command::RequestPieces {
        until: day(2026, 3, 20),
        missing: text("Un justificatif du lien."),
    };
    house.done(dossier, ask).await;
    let letter = due(&house, dossier, LetterKind::Acknowledgement).await;
    assert_says(
        &letter,
        &[
            "Réponse au plus tard le mercredi 20 mai 2026",
            "À fournir Un justificatif du lien.",
            "Au plus tard le vendredi 20 mars 2026",
        ],
    );
}

#[tokio::test]
async fn r27_a_convocation_says_the_day_the_hour_with_whom_and_where() {
    let house = a_house(StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let appointment = Appointment {
        at: day(2026, 3, 12).and_hms_opt(14, 5, 0).unwrap(),
        minutes: Minutes::default(),
        with: house.actor(Role::Instructeur).id(),
        with_name: text("Camille Roche"),
        place: None,
    };
    house
        .done(dossier, Command::FixAppointment(appointment))
        .await;
    let letter = due(&house, dossier, LetterKind::Convocation).await;
    assert_says(
        &letter,
        &[
            "Votre demande d’élection de domicile du 10 mars 2026",
            "Jour jeudi 12 mars 2026",
            "Heure 14 h 05",
            "Durée prévue 30 minutes",
            "Avec Camille Roche",
            "Lieu Structure 1\n12 rue des Lilas\n75011 Paris",
            "0100000000",
        ],
    );
}

#[tokio::test]
async fn r61_r62_r67_a_refusal_gives_its_ground_an_orientation_and_the_ways_of_appeal() {
    let house = a_house(StructureKind::Ccas).await;
    let dossier = house.open_as(Status::Refuse, "Diallo", "Aminata").await;
    let letter = due(&house, dossier, LetterKind::Refusal).await;
    assert_says(
        &letter,
        &[
            "Par décision du 10 mars 2026, cette demande est refusée.",
            "Motif Absence de lien avec la commune",
            "Texte appliqué Article L. 264-4 du code de l’action sociale et des familles",
            "Faits ",
            "Organisme ",
            "dans les deux mois qui suivent le jour où elle vous est notifiée :",
            "Chargé de la domiciliation Camille Gestionnaire",
        ],
    );

    // Once notified, the last day of the appeal is known; the letter keeps its own date.
    house.clock.advance_days(5);
    let decision = house
        .read(dossier)
        .await
        .value
        .last_decision()
        .unwrap()
        .fact();
    let notify = Command::Notify {
        decision,
        on: day(2026, 3, 12),
        mode: NotificationMode::HandedOver,
    };
    house.done(dossier, notify).await;
    let letter = due(&house, dossier, LetterKind::Refusal).await;
    assert_eq!(letter.dated, day(2026, 3, 10));
    assert_says(&letter, &["soit jusqu’au mercredi 13 mai 2026 inclus"]);
}

#[tokio::test]
async fn r60_an_approved_body_refuses_on_its_own_text() {
    let house = a_house(StructureKind::OrganismeAgree).await;
    let dossier = house.open_as(Status::Refuse, "Diallo", "Aminata").await;
    let letter = due(&house, dossier, LetterKind::Refusal).await;
    assert_says(&letter, &["Articles L. 264-6 et L. 264-7"]);
}

#[tokio::test]
async fn r65_the_person_reads_what_is_considered_and_until_when_they_may_answer() {
    let house = a_house(StructureKind::Ccas).await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    house.clock.set(day(2026, 6, 11));
    let plan = Command::PlanRadiation {
        motif: RadiationMotif::NonManifestation,
        notified_on: day(2026, 6, 11),
    };
    house.done(dossier, plan).await;
    let letter = due(&house, dossier, LetterKind::PlannedRadiation).await;
    assert_eq!(letter.dated, day(2026, 6, 11));
    assert_says(
        &letter,
        &[
            "Aucune décision n’est prise à ce jour.",
            "Motif Absence de manifestation pendant plus de trois mois",
            "Texte appliqué Articles L. 264-5 et D. 264-3",
            "Dernier contact connu mardi 10 mars 2026",
            "du 10 mars 2026 au 9 mars 2027 inclus",
            "présenter vos observations jusqu’au 26 juin 2026 inclus",
            "L. 122-1",
            "sans avoir à en donner le détail",
        ],
    );
}

#[tokio::test]
async fn r66_r83_an_end_says_since_when_why_and_how_long_mail_is_kept() {
    let house = a_house(StructureKind::Ccas).await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let plan = Command::PlanRadiation {
        motif: RadiationMotif::DomicileStable,
        notified_on: day(2026, 3, 10),
    };
    house.done(dossier, plan).await;
    house.clock.set(day(2026, 4, 1));
    let end = Command::PronounceRadiation {
        ground: RadiationGround::DomicileStable {
            evidence: text("Bail signé le 20 mars."),
        },
        effective_on: day(2026, 4, 1),
        urgency: None,
    };
    house.done(dossier, end).await;
    let letter = due(&house, dossier, LetterKind::Radiation).await;
    assert_says(
        &letter,
        &[
            "Mme DIALLO Aminata\nStructure 1\nBoîte n° 1\n12 rue des Lilas",
            "Résiliation de l’élection de domicile",
            "Par décision du 1er avril 2026, il est mis fin",
            "à compter du 1er avril 2026",
            "Texte appliqué Articles L. 264-5 et D. 264-5, 3°",
            "Faits Bail signé le 20 mars.",
            "annoncée le 10 mars 2026 ; vous pouviez présenter vos observations jusqu’au 25 mars 2026",
            "Votre courrier est conservé ici jusqu’au vendredi 1er mai 2026 inclus",
            "tribunal administratif",
            "Chargé de la domiciliation Camille Gestionnaire",
        ],
    );
}

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

#[tokio::test]
async fn letters_are_written_in_plain_correct_french() {
    let house = a_house(StructureKind::Ccas).await;
    let mut all = Vec::new();
    let refused = house.open_as(Status::Refuse, "Diallo", "Aminata").await;
    all.push(due(&house, refused, LetterKind::Refusal).await);
    let ended = house.open_as(Status::Radie, "Diallo", "Aminata").await;
    all.push(due(&house, ended, LetterKind::Radiation).await);
    let pending = house.open("Diallo", "Aminata").await;
    all.push(due(&house, pending, LetterKind::Acknowledgement).await);
    let renewing = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let file = Command::FileDemande {
        on: house.today(),
        channel: Channel::Phone,
    };
    house.done(renewing, file).await;
    let renewal = due(&house, renewing, LetterKind::Acknowledgement).await;
    assert_says(&renewal, &["renouvellement", "faite par téléphone"]);
    all.push(renewal);
    for letter in &all {
        let said = said(letter);
        assert!(!said.contains(['!', '\'']), "{said}");
        assert!(!said.contains("  ") && !said.contains(" ."), "{said}");
        let typeset = letter.subject.clone() + &letter.closing;
        assert!(!typeset.contains(" :"), "{typeset}");
    }
}

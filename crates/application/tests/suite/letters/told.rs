//! What the letters to the person say.

use domiciliation::{
    Command, Status,
    appointment::{Appointment, Minutes},
    decision::NotificationMode,
    letter::LetterKind,
    radiation::{RadiationGround, RadiationMotif},
    request::Channel,
};
use kernel::StructureKind;
use structures::Role;
use testkit::builders::{day, text};

use super::{a_house, assert_says, due, said};

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
            "Directrice Jeanne Hoareau",
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

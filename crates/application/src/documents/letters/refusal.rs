//! The refusal of a request: the ground in law and in fact, where the person is directed,
//! and the ways of appeal.

use domiciliation::{
    decision::Decision,
    refusal::{self, Refus},
    request::{Demande, DemandeKind},
};
use kernel::french::day_month_year;

use super::{Block, Letter, Writer, appeal, fact, heading, paragraph, strong};

/// # Law
/// CASF art. L. 264-4; CRPA art. L. 211-2 6° and L. 211-5.
pub(super) fn write(writer: Writer<'_>, decision: &Decision, refus: &Refus) -> Letter {
    let answered = writer
        .dossier
        .demandes()
        .iter()
        .find(|demande| Some(demande.fact()) == decision.demande());
    let (what, subject) = match answered.map(Demande::kind) {
        Some(DemandeKind::Renewal) => (
            "le renouvellement de votre élection de domicile",
            "Refus du renouvellement de votre élection de domicile",
        ),
        Some(DemandeKind::First) | None => (
            "à élire domicile auprès de notre organisme",
            "Refus de votre demande d’élection de domicile",
        ),
    };
    let asked = answered.map_or_else(
        || format!("Vous avez demandé {what}."),
        |demande| {
            let on = day_month_year(demande.filed_on());
            format!("Vous avez demandé {what} le {on}.")
        },
    );
    let on = day_month_year(refus.decided_on);
    let orientation = &refus.orientation;
    let mut blocks = vec![
        paragraph(asked),
        strong(format!("Par décision du {on}, cette demande est refusée.")),
        heading("Motif du refus"),
        Block::Facts(vec![
            fact("Motif", refus.ground.label()),
            fact(
                "Texte appliqué",
                refusal::legal_basis(writer.around.policy().kind),
            ),
            fact("Faits", refus.facts.as_str()),
        ]),
        heading("Vers qui vous tourner"),
        paragraph("Nous vous orientons vers un organisme en mesure de vous domicilier :"),
        Block::Facts(vec![
            fact("Organisme", orientation.name.as_str()),
            fact("Type", orientation.kind.label()),
            fact("Coordonnées", orientation.contact.as_str()),
        ]),
    ];
    blocks.extend(appeal::against(writer, decision));
    Letter {
        signatures: vec![writer.house.author(decision.author())],
        ..writer.to_the_person(subject, refus.decided_on, blocks)
    }
}

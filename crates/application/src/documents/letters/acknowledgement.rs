//! The acknowledgement of a request: the day it came, the day silence becomes a refusal,
//! who answers, and the ways of appeal.

use domiciliation::request::{Channel, Demande, DemandeKind};
use kernel::french::{clock_time, day_month_year, long_date};

use super::{Block, Letter, Writer, appeal, fact, heading, paragraph, strong};

/// # Law
/// CASF art. D. 264-1; CRPA art. R. 112-5, L. 112-6, L. 232-4.
pub(super) fn write(writer: Writer<'_>, demande: &Demande) -> Letter {
    let (what, subject) = match demande.kind() {
        DemandeKind::First => (
            "votre demande d’élection de domicile",
            "Accusé de réception de votre demande d’élection de domicile",
        ),
        DemandeKind::Renewal => (
            "votre demande de renouvellement d’élection de domicile",
            "Accusé de réception de votre demande de renouvellement",
        ),
    };
    let how = match demande.channel() {
        Channel::InPerson => "déposée sur place",
        Channel::Phone => "faite par téléphone",
        Channel::Online => "déposée en ligne",
        Channel::Post => "envoyée par courrier",
        Channel::Register => "reprise d’un registre",
    };
    let limit = day_month_year(demande.answer_limit());
    let head = writer.house.letterhead();
    let service: Vec<String> = [head.name]
        .into_iter()
        .chain(head.address)
        .chain(head.contact)
        .collect();
    let mut blocks = vec![
        paragraph(format!("Nous avons bien reçu {what}, {how}.")),
        Block::Facts(vec![
            fact("Date de réception", long_date(demande.filed_on())),
            fact("Réponse au plus tard le", long_date(demande.answer_limit())),
            fact("Service chargé de votre demande", service.join("\n")),
        ]),
    ];
    blocks.extend(next(writer, demande));
    blocks.extend([
        heading("Si vous ne recevez pas de réponse"),
        strong(format!(
            "L’absence de réponse le {limit} ne vaut pas acceptation : elle vaut refus implicite de votre demande."
        )),
        paragraph(
            "Vous pouvez alors en demander les motifs par écrit ; ils vous sont communiqués dans le mois \
             (article L. 232-4 du code des relations entre le public et l’administration).",
        ),
    ]);
    blocks.extend(appeal::against_silence(writer));
    let dated = demande
        .acknowledged_on()
        .unwrap_or_else(|| writer.around.today());
    writer.to_the_person(subject, dated, blocks)
}

/// What comes next while the request is pending: what is missing, and the interview.
fn next(writer: Writer<'_>, demande: &Demande) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !demande.is_pending() {
        return blocks;
    }
    if let Some((_, until, missing)) = demande.pieces_wanted() {
        blocks.push(heading("Ce qui manque à votre demande"));
        blocks.push(Block::Facts(vec![
            fact("À fournir", missing.as_str()),
            fact("Au plus tard le", long_date(*until)),
        ]));
        blocks.push(paragraph(
            "Ce délai s’ajoute au temps dont nous disposons pour vous répondre.",
        ));
    }
    if demande.interview().is_none() {
        blocks.push(heading("Votre entretien"));
        let fixed = writer.dossier.planned_appointment();
        blocks.push(paragraph(fixed.map_or_else(
            || {
                "Un entretien vous sera proposé avant la décision : il sert à vous informer de vos droits et de vos \
                 devoirs."
                    .to_owned()
            },
            |fixed| {
                let appointment = fixed.appointment();
                format!(
                    "Vous avez rendez-vous le {} à {}, avec {}.",
                    long_date(appointment.at.date()),
                    clock_time(appointment.at.time()),
                    appointment.with_name
                )
            },
        )));
    }
    blocks
}

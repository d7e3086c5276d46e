//! The ways of appeal and their time limits, which a letter must state for them to run.

use chrono::NaiveDate;
use domiciliation::{deadline, decision::Decision};
use kernel::french::{long_date, typo};

use super::{Block, Writer, heading, paragraph};

/// Against a decision: its last day too, once it was notified.
///
/// # Law
/// CJA art. R. 421-1 and R. 421-5; CRPA art. L. 411-2 and L. 411-7.
pub(super) fn against(writer: Writer<'_>, decision: &Decision) -> Vec<Block> {
    let last = decision
        .notification()
        .map(|notified| deadline::appeal_last_day(notified.on, writer.around.holidays()));
    ways(
        writer,
        "cette décision",
        &within(last, "suivent le jour où elle vous est notifiée"),
    )
}

/// Against the silence that follows the last day of the answer.
///
/// # Law
///
pub(super) fn against_silence(writer: Writer<'_>) -> Vec<Block> {
    ways(
        writer,
        "ce refus implicite",
        &within(None, "suivent sa naissance"),
    )
}

fn within(last: Option<NaiveDate>, start: &str) -> String {
    let until = last.map(|last| format!(", soit jusqu’au {} inclus", long_date(last)));
    format!(
        "dans les deux mois qui {start}{}",
        until.unwrap_or_default()
    )
}

fn ways(writer: Writer<'_>, what: &str, within: &str) -> Vec<Block> {
    let structure = writer.house.structure;
    let address = structure.settings().address.lines().join(", ");
    let gracious = format!(
        "former un recours gracieux, par écrit, auprès de la personne qui représente l’organisme : {}, {address} ;",
        structure.name()
    );
    let court = "saisir le tribunal administratif dans le ressort duquel se trouve l’organisme, par courrier, \
        sur place ou par l’application Télérecours citoyens (www.telerecours.fr).";
    vec![
        heading("Voies et délais de recours"),
        paragraph(format!("Si vous contestez {what}, vous pouvez, {within} :")),
        Block::List(vec![typo(&gracious), typo(court)]),
        paragraph(
            "Un recours gracieux formé dans ce délai l’interrompt : vous disposez de nouveau de deux mois pour saisir \
             le tribunal, à partir de la réponse qui lui est faite. Deux mois de silence sur ce recours valent rejet.",
        ),
        paragraph(
            "Articles R. 421-1 et R. 421-5 du code de justice administrative, L. 411-2 et L. 411-7 du code des \
             relations entre le public et l’administration.",
        ),
    ]
}

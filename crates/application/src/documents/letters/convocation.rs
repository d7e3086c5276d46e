//! The convocation to the interview: the day, the hour, with whom, where.

use domiciliation::request::{Appointment, DemandeKind};
use kernel::french::{clock_time, day_month_year, long_date};

use super::{Block, Letter, Writer, fact, paragraph, strong};

/// # Law
/// CASF art. D. 264-2.
pub(super) fn write(writer: Writer<'_>, appointment: &Appointment) -> Letter {
    let demande = writer.dossier.pending_demande();
    let request = demande.map_or_else(
        || "Votre demande d’élection de domicile".to_owned(),
        |demande| {
            let what = match demande.kind() {
                DemandeKind::First => "Votre demande d’élection de domicile",
                DemandeKind::Renewal => "Votre demande de renouvellement",
            };
            format!("{what} du {}", day_month_year(demande.filed_on()))
        },
    );
    let place = appointment.place.as_ref().map_or_else(
        || {
            let structure = writer.house.structure;
            let mut lines = vec![structure.name().to_string()];
            lines.extend(structure.settings().address.lines());
            lines.join("\n")
        },
        ToString::to_string,
    );
    let contact = writer.house.letterhead().contact;
    let reach = match contact.as_slice() {
        [] => String::new(),
        ways => format!(" ({})", ways.join(", ")),
    };
    let blocks = vec![
        paragraph(format!(
            "{request} donne lieu à un entretien (article D. 264-2 du code de l’action sociale et des familles)."
        )),
        strong("Nous vous invitons à vous y présenter :"),
        Block::Facts(vec![
            fact("Jour", long_date(appointment.at.date())),
            fact("Heure", clock_time(appointment.at.time())),
            fact(
                "Durée prévue",
                format!("{} minutes", appointment.minutes.get()),
            ),
            fact("Avec", appointment.with_name.as_str()),
            fact("Lieu", place),
        ]),
        paragraph(
            "Cet entretien sert à vous informer de vos droits et de vos devoirs et à comprendre votre situation. \
             Une demande ne peut pas être acceptée sans lui.",
        ),
        paragraph(
            "Apportez les documents utiles dont vous disposez, par exemple une pièce d’identité : aucun n’est exigé \
             pour cet entretien.",
        ),
        paragraph(format!(
            "Si vous ne pouvez pas venir, prévenez-nous dès que possible{reach} : un autre rendez-vous vous sera proposé."
        )),
    ];
    writer.to_the_person("Convocation à un entretien", writer.around.today(), blocks)
}

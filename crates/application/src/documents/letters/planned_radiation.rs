//! The letter before an end of election: what is considered and why, and until when the
//! person may answer.

use domiciliation::radiation::{PlannedRadiation, RadiationMotif};
use kernel::french::{day_month_year, long_date};

use super::{Block, Letter, Writer, days, fact, heading, paragraph, strong};

/// # Law
/// CRPA art. L. 121-1, L. 122-1; CASF art. L. 264-5 and D. 264-3.
pub(super) fn write(writer: Writer<'_>, planned: &PlannedRadiation) -> Letter {
    let until = day_month_year(planned.observations_until);
    let mut facts = vec![fact("Motif", planned.motif.label())];
    facts.extend(
        planned
            .motif
            .article()
            .map(|article| fact("Texte appliqué", article)),
    );
    let silence = planned.motif == RadiationMotif::NonManifestation;
    if silence {
        let counts = writer.around.policy().portal_login_counts;
        let before = writer
            .dossier
            .last_contact(counts)
            .filter(|contact| *contact <= planned.notified_on);
        facts.extend(before.map(|on| fact("Dernier contact connu", long_date(on))));
    }
    if let Some(term) = writer.dossier.current_term() {
        facts.push(fact("Domiciliation en cours", days(term.period())));
    }
    let mut blocks = vec![
        strong(
            "Nous envisageons de mettre fin à votre élection de domicile auprès de notre organisme. Aucune décision \
             n’est prise à ce jour.",
        ),
        Block::Facts(facts),
        heading("Vous pouvez répondre"),
        strong(format!(
            "Vous pouvez présenter vos observations jusqu’au {until} inclus."
        )),
        paragraph(
            "Vous pouvez le faire par écrit ou, si vous le demandez, de vive voix. Vous pouvez vous faire assister par \
             un conseil ou représenter par la personne de votre choix (article L. 122-1 du code des relations entre le \
             public et l’administration).",
        ),
    ];
    if silence {
        blocks.push(paragraph(
            "Si vous venez ou nous appelez d’ici là, ce motif ne pourra plus être retenu. Une absence pour raison de \
             santé ou par privation de liberté est justifiée : dites-le-nous, sans avoir à en donner le détail.",
        ));
    }
    blocks.push(paragraph(
        "En attendant, votre courrier continue d’être reçu ici.",
    ));
    writer.to_the_person(
        "Fin envisagée de votre élection de domicile : vos observations",
        planned.notified_on,
        blocks,
    )
}

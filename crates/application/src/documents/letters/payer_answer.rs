//! The answer to a département or to a body that pays benefits: yes with two dates, or no.

use domiciliation::payer::PayerAnswer;
use kernel::french::day_month_year;

use super::{Block, Letter, Writer, days, fact, paragraph, strong};
use crate::documents::{birth_in_figures, filing};

/// # Law
/// nothing else may be told.
pub(super) fn write(writer: Writer<'_>, answer: &PayerAnswer) -> Letter {
    let question = &answer.question;
    let address = question.address.iter();
    let address = address.flat_map(|address| address.as_str().lines().map(str::to_owned));
    let mut person = Vec::new();
    if let Some(identity) = writer.dossier.identity() {
        person.push(fact("Nom", filing::nom(identity)));
        person.push(fact("Prénoms", identity.prenoms.as_str()));
        person.push(fact("Date de naissance", birth_in_figures(identity.birth)));
    }
    let on = day_month_year(answer.on);
    let told = match answer.domiciled {
        Some(period) => format!(
            "À la date du {on}, cette personne est domiciliée auprès de notre organisme. Son attestation est valable {}.",
            days(period)
        ),
        None => format!(
            "À la date du {on}, cette personne n’est pas domiciliée auprès de notre organisme."
        ),
    };
    let theirs = question.reference.as_ref();
    let theirs = theirs.map(|theirs| fact("Votre référence", theirs.as_str()));
    Letter {
        recipient: [question.body.to_string()]
            .into_iter()
            .chain(address)
            .collect(),
        references: theirs.into_iter().chain(writer.references()).collect(),
        salutation: "Madame, Monsieur,".to_owned(),
        blocks: vec![
            paragraph(format!(
                "Par votre demande, reçue le {}, vous souhaitez savoir si la personne suivante est domiciliée auprès \
                 de notre organisme :",
                day_month_year(question.received_on)
            )),
            Block::Facts(person),
            strong(told),
            paragraph(
                "Nous sommes tenus au secret professionnel : aucun autre renseignement ne peut vous être communiqué.",
            ),
        ],
        closing: "Nous vous prions d’agréer, Madame, Monsieur, l’expression de nos salutations distinguées."
            .to_owned(),
        signatures: vec![writer.house.representative()],
        ..writer.house.paper("Réponse à votre demande sur une élection de domicile", answer.on)
    }
}

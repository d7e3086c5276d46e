//! The end of an election: since when, why in law and in fact, how long mail is kept, and
//! the ways of appeal.

use domiciliation::{
    Fact,
    decision::Decision,
    mail,
    radiation::{PlannedRadiation, Radiation, RadiationGround},
};
use kernel::french::{day_month_year, long_date};

use super::{Block, Letter, Writer, appeal, fact, heading, paragraph, strong};

/// # Law
/// CASF art. L. 264-5, D. 264-3, D. 264-5 3°.
pub(super) fn write(writer: Writer<'_>, decision: &Decision, radiation: &Radiation) -> Letter {
    let (on, effect) = (
        day_month_year(radiation.decided_on),
        day_month_year(radiation.effective_on),
    );
    let mut blocks = vec![
        strong(format!(
            "Par décision du {on}, il est mis fin à votre élection de domicile auprès de notre organisme, à compter \
             du {effect}."
        )),
        heading("Motif de la décision"),
        Block::Facts(grounds(writer, radiation)),
    ];
    blocks.extend(heard(writer, decision, radiation));
    let kept = mail::kept_until(
        radiation.effective_on,
        writer.around.policy().mail_keep_days,
    );
    blocks.extend([
        heading("Votre courrier et votre attestation"),
        paragraph(format!(
            "Votre courrier est conservé ici jusqu’au {} inclus : vous pouvez venir le retirer. Passé cette date, il est \
             rendu à La Poste ou à l’expéditeur.",
            long_date(kept)
        )),
        paragraph(format!(
            "Votre attestation d’élection de domicile n’est plus valable à compter du {effect}. Vous pouvez présenter \
             une nouvelle demande à tout moment."
        )),
    ]);
    blocks.extend(appeal::against(writer, decision));
    Letter {
        signatures: vec![writer.house.author(decision.author())],
        ..writer.to_the_person(
            "Résiliation de l’élection de domicile",
            radiation.decided_on,
            blocks,
        )
    }
}

/// The ground, its text, and what shows it.
fn grounds(writer: Writer<'_>, radiation: &Radiation) -> Vec<(String, String)> {
    let motif = radiation.ground.motif();
    let mut facts = vec![fact("Motif", motif.label())];
    facts.extend(
        motif
            .article()
            .map(|article| fact("Texte appliqué", article)),
    );
    match &radiation.ground {
        RadiationGround::ADemande { asked_on } => {
            facts.push(fact("Votre demande du", long_date(*asked_on)));
        }
        RadiationGround::DomicileStable { evidence: shown }
        | RadiationGround::PlusDeLien { facts: shown }
        | RadiationGround::ReglementInterieur { facts: shown }
        | RadiationGround::Autre { facts: shown } => facts.push(fact("Faits", shown.as_str())),
        RadiationGround::Transfert { to } => {
            facts.push(fact("Nouvel organisme", to.as_str()));
        }
        RadiationGround::NonManifestation => {
            let counts = writer.around.policy().portal_login_counts;
            let before = writer
                .dossier
                .last_contact(counts)
                .filter(|contact| *contact <= radiation.decided_on);
            facts.extend(before.map(|on| fact("Dernier contact connu", long_date(on))));
        }
        // no letter tells the dead.
        RadiationGround::Deces { .. } => {}
    }
    facts
}

/// How the person could answer before, or why not.
fn heard(writer: Writer<'_>, decision: &Decision, radiation: &Radiation) -> Option<Block> {
    if let Some(urgency) = &radiation.urgency {
        return Some(paragraph(format!(
            "En raison de l’urgence, vos observations n’ont pas été recueillies avant la décision : {urgency}"
        )));
    }
    if !radiation.ground.motif().needs_observations() {
        return None;
    }
    let told = announced(writer, decision)?;
    Some(paragraph(format!(
        "Cette mesure vous a été annoncée le {} ; vous pouviez présenter vos observations jusqu’au {}.",
        day_month_year(told.notified_on),
        day_month_year(told.observations_until)
    )))
}

/// What the person had been told before this decision.
fn announced<'a>(writer: Writer<'a>, decision: &Decision) -> Option<&'a PlannedRadiation> {
    let dossier = writer.dossier;
    let before = dossier
        .history()
        .iter()
        .take_while(|recorded| recorded.id != decision.fact());
    before
        .filter(|recorded| !dossier.is_annulled(recorded.id))
        .filter_map(|recorded| {
            if let Fact::RadiationPlanned(planned) = &recorded.fact {
                Some(planned)
            } else {
                None
            }
        })
        .last()
}

//! Tags of the domiciliation and of its decisions. An official date is the one of the
//! decision, never of the day of printing.

use chrono::NaiveDate;
use domiciliation::{
    Author,
    decision::{Decision, Outcome},
    radiation::{Radiation, RadiationGround},
    refusal::Refus,
    term::Term,
};

use super::{Category, Kind, Known, Tag, given, long, short};

const fn words(
    name: &'static str,
    label: &'static str,
    example: &'static str,
    words: fn(&Known<'_>) -> String,
) -> Tag {
    Tag {
        name,
        label,
        example,
        category: Category::Domiciliation,
        kind: Kind::Words(words),
    }
}

/// The tags.
pub const TAGS: &[Tag] = &[
    words("STATUT_DOM", "Statut de la domiciliation", "Actif", |k| {
        k.dossier.status(k.around.today()).label().to_owned()
    }),
    words(
        "TYPE_DOM",
        "Première demande ou renouvellement",
        "Renouvellement",
        |k| given(k.dossier.demandes().last().map(|d| d.kind().label())),
    ),
    words(
        "DATE_DEBUT_DOM",
        "Premier jour de la domiciliation",
        "15 mars 2026",
        |k| long(start(k)),
    ),
    words(
        "DATE_DEBUT_DOM_FORMAT_COURT",
        "Premier jour, en chiffres",
        "15/03/2026",
        |k| short(start(k)),
    ),
    words(
        "DATE_FIN_DOM",
        "Dernier jour de la domiciliation",
        "14 mars 2027",
        |k| long(end(k)),
    ),
    words(
        "DATE_FIN_DOM_FORMAT_COURT",
        "Dernier jour, en chiffres",
        "14/03/2027",
        |k| short(end(k)),
    ),
    words(
        "DATE_PREMIERE_DOM",
        "Date de la première domiciliation dans la structure",
        "15 mars 2024",
        |k| long(first(k)),
    ),
    words(
        "DATE_PREMIERE_DOM_FORMAT_COURT",
        "Première domiciliation, en chiffres",
        "15/03/2024",
        |k| short(first(k)),
    ),
    words(
        "DATE_DECISION",
        "Date de la dernière décision",
        "2 mars 2026",
        |k| long(k.dossier.last_decision().map(Decision::decided_on)),
    ),
    words(
        "DATE_DECISION_FORMAT_COURT",
        "Dernière décision, en chiffres",
        "02/03/2026",
        |k| short(k.dossier.last_decision().map(Decision::decided_on)),
    ),
    words(
        "DECISION_NOM_AGENT",
        "Qui a pris la dernière décision",
        "Jeanne Hoareau",
        |k| {
            let last = k.dossier.last_decision();
            given(last.and_then(|d| d.decided_by().map(Author::name)))
        },
    ),
    words(
        "PREMIERE_DOM_NOM_AGENT",
        "Qui a accordé la première domiciliation",
        "Jeanne Hoareau",
        |k| {
            let accepted = |d: &&Decision| matches!(d.outcome(), Outcome::Accepted(_));
            given(
                k.dossier
                    .decisions()
                    .iter()
                    .find(accepted)
                    .and_then(|d| d.decided_by().map(Author::name)),
            )
        },
    ),
    words(
        "ENTRETIEN_RATTACHEMENT",
        "Commune ou arrondissement de rattachement, comme sur l’attestation",
        "Saint-Aubin",
        rattachement,
    ),
    words(
        "DATE_DERNIER_PASSAGE",
        "Dernier passage ou dernière manifestation",
        "10 novembre 2026",
        |k| {
            long(
                k.dossier
                    .last_contact(k.around.policy().portal_login_counts),
            )
        },
    ),
    words(
        "DATE_RADIATION",
        "Date d’effet de la radiation",
        "3 février 2027",
        |k| long(radiation(k).map(|r| r.effective_on)),
    ),
    words(
        "DATE_RADIATION_FORMAT_COURT",
        "Date d’effet de la radiation, en chiffres",
        "03/02/2027",
        |k| short(radiation(k).map(|r| r.effective_on)),
    ),
    words(
        "MOTIF_RADIATION",
        "Motif de la radiation",
        "Absence de manifestation pendant plus de trois mois",
        |k| given(radiation(k).map(|r| r.ground.motif().label())),
    ),
    words(
        "FAITS_RADIATION",
        "Faits qui motivent la radiation",
        "Vous n’êtes pas venue et n’avez pas téléphoné depuis le 2 novembre 2026.",
        |k| given(radiation(k).and_then(facts)),
    ),
    words("DATE_REFUS", "Date du refus", "2 mars 2026", |k| {
        long(refus(k).map(|r| r.decided_on))
    }),
    words(
        "DATE_REFUS_FORMAT_COURT",
        "Date du refus, en chiffres",
        "02/03/2026",
        |k| short(refus(k).map(|r| r.decided_on)),
    ),
    words(
        "MOTIF_REFUS",
        "Motif du refus",
        "Absence de lien avec la commune",
        |k| given(refus(k).map(|r| r.ground.label())),
    ),
    words(
        "FAITS_REFUS",
        "Faits qui motivent le refus",
        "Vous avez déclaré n’avoir aucun lien avec la commune.",
        |k| given(refus(k).map(|r| &r.facts)),
    ),
    words(
        "ORIENTATION_REFUS",
        "Organisme vers lequel la personne est orientée",
        "CCAS de Rennes\n1 rue de la Mairie, 35000 Rennes",
        |k| given(refus(k).map(|r| format!("{}\n{}", r.orientation.name, r.orientation.contact))),
    ),
];

/// As on the attestation where there is one; of a term that a decision ended, as it
/// was granted.
fn start(known: &Known<'_>) -> Option<NaiveDate> {
    known
        .attestation()
        .map(|attestation| attestation.period().start())
        .or_else(|| known.term().map(|term| term.period().start()))
}

/// A term ended by a decision ends on its day of effect.
fn end(known: &Known<'_>) -> Option<NaiveDate> {
    known
        .attestation()
        .map(|attestation| attestation.period().end())
        .or_else(|| known.term().map(last_day))
}

fn last_day(term: &Term) -> NaiveDate {
    let granted = term.period().end();
    term.ended_on().map_or(granted, |ended| ended.min(granted))
}

fn first(known: &Known<'_>) -> Option<NaiveDate> {
    let gap = known.around.policy().first_domiciliation_gap_days;
    known
        .attestation()
        .map(|attestation| attestation.first_domiciliation())
        .or_else(|| known.dossier.first_domiciliation(gap))
}

/// As on the attestation: the decision's, else what was noted, else the structure's.
fn rattachement(known: &Known<'_>) -> String {
    let decided = known
        .attestation()
        .and_then(|attestation| attestation.rattachement().map(str::to_owned));
    let noted = known.dossier.interview().rattachement.as_ref();
    decided
        .or_else(|| noted.map(ToString::to_string))
        .or_else(|| known.structure.rattachement().map(ToString::to_string))
        .unwrap_or_default()
}

/// The last decision that stands, when it ends the election.
fn radiation<'a>(known: &Known<'a>) -> Option<&'a Radiation> {
    match known.dossier.last_decision()?.outcome() {
        Outcome::Terminated(radiation) => Some(radiation),
        Outcome::Accepted(_) | Outcome::Refused(_) | Outcome::ClosedAfterExpiry { .. } => None,
    }
}

/// The last decision that stands, when it refuses.
fn refus<'a>(known: &Known<'a>) -> Option<&'a Refus> {
    match known.dossier.last_decision()?.outcome() {
        Outcome::Refused(refus) => Some(refus),
        Outcome::Accepted(_) | Outcome::Terminated(_) | Outcome::ClosedAfterExpiry { .. } => None,
    }
}

fn facts(radiation: &Radiation) -> Option<&str> {
    match &radiation.ground {
        RadiationGround::DomicileStable { evidence } => Some(evidence.as_str()),
        RadiationGround::PlusDeLien { facts }
        | RadiationGround::ReglementInterieur { facts }
        | RadiationGround::Autre { facts } => Some(facts.as_str()),
        RadiationGround::Transfert { to } => Some(to.as_str()),
        RadiationGround::ADemande { .. }
        | RadiationGround::NonManifestation
        | RadiationGround::Deces { .. } => None,
    }
}

//! Where the sheet says that the person stands: its status, its dates, its grounds.

use chrono::NaiveDate;
use domiciliation::{
    identity::Identity,
    import::{self, TakenEnd, TakenSituation},
    radiation::RadiationMotif,
    refusal::RefusalGround,
    request::DemandeKind,
};
use kernel::{Note, Periode, fold, french::short_date};

use super::{messages, note, reading::Reading};
use crate::imports::{field::Field, problem::ProblemCode};

/// Where the person stands, with what the sheet says besides.
pub(super) struct Standing {
    pub(super) situation: TakenSituation,
    pub(super) first_elected_on: Option<NaiveDate>,
    pub(super) notes: Vec<Note>,
}

/// What the status, the kind and the dates of a row amount to.
pub(super) fn read(
    reading: &mut Reading<'_>,
    identity: Option<&Identity>,
) -> Option<(DemandeKind, Standing)> {
    for field in [Field::Status, Field::Kind, Field::End] {
        reading.require(field);
    }
    let kind = reading.code(Field::Kind).map(|code| match code {
        "RENOUVELLEMENT" => DemandeKind::Renewal,
        _ => DemandeKind::First,
    });
    let first = reading.past_day(Field::FirstElected);
    let standing = match reading.code(Field::Status) {
        Some("VALIDE") => in_force(reading, first),
        Some("REFUS") => refused(reading, first),
        Some(_) => ended(reading, first),
        None => {
            // What can be told of the dates without knowing what they are of.
            reading.near_day(Field::Start);
            reading.near_day(Field::End);
            None
        }
    };
    let standing = standing?;
    if let Some(identity) = identity {
        born_before(reading, identity, &standing);
    }
    Some((kind?, standing))
}

fn in_force(reading: &mut Reading<'_>, first: Option<NaiveDate>) -> Option<Standing> {
    reading.require(Field::Start);
    let today = reading.around.today;
    let (start, end) = (reading.near_day(Field::Start), reading.near_day(Field::End));
    let decided_on = reading.past_day(Field::DecidedOn);
    let rattachement = reading.original(Field::Rattachement);
    let (start, end) = (start?, end?);
    let Ok(period) = Periode::new(start, end) else {
        reading.wrong(Field::End, ProblemCode::EndBeforeStart);
        return None;
    };
    if let Err(refused) = import::within_a_year(period, today) {
        let message = messages::refused(refused);
        reading.tell(Field::End, ProblemCode::OverOneYear, &message);
        return None;
    }
    let late = first.filter(|first| *first > start);
    if late.is_some() {
        first_dropped(reading);
    }
    Some(Standing {
        situation: TakenSituation::InForce {
            decided_on: decided_on.unwrap_or_else(|| start.min(today)),
            period,
            rattachement: rattachement.and_then(|said| said.parse().ok()),
        },
        first_elected_on: first.filter(|first| *first <= start),
        notes: late.and_then(first_kept).into_iter().collect(),
    })
}

fn first_dropped(reading: &mut Reading<'_>) {
    reading.tell(
        Field::FirstElected,
        ProblemCode::FirstAfterStart,
        "La première domiciliation serait postérieure à la domiciliation en cours. La date de début sera retenue, l’autre gardée en note ; corrigez l’une des deux si besoin.",
    );
}

fn refused(reading: &mut Reading<'_>, first: Option<NaiveDate>) -> Option<Standing> {
    let (ground, words) = grounds(reading, Field::RefusalGround, "AUTRE", |code| match code {
        "LIEN_COMMUNE" => RefusalGround::AbsenceDeLien,
        "SATURATION" => RefusalGround::Saturation,
        "HORS_AGREMENT" => RefusalGround::HorsAgrement,
        "DOMICILE_STABLE" => RefusalGround::DomicileStable,
        "ENTRETIEN_NON_HONORE" => RefusalGround::EntretienNonHonore,
        _ => RefusalGround::Autre,
    });
    let start = reading.day(Field::Start);
    let on = reading.past_day(Field::End)?;
    let notes = start.and_then(|start| {
        reading.tell(
            Field::Start,
            ProblemCode::StartDropped,
            "Une demande refusée n’a pas de date de début : celle-ci sera gardée en note.",
        );
        start_kept(start)
    });
    Some(Standing {
        situation: TakenSituation::Refused { on, ground, words },
        first_elected_on: first,
        notes: notes.into_iter().collect(),
    })
}

fn ended(reading: &mut Reading<'_>, first: Option<NaiveDate>) -> Option<Standing> {
    let (how, words) = grounds(reading, Field::RadiationMotif, "AUTRE", |code| {
        TakenEnd::Radiated(match code {
            "NON_MANIFESTATION_3_MOIS" => RadiationMotif::NonManifestation,
            "A_SA_DEMANDE" => RadiationMotif::ADemande,
            "FIN_DE_DOMICILIATION" => return TakenEnd::Lapsed,
            "ENTREE_LOGEMENT" => RadiationMotif::DomicileStable,
            "PLUS_DE_LIEN_COMMUNE" => RadiationMotif::PlusDeLien,
            "NON_RESPECT_REGLEMENT" => RadiationMotif::ReglementInterieur,
            "DECES" => RadiationMotif::Deces,
            "TRANSFERT" => RadiationMotif::Transfert,
            _ => RadiationMotif::Autre,
        })
    });
    let start = reading.day(Field::Start);
    let on = reading.past_day(Field::End)?;
    let fits = start.filter(|start| import::ended_term(*start, on).is_some());
    let dropped = start.filter(|_| fits.is_none());
    if let Some(start) = dropped {
        let why = if start > on {
            "La date de début est postérieure à la radiation : elle sera gardée en note. Corrigez l’une des deux dates si besoin."
        } else {
            "La date de début précède la radiation de plus d’un an : elle ne dit pas quelle domiciliation a pris fin, et sera gardée en note."
        };
        reading.tell(Field::Start, ProblemCode::StartDropped, why);
    }
    let older = dropped.filter(|start| *start <= on);
    Some(Standing {
        situation: TakenSituation::Ended {
            on,
            how,
            words,
            start: fits,
        },
        // The older of what is known: the line of elections began then at the latest.
        first_elected_on: first.or(older),
        notes: dropped.and_then(start_kept).into_iter().collect(),
    })
}

fn first_kept(first: NaiveDate) -> Option<Note> {
    note(&format!(
        "Première domiciliation dans le registre repris : {}",
        short_date(first)
    ))
}

fn start_kept(start: NaiveDate) -> Option<Note> {
    note(&format!(
        "Date de début dans le registre repris : {}",
        short_date(start)
    ))
}

/// The ground in law that the sheet's comes nearest to, and its own words where they say
/// more than the code.
fn grounds<T>(
    reading: &mut Reading<'_>,
    field: Field,
    other: &'static str,
    law: impl Fn(&str) -> T,
) -> (T, Option<Note>) {
    let code = reading.code(field);
    if !reading.is_filled(field) {
        reading.tell(
            field,
            ProblemCode::OtherGround,
            "Aucun motif : « Autre motif » sera retenu. Complétez-le si vous le connaissez.",
        );
    }
    let words = reading.original(field).filter(|said| {
        let choice = field.choices().iter().find(|c| Some(c.code) == code);
        choice.is_none_or(|c| fold(c.code) != fold(said) && fold(c.label) != fold(said))
    });
    let words = words.and_then(|said| note(&format!("Motif dans le registre repris : {said}")));
    (law(code.unwrap_or(other)), words)
}

/// Nobody elects domicile before being born.
fn born_before(reading: &mut Reading<'_>, identity: &Identity, standing: &Standing) {
    let since = match &standing.situation {
        TakenSituation::InForce { period, .. } => period.start(),
        TakenSituation::Refused { on, .. } | TakenSituation::Ended { on, .. } => *on,
    };
    let since = standing
        .first_elected_on
        .map_or(since, |first| first.min(since));
    if identity.birth.earliest() > since {
        reading.tell(
            Field::Birth,
            ProblemCode::Incoherent,
            "La personne serait née après sa domiciliation. Vérifiez la date de naissance et les dates de domiciliation.",
        );
    }
}

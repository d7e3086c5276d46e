//! Granting the election of domicile.

use axum::{extract::State, response::Response};
use domiciliation::{
    Command, Refused,
    decision::Accord,
    identity::Filing,
    request::{DemandeKind, Stage},
    term,
};
use kernel::{DossierId, Periode, ShortText, Text};
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Form, PageError, PathId,
    components::{
        button, buttons, date_field, disclosure, link_button, required_note, text_field, textarea,
    },
    fr,
};

use super::case::{Case, alone, days, effects, optional_text, problems, rejected, why};
use crate::{
    Staff,
    live::Seen,
    route::{Needs, Route},
    session::StaffSession,
    urls,
};

const PATH: &str = "/domicilies/{id}/decision/accorder";
const TITLE: &str = "Accorder la domiciliation";
/// What the dossier is told.
pub(super) const DONE: &str = "domiciliation-accordee";

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::Decide);
    vec![
        Route::get(PATH, needs, page),
        Route::post(PATH, needs, submit),
    ]
}

#[derive(Default, Deserialize)]
struct AcceptForm {
    #[serde(default)]
    cle: Field,
    version: Seen,
    #[serde(default)]
    decision: Field,
    #[serde(default)]
    debut: Field,
    #[serde(default)]
    fin: Field,
    #[serde(default)]
    raison: Field,
    #[serde(default)]
    rattachement: Field,
    #[serde(default)]
    reference: Field,
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
) -> Result<Markup, PageError> {
    let case = Case::open(staff, session, id).await?;
    let form = AcceptForm::proposed(&case);
    Ok(view(&case, &form, None))
}

async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<AcceptForm>,
) -> Result<Response, PageError> {
    let case = Case::open(staff, session, id).await?;
    let (Some(accord), Some(reference)) = (form.accord(), optional_text(&mut form.reference))
    else {
        return Ok(rejected(view(&case, &form, None)));
    };
    let command = Command::Accept(accord);
    match case.carry_out(&form.cle, form.version, command).await? {
        Ok(()) => {
            file_under(&case, reference).await?;
            Ok(case.done(DONE))
        }
        Err(refused) => {
            let elsewhere = refused.filter(|refused| !form.blame(refused));
            Ok(case.rejected(view(&case, &form, elsewhere.as_ref())))
        }
    }
}

/// Changes the structure's own reference where another one was typed: a second order,
/// which the decision does not depend on.
async fn file_under(case: &Case, reference: Option<Text<50>>) -> Result<(), PageError> {
    let filing = case.dossier.filing();
    if filing.reference == reference {
        return Ok(());
    }
    let command = Command::RecordFiling(Filing {
        reference,
        ..filing.clone()
    });
    case.follow_up(command).await
}

impl AcceptForm {
    /// What the rules propose today.
    fn proposed(case: &Case) -> Self {
        let accord = proposed(case);
        let typed = |text: Option<String>| text.map(Field::from).unwrap_or_default();
        Self {
            version: case.version,
            decision: fr::short_date(accord.decided_on).into(),
            debut: fr::short_date(accord.period.start()).into(),
            rattachement: typed(accord.rattachement.map(String::from)),
            reference: typed(case.dossier.filing().reference.clone().map(String::from)),
            ..Self::default()
        }
    }

    fn accord(&mut self) -> Option<Accord> {
        let decided_on = self
            .decision
            .date("Écrivez la date de la décision : jj/mm/aaaa.");
        let start = self
            .debut
            .date("Écrivez le premier jour de la domiciliation : jj/mm/aaaa.");
        let end = self
            .fin
            .optional_date("Écrivez le dernier jour : jj/mm/aaaa, ou laissez vide pour un an.");
        let shorter_because = optional_text(&mut self.raison);
        let rattachement = optional_text::<{ ShortText::MAX }>(&mut self.rattachement);
        let (start, end) = (start?, end?);
        let period = match end {
            Some(end) => Periode::new(start, end),
            None => Ok(term::one_year(start)),
        };
        let Ok(period) = period else {
            self.fin.refuse(
                "Le dernier jour ne peut pas précéder le premier : corrigez l’un des deux.",
            );
            return None;
        };
        Some(Accord {
            decided_on: decided_on?,
            period,
            shorter_because: shorter_because?,
            rattachement: rattachement?,
        })
    }

    /// Shows what the rule says beside the field it is about, where there is one.
    fn blame(&mut self, refused: &Refused) -> bool {
        let field = if matches!(refused, Refused::ShorterWithoutReason) {
            &mut self.raison
        } else if matches!(refused, Refused::OverOneYear { .. }) {
            &mut self.fin
        } else if matches!(
            refused,
            Refused::StartOutOfRange { .. } | Refused::Overlaps { .. }
        ) {
            &mut self.debut
        } else if matches!(refused, Refused::InTheFuture | Refused::BeforeFiling { .. }) {
            &mut self.decision
        } else {
            return false;
        };
        field.refuse(why(refused));
        true
    }
}

/// The grant that the rules propose today.
fn proposed(case: &Case) -> Accord {
    let today = case.today();
    Accord {
        decided_on: today,
        period: term::one_year(case.dossier.proposed_start(today)),
        shorter_because: None,
        rattachement: case.structure().rattachement().cloned(),
    }
}

fn view(case: &Case, form: &AcceptForm, refused: Option<&Refused>) -> Markup {
    let accord = proposed(case);
    let command = Command::Accept(accord.clone());
    let content = html! {
        (problems(refused, &form.fields()))
        (effects(&lines(case, accord.period)))
        (case.warn(&command))
        @match case.forbids(command) {
            Some(stop) => (case.stopped(&stop)),
            None => (fields(case, form, accord.period)),
        }
    };
    let in_error = refused.is_some() || form.fields().iter().any(|(_, f)| f.error.is_some());
    case.page(TITLE, in_error, &content)
}

impl AcceptForm {
    fn fields(&self) -> [(&str, &Field); 6] {
        [
            ("decision", &self.decision),
            ("debut", &self.debut),
            ("fin", &self.fin),
            ("raison", &self.raison),
            ("rattachement", &self.rattachement),
            ("reference", &self.reference),
        ]
    }
}

fn lines(case: &Case, period: Periode) -> Vec<(&'static str, Markup)> {
    let renewal = case
        .dossier
        .pending_demande()
        .is_some_and(|d| d.kind() == DemandeKind::Renewal);
    let mut lines = vec![
        ("Pour", covered(case)),
        (
            if renewal {
                "Renouvellement"
            } else {
                "Domiciliation"
            },
            html! { "Un an, " (days(period)) ", ces deux jours compris" },
        ),
    ];
    if let Some(term) = case.dossier.current_term().filter(|_| renewal) {
        lines.push((
            "Période précédente",
            html! { (alone(&days(term.period()))) },
        ));
    }
    lines.push(("Proposition", proposal(case)));
    lines.push((
        "Document",
        html! { "L’attestation d’élection de domicile (CERFA n°\u{a0}16030*01), à imprimer et à signer ensuite" },
    ));
    lines.push((
        "Ensuite",
        html! { "Remettez l’attestation à la personne et notez la notification de la décision" },
    ));
    lines
}

/// The holder and those who are covered with them.
fn covered(case: &Case) -> Markup {
    let others: Vec<String> = case
        .dossier
        .ayants_droit()
        .iter()
        .map(|a| format!("{} {}", a.prenoms, a.nom))
        .collect();
    html! {
        (case.person())
        @if !others.is_empty() {
            br;
            "et " (fr::count(others.len() as u64, "ayant droit", "ayants droit")) (fr::NBSP) ": "
            (fr::list(&others))
        }
    }
}

/// What whoever instructs proposed.
pub(super) fn proposal(case: &Case) -> Markup {
    let stage = case
        .dossier
        .pending_demande()
        .map(domiciliation::request::Demande::stage);
    html! {
        @if let Some(Stage::Proposed(proposal)) = stage {
            @if proposal.favourable { "Favorable" } @else { "Défavorable" }
            ", le " (fr::day_month_year(proposal.on))
            @if let Some(remarks) = &proposal.remarks { br; (remarks) }
        } @else {
            "Aucune"
        }
    }
}

fn fields(case: &Case, form: &AcceptForm, period: Periode) -> Markup {
    let full = format!(
        "Laissez vide pour un an : jusqu’au {} inclus si le premier jour ne change pas. Format : jj/mm/aaaa",
        fr::short_date(period.end())
    );
    let shorter = html! {
        (date_field("fin", "Dernier jour", &form.fin).hint(&full).optional())
        (textarea("raison", "Raison d’une durée plus courte", &form.raison, 1000)
            .hint("La loi prévoit un an ; toute autre durée s’explique.").optional().rows(2))
    };
    let refuse = urls::under(case.dossier.id(), "decision/refuser");
    let unfold = !form.fin.is_blank() || !form.raison.is_blank() || form.raison.error.is_some();
    html! {
        form.app-form method="post" action=(urls::under(case.dossier.id(), "decision/accorder")) novalidate {
            (required_note())
            (case.seal(&form.cle, form.version))
            (date_field("decision", "Date de la décision", &form.decision))
            (date_field("debut", "Premier jour de la domiciliation", &form.debut))
            (disclosure("Domiciliation de moins d’un an", unfold, &shorter))
            @if case.structure().may_name_rattachement() {
                (text_field("rattachement", "Au titre de la commune ou de l’arrondissement", &form.rattachement)
                    .optional().max_length(200))
            }
            (text_field("reference", "Référence de la personne dans votre structure", &form.reference)
                .hint("Imprimée sur l’attestation, à la place du numéro de dossier.").optional().max_length(50))
            (buttons(&[
                &button(TITLE),
                &link_button("Refuser plutôt", &refuse).secondary(),
            ]))
        }
    }
}

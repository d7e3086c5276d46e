//! What the dossier says of the person: identity, dependants, contact details, filing
//! and, for those who instruct, the interview.

use application::reads::DossierRow;
use axum::extract::State;
use domiciliation::interview::Interview;
use kernel::DossierId;
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Flash, PageError, PathId,
    components::{Column, details, table},
    fr,
};

use super::{sheet::Sheet, tab::Tab};
use crate::{
    Staff, people,
    session::{StaffSession, unless_refused},
    urls, words,
};

/// The tab of the record.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(Tab::Record);
    let referent = referent(&sheet).await?;
    let doubles = if sheet.may(Action::MergeDossiers) {
        people::other_dossiers(&sheet).await?
    } else {
        Vec::new()
    };
    let content = html! {
        (doubled(&sheet, &doubles))
        (identity(&sheet))
        (dependants(&sheet))
        (coordinates(&sheet))
        (proxies(&sheet))
        (forwarding(&sheet))
        @if sheet.may(Action::HoldInterview) { (interview(&sheet)) }
        (filing(&sheet, referent.as_deref()))
        @if sheet.may(Action::ManageAbsences) { (absences(&sheet)) }
        @if sheet.may(Action::EraseDossier) { (retention(&sheet)) }
        @if sheet.may(Action::MergeDossiers) {
            p { a.fr-link href=(sheet.url("reunir")) { "Réunir avec un autre dossier de la même personne" } }
        }
    };
    Ok(sheet.page(&flash, &content))
}

/// Dossiers that may be the same person's, for those who may merge them.
fn doubled(sheet: &Sheet, doubles: &[DossierRow]) -> Markup {
    html! {
        @if !doubles.is_empty() {
            section {
                h2 { "Dossiers peut-être de la même personne" }
                ul.app-arrivals { @for row in doubles { li { (people::row_line(sheet, row)) } } }
            }
        }
    }
}

/// The name of the member of staff who follows the person.
async fn referent(sheet: &Sheet) -> Result<Option<String>, PageError> {
    let Some(id) = sheet.dossier.filing().referent else {
        return Ok(None);
    };
    let found = sheet.staff.team.colleagues(&sheet.session.actor).await;
    // No rule refuses to read the names of one's colleagues.
    let colleagues = unless_refused(found, urls::LIST)?.map_err(|_| PageError::Forbidden)?;
    let name = colleagues
        .iter()
        .find(|member| member.id() == id)
        .map_or_else(
            || "n’est plus dans l’équipe".to_owned(),
            structures::StaffMember::full_name,
        );
    Ok(Some(name))
}

/// A section with the link that changes it, where this reader may.
fn section(sheet: &Sheet, title: &str, change: (Action, &str, &str), content: &Markup) -> Markup {
    let (action, label, what) = change;
    html! {
        section {
            h2 { (title) }
            (content)
            @if sheet.may(action) {
                p { a.fr-link href=(sheet.url(what)) { (label) } }
            }
        }
    }
}

fn text(value: Option<&str>) -> Markup {
    html! { (value.unwrap_or("Non renseigné")) }
}

fn yes_no(value: Option<bool>) -> Markup {
    text(value.map(|yes| if yes { "Oui" } else { "Non" }))
}

fn identity(sheet: &Sheet) -> Markup {
    let Some(identity) = sheet.dossier.identity() else {
        return html! {};
    };
    let content = details(&[
        ("Civilité", text(Some(identity.civility.label()))),
        ("Nom de naissance", text(Some(identity.nom.as_str()))),
        ("Prénoms", text(Some(identity.prenoms.as_str()))),
        (
            "Nom d’usage ou surnom",
            text(identity.usage.as_ref().map(kernel::Text::as_str)),
        ),
        (
            "Date de naissance",
            html! { (words::birth(identity.birth)) " (" (fr::count(age(sheet), "an", "ans")) ")" },
        ),
        (
            "Lieu de naissance",
            text(Some(identity.birth_place.as_str())),
        ),
    ]);
    let change = (Action::EditRequest, "Corriger l’identité", "identite");
    section(sheet, "Identité", change, &content)
}

fn age(sheet: &Sheet) -> u64 {
    sheet
        .dossier
        .identity()
        .and_then(|identity| u64::try_from(identity.birth.age_on(sheet.today())).ok())
        .unwrap_or(0)
}

fn dependants(sheet: &Sheet) -> Markup {
    let rows: Vec<Vec<Markup>> = sheet
        .dossier
        .ayants_droit()
        .iter()
        .map(|person| {
            vec![
                html! { (person.nom.as_str().to_uppercase()) " " (person.prenoms) },
                html! { (words::birth(person.birth)) },
                html! { (person.lien.label()) },
            ]
        })
        .collect();
    let columns = vec![
        Column::new("Nom et prénoms"),
        Column::new("Naissance"),
        Column::new("Lien"),
    ];
    let content = html! {
        @if rows.is_empty() {
            p { "Aucun ayant droit." }
        } @else {
            (table("Ayants droit", columns, rows).caption_hidden())
        }
    };
    let change = (
        Action::EditRequest,
        "Modifier les ayants droit",
        "ayants-droit",
    );
    section(sheet, "Ayants droit", change, &content)
}

fn coordinates(sheet: &Sheet) -> Markup {
    let coordinates = sheet.dossier.coordinates();
    let phone = coordinates
        .phone
        .as_ref()
        .map(|number| sheet.staff.phones.display(number));
    let content = details(&[
        ("Téléphone", text(phone.as_deref())),
        (
            "Adresse électronique",
            text(coordinates.email.as_ref().map(kernel::Email::as_str)),
        ),
        ("Accepte les SMS", yes_no(Some(coordinates.sms))),
        ("Accepte les courriels", yes_no(Some(coordinates.by_email))),
        (
            "Langue parlée",
            text(coordinates.language.as_ref().map(kernel::Text::as_str)),
        ),
    ]);
    let change = (
        Action::EditContactDetails,
        "Modifier les coordonnées",
        "coordonnees",
    );
    section(sheet, "Coordonnées", change, &content)
}

fn proxies(sheet: &Sheet) -> Markup {
    let change = (
        Action::EditContactDetails,
        "Donner ou retirer une procuration",
        "procurations",
    );
    section(sheet, "Procurations", change, &people::proxies(sheet))
}

fn forwarding(sheet: &Sheet) -> Markup {
    let label = match sheet.dossier.transfer() {
        Some(_) => "Modifier la réexpédition",
        None => "Réexpédier le courrier",
    };
    let change = (
        Action::EditContactDetails,
        label,
        "procurations#reexpedition",
    );
    section(sheet, "Réexpédition", change, &people::forwarding(sheet))
}

/// For those who decide; the others read that the clock is suspended, and no more.
fn absences(sheet: &Sheet) -> Markup {
    let change = (
        Action::ManageAbsences,
        "Enregistrer une absence ou sa fin",
        "absences",
    );
    section(
        sheet,
        "Absences justifiées",
        change,
        &people::absences(sheet),
    )
}

fn retention(sheet: &Sheet) -> Markup {
    let change = (
        Action::EraseDossier,
        "Suspendre l’effacement",
        "conservation",
    );
    section(sheet, "Conservation", change, &people::until_when(sheet))
}

fn filing(sheet: &Sheet, referent: Option<&str>) -> Markup {
    let filing = sheet.dossier.filing();
    let gap = sheet.around.policy().first_domiciliation_gap_days;
    let since = sheet.dossier.first_domiciliation(gap);
    let content = details(&[
        ("Numéro du dossier", html! { (sheet.dossier.number()) }),
        (
            "Référence de la structure",
            text(filing.reference.as_ref().map(kernel::Text::as_str)),
        ),
        (
            "Boîte ou distribution",
            text(filing.distribution.as_ref().map(kernel::Text::as_str)),
        ),
        ("Référent", text(referent)),
        (
            "Première domiciliation ici",
            text(since.map(fr::day_month_year).as_deref()),
        ),
    ]);
    let change = (Action::EditRequest, "Modifier le classement", "classement");
    section(sheet, "Classement", change, &content)
}

/// What was declared at the last interview.
fn interview(sheet: &Sheet) -> Markup {
    let held = sheet
        .dossier
        .demandes()
        .iter()
        .rev()
        .find_map(domiciliation::request::Demande::interview);
    let Some(held) = held else {
        return html! {
            section {
                h2 { "Entretien" }
                p { "Aucun entretien enregistré." }
            }
        };
    };
    let change = (Action::HoldInterview, "Modifier l’entretien", "entretien");
    section(
        sheet,
        "Entretien",
        change,
        &html! {
            p { "Entretien mené par " (held.by) " le " (fr::day_month_year(held.on)) "." }
            (declared(sheet.dossier.interview()))
        },
    )
}

fn declared(interview: &Interview) -> Markup {
    let note = |value: &Option<kernel::Note>| text(value.as_ref().map(kernel::Text::as_str));
    details(&[
        (
            "Déjà domicilié ailleurs",
            yes_no(interview.already_domiciled),
        ),
        ("Orienté par", note(&interview.oriented_by)),
        (
            "Lien avec la commune",
            text(interview.commune_link.map(|value| value.label())),
        ),
        ("Justificatif du lien", note(&interview.link_evidence)),
        (
            "Situation familiale",
            text(interview.household.map(|value| value.label())),
        ),
        (
            "Lieu de vie",
            text(interview.residence.map(|value| value.label())),
        ),
        (
            "Cause de l’instabilité du logement",
            text(interview.cause.map(|value| value.label())),
        ),
        (
            "Motif principal de la demande",
            text(interview.reason.map(|value| value.label())),
        ),
        (
            "Situation professionnelle",
            text(interview.employment.map(|value| value.label())),
        ),
        ("Revenus", yes_no(interview.income)),
        ("Accompagnement social", yes_no(interview.support)),
        (
            "Commune ou arrondissement de rattachement",
            text(interview.rattachement.as_ref().map(kernel::Text::as_str)),
        ),
        (
            "Remarques",
            text(interview.remarks.as_ref().map(kernel::Text::as_str)),
        ),
    ])
}

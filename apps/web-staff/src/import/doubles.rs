//! People who may be there already, or twice in the file: both shown side by side, and what
//! to do about each.

use std::collections::BTreeMap;

use application::{
    imports::{
        doubles::{Double, DoubleOf, Likeness},
        field::Field as Held,
        mapping::Mapping,
        run::{Other, Pair, RowPage},
        staging::{Choice as Doing, Chosen, Fate, RowFilter, RowQuery, StagedRow},
    },
    reads::DossierRow,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use kernel::ImportId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Flash, Form, PageError, PathId, Query,
    components::{
        Choice, Column, button, buttons, disclosure, empty_list, hidden, link_button, pagination,
        radio_group, select, table,
    },
    fr,
};

use super::{Away, Leaf, Step, open, rows};
use crate::{
    Staff,
    list::name_of,
    session::{StaffSession, unless_refused},
    urls, words,
};

/// How many pairs a page shows.
const SHOWN: u32 = 10;

const CHOSEN: &str = "doublons-choisis";

/// Which pairs.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    apres: Option<u32>,
    avant: Option<u32>,
}

/// The page.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
    Query(asked): Query<Asked>,
    flash: Flash,
) -> Result<Response, Away> {
    let run = open(&staff, &session, id).await?;
    let here = Step::Doubles.href(id);
    let Ok(counts) = unless_refused(staff.imports.counts(&session.actor, id).await, &here)?;
    let found = pairs(&staff, &session, id, &asked).await?;
    let message = (flash.code() == Some(CHOSEN)).then_some("Les choix sont enregistrés.");
    let content = html! {
        @if counts.doubles == 0 {
            (empty_list("Aucun doublon n’a été trouvé.", &html! {
                p { "Personne du fichier ne semble déjà suivi dans votre structure, ni présent deux fois." }
                (link_button("Continuer", &Step::Confirm.href(id)))
            }))
        } @else {
            p.app-lead {
                (fr::count(counts.doubles.into(), "doublon possible.", "doublons possibles."))
            }
            p.app-text {
                "Sans autre choix de votre part, une personne déjà suivie (mêmes nom, prénoms et date de naissance) n’est pas "
                "importée une seconde fois. Deux personnes qui n’ont en commun qu’un identifiant ou un téléphone sont "
                "importées toutes les deux."
            }
            (for_all(id))
            (list(&session, &run.mapping, id, &found))
        }
    };
    let leaf = Leaf {
        session: &session,
        run: &run,
        step: Some(Step::Doubles),
        message,
        in_error: false,
    };
    Ok(leaf.draw("Doublons", &content).into_response())
}

/// The pairs of a page, and whether there are some beside it.
async fn pairs(
    staff: &Staff,
    session: &StaffSession,
    id: ImportId,
    asked: &Asked,
) -> Result<(Vec<Pair>, RowPage), PageError> {
    let query = RowQuery {
        filter: RowFilter::Doubles,
        after: asked.apres,
        before: asked.avant,
        limit: SHOWN,
    };
    let found = staff.imports.doubles(&session.actor, id, query).await;
    let Ok(found) = unless_refused(found, &Step::Doubles.href(id))?;
    Ok(found)
}

/// One choice for all that are alike in one way.
fn for_all(id: ImportId) -> Markup {
    let alike = Likeness::ALL.iter();
    let alike = alike.map(|likeness| Choice::new(likeness.code(), likeness.label()));
    let form = html! {
        form.app-filters method="post" action=(urls::import(id, "doublons/tous")) {
            (select("ressemblance", "Doublons", &Field::default(), alike.collect()).empty("Tous"))
            (select("choix", "À faire", &Field::default(), doings(true)))
            (button("Appliquer à tous").secondary())
        }
    };
    html! { (disclosure("Choisir pour tous à la fois", false, &form)) }
}

/// What can be done about a double.
fn doings(of_dossier: bool) -> Vec<Choice> {
    let known = Doing::ALL.iter();
    known
        .filter(|doing| of_dossier || **doing != Doing::Update)
        .map(|doing| Choice::new(doing.code(), label(*doing)))
        .collect()
}

const fn label(doing: Doing) -> &'static str {
    match doing {
        Doing::Skip => "Ne pas importer la ligne",
        Doing::Update => "Mettre à jour le dossier existant",
        Doing::Create => "Créer un autre dossier",
    }
}

fn list(
    session: &StaffSession,
    mapping: &Mapping,
    id: ImportId,
    (pairs, page): &(Vec<Pair>, RowPage),
) -> Markup {
    let there = Step::Doubles.href(id);
    let beside = |param: &str, pair: Option<&Pair>| {
        pair.map(|pair| format!("{there}?{param}={}", pair.row.row.number))
    };
    let previous = beside("avant", pairs.first().filter(|_| page.before));
    let next = beside("apres", pairs.last().filter(|_| page.after));
    let onward = next.clone().unwrap_or_else(|| Step::Confirm.href(id));
    html! {
        form method="post" action=(there) novalidate autocomplete="off" {
            (hidden("vers", &onward))
            @for pair in pairs { (draw(session, mapping, pair)) }
            (buttons(&[
                &button("Enregistrer ces choix et continuer"),
                &link_button("Continuer sans rien changer", &onward).secondary(),
            ]))
        }
        (pagination(previous.as_deref(), next.as_deref()))
    }
}

/// Both, side by side, and what to do.
fn draw(session: &StaffSession, mapping: &Mapping, pair: &Pair) -> Markup {
    let number = pair.row.row.number;
    let Some(double) = pair.row.double else {
        return html! {};
    };
    let other = match &pair.other {
        Other::Row(row) => format!("Ligne {}", fr::number(row.row.number.into())),
        Other::Dossier(row) => format!("Dossier n° {}", fr::number(row.number.into())),
        Other::Gone => "Dossier absent".to_owned(),
    };
    let columns = vec![
        Column::new("Information"),
        Column::new(format!("Ligne {} du fichier", fr::number(number.into()))),
        Column::new(other),
    ];
    let mine = of_row(&pair.row, mapping);
    let theirs = match &pair.other {
        Other::Row(row) => of_row(row, mapping),
        Other::Dossier(row) => of_dossier(session, row),
        Other::Gone => Default::default(),
    };
    let cells = LABELS.iter().zip(mine).zip(theirs);
    let cells = cells.map(|((label, mine), theirs)| vec![html! { (label) }, mine, theirs]);
    let title = format!(
        "Ligne {} : {}",
        fr::number(number.into()),
        words::within(double.likeness.label())
    );
    let doing = Field::new(current(pair.row.fate()).code());
    let id = format!("l{number}");
    let choices = doings(matches!(
        double,
        Double {
            of: DoubleOf::Dossier(_),
            ..
        }
    ));
    html! {
        section.app-panel.app-import__pair {
            h2 { (fr::typo(&title)) }
            (table(title.as_str(), columns, cells.collect()).caption_hidden())
            (radio_group(&id, &format!("Que faire de la ligne {} ?", fr::number(number.into())), &doing, choices))
        }
    }
}

/// What is going to be done.
const fn current(fate: Fate) -> Doing {
    match fate {
        Fate::Create => Doing::Create,
        Fate::Update(_) => Doing::Update,
        Fate::Skip | Fate::Refused => Doing::Skip,
    }
}

/// What is compared.
const LABELS: [&str; 5] = [
    "Personne",
    "Naissance",
    "Identifiant",
    "Téléphone",
    "Domiciliation",
];

fn of_row(staged: &StagedRow, mapping: &Mapping) -> [Markup; 5] {
    let shown = |held| {
        let text = rows::shown(&staged.row, mapping, held);
        html! { bdi { (words::clipped(&text, 60)) } }
    };
    [
        html! { strong { bdi { (rows::name(&staged.row, mapping)) } } },
        shown(Held::Birth),
        shown(Held::Reference),
        shown(Held::Phone),
        rows::situation(&staged.row, mapping),
    ]
}

fn of_dossier(session: &StaffSession, row: &DossierRow) -> [Markup; 5] {
    [
        html! { strong { a href=(urls::dossier(row.id)) { (name_of(row)) } } },
        html! { @if let Some(birth) = row.birth { (words::birth(birth)) } },
        html! { @if let Some(reference) = &row.reference { bdi { (reference) } } },
        html! { @if let Some(phone) = &row.phone { (phone.as_str()) } },
        html! { (row.situation.status(session.today).label()) },
    ]
}

/// Keeps what was chosen for the pairs of a page.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Away> {
    open(&staff, &session, id).await?;
    let sent: BTreeMap<String, String> = sent.into_iter().collect();
    let here = Step::Doubles.href(id);
    for (name, code) in &sent {
        let number = name
            .strip_prefix('l')
            .and_then(|number| number.parse().ok());
        if let (Some(number), Ok(doing)) = (number, code.parse()) {
            let chosen = Chosen::Row(number);
            let done = staff
                .imports
                .choose(&session.actor, id, chosen, Some(doing))
                .await;
            let Ok(_kept) = unless_refused(done, &here)?;
        }
    }
    // Only on to this import.
    let onward = sent
        .get("vers")
        .filter(|to| to.starts_with(&urls::import(id, "")));
    let onward = onward.map_or(here.as_str(), String::as_str);
    Ok(Redirect::to(&Flash::on(onward, CHOSEN)).into_response())
}

/// One choice for all.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ForAll {
    ressemblance: String,
    choix: String,
}

/// Keeps one choice for all that are alike in one way, or in any.
pub async fn submit_all(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
    Form(sent): Form<ForAll>,
) -> Result<Response, Away> {
    open(&staff, &session, id).await?;
    let here = Step::Doubles.href(id);
    let Ok(doing) = sent.choix.parse() else {
        return Ok(Redirect::to(&here).into_response());
    };
    for likeness in Likeness::ALL {
        if sent.ressemblance.is_empty() || sent.ressemblance == likeness.code() {
            let chosen = Chosen::All(*likeness);
            let done = staff
                .imports
                .choose(&session.actor, id, chosen, Some(doing))
                .await;
            let Ok(_kept) = unless_refused(done, &here)?;
        }
    }
    Ok(Redirect::to(&Flash::on(&here, CHOSEN)).into_response())
}

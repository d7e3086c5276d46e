//! What the law or the calendar makes due, today and soon: everything on one page, and a
//! page for each duty.

mod act;
mod count;
mod duty;
mod lines;
mod menu;
mod url;

use application::{
    actor::Surroundings,
    worklist::{Asked, Section, Whose, WorkLine},
};
use axum::extract::State;
use chrono::NaiveDate;
use domiciliation::{
    due::{Calendar, Duty, Urgency},
    warning,
};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Link, PageError, Query,
    components::{Tab as TabLink, empty_list, notice, tabs},
    fr,
};

use crate::{
    Staff, live, messages,
    route::{Needs, Route},
    session::{Here, StaffSession, page_error},
    urls, words,
};
use count::{Count, total};
use url::{Choice, Question};

pub(crate) use menu::{DueCounts, due_now};

/// How many lines of a section stand on the page of everything.
const BEGINNING: u32 = 10;

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    let see = Needs::Permission(Action::ViewDossiers);
    vec![
        Route::get(urls::WORKLIST, see, everything),
        Route::get("/a-traiter/{duty}", see, duty::page),
    ]
}

/// Who reads, whose dossiers they chose, and what is asked for them.
struct Reader {
    session: StaffSession,
    around: Surroundings,
    choice: Choice,
    asked: Asked,
}

impl Reader {
    fn new(staff: &Staff, session: StaffSession, question: &Question) -> Result<Self, PageError> {
        let actor = &session.actor;
        let choice = question.choice(actor).ok_or(PageError::BadRequest)?;
        let now = staff.clock.now();
        Ok(Self {
            around: Surroundings::of(actor, now),
            asked: Asked::by(actor, now, choice.whose(actor)),
            choice,
            session,
        })
    }

    /// Whose dossiers to show, for those who follow some.
    fn choices(&self, href: impl Fn(Choice) -> String) -> Markup {
        if !self.session.may(Action::EditRequest) {
            return html! {};
        }
        let link = |choice: &Choice| TabLink {
            link: Link::new(choice.label(), href(*choice)),
            count: None,
            current: *choice == self.choice,
        };
        let links: Vec<TabLink> = Choice::ALL.iter().map(link).collect();
        tabs("Pour qui", &links)
    }
}

async fn everything(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(question): Query<Question>,
) -> Result<Markup, PageError> {
    let mut reader = Reader::new(&staff, session, &question)?;
    let structure = reader.session.actor.structure_id();
    let work = &staff.work;
    let counts = work
        .work_counts(structure, &reader.asked, Count::ASKED)
        .await
        .map_err(page_error)?;
    if reader.asked.whose == Whose::expected_by(&reader.session.actor) {
        menu::remember(&staff, &mut reader.session, &counts);
    }
    let content = if counts.is_empty() {
        let coming = work.work_to_come(structure, &reader.asked).await;
        nothing(&reader, &coming.map_err(page_error)?)
    } else {
        let lines = work
            .work_beginnings(structure, &reader.asked, BEGINNING)
            .await
            .map_err(page_error)?;
        groups(&reader, &counts, &lines)
    };
    let messages = messages::alert(&staff, &reader.session).await?;
    let page = reader.session.page("À traiter").content(html! {
        h1 { "À traiter" }
        (agrement(&reader))
        (messages)
        (reader.choices(url::everything))
        (live::watch_list("Ce qui est à traiter a changé", &url::everything(reader.choice)))
        (content)
    });
    Ok(page.inside(&reader.session.shell(Here::ATraiter)))
}

/// The end of the approval of the structure, for those who would ask for another.
fn agrement(reader: &Reader) -> Markup {
    let session = &reader.session;
    let agrement = session.actor.structure().agrement();
    let near = agrement
        .filter(|_| session.may(Action::ViewSettings))
        .and_then(|agrement| warning::of_agrement(agrement, session.today));
    html! {
        @if let Some(near) = near {
            @let (level, sentence, article) = words::warning(&near, session.today);
            div.app-work__agrement {
                (notice(level, &sentence))
                p {
                    a.fr-link.fr-link--sm href=(urls::SETTINGS) { "Voir l’agrément" } " "
                    span.fr-hint-text { (article) }
                }
            }
        }
    }
}

fn groups(reader: &Reader, counts: &[(Section, u64)], lines: &[WorkLine]) -> Markup {
    let shown: Vec<Urgency> = Urgency::ALL
        .iter()
        .copied()
        .filter(|urgency| total(counts, *urgency).lines > 0)
        .collect();
    let summary: Vec<String> = shown
        .iter()
        .map(|urgency| summed(*urgency, total(counts, *urgency)))
        .collect();
    html! {
        p.app-lead { (fr::list(&summary)) "." }
        @for urgency in &shown {
            section aria-labelledby=(urgency.code()) {
                h2 id=(urgency.code()) { (urgency.label()) }
                @for (section, count) in counts.iter().filter(|(s, _)| s.urgency == *urgency) {
                    (part(reader, *section, Count::of(*count), lines))
                }
            }
        }
    }
}

/// « 3 en retard », « 1 à traiter aujourd’hui ».
fn summed(urgency: Urgency, count: Count) -> String {
    let number = count.number();
    match urgency {
        Urgency::Late => format!("{number} en retard"),
        Urgency::Today => format!("{number} à traiter aujourd’hui"),
        Urgency::Soon => format!("{number} à prévoir bientôt"),
    }
}

/// A duty that is this pressing: how many, the first of them, and where all of them are.
fn part(reader: &Reader, section: Section, count: Count, lines: &[WorkLine]) -> Markup {
    let of_it =
        |line: &&WorkLine| (line.due.duty, line.due.urgency) == (section.duty, section.urgency);
    let beginning: Vec<&WorkLine> = lines.iter().filter(of_it).collect();
    let more = count.lines > u64::from(BEGINNING);
    html! {
        h3.app-work__duty { (section.duty.label()) " " span.app-count { (count.number()) } }
        (lines::list(reader, &beginning))
        @if more {
            p.app-work__more {
                a.fr-link href=(url::duty(section.duty, reader.choice)) {
                    (count.all())
                    span.fr-sr-only { (fr::typo(" : ")) (words::within(section.duty.label())) }
                }
            }
        }
    }
}

/// Nothing is due: what will be next, as things stand.
fn nothing(reader: &Reader, coming: &[(Duty, NaiveDate)]) -> Markup {
    let why = match reader.choice {
        Choice::Structure => "Rien à traiter, ni aujourd’hui ni bientôt.",
        Choice::Mine | Choice::MineOrNobodys => {
            "Rien à traiter pour vous, ni aujourd’hui ni bientôt."
        }
    };
    let context = reader.around.context();
    let calendar = Calendar::of(&context);
    let next = coming
        .iter()
        .filter_map(|(duty, anchor)| Some((duty.shows_on(*anchor, calendar)?, *duty)))
        .min();
    empty_list(
        why,
        &html! {
            @if let Some((day, duty)) = next {
                p {
                    "Si rien ne change d’ici là, la prochaine échéance paraîtra ici le " (fr::time_long(day))
                    (fr::typo(" : ")) (words::within(duty.label())) "."
                }
            } @else {
                p { "Les demandes, les rendez-vous, les échéances et le courrier qui attend paraîtront ici à leur jour." }
            }
            ul.fr-raw-list {
                @if reader.choice != Choice::Structure {
                    li { a.fr-link href=(url::everything(Choice::Structure)) { "Voir toute la structure" } }
                }
                li { a.fr-link href=(urls::LIST) { "Voir la liste des domiciliés" } }
            }
        },
    )
}

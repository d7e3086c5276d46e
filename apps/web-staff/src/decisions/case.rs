//! A dossier on which somebody is about to act, and what all pages of acts share.

use std::sync::OnceLock;

use application::{UseCaseError, actor::Surroundings, desk::Order};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use domiciliation::{
    Command, Dossier, Refused, Warning,
    decision::{Decision, Outcome},
};
use kernel::{DossierId, FactId, Text, text::InvalidText};
use maud::{Markup, html};
use structures::{Action, Structure};
use uuid::Uuid;
use web_kit::{
    Field, Flash, Link, PageError,
    components::{details, error_summary, hidden, idempotency_key, link_button, notice, refusal},
    fr,
};

use crate::{
    Staff,
    dossier::key_of,
    live::{self, Seen},
    request::forms::conflict::{Conflict, conflict_alert, status_of},
    session::{Here, StaffSession, unless_refused},
    urls, words,
};

/// The dossier, who acts, and what surrounds them.
pub(super) struct Case {
    pub(super) staff: Staff,
    pub(super) session: StaffSession,
    pub(super) dossier: Dossier,
    /// What the page shows of it.
    pub(super) version: Seen,
    pub(super) around: Surroundings,
    /// What others did since the form that came back was shown, so that nothing was carried out.
    changed: OnceLock<Conflict>,
}

impl Case {
    /// Opens the dossier to act on it.
    ///
    /// # Errors
    /// Not found when it is absent or another structure's.
    pub(super) async fn open(
        staff: Staff,
        session: StaffSession,
        id: DossierId,
    ) -> Result<Self, PageError> {
        let read = staff.desk.read(&session.actor, id).await;
        // No rule refuses to read: whoever may not is told before.
        let (found, around) =
            unless_refused(read, urls::LIST)?.map_err(|_| PageError::Forbidden)?;
        Ok(Self {
            staff,
            session,
            version: Seen::of(&found.value, found.version),
            dossier: found.value,
            around,
            changed: OnceLock::new(),
        })
    }

    pub(super) const fn today(&self) -> NaiveDate {
        self.around.today()
    }

    pub(super) fn structure(&self) -> &Structure {
        self.session.actor.structure()
    }

    pub(super) fn may(&self, action: Action) -> bool {
        self.session.may(action)
    }

    /// The address of the dossier.
    pub(super) fn home(&self) -> String {
        urls::dossier(self.dossier.id())
    }

    /// The person as pages name them.
    pub(super) fn person(&self) -> String {
        self.dossier
            .identity()
            .map_or_else(|| format!("n° {}", self.dossier.number()), words::person)
    }

    /// A decision that stands.
    ///
    /// # Errors
    /// Not found when there is none.
    pub(super) fn decision(&self, id: FactId) -> Result<&Decision, PageError> {
        self.dossier.decision(id).ok_or(PageError::NotFound)
    }

    /// What would refuse the command, were it sent now. Changes nothing.
    pub(super) fn forbids(&self, command: Command) -> Option<Refused> {
        self.dossier.decide(command, &self.around.context()).err()
    }

    /// What the law wants said before the command.
    pub(super) fn warnings(&self, command: &Command) -> Vec<Warning> {
        self.dossier
            .warnings_before(command, &self.around.context())
    }

    /// Those warnings, framed.
    pub(super) fn warn(&self, command: &Command) -> Markup {
        html! { @for warning in self.warnings(command) { (self.warning(&warning)) } }
    }

    /// One warning, framed.
    pub(super) fn warning(&self, warning: &Warning) -> Markup {
        let (level, sentence, article) = words::warning(warning, self.today());
        notice(level, &words::cited(&sentence, article))
    }

    /// Sends the command once, however often the button is pressed. Nothing is carried out
    /// when a rule says no, nor when the dossier changed since it was shown: the page then
    /// says so by itself, and is computed anew.
    ///
    /// # Errors
    /// The page of whatever else went wrong.
    pub(super) async fn carry_out(
        &self,
        key: &Field,
        seen: Seen,
        command: Command,
    ) -> Result<Result<(), Option<Refused>>, PageError> {
        let order = Order {
            dossier: self.dossier.id(),
            seen: Some(seen.version()),
            key: self.key(key),
            command,
        };
        let outcome = self.staff.desk.carry_out(&self.session.actor, order).await;
        self.unless_stopped(outcome.map(|_| ()), seen)
    }

    /// What came of an act on the dossier as it was `seen`.
    ///
    /// # Errors
    /// As [`Self::carry_out`].
    pub(super) fn unless_stopped(
        &self,
        outcome: Result<(), UseCaseError<Refused>>,
        seen: Seen,
    ) -> Result<Result<(), Option<Refused>>, PageError> {
        if matches!(outcome, Err(UseCaseError::Conflict)) {
            let acts = live::acts(seen.since(&self.dossier), &self.dossier, &self.session);
            let _ = self.changed.set(Conflict::over(acts, &self.home()));
            return Ok(Err(None));
        }
        Ok(unless_refused(outcome, &self.home())?.map_err(Some))
    }

    /// A form that comes back, nothing having been carried out.
    pub(super) fn rejected(&self, page: Markup) -> Response {
        (status_of(self.changed.get()), page).into_response()
    }

    /// A second order, which the act does not depend on.
    ///
    /// # Errors
    /// As [`Self::carry_out`]; a rule that says no to it takes nothing from the act.
    pub(super) async fn follow_up(&self, command: Command) -> Result<(), PageError> {
        let order = Order {
            dossier: self.dossier.id(),
            seen: None,
            key: self.staff.new_key(),
            command,
        };
        let outcome = self.staff.desk.carry_out(&self.session.actor, order).await;
        unless_refused(outcome, &self.home()).map(drop)
    }

    fn key(&self, sent: &Field) -> Uuid {
        key_of(&self.staff, sent)
    }

    /// What makes a form a single act on the dossier as it was shown; as it is now, once the
    /// page says what changed.
    pub(super) fn seal(&self, key: &Field, seen: Seen) -> Markup {
        let seen = self.changed.get().map_or(seen, |_| self.version);
        html! {
            (idempotency_key(self.key(key)))
            (hidden("version", &seen.to_string()))
        }
    }

    /// The page of the act, named as what it does.
    pub(super) fn page(&self, title: &str, in_error: bool, content: &Markup) -> Markup {
        self.page_telling(title, in_error, None, content)
    }

    /// The page of an act that first confirms what was just done.
    pub(super) fn page_telling(
        &self,
        title: &str,
        in_error: bool,
        done: Option<&str>,
        content: &Markup,
    ) -> Markup {
        self.session
            .page(title)
            .breadcrumb(vec![
                Link::new("Domiciliés", urls::LIST),
                Link::new(self.person(), self.home()),
            ])
            .in_error(in_error || self.changed.get().is_some())
            .message(done)
            .content(html! {
                h1 { (title) (fr::NBSP) ": " (self.person()) }
                (conflict_alert(self.changed.get()))
                p.app-lead { (words::standing_sentence(&self.dossier, &self.around)) }
                div.app-form { (content) }
            })
            .inside(&self.session.shell(Here::Domicilies))
    }

    /// Back to the dossier, which says what was done.
    pub(super) fn done(&self, code: &str) -> Response {
        Redirect::to(&Flash::on(&self.home(), code)).into_response()
    }

    /// The link that leaves the page without doing anything.
    pub(super) fn leave(&self) -> Markup {
        html! { (link_button("Revenir au dossier", &self.home()).secondary()) }
    }

    /// In place of a button: why the act is not possible, and the way back.
    pub(super) fn stopped(&self, refused: &Refused) -> Markup {
        html! { (said_no(refused)) p { (self.leave()) } }
    }
}

/// A form that comes back with what is wrong.
pub(super) fn rejected(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// What is wrong, at the top of the page: the rule that said no, then each field.
pub(super) fn problems(refused: Option<&Refused>, fields: &[(&str, &Field)]) -> Markup {
    html! {
        @if let Some(refused) = refused { (said_no(refused)) }
        (error_summary(None, fields))
    }
}

/// Why a rule says no, and its article, in one sentence.
pub(super) fn why(refused: &Refused) -> String {
    let said = words::explain(refused);
    words::cited(&said.why, said.article)
}

/// A rule said no.
pub(super) fn said_no(refused: &Refused) -> Markup {
    let said = words::explain(refused);
    refusal(&said.why, &said.what, said.article)
}

/// Said below a ground that no law names, where its label stands above.
pub(super) const NO_TEXT: &str = "Ne repose sur aucun texte propre : exposez les faits avec soin.";

/// What will happen, line by line.
pub(super) fn effects(lines: &[(&str, Markup)]) -> Markup {
    html! {
        h2 { "Ce qui va se passer" }
        (details(lines))
    }
}

/// Choices that are closed today, each with its reason.
pub(super) fn closed(title: &str, choices: &[(&str, Refused)]) -> Markup {
    html! {
        @if !choices.is_empty() {
            h2 { (title) }
            ul.app-closed {
                @for (label, refused) in choices {
                    li { (label) p.fr-hint-text { (fr::typo(&why(refused))) } }
                }
            }
        }
    }
}

/// « du 3 mars 2026 au 2 mars 2027 ».
pub(super) fn days(period: kernel::Periode) -> String {
    format!(
        "du {} au {}",
        fr::day_month_year(period.start()),
        fr::day_month_year(period.end())
    )
}

/// A text that stands alone on its line: its first letter is a capital.
pub(super) fn alone(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// What was decided, in one line.
pub(super) fn decision_line(decision: &Decision) -> String {
    let on = fr::day_month_year(decision.decided_on());
    fr::typo(&match decision.outcome() {
        Outcome::Accepted(accord) => {
            format!("Domiciliation accordée le {on}, {}", days(accord.period))
        }
        Outcome::Refused(refus) => {
            format!(
                "Demande refusée le {on} : {}",
                words::within(refus.ground.label())
            )
        }
        Outcome::Terminated(radiation) => format!(
            "Radiation prononcée le {on} : {}",
            words::within(radiation.ground.motif().label())
        ),
        Outcome::ClosedAfterExpiry { .. } => format!("Dossier échu clos le {on}"),
    })
}

/// What was written in a field that must be filled.
pub(super) fn text<const MAX: usize>(field: &mut Field, missing: &str) -> Option<Text<MAX>> {
    field.try_parse(str::parse, |error| explain_text(error, missing))
}

/// What was written in a field that may be left empty.
pub(super) fn optional_text<const MAX: usize>(field: &mut Field) -> Option<Option<Text<MAX>>> {
    field.try_parse(Text::optional, |error| explain_text(error, ""))
}

fn explain_text(error: InvalidText, missing: &str) -> String {
    match error {
        InvalidText::Blank => missing.to_owned(),
        InvalidText::TooLong { .. } | InvalidText::Control => {
            format!(
                "Ce texte ne convient pas : {}",
                words::text_error(error, missing)
            )
        }
    }
}

/// The words of a dry run, where the law asks for some and reads none.
pub(super) fn placeholder<const MAX: usize>() -> Text<MAX> {
    "–".parse().expect("a dash is a text")
}

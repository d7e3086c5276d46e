//! The page of an open round: the box, those who may be meant, and what was entered.

use application::round::{Aside, Entry, RoundSheet, ShownLine, Totals, may_correct};
use domiciliation::mail::MailKind;
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Link, assets,
    components::{
        Choice, Column, button, buttons, empty_list, idempotency_key, link_button, post_button,
        radio_group, table,
    },
    fr,
};

use super::{
    entry::Typing,
    who::{Above, Answering, name, offer},
};
use crate::{
    Staff,
    session::{Here, StaffSession},
    urls, words,
};

/// A round in front of somebody.
pub struct Desk<'a> {
    pub staff: &'a Staff,
    pub session: &'a StaffSession,
    pub sheet: &'a RoundSheet,
}

/// The kinds of mail, as the form offers them.
pub fn kinds() -> Vec<Choice> {
    MailKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), kind.label()))
        .collect()
}

/// « 12 courriers, 1 colis ».
pub fn totals_sentence(totals: &Totals) -> String {
    let counted = [
        (MailKind::Letter, totals.letters),
        (MailKind::Parcel, totals.parcels),
        (MailKind::Notice, totals.notices),
    ];
    let mut parts: Vec<_> = counted
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| words::quantity(kind, u32::try_from(count).unwrap_or(u32::MAX)))
        .collect();
    if parts.is_empty() {
        parts.push("aucun pli enregistré".to_owned());
    }
    let recorded = fr::list(&parts);
    if totals.aside > 0 {
        format!("{recorded} ; {} à part", fr::number(totals.aside))
    } else {
        recorded
    }
}

/// Why an item is aside.
pub const fn why(aside: Aside) -> &'static str {
    match aside {
        Aside::Unknown => "Personne ne répond à ce texte",
        Aside::Ambiguous => "Plusieurs personnes possibles",
        Aside::Warned => "À vérifier avant d’enregistrer",
        Aside::Refused => "Une règle s’y oppose",
    }
}

impl Desk<'_> {
    fn url(&self, what: &str) -> String {
        let round = urls::round(self.sheet.summary.round.id);
        if what.is_empty() {
            round
        } else {
            format!("{round}/{what}")
        }
    }

    /// The whole page.
    pub fn draw(
        &self,
        form: &Typing,
        answering: &Answering,
        above: &Above,
        said: Option<&str>,
    ) -> Markup {
        let title = "Tournée de courrier";
        let content = html! {
            h1 { (title) }
            (self.form(form, answering, above))
            // Filled by the script: what was just entered, and what the network did not take.
            p.fr-sr-only role="status" id="tournee-dit" {}
            div.app-round__lost hidden id="tournee-reseau" role="alert" {
                p { "Le réseau ne répond pas. Ne fermez pas cette page : ceci n’est pas encore enregistré." }
                ul {}
                button.fr-btn.fr-btn--secondary type="button" { "Réessayer" }
            }
            (self.journal())
            (buttons(&[
                &link_button("Terminer : voir le récapitulatif", &self.url("recapitulatif")).secondary(),
                &link_button("Saisir une liste de références", &self.url("liste")).tertiary(),
            ]))
            script type="module" src=(assets::url("round.js")) {}
        };
        self.session
            .page(title)
            .breadcrumb(vec![Link::new("Tournées", urls::ROUND)])
            .message(said)
            .in_error(!matches!(above, Above::Typing))
            .content(content)
            .inside(&self.session.shell(Here::Accueil))
    }

    fn form(&self, form: &Typing, answering: &Answering, above: &Above) -> Markup {
        let mut nature = form.nature.clone();
        if nature.text().parse::<MailKind>().is_err() {
            nature = web_kit::Field::new(MailKind::Letter.code());
        }
        html! {
            form.app-round method="post" action=(self.url("lignes")) novalidate autocomplete="off" id="tournee" {
                (idempotency_key(self.staff.new_key()))
                (radio_group("nature", "Nature des plis", &nature, kinds()).inline())
                div.app-round__row {
                    div.app-round__box {
                        label.fr-label for="qui" {
                            "Pour qui"
                            span.fr-hint-text { "Nom, numéro, case ou carte. « 1204 x3 » compte trois plis." }
                        }
                        input.fr-input type="text" id="qui" name="qui" value=(form.qui.raw) maxlength="200"
                            autofocus autocomplete="off" autocapitalize="off" spellcheck="false"
                            aria-describedby="propositions-dit" data-propositions="/tournee/propositions";
                    }
                    div.app-round__count {
                        label.fr-label for="nombre" { "Nombre" span.fr-hint-text { "1 si vide" } }
                        input.fr-input type="text" inputmode="numeric" id="nombre" name="nombre"
                            value=(form.nombre.raw) maxlength="3" autocomplete="off";
                    }
                    div.app-round__remark {
                        label.fr-label for="remarque" { "Remarque (facultatif)" span.fr-hint-text { "Jamais le contenu" } }
                        input.fr-input type="text" id="remarque" name="remarque" value=(form.remarque.raw)
                            maxlength="120" autocomplete="off";
                    }
                    (button("Enregistrer"))
                }
                div id="propositions" { (offer(answering, above, self.session.today)) }
            }
        }
    }

    /// What was entered, last first, and what was put aside.
    pub fn journal(&self) -> Markup {
        let aside = |shown: &&ShownLine| matches!(shown.line.entry, Entry::Aside { .. });
        let put_aside: Vec<_> = self.sheet.lines.iter().filter(aside).collect();
        let entered: Vec<_> = self.sheet.lines.iter().filter(|l| !aside(l)).collect();
        let last = self.sheet.lines.first().map(|shown| self.told(shown));
        let hidden_lines =
            self.sheet.summary.lines > u64::try_from(self.sheet.lines.len()).unwrap_or(u64::MAX);
        html! {
            div id="saisie" data-dit=[last] {
                @if !put_aside.is_empty() {
                    section.app-panel aria-labelledby="a-part" {
                        h2 id="a-part" { "À part" }
                        (table("Plis à part", columns("Pli"), put_aside.into_iter().map(|l| self.row(l)).collect()).caption_hidden())
                    }
                }
                section aria-labelledby="enregistres" {
                    h2 id="enregistres" { "Enregistré dans cette tournée" }
                    p.app-round__totals { (fr::typo(&capital(&totals_sentence(&self.sheet.totals)))) "." }
                    @if entered.is_empty() {
                        (empty_list("Rien n’est encore enregistré. Chaque pli que vous saisissez est aussitôt dans le dossier de la personne : vous pouvez fermer cette page et reprendre plus tard.", &html! {}))
                    } @else {
                        (table("Plis enregistrés", columns("Pour qui"), entered.into_iter().map(|l| self.row(l)).collect()).caption_hidden())
                        @if hidden_lines {
                            p { "Les lignes plus anciennes sont dans le "
                                a.fr-link href=(self.url("recapitulatif")) { "récapitulatif" } "." }
                        }
                        @if !self.session.may(Action::AnnulContact) {
                            p.fr-hint-text { "Passé dix minutes, ou pour la ligne d’un collègue, un instructeur peut corriger." }
                        }
                    }
                }
            }
        }
    }

    /// What is said of a line that was just entered.
    fn told(&self, shown: &ShownLine) -> String {
        let what = words::quantity(shown.line.kind, shown.line.quantity.get());
        let whom = shown.person.as_ref().map(name);
        let said = match (&shown.line.entry, whom) {
            (Entry::Aside { .. }, Some(whom)) => format!("À part : {what} pour {whom}."),
            (Entry::Aside { .. }, None) => format!("À part : {what}."),
            (Entry::Recorded { .. } | Entry::Forgotten, Some(whom)) => {
                format!("Enregistré : {what} pour {whom}.")
            }
            (Entry::Recorded { .. } | Entry::Forgotten, None) => format!("Enregistré : {what}."),
        };
        fr::typo(&said)
    }

    fn row(&self, shown: &ShownLine) -> Vec<Markup> {
        let line = &shown.line;
        let round = self.sheet.summary.round.id;
        let about = whom(shown);
        let what = words::quantity(line.kind, line.quantity.get());
        let now = self.staff.clock.now();
        let corrects = !shown.annulled && may_correct(&self.session.actor, line, now);
        let identify = match line.entry {
            Entry::Aside { .. } => "Traiter",
            Entry::Recorded { .. } | Entry::Forgotten => "Corriger",
        };
        vec![
            self.person(shown),
            html! {
                @if let Some(place) = shown.person.as_ref().and_then(|p| p.distribution.as_ref()) { (place) }
            },
            html! {
                @if shown.annulled { del { (what) } span.app-second { "annulé depuis le dossier" } }
                @else { strong { (what) } }
                @if let Some(remark) = &shown.remark { span.app-second { (remark) } }
            },
            html! {
                @if corrects {
                    div.app-round__acts {
                        a.fr-btn.fr-btn--tertiary.fr-btn--sm href=(urls::round_line(round, line.place, "")) {
                            (identify) span.fr-sr-only { " la ligne de " (about) }
                        }
                        (post_button("Retirer", &urls::round_line(round, line.place, "retirer"))
                            .tertiary().small().about(&format!("la ligne de {about}"))
                            .fields(idempotency_key(self.staff.new_key())))
                    }
                }
            },
        ]
    }

    fn person(&self, shown: &ShownLine) -> Markup {
        let status = shown
            .person
            .as_ref()
            .map(|p| p.situation.status(self.session.today));
        html! {
            @match &shown.person {
                Some(person) => {
                    a href=(urls::dossier(person.dossier)) { strong { (name(person)) } }
                    span.app-second {
                        "n°\u{a0}" (person.number)
                        @if let (Entry::Aside { .. }, Some(status)) = (&shown.line.entry, status) { " · " (status.label()) }
                    }
                }
                None => strong { (whom(shown)) },
            }
            @if let Entry::Aside { why: reason, .. } = shown.line.entry {
                span.app-second { (why(reason)) }
            }
        }
    }
}

/// Whom a line is about, in words.
pub fn whom(shown: &ShownLine) -> String {
    match (&shown.person, &shown.line.entry) {
        (Some(person), _) => name(person),
        (
            None,
            Entry::Aside {
                typed: Some(typed), ..
            },
        ) => format!("« {typed} »"),
        (
            None,
            Entry::Aside {
                dossier: None,
                typed: None,
                ..
            },
        ) => "Référence effacée".to_owned(),
        (None, Entry::Aside { .. } | Entry::Recorded { .. } | Entry::Forgotten) => {
            "Dossier effacé".to_owned()
        }
    }
}

/// With a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn columns(first: &str) -> Vec<Column> {
    vec![
        Column::new(first),
        Column::new("Case"),
        Column::new("Reçu"),
        Column::actions("Correction"),
    ]
}

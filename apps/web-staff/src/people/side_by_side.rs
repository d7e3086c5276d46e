//! Two dossiers side by side, and what they would be together.

use domiciliation::{
    Dossier, Refused,
    identity::Identity,
    mail::MailKind,
    procuration::{ProcurationState, StandingProcuration},
    request::Demande,
};
use kernel::fold;
use maud::{Markup, html};
use web_kit::{
    components::{
        Column, Level, button, buttons, details, hidden, link_button, notice, refusal, table,
    },
    fr,
};

use super::merge::{try_out, with};
use crate::{dossier::Sheet, words};

/// The dossier whose number is kept, and the one that is merged into it.
pub struct Both<'a> {
    kept: &'a Sheet,
    other: &'a Sheet,
}

impl<'a> Both<'a> {
    pub const fn of(kept: &'a Sheet, other: &'a Sheet) -> Self {
        Self { kept, other }
    }

    pub fn page(&self, title: &str, refused: Option<&Refused>) -> Markup {
        let outcome = try_out(self.kept, &self.other.dossier);
        let stop = refused.or(outcome.as_ref().err());
        let turned = with(self.other.id(), &self.kept.id().to_string());
        let content = html! {
            @if let Some(refused) = stop { (said_no(refused)) }
            (self.doubts())
            (self.comparison())
            p {
                a.fr-link href=(turned) {
                    "Garder plutôt le dossier n°" (fr::NBSP) (self.other.dossier.number())
                }
            }
            @if let (Ok(merged), None) = (&outcome, refused) {
                h2 { "Ce qui va se passer" }
                div.app-text { (self.effects(merged)) }
                (self.form())
            } @else {
                p { (link_button("Revenir au dossier", &self.kept.back()).secondary()) }
            }
        };
        self.kept.form_page(title, refused.is_some(), &content)
    }

    /// What speaks against one person behind both. Whoever decides knows better.
    fn doubts(&self) -> Markup {
        let (Some(one), Some(two)) = (self.kept.dossier.identity(), self.other.dossier.identity())
        else {
            return html! {};
        };
        let births = !one.birth.compatible_with(two.birth);
        let names = names(one) != names(two);
        html! {
            @if births {
                (notice(Level::Warning, "Les dates de naissance diffèrent : assurez-vous qu’il s’agit d’une seule personne."))
            } @else if names {
                (notice(Level::Warning, "Les noms diffèrent : assurez-vous qu’il s’agit d’une seule personne."))
            }
        }
    }

    fn comparison(&self) -> Markup {
        let columns = vec![
            Column::new("Dans le dossier"),
            Column::new(format!("N° {}, gardé", self.kept.dossier.number())),
            Column::new(format!(
                "N° {}, réuni au premier",
                self.other.dossier.number()
            )),
        ];
        let rows = lines(self.kept)
            .into_iter()
            .zip(lines(self.other))
            .map(|((label, kept), (_, other))| vec![html! { (label) }, kept, other])
            .collect();
        html! {
            h2 { "Les deux dossiers" }
            div.app-wide { (table("Les deux dossiers, côte à côte", columns, rows).caption_hidden()) }
        }
    }

    fn effects(&self, merged: &Dossier) -> Markup {
        let (kept, other) = (self.kept.dossier.number(), self.other.dossier.number());
        let entries = u64::try_from(merged.history().len()).unwrap_or(u64::MAX);
        details(&[
            (
                "Dossier gardé",
                html! { (self.kept.person()) ", n°" (fr::NBSP) (kept) },
            ),
            (
                "Après la réunion",
                html! { (fr::typo(&words::standing_sentence(merged, &self.kept.around))) },
            ),
            ("Courrier en attente", waiting(merged)),
            (
                "Historique",
                html! { "Celui des deux dossiers" (fr::NBSP) ": " (fr::count(entries, "ligne", "lignes")) },
            ),
            (
                "Identité, coordonnées, classement",
                html! { "Ceux du n°" (fr::NBSP) (kept) ", complétés par ceux du n°" (fr::NBSP) (other) " là où ils sont vides" },
            ),
            (
                "Numéro, carte et adresse du n° réuni",
                html! { "Ils mènent au n°" (fr::NBSP) (kept) "\u{a0}; le n°" (fr::NBSP) (other) " n’est plus donné" },
            ),
            ("À partir de", html! { "Maintenant, sans retour possible" }),
        ])
    }

    fn form(&self) -> Markup {
        let kept = self.kept;
        html! {
            form.app-form method="post" action=(kept.url("reunir")) novalidate {
                (kept.seal())
                (hidden("version", &kept.version.to_string()))
                (hidden("avec", &self.other.id().to_string()))
                (hidden("version_autre", &self.other.version.to_string()))
                (buttons(&[
                    &button("Réunir les deux dossiers"),
                    &link_button("Garder les deux dossiers", &kept.back()).secondary(),
                ]))
            }
        }
    }
}

/// Why a rule says no, with what to do when it is about two dossiers.
fn said_no(refused: &Refused) -> Markup {
    let mut said = words::explain(refused);
    if *refused == Refused::RequestPending {
        said.why = "Une demande attend sa décision dans chacun des deux dossiers.".to_owned();
        said.what = "Décidez de l’une, ou retirez-la si elle fait double emploi, puis réunissez les dossiers.".to_owned();
    } else if let Refused::Overlaps { with } = refused {
        said.why = format!(
            "Les deux dossiers ont une domiciliation sur les mêmes jours : l’une court du {} au {}.",
            fr::day_month_year(with.start()),
            fr::day_month_year(with.end())
        );
        said.what =
            "Annulez la décision qui fait double emploi, puis réunissez les dossiers.".to_owned();
    }
    refusal(&said.why, &said.what, said.article)
}

/// The names, folded, whichever comes first.
fn names(identity: &Identity) -> [String; 2] {
    let mut names = [fold(identity.nom.as_str()), fold(identity.prenoms.as_str())];
    names.sort_unstable();
    names
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn none() -> Markup {
    html! { span.app-none { "aucun" } }
}

fn unknown() -> Markup {
    html! { span.app-none { "non renseigné" } }
}

fn waiting(dossier: &Dossier) -> Markup {
    let kinds: Vec<String> = MailKind::ALL
        .iter()
        .map(|kind| (*kind, dossier.waiting_count(*kind)))
        .filter(|(_, waiting)| *waiting > 0)
        .map(|(kind, waiting)| words::quantity(kind, waiting))
        .collect();
    if kinds.is_empty() {
        return none();
    }
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    html! { (fr::list(&kinds)) }
}

/// What one dossier holds, line by line; both give the same lines.
fn lines(sheet: &Sheet) -> Vec<(&'static str, Markup)> {
    let dossier = &sheet.dossier;
    vec![
        ("Personne", html! { (sheet.person()) }),
        ("Naissance", birth(dossier)),
        (
            "Situation",
            html! { (fr::typo(&words::standing_sentence(dossier, &sheet.around))) },
        ),
        ("Première demande", first_request(dossier)),
        ("Domiciliations", terms(dossier)),
        ("Ayants droit", dependants(dossier)),
        ("Téléphone, courriel", reached(sheet)),
        ("Boîte, référence", filed(dossier)),
        ("Courrier en attente", waiting(dossier)),
        ("Procurations valables", proxies(sheet)),
        ("Notes", html! { (dossier.notes().len()) }),
        (
            "Historique",
            html! { (fr::count(count(dossier.history().len()), "ligne", "lignes")) },
        ),
    ]
}

fn birth(dossier: &Dossier) -> Markup {
    html! {
        @if let Some(identity) = dossier.identity() {
            (words::birth(identity.birth)) ", " (identity.birth_place)
        }
    }
}

fn first_request(dossier: &Dossier) -> Markup {
    match dossier.demandes().iter().map(Demande::filed_on).min() {
        Some(filed) => html! { (fr::day_month_year(filed)) },
        None => none(),
    }
}

fn terms(dossier: &Dossier) -> Markup {
    let terms = dossier.terms();
    html! {
        @if terms.is_empty() { (none()) }
        span {
            @for term in terms {
                span.app-second {
                    "du " (fr::short_date(term.period().start())) " au " (fr::short_date(term.period().end()))
                    @if let Some(ended) = term.ended_on() { ", terminée le " (fr::short_date(ended)) }
                }
            }
        }
    }
}

fn dependants(dossier: &Dossier) -> Markup {
    let people = dossier.ayants_droit();
    html! {
        @if people.is_empty() { (none()) }
        @for person in people {
            span.app-second { (person.nom.as_str().to_uppercase()) " " (person.prenoms) ", " (words::birth(person.birth)) }
        }
    }
}

fn reached(sheet: &Sheet) -> Markup {
    let coordinates = sheet.dossier.coordinates();
    html! {
        @if coordinates.phone.is_none() && coordinates.email.is_none() { (unknown()) }
        @if let Some(phone) = &coordinates.phone { span.app-second { (sheet.staff.phones.display(phone)) } }
        @if let Some(email) = &coordinates.email { span.app-second.app-email { (email.as_str()) } }
    }
}

fn filed(dossier: &Dossier) -> Markup {
    let filing = dossier.filing();
    html! {
        @if filing.distribution.is_none() && filing.reference.is_none() { (unknown()) }
        @if let Some(number) = &filing.distribution { span.app-second { "boîte " (number) } }
        @if let Some(reference) = &filing.reference { span.app-second { "réf. " (reference) } }
    }
}

fn proxies(sheet: &Sheet) -> Markup {
    let today = sheet.today();
    let valid = |proxy: &&StandingProcuration| proxy.state(today) == ProcurationState::Valid;
    let valid: Vec<_> = sheet.dossier.procurations().iter().filter(valid).collect();
    html! {
        @if valid.is_empty() { (none()) }
        @for proxy in valid { span.app-second { (words::proxy(proxy.procuration())) } }
    }
}

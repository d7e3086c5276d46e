//! What waits for the person, and the acts of the desk.

use axum::extract::State;
use domiciliation::{
    Command,
    fact::ContactKind,
    mail::{Delivery, MailKind, Quantity, WaitingMail},
};
use kernel::DossierId;
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Flash, PageError, PathId,
    components::{Column, Level, PostButton, hidden, link_button, notice, post_button, table},
    fr,
};

use super::{
    history::{self, Kind},
    sheet::{Sheet, Tab},
};
use crate::{Staff, session::StaffSession, words};

/// How many lines of the last movements stand on the tab.
const LINES: usize = 25;

/// The tab of mail and visits.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(Tab::Mail);
    let recent: Vec<_> = history::entries(&sheet)
        .filter(|recorded| {
            matches!(
                Kind::of(&recorded.fact, &sheet.dossier),
                Kind::Mail | Kind::Contacts
            )
        })
        .collect();
    let content = html! {
        section {
            h2 { "Courrier en attente" }
            (summary(&sheet))
            @if !sheet.dossier.waiting_mail().is_empty() { (waiting_table(&sheet)) }
            (acts(&sheet))
        }
        (takers(&sheet))
        section {
            h2 { "Derniers mouvements et passages" }
            @if recent.is_empty() { p { "Aucun courrier ni passage enregistré." } }
            (history::lines(&sheet, recent.iter().take(LINES).copied()))
            @if recent.len() > LINES {
                p { a.fr-link href={ (Tab::History.url(id)) "?genre=courrier" } { "Tout l’historique du courrier" } }
            }
        }
    };
    Ok(sheet.page(&flash, &content))
}

/// « 2 courriers et 1 colis »; what to say when nothing waits.
pub(super) fn summary(sheet: &Sheet) -> Markup {
    let items: Vec<String> = MailKind::ALL
        .iter()
        .map(|kind| (*kind, sheet.dossier.waiting_count(*kind)))
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| words::quantity(kind, count))
        .collect();
    html! {
        @if items.is_empty() {
            p { "Aucun courrier n’attend cette personne." }
        } @else {
            p.app-lead { strong { (fr::list(&items)) } }
        }
    }
}

/// What waits, one line an arrival, oldest first; a notice with the last day to collect it.
pub(crate) fn waiting_list(sheet: &Sheet) -> Markup {
    html! {
        ul.app-arrivals {
            @for item in sheet.dossier.waiting_mail() { li { (by_arrival(sheet, item)) } }
        }
    }
}

/// « 2 courriers depuis le 3 mars 2026 (il y a 5 jours) — enveloppe kraft ».
fn by_arrival(sheet: &Sheet, item: &WaitingMail) -> Markup {
    html! {
        (words::quantity(item.kind(), item.quantity()))
        " depuis le " (fr::day_month_year(item.since()))
        " (" (fr::relative_day(item.since(), sheet.today())) ")"
        @if let Some(last) = item.notice_expires() { ", à retirer jusqu’au " (fr::day_month_year(last)) }
        @if let Some(remark) = item.remark() { span.app-second { (remark) } }
    }
}

fn waiting_table(sheet: &Sheet) -> Markup {
    let rows = sheet
        .dossier
        .waiting_mail()
        .iter()
        .map(|item| {
            vec![
                html! { (words::quantity(item.kind(), item.quantity())) },
                html! { (fr::time_short(item.since())) " (" (fr::relative_day(item.since(), sheet.today())) ")" },
                html! { @if let Some(last) = item.notice_expires() { (fr::time_short(last)) } },
                html! { @if let Some(remark) = item.remark() { (remark) } },
            ]
        })
        .collect();
    let columns = vec![
        Column::new("Quoi"),
        Column::new("Depuis"),
        Column::new("À retirer jusqu’au"),
        Column::new("Remarque"),
    ];
    html! { (table("Ce qui attend, le plus ancien d’abord", columns, rows).caption_hidden()) }
}

/// Who else may take the mail.
fn takers(sheet: &Sheet) -> Markup {
    let today = sheet.today();
    let proxies: Vec<_> = sheet
        .dossier
        .procurations()
        .iter()
        .filter(|standing| standing.is_valid_on(today))
        .map(domiciliation::procuration::StandingProcuration::procuration)
        .collect();
    let transfer = sheet.dossier.transfer_on(today);
    html! {
        @if !proxies.is_empty() || transfer.is_some() {
            section {
                h2 { "Procurations et réexpédition" }
                ul {
                    @for proxy in proxies {
                        li {
                            "Procuration à " (words::proxy(proxy))
                            " jusqu’au " (fr::day_month_year(proxy.period.end()))
                        }
                    }
                    @if let Some(transfer) = transfer {
                        li {
                            "Réexpédition vers " (transfer.name)
                            " jusqu’au " (fr::day_month_year(transfer.period.end()))
                        }
                    }
                }
            }
        }
    }
}

/// The acts of the desk, as large buttons with their keys.
pub(super) fn acts(sheet: &Sheet) -> Markup {
    html! {
        @if sheet.may(Action::RecordMail) {
            (hand_over(sheet))
            (after_the_end(sheet))
            ul.app-acts {
                li { (receive(sheet, "Recevoir un courrier", "courriers", 'C')) }
                li { (receive(sheet, "Recevoir un colis", "colis", 'P')) }
                li { (receive(sheet, "Recevoir un avis", "avis", 'A')) }
            }
        }
        @if sheet.may(Action::RecordContact) { (contacts(sheet)) }
        p.app-links {
            @if sheet.may(Action::RecordMail) {
                a.fr-link.fr-link--sm href=(sheet.form_url("courrier/nouveau")) { "Recevoir plusieurs envois, avec une remarque ou à une autre date" }
            }
            @if sheet.may(Action::RecordContact) {
                a.fr-link.fr-link--sm href=(sheet.form_url("passage/nouveau")) { "Noter un passage ou un appel d’un autre jour" }
            }
        }
    }
}

/// Hands over all that waits, as the page shows it: what came meanwhile is not handed
/// over without having been seen.
fn hand_over(sheet: &Sheet) -> Markup {
    let waiting: Vec<(MailKind, u32)> = MailKind::ALL
        .iter()
        .map(|kind| (*kind, sheet.dossier.waiting_count(*kind)))
        .filter(|(_, count)| *count > 0)
        .collect();
    if waiting.is_empty() {
        return html! {};
    }
    let items: Option<Vec<_>> = waiting
        .iter()
        .map(|(kind, count)| Some((*kind, Quantity::try_from(*count).ok()?)))
        .collect();
    let refused = items.map(|items| {
        sheet.forbids(Command::DeliverMail {
            on: sheet.today(),
            items,
            delivery: Delivery::Holder,
        })
    });
    let action = sheet.url("remise");
    html! {
        ul.app-acts {
            @match refused {
                // More than one act may hand over at a time: the form does it in parts.
                None => {},
                Some(Some(refused)) => {
                    li { (Sheet::closed("remise-refusee", "Tout remettre à la personne", &refused)) }
                }
                Some(None) => li {
                    (act("Tout remettre à la personne", &action, sheet)
                        .icon("mail-check-line")
                        .key('D')
                        .fields(html! {
                            (sheet.seal())
                            (hidden("a", "titulaire"))
                            @for (kind, count) in &waiting { (hidden(field_of(*kind), &count.to_string())) }
                        }))
                },
            }
            li { (link_button("Remettre en partie ou à un tiers", &sheet.form_url("remise/nouvelle")).secondary().large()) }
        }
    }
}

/// The name of the field that counts items of a kind.
const fn field_of(kind: MailKind) -> &'static str {
    match kind {
        MailKind::Letter => "courriers",
        MailKind::Parcel => "colis",
        MailKind::Notice => "avis",
    }
}

/// A large button that acts at once.
fn act<'a>(label: &'a str, action: &'a str, sheet: &Sheet) -> PostButton<'a> {
    post_button(label, action).large().fields(sheet.seal())
}

fn receive(sheet: &Sheet, label: &str, field: &str, key: char) -> Markup {
    let action = sheet.url("courrier");
    html! {
        (act(label, &action, sheet).secondary().key(key).fields(html! {
            (sheet.seal())
            (hidden(field, "1"))
        }))
    }
}

/// What deserves to be known before receiving mail for somebody who is domiciled no more.
fn after_the_end(sheet: &Sheet) -> Markup {
    let command = Command::ReceiveMail {
        on: sheet.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        remark: None,
    };
    let warnings = sheet
        .dossier
        .warnings_before(&command, &sheet.around.context());
    html! {
        @for warning in &warnings {
            @let (_, sentence, _) = words::warning(warning, sheet.today());
            (notice(Level::Warning, &sentence))
        }
    }
}

fn contacts(sheet: &Sheet) -> Markup {
    let visit = Command::RecordContact {
        on: sheet.today(),
        kind: ContactKind::Visit,
    };
    let (passage, call, message) = (
        sheet.url("passage"),
        sheet.url("appel"),
        sheet.url("message"),
    );
    html! {
        ul.app-acts {
            @if let Some(refused) = sheet.forbids(visit) {
                li { (Sheet::closed("passage-refuse", "Noter un passage", &refused)) }
            } @else {
                li { (act("Noter un passage", &passage, sheet).secondary().key('V')) }
                li { (act("Noter un appel", &call, sheet).secondary().key('T')) }
                li { (act("Noter un message", &message, sheet).secondary()) }
            }
        }
    }
}

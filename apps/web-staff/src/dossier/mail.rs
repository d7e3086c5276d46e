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
    components::{Column, PostButton, hidden, link_button, post_button, table},
    fr,
};

use super::{
    history::{self, Kind},
    panel,
    sheet::Sheet,
    tab::Tab,
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
            (hand_over(&sheet))
            (acts(&sheet))
            (detailed_acts(&sheet))
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
    let arrival = sheet.url("courrier");
    html! {
        @if sheet.may(Action::RecordMail) {
            ul.app-acts {
                @for (kind, label, key) in ARRIVALS {
                    @let id = format!("acte-{}", field_of(kind));
                    @let one = html! { (sheet.seal()) (hidden(field_of(kind), "1")) };
                    li { (act(sheet, label, &arrival, &id, one).key(key).includes(QUANTITY)) }
                }
            }
        }
        @if sheet.may(Action::RecordContact) { (contacts(sheet)) }
    }
}

/// The forms of the acts that one press does not say.
pub(super) fn detailed_acts(sheet: &Sheet) -> Markup {
    html! {
        p.app-links {
            @if sheet.may(Action::RecordMail) {
                (detailed(sheet, "courrier/nouveau", "Recevoir plusieurs envois, avec une remarque ou à une autre date"))
            }
            @if sheet.may(Action::RecordContact) {
                (detailed(sheet, "passage/nouveau", "Noter un passage ou un appel d’un autre jour"))
            }
        }
    }
}

/// What arrives, with its button and its key.
const ARRIVALS: [(MailKind, &str, char); 3] = [
    (MailKind::Letter, "Recevoir un courrier", 'C'),
    (MailKind::Parcel, "Recevoir un colis", 'P'),
    (MailKind::Notice, "Recevoir un avis", 'A'),
];

/// The field beside the acts that says how many items arrive.
const QUANTITY: &str = "nombre";

/// How many items the next arrival is of, shown by the script that sends it along.
pub(super) fn quantity(sheet: &Sheet) -> Markup {
    html! {
        @if sheet.may(Action::RecordMail) {
            div.app-quantity {
                label.fr-label for=(QUANTITY) {
                    "Nombre de plis reçus"
                    span.fr-hint-text { "Tapez un nombre, puis la touche de l’acte." }
                }
                input.fr-input type="text" id=(QUANTITY) name=(QUANTITY) value="1" inputmode="numeric"
                    maxlength="3" autocomplete="off";
                // Digits typed elsewhere change the field unheard.
                span.fr-sr-only role="status" id="nombre-dit" {}
            }
        }
    }
}

/// A large button that acts at once.
fn act<'a>(
    sheet: &Sheet,
    label: &'a str,
    action: &'a str,
    id: &'a str,
    fields: Markup,
) -> PostButton<'a> {
    post_button(label, action)
        .secondary()
        .large()
        .id(id)
        .stays(sheet.is_live())
        .fields(fields)
}

/// A link to the form of an act, which opens under the acts where the page is live.
fn detailed(sheet: &Sheet, what: &str, label: &str) -> Markup {
    let href = sheet.form_url(what);
    let target = sheet.is_live().then(|| format!("#{}", panel::FORM));
    html! {
        a.fr-link.fr-link--sm href=(href) hx-get=[target.as_ref().map(|_| &href)] hx-target=[&target] { (label) }
    }
}

/// Hands over all that waits, as the page shows it: what came meanwhile is not handed
/// over without having been seen.
pub(super) fn hand_over(sheet: &Sheet) -> Markup {
    let waiting: Vec<(MailKind, u32)> = MailKind::ALL
        .iter()
        .map(|kind| (*kind, sheet.dossier.waiting_count(*kind)))
        .filter(|(_, count)| *count > 0)
        .collect();
    if waiting.is_empty() || !sheet.may(Action::RecordMail) {
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
    let form = sheet.form_url("remise/nouvelle");
    let in_part = link_button("Remettre en partie ou à un tiers", &form)
        .secondary()
        .large()
        .key('R');
    html! {
        ul.app-acts {
            @match refused {
                // More than one act may hand over at a time: the form does it in parts.
                None => {},
                Some(Some(refused)) => {
                    li { (Sheet::closed("remise-refusee", "Tout remettre à la personne", &refused)) }
                }
                Some(None) => li {
                    (post_button("Tout remettre à la personne", &action)
                        .large()
                        .icon("mail-check-line")
                        .key('D')
                        .id("tout-remettre")
                        .stays(sheet.is_live())
                        .fields(html! {
                            (sheet.seal())
                            (hidden("a", "titulaire"))
                            @for (kind, count) in &waiting { (hidden(field_of(*kind), &count.to_string())) }
                        }))
                },
            }
            li { @if sheet.is_live() { (in_part.opens_in(panel::FORM)) } @else { (in_part) } }
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

fn contacts(sheet: &Sheet) -> Markup {
    let visit = Command::RecordContact {
        on: sheet.today(),
        kind: ContactKind::Visit,
    };
    let [passage, call, message] = ["passage", "appel", "message"].map(|what| sheet.url(what));
    html! {
        ul.app-acts {
            @if let Some(refused) = sheet.forbids(visit) {
                li { (Sheet::closed("passage-refuse", "Noter un passage", &refused)) }
            } @else {
                li { (act(sheet, "Noter un passage", &passage, "acte-passage", sheet.seal()).key('V')) }
                li { (act(sheet, "Noter un appel", &call, "acte-appel", sheet.seal()).key('T')) }
                li { (act(sheet, "Noter un message", &message, "acte-message", sheet.seal())) }
            }
        }
    }
}

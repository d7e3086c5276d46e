//! Who may take the person's mail today, and where it is sent on.

use chrono::NaiveDate;
use domiciliation::procuration::{MAX_PROCURATIONS, ProcurationState, StandingProcuration};
use kernel::Periode;
use maud::{Markup, html};
use web_kit::{
    components::{Column, Level, badge, details, disclosure, post_button, table},
    fr,
};

use crate::{dossier::Sheet, urls, words};

/// « du 3 mars 2026 au 2 mars 2027 ».
fn days(period: Periode) -> Markup {
    // One piece: the cells of a narrow table spread theirs.
    html! { span { "du " (fr::time_short(period.start())) " au " (fr::time_short(period.end())) } }
}

/// The proxies, those that hold first, those that no longer do folded away.
pub fn proxies(sheet: &Sheet) -> Markup {
    let today = sheet.today();
    let mut all: Vec<_> = sheet.dossier.procurations().iter().collect();
    all.sort_by_key(|standing| {
        (
            standing.state(today),
            std::cmp::Reverse(standing.procuration().period.end()),
        )
    });
    let (standing, past): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|proxy| stands(proxy, today));
    let count = u64::try_from(standing.len()).unwrap_or(u64::MAX);
    let folded = format!("Procurations passées ({})", past.len());
    html! {
        @if standing.is_empty() {
            p { "Aucune procuration en cours. Seule la personne peut prendre son courrier." }
        } @else {
            (lines(sheet, "Procurations en cours et à venir", &standing))
            p.fr-hint-text { (fr::count(count, "procuration", "procurations")) " sur " (MAX_PROCURATIONS) " au plus. Remettre du courrier à un mandataire n’est pas un passage de la personne." }
        }
        @if !past.is_empty() { (disclosure(&folded, false, &lines(sheet, "Procurations passées", &past))) }
    }
}

fn stands(proxy: &StandingProcuration, today: NaiveDate) -> bool {
    match proxy.state(today) {
        ProcurationState::Valid | ProcurationState::ToCome => true,
        ProcurationState::Expired | ProcurationState::Withdrawn { .. } => false,
    }
}

fn state_badge(state: ProcurationState) -> Markup {
    match state {
        ProcurationState::Valid => html! { (badge(Some(Level::Success), "Valable")) },
        ProcurationState::ToCome => html! { (badge(Some(Level::Info), "À venir")) },
        ProcurationState::Expired => html! { (badge(None, "Expirée")) },
        ProcurationState::Withdrawn { on } => {
            html! { span { (badge(None, "Retirée")) " le " (fr::time_short(on)) } }
        }
    }
}

fn lines(sheet: &Sheet, caption: &str, proxies: &[&StandingProcuration]) -> Markup {
    let today = sheet.today();
    let mut columns = vec![
        Column::new("Mandataire"),
        Column::new("Valable"),
        Column::new("État"),
    ];
    let withdrawable = proxies.iter().any(|proxy| stands(proxy, today));
    if withdrawable {
        columns.push(Column::actions("Retirer"));
    }
    let rows = proxies
        .iter()
        .map(|proxy| {
            let named = words::proxy(proxy.procuration());
            let mut row = vec![
                html! {
                    span {
                        (named)
                        @if let Some(birth) = proxy.procuration().birth { span.app-second { "naissance " (words::birth(birth)) } }
                    }
                },
                days(proxy.procuration().period),
                state_badge(proxy.state(today)),
            ];
            if withdrawable {
                let action = urls::under(sheet.id(), &format!("procurations/{}/retirer", proxy.fact()));
                let about = format!("la procuration de {named}");
                row.push(html! { (post_button("Retirer", &action).tertiary().small().about(&about).fields(sheet.seal())) });
            }
            row
        })
        .collect();
    html! { (table(caption, columns, rows).caption_hidden()) }
}

/// Where mail is sent on, or was.
pub fn forwarding(sheet: &Sheet) -> Markup {
    let today = sheet.today();
    let Some(transfer) = sheet.dossier.transfer() else {
        return html! { p { "Le courrier n’est pas réexpédié." } };
    };
    let state = if transfer.period.contains(today) {
        html! { (badge(Some(Level::Info), "En cours")) }
    } else if transfer.period.start() > today {
        html! { (badge(Some(Level::Info), "À venir")) }
    } else {
        html! { (badge(None, "Expirée")) }
    };
    html! {
        (details(&[
            ("État", state),
            ("Vers", html! { (transfer.name) }),
            ("Adresse", html! { span.app-written { (transfer.address) } }),
            ("Période", days(transfer.period)),
        ]))
        @if transfer.period.end() >= today {
            p.fr-hint-text { "Rien ne part tout seul" (fr::NBSP) ": à chaque remise, choisissez « Réexpédier ». Ce n’est pas un passage de la personne, son dernier passage ne change pas." }
        }
    }
}

//! The picture of a term: its days, today, the last contacts, the end of the three months.

use chrono::NaiveDate;
use domiciliation::{Dossier, Policy, presence::Clock};
use maud::{Markup, html};
use web_kit::fr;

/// How many contacts are drawn, the last ones.
const CONTACTS: usize = 12;

/// The days that the bar spans.
struct Scale {
    from: NaiveDate,
    to: NaiveDate,
}

impl Scale {
    fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// How far along the bar a day lies, in hundredths.
    fn share(&self, day: NaiveDate) -> f64 {
        let days = |from: NaiveDate, to: NaiveDate| {
            f64::from(i32::try_from((to - from).num_days()).unwrap_or(i32::MAX))
        };
        (100.0 * days(self.from, day) / days(self.from, self.to).max(1.0)).clamp(0.0, 100.0)
    }

    fn x(&self, day: NaiveDate) -> String {
        format!("{:.2}%", self.share(day))
    }

    fn width(&self, from: NaiveDate, to: NaiveDate) -> String {
        format!("{:.2}%", self.share(to) - self.share(from))
    }

    /// Keeps a label within the bar.
    fn anchor(&self, day: NaiveDate) -> &'static str {
        match self.share(day) {
            left if left < 25.0 => "start",
            right if right > 75.0 => "end",
            _ => "middle",
        }
    }
}

/// The bar of the term that stands; nothing without one. The sentence is its text.
pub(super) fn time_bar(
    dossier: &Dossier,
    policy: &Policy,
    today: NaiveDate,
    sentence: &str,
) -> Option<Markup> {
    let end = dossier.current_term()?.period().end();
    let start = dossier
        .terms()
        .iter()
        .filter(|term| term.ended_on().is_none() && term.period().end() >= today.min(end))
        .map(|term| term.period().start())
        .min()?;
    let scale = Scale {
        from: start.min(today),
        to: end.max(today),
    };
    let mut contacts: Vec<NaiveDate> = dossier
        .contact_days(policy.portal_login_counts)
        .filter(|day| scale.holds(*day))
        .collect();
    contacts.sort_unstable();
    contacts.dedup();
    let contacts = contacts.split_off(contacts.len().saturating_sub(CONTACTS));
    let silence = match dossier.clock(policy.portal_login_counts, today) {
        Clock::Running {
            from,
            threshold,
            first_day,
        } => Some((from, threshold, first_day)).filter(|_| today <= end && first_day <= end),
        Clock::Unknown | Clock::Suspended { .. } => None,
    };
    Some(html! {
        svg.app-timebar role="img" aria-labelledby="frise" {
            title id="frise" { (fr::typo(sentence)) }
            defs {
                pattern id="hachures" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    line.app-timebar__hatch x1="0" y1="0" x2="0" y2="6" {}
                }
            }
            rect.app-timebar__track x="0" y="22" width="100%" height="14" {}
            rect.app-timebar__term x=(scale.x(start)) y="22" width=(scale.width(start, end)) height="14" {}
            @if let Some((from, threshold, first_day)) = silence {
                rect x=(scale.x(from.max(scale.from))) y="22" width=(scale.width(from.max(scale.from), threshold)) height="14" fill="url(#hachures)" {}
                line.app-timebar__limit x1=(scale.x(first_day)) x2=(scale.x(first_day)) y1="16" y2="58" {}
                (label(&scale, first_day, 70, &format!("radiable dès le {}", fr::short_date(first_day))))
            }
            @for day in &contacts {
                line.app-timebar__contact x1=(scale.x(*day)) x2=(scale.x(*day)) y1="18" y2="40" {}
            }
            line.app-timebar__today x1=(scale.x(today)) x2=(scale.x(today)) y1="12" y2="44" {}
            (label(&scale, today, 10, "aujourd’hui"))
            (label(&scale, scale.from, 54, &fr::short_date(scale.from)))
            (label(&scale, scale.to, 54, &fr::short_date(scale.to)))
        }
    })
}

fn label(scale: &Scale, day: NaiveDate, y: u8, text: &str) -> Markup {
    html! { text x=(scale.x(day)) y=(y) text-anchor=(scale.anchor(day)) { (text) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_never_draws_outside_itself() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let scale = Scale {
            from: day(2026, 1, 1),
            to: day(2026, 12, 31),
        };
        assert_eq!(scale.x(day(2025, 1, 1)), "0.00%");
        assert_eq!(scale.x(day(2027, 1, 1)), "100.00%");
        assert_eq!(scale.x(day(2026, 7, 2)), "50.00%");
        let one_day = Scale {
            from: day(2026, 1, 1),
            to: day(2026, 1, 1),
        };
        assert_eq!(one_day.x(day(2026, 1, 1)), "0.00%");
    }
}

//! The form of the settings of messages: what is stored becomes fields, fields become
//! settings.

use chrono::Weekday;
use kernel::Text;
use messages::{Kind, Language, Rhythm, Sender, Settings, settings::InvalidSender};
use serde::Deserialize;
use web_kit::{Field, form::time};

use super::super::words;

/// Every field, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    pub version: Field,
    pub actif: Field,
    pub expediteur: Field,
    pub signature: Field,
    /// The days on which mail is announced.
    pub jours: Vec<String>,
    pub heure: Field,
    /// The kinds that are sent.
    pub motifs: Vec<String>,
    pub deux_mois: Field,
    pub plafond: Field,
    /// The language of the preview, which is not kept.
    pub langue: Field,
    /// Only the preview is asked for.
    pub apercu: Field,
    #[serde(skip)]
    pub days: Field,
    #[serde(skip)]
    pub kinds: Field,
}

/// The days that can be chosen, with their codes and names.
pub const DAYS: [(Weekday, &str, &str); 6] = [
    (Weekday::Mon, "lundi", "Lundi"),
    (Weekday::Tue, "mardi", "Mardi"),
    (Weekday::Wed, "mercredi", "Mercredi"),
    (Weekday::Thu, "jeudi", "Jeudi"),
    (Weekday::Fri, "vendredi", "Vendredi"),
    (Weekday::Sat, "samedi", "Samedi"),
];

/// The most segments that a cap may allow.
const MOST: u32 = 1_000_000;

impl SettingsForm {
    /// The fields filled with what is stored; the sender that is proposed where there is none.
    pub fn of(settings: &Settings, version: i64, proposed: Option<&Sender>) -> Self {
        let sender = settings.sender.as_ref().or(proposed);
        let day = |(day, code, _): &(Weekday, &str, &str)| {
            let chosen = settings.rhythm.days().contains(day);
            chosen.then(|| (*code).to_owned())
        };
        Self {
            version: version.to_string().into(),
            actif: ticked(settings.on),
            expediteur: sender.map_or("", Sender::as_str).into(),
            signature: settings.signature.as_ref().map_or("", Text::as_str).into(),
            jours: DAYS.iter().filter_map(day).collect(),
            heure: settings.rhythm.at().format("%H:%M").to_string().into(),
            motifs: settings
                .kinds
                .iter()
                .map(|kind| kind.code().to_owned())
                .collect(),
            deux_mois: ticked(settings.two_months_ahead),
            plafond: settings
                .monthly_cap
                .map(|cap| cap.to_string())
                .unwrap_or_default()
                .into(),
            langue: Language::French.code().into(),
            ..Self::default()
        }
    }

    /// The settings as typed; every error is beside its field.
    pub fn read(&mut self) -> Option<Settings> {
        let on = self.actif.is_ticked();
        let sender = self.read_sender(on);
        let signature = self
            .signature
            .try_parse(messages::settings::signature, |wrong| {
                words::signature(&wrong)
            });
        let rhythm = self.read_rhythm();
        let kinds: Option<Vec<Kind>> = self.motifs.iter().map(|code| code.parse().ok()).collect();
        if kinds.is_none() {
            self.kinds
                .refuse("Messages envoyés : choisissez dans la liste.");
        } else if on && self.motifs.is_empty() {
            self.kinds
                .refuse("Messages envoyés : cochez au moins un message, ou arrêtez l’envoi.");
        }
        let monthly_cap = self.plafond.parse_with(
            |typed| {
                let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
                match digits.as_str() {
                    "" => Some(None),
                    digits => digits
                        .parse()
                        .ok()
                        .filter(|cap| (1..=MOST).contains(cap))
                        .map(Some),
                }
            },
            "Plafond : écrivez un nombre de SMS, de 1 à 1 000 000, ou rien.",
        );
        if self.kinds.error.is_some() {
            return None;
        }
        Some(Settings {
            on,
            sender: sender?,
            signature: signature?,
            rhythm: rhythm?,
            kinds: kinds?,
            two_months_ahead: self.deux_mois.is_ticked(),
            monthly_cap: monthly_cap?,
        })
    }

    #[expect(
        clippy::option_option,
        reason = "an error beside the field, a blank field, a name"
    )]
    fn read_sender(&mut self, on: bool) -> Option<Option<Sender>> {
        if self.expediteur.is_blank() && !on {
            return Some(None);
        }
        self.expediteur
            .try_parse(str::parse::<Sender>, |wrong: InvalidSender| {
                words::sender(&wrong)
            })
            .map(Some)
    }

    fn read_rhythm(&mut self) -> Option<Rhythm> {
        let days: Option<Vec<Weekday>> = self
            .jours
            .iter()
            .map(|code| {
                DAYS.iter()
                    .find(|(_, known, _)| known == code)
                    .map(|(day, _, _)| *day)
            })
            .collect();
        if days.as_ref().is_none_or(Vec::is_empty) {
            self.days.refuse("Jours : cochez au moins un jour.");
        }
        let at = self.heure.parse_with(
            |typed| time(typed).filter(|at| messages::schedule::COURTESY.contains(at)),
            "Heure : écrivez une heure entre 8 h et 19 h 59, comme 19:00.",
        );
        Rhythm::new(days?, at?).ok()
    }

    /// The language of the preview.
    pub fn language(&self) -> Language {
        self.langue.text().parse().unwrap_or(Language::French)
    }

    /// The fields that may be in error, in the order of the page.
    pub fn fields(&self) -> [(&'static str, &Field); 6] {
        [
            ("expediteur", &self.expediteur),
            ("signature", &self.signature),
            ("motifs", &self.kinds),
            ("jours", &self.days),
            ("heure", &self.heure),
            ("plafond", &self.plafond),
        ]
    }
}

fn ticked(yes: bool) -> Field {
    if yes { "oui".into() } else { Field::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Settings {
        Settings {
            on: true,
            sender: "MAIRIE".parse().ok(),
            monthly_cap: Some(1500),
            ..Settings::default()
        }
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        let mut form = SettingsForm::of(&stored(), 3, None);
        assert_eq!(form.read(), Some(stored()));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let mut form = SettingsForm::of(&stored(), 3, None);
        form.expediteur = "Le service social".into();
        form.jours.clear();
        form.heure = "20:30".into();
        form.motifs.clear();
        form.plafond = "beaucoup".into();
        form.signature = "x".repeat(31).into();
        assert_eq!(form.read(), None);
        let wrong = form
            .fields()
            .iter()
            .filter(|(_, field)| field.error.is_some())
            .count();
        assert_eq!(wrong, 6);
    }

    #[test]
    fn nothing_is_asked_of_who_sends_nothing() {
        let mut form = SettingsForm::of(&Settings::default(), 0, None);
        form.motifs.clear();
        assert!(form.read().is_some_and(|settings| !settings.on));
    }
}

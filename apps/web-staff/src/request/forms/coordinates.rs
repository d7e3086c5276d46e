//! How the person is reached.

use domiciliation::identity::Coordinates;
use kernel::PhoneNumber;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field,
    components::{Level, checkbox, email_field, fieldset, notice, tel_field, text_field},
    fr,
};

use super::{conflict::Mirrored, text};
use crate::{Staff, session::StaffSession};

/// The fields of the contact details.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CoordinatesForm {
    pub telephone: Field,
    pub courriel: Field,
    pub sms: Field,
    pub par_courriel: Field,
    pub langue: Field,
}

/// Said of a number that text messages do not reach.
pub const NO_SMS: &str = "Ce numéro est enregistré, mais il ne recevra pas de SMS : \
     seuls les numéros mobiles français en reçoivent.";

impl CoordinatesForm {
    /// The fields filled with what is known.
    pub fn new(coordinates: &Coordinates, staff: &Staff) -> Self {
        let phone = coordinates.phone.as_ref();
        Self {
            telephone: phone
                .map_or_else(String::new, |p| staff.phones.display(p))
                .into(),
            courriel: coordinates.email.as_ref().map_or("", |e| e.as_str()).into(),
            sms: if coordinates.sms { "oui" } else { "" }.into(),
            par_courriel: if coordinates.by_email { "oui" } else { "" }.into(),
            langue: coordinates
                .language
                .as_ref()
                .map_or("", |l| l.as_str())
                .into(),
        }
    }

    /// What was typed, or an error at each field that cannot be.
    pub fn read(&mut self, staff: &Staff, session: &StaffSession) -> Option<Coordinates> {
        let territory = session.actor.structure().departement();
        let phone = self.telephone.parse_with(
            |typed| match typed {
                "" => Some(None),
                typed => staff
                    .phones
                    .parse(typed, territory)
                    .ok()
                    .map(|p| Some(p.number)),
            },
            "Téléphone : ce numéro n’existe pas. Écrivez-le comme 06 12 34 56 78, \
             ou avec l’indicatif du pays, comme +32 470 12 34 56.",
        );
        if self.sms.is_ticked() && self.telephone.is_blank() {
            self.telephone.refuse(
                "Téléphone : indiquez le numéro qui recevra les SMS, ou décochez l’accord.",
            );
        }
        let email = self
            .courriel
            .optional("Courriel : écrivez une adresse de la forme nom@domaine.fr.");
        if self.par_courriel.is_ticked() && self.courriel.is_blank() {
            self.courriel.refuse(
                "Courriel : indiquez l’adresse qui recevra les messages, ou décochez l’accord.",
            );
        }
        let language = text::optional_name(&mut self.langue, "Langue parlée");
        if self.telephone.error.is_some() || self.courriel.error.is_some() {
            return None;
        }
        Some(Coordinates {
            phone: phone?,
            email: email?,
            sms: self.sms.is_ticked(),
            by_email: self.par_courriel.is_ticked(),
            language: language?,
        })
    }

    /// The fields with their names, for the summary of errors.
    pub fn all(&self) -> [(&str, &Field); 5] {
        [
            ("telephone", &self.telephone),
            ("courriel", &self.courriel),
            ("sms", &self.sms),
            ("par_courriel", &self.par_courriel),
            ("langue", &self.langue),
        ]
    }

    /// The fields, to be compared with what is stored.
    pub fn mirrored(&mut self) -> Vec<Mirrored<'_>> {
        let accepted = |field: &Field| {
            let said = if field.is_ticked() {
                "acceptés"
            } else {
                "non acceptés"
            };
            said.to_owned()
        };
        let (sms, by_email) = (accepted(&self.sms), accepted(&self.par_courriel));
        vec![
            Mirrored::text("telephone", "Téléphone", &mut self.telephone),
            Mirrored::text("courriel", "Courriel", &mut self.courriel),
            Mirrored::saying("sms", "SMS", &mut self.sms, sms),
            Mirrored::saying(
                "par_courriel",
                "Courriels",
                &mut self.par_courriel,
                by_email,
            ),
            Mirrored::text("langue", "Langue parlée", &mut self.langue),
        ]
    }

    /// The fields to fill.
    pub fn fields(&self) -> Markup {
        html! {
            (tel_field("telephone", "Téléphone", &self.telephone).optional().max_length(30))
            (email_field("courriel", "Courriel", &self.courriel).optional().max_length(254))
            (fieldset("Comment la prévenir", &html! {
                p.fr-hint-text {
                    "Courrier arrivé, rendez-vous, fin de domiciliation" (fr::NBSP) ": par SMS, par courriel, par les deux "
                    "ou pas du tout. Elle peut s’y opposer à tout moment" (fr::NBSP) ": décochez alors."
                }
                (checkbox("sms", "La personne accepte de recevoir des SMS", &self.sms))
                (checkbox("par_courriel", "La personne accepte de recevoir des courriels", &self.par_courriel))
            }))
            (text_field("langue", "Langue parlée", &self.langue).optional().max_length(20)
                .hint("Pour trouver un interprète, et pour ses messages : français, anglais, espagnol, portugais, roumain, \
                       arabe, russe, ukrainien ou dari ; en français sinon."))
        }
    }
}

/// Whether text messages reach a number: mobiles of France and of its territories.
pub fn takes_sms(phone: &PhoneNumber, staff: &Staff, session: &StaffSession) -> bool {
    staff
        .phones
        .parse(phone.as_str(), session.actor.structure().departement())
        .is_ok_and(|parsed| parsed.mobile && !parsed.foreign)
}

/// Says of a known number that text messages do not reach it.
pub fn about_sms(coordinates: &Coordinates, staff: &Staff, session: &StaffSession) -> Markup {
    let silent = coordinates
        .phone
        .as_ref()
        .is_some_and(|p| !takes_sms(p, staff, session));
    html! { @if silent { (notice(Level::Info, NO_SMS)) } }
}

//! Who the person is.

use domiciliation::identity::{Civility, Identity};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field,
    components::{radio_group, text_field},
};

use super::{choices, conflict::Mirrored, text};
use crate::words;

/// The fields of an identity.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct IdentityForm {
    pub civilite: Field,
    pub nom: Field,
    pub prenoms: Field,
    pub usage: Field,
    pub naissance: Field,
    pub lieu_naissance: Field,
}

impl From<&Identity> for IdentityForm {
    fn from(identity: &Identity) -> Self {
        Self {
            civilite: identity.civility.code().into(),
            nom: identity.nom.as_str().into(),
            prenoms: identity.prenoms.as_str().into(),
            usage: identity.usage.as_ref().map_or("", |u| u.as_str()).into(),
            naissance: words::birth(identity.birth).into(),
            lieu_naissance: identity.birth_place.as_str().into(),
        }
    }
}

impl IdentityForm {
    /// What was typed, or an error at each field that cannot be.
    pub fn read(&mut self) -> Option<Identity> {
        let civility = self
            .civilite
            .parse("Civilité : choisissez Madame ou Monsieur.");
        let nom = text::name(&mut self.nom, "Nom de naissance");
        let prenoms = text::name(&mut self.prenoms, "Prénoms");
        let usage = text::optional_name(&mut self.usage, "Nom d’usage ou surnom");
        let birth = text::birth(&mut self.naissance, "Date de naissance");
        let birth_place = text::name(&mut self.lieu_naissance, "Lieu de naissance");
        Some(Identity {
            civility: civility?,
            nom: nom?,
            prenoms: prenoms?,
            usage: usage?,
            birth: birth?,
            birth_place: birth_place?,
        })
    }

    /// The fields with their names, for the summary of errors.
    pub fn all(&self) -> [(&str, &Field); 6] {
        [
            ("civilite", &self.civilite),
            ("nom", &self.nom),
            ("prenoms", &self.prenoms),
            ("usage", &self.usage),
            ("naissance", &self.naissance),
            ("lieu_naissance", &self.lieu_naissance),
        ]
    }

    /// The fields, to be compared with what is stored.
    pub fn mirrored(&mut self) -> Vec<Mirrored<'_>> {
        vec![
            Mirrored::coded("civilite", "Civilité", &mut self.civilite, Civility::label),
            Mirrored::text("nom", "Nom de naissance", &mut self.nom),
            Mirrored::text("prenoms", "Prénoms", &mut self.prenoms),
            Mirrored::text("usage", "Nom d’usage ou surnom", &mut self.usage),
            Mirrored::text("naissance", "Date de naissance", &mut self.naissance),
            Mirrored::text(
                "lieu_naissance",
                "Lieu de naissance",
                &mut self.lieu_naissance,
            ),
        ]
    }

    /// The fields to fill.
    pub fn fields(&self) -> Markup {
        html! {
            (radio_group("civilite", "Civilité", &self.civilite, choices(Civility::ALL, Civility::code, Civility::label)).inline())
            (text_field("nom", "Nom de naissance", &self.nom).max_length(200))
            (text_field("prenoms", "Prénoms", &self.prenoms).hint("Dans l’ordre de l’état civil.").max_length(200))
            (text_field("usage", "Nom d’usage ou surnom", &self.usage).optional().max_length(400))
            (text_field("naissance", "Date de naissance", &self.naissance)
                .hint("jj/mm/aaaa, par exemple 23/01/1989. Si le jour ou le mois ne sont pas connus : mm/aaaa ou aaaa.")
                .max_length(10))
            (text_field("lieu_naissance", "Lieu de naissance", &self.lieu_naissance)
                .hint("La commune, ou le pays si la personne est née à l’étranger.").max_length(100))
        }
    }
}

//! How the structure files the dossier.

use domiciliation::identity::Filing;
use kernel::{StaffId, Text};
use maud::{Markup, html};
use serde::Deserialize;
use structures::{Action, StaffMember};
use web_kit::{
    Field,
    components::{Choice, select, text_field},
};

use super::{conflict::Mirrored, text};

/// The fields of a filing.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FilingForm {
    pub reference: Field,
    pub distribution: Field,
    pub referent: Field,
}

impl From<&Filing> for FilingForm {
    fn from(filing: &Filing) -> Self {
        Self {
            reference: filing.reference.as_ref().map_or("", |r| r.as_str()).into(),
            distribution: filing
                .distribution
                .as_ref()
                .map_or("", |d| d.as_str())
                .into(),
            referent: filing
                .referent
                .map_or_else(String::new, |id| id.to_string())
                .into(),
        }
    }
}

impl FilingForm {
    /// What was typed, or an error at each field that cannot be. `current` is the referent
    /// so far, who may have left since.
    pub fn read(&mut self, team: &[StaffMember], current: Option<StaffId>) -> Option<Filing> {
        let reference = text::optional_name(&mut self.reference, "Référence");
        let distribution = self.distribution();
        let known = |id: StaffId| current == Some(id) || team.iter().any(|m| m.id() == id);
        let referent = self.referent.parse_with(
            |typed| match typed {
                "" => Some(None),
                id => id.parse().ok().filter(|id| known(*id)).map(Some),
            },
            "Référent : choisissez un collègue de la liste.",
        );
        Some(Filing {
            reference: reference?,
            distribution: distribution?,
            referent: referent?,
        })
    }

    /// What was typed of what the postal address bears.
    pub fn distribution(&mut self) -> Option<Option<Text<50>>> {
        text::optional_name(&mut self.distribution, "Numéro de distribution")
    }

    /// The fields with their names, for the summary of errors.
    pub fn all(&self) -> [(&str, &Field); 3] {
        [
            ("referent", &self.referent),
            ("reference", &self.reference),
            ("distribution", &self.distribution),
        ]
    }

    /// The fields, to be compared with what is stored.
    pub fn mirrored(&mut self, team: &[StaffMember]) -> Vec<Mirrored<'_>> {
        let id = self.referent.text();
        let known = team.iter().find(|m| m.id().to_string() == id);
        let referent = match known {
            Some(member) => member.full_name(),
            None if id.is_empty() => String::new(),
            None => "Ancien collègue".to_owned(),
        };
        vec![
            Mirrored::saying("referent", "Référent", &mut self.referent, referent),
            Mirrored::text("reference", "Référence", &mut self.reference),
            Mirrored::text(
                "distribution",
                "Numéro de distribution",
                &mut self.distribution,
            ),
        ]
    }

    /// Who follows the person.
    pub fn referent_field(&self, team: &[StaffMember]) -> Markup {
        let mut choices: Vec<Choice> = team
            .iter()
            .filter(|m| {
                m.role().permits(Action::EditRequest) || m.id().to_string() == self.referent.text()
            })
            .map(|m| Choice::new(m.id().to_string(), m.full_name()))
            .collect();
        let current = self.referent.text();
        if !current.is_empty() && team.iter().all(|m| m.id().to_string() != current) {
            choices.push(Choice::new(current, "Ancien collègue"));
        }
        html! { (select("referent", "Référent", &self.referent, choices).optional().empty("Aucun")) }
    }

    /// The structure's own identifier.
    pub fn reference_field(&self) -> Markup {
        html! {
            (text_field("reference", "Référence", &self.reference).optional().max_length(50)
                .hint("L’identifiant que votre structure donne à la personne, si elle en a un."))
        }
    }

    /// What the postal address bears.
    pub fn distribution_field(&self) -> Markup {
        html! {
            (text_field("distribution", "Numéro de distribution", &self.distribution).optional().max_length(50)
                .hint("Boîte, BP ou TSA : il figure dans l’adresse postale de la personne."))
        }
    }
}

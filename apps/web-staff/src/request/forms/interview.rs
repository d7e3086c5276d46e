//! What an interview may note: nothing in it must be filled, and everything can be cleared.

use domiciliation::interview::{
    Cause, CommuneLink, Employment, Household, Interview, MainReason, Residence,
};
use kernel::StructureKind;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field,
    components::{Choice, fieldset, radio_group, select, text_field, textarea},
};

use super::{choices, conflict::Mirrored, text};

/// The fields of an interview.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct InterviewForm {
    pub deja_domicilie: Field,
    pub oriente_par: Field,
    pub emploi: Field,
    pub ressources: Field,
    pub lien: Field,
    pub preuve_lien: Field,
    pub menage: Field,
    pub logement: Field,
    pub cause: Field,
    pub motif: Field,
    pub suivi: Field,
    pub rattachement: Field,
    pub remarques: Field,
}

/// Said above every free text about the person.
const OBJECTIVE: &str =
    "Notez des faits, sans jugement : la personne peut demander à lire ce texte.";

const UNKNOWN: &str = "Choisissez l’une des réponses proposées.";

const fn yes_no(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "oui",
        Some(false) => "non",
        None => "",
    }
}

fn answer(field: &mut Field) -> Option<Option<bool>> {
    field.parse_with(
        |typed| match typed {
            "" => Some(None),
            "oui" => Some(Some(true)),
            "non" => Some(Some(false)),
            _ => None,
        },
        UNKNOWN,
    )
}

impl From<&Interview> for InterviewForm {
    fn from(interview: &Interview) -> Self {
        let note = |text: &Option<kernel::Note>| text.as_ref().map_or("", |t| t.as_str()).into();
        Self {
            deja_domicilie: yes_no(interview.already_domiciled).into(),
            oriente_par: note(&interview.oriented_by),
            emploi: interview.employment.map_or("", Employment::code).into(),
            ressources: yes_no(interview.income).into(),
            lien: interview.commune_link.map_or("", CommuneLink::code).into(),
            preuve_lien: note(&interview.link_evidence),
            menage: interview.household.map_or("", Household::code).into(),
            logement: interview.residence.map_or("", Residence::code).into(),
            cause: interview.cause.map_or("", Cause::code).into(),
            motif: interview.reason.map_or("", MainReason::code).into(),
            suivi: yes_no(interview.support).into(),
            rattachement: interview
                .rattachement
                .as_ref()
                .map_or("", |t| t.as_str())
                .into(),
            remarques: interview.remarks.as_ref().map_or("", |t| t.as_str()).into(),
        }
    }
}

impl InterviewForm {
    /// What was noted, or an error at each field that cannot be.
    pub fn read(&mut self) -> Option<Interview> {
        let already_domiciled = answer(&mut self.deja_domicilie);
        let oriented_by = text::optional(&mut self.oriente_par, "Orientation");
        let employment = self.emploi.optional(UNKNOWN);
        let income = answer(&mut self.ressources);
        let commune_link = self.lien.optional(UNKNOWN);
        let link_evidence = text::optional(&mut self.preuve_lien, "Éléments sur le lien");
        let household = self.menage.optional(UNKNOWN);
        let residence = self.logement.optional(UNKNOWN);
        let cause = self.cause.optional(UNKNOWN);
        let reason = self.motif.optional(UNKNOWN);
        let support = answer(&mut self.suivi);
        let rattachement = text::optional_name(&mut self.rattachement, "Commune de rattachement");
        let remarks = text::optional(&mut self.remarques, "Remarques");
        Some(Interview {
            already_domiciled: already_domiciled?,
            oriented_by: oriented_by?,
            employment: employment?,
            income: income?,
            commune_link: commune_link?,
            link_evidence: link_evidence?,
            household: household?,
            residence: residence?,
            cause: cause?,
            reason: reason?,
            support: support?,
            rattachement: rattachement?,
            remarks: remarks?,
        })
    }

    /// The fields with their names, for the summary of errors.
    pub fn all(&self) -> [(&str, &Field); 13] {
        [
            ("deja_domicilie", &self.deja_domicilie),
            ("oriente_par", &self.oriente_par),
            ("menage", &self.menage),
            ("emploi", &self.emploi),
            ("ressources", &self.ressources),
            ("lien", &self.lien),
            ("preuve_lien", &self.preuve_lien),
            ("logement", &self.logement),
            ("cause", &self.cause),
            ("motif", &self.motif),
            ("suivi", &self.suivi),
            ("rattachement", &self.rattachement),
            ("remarques", &self.remarques),
        ]
    }

    /// The fields, to be compared with what is stored.
    pub fn mirrored(&mut self) -> Vec<Mirrored<'_>> {
        let reason = MainReason::label;
        vec![
            Mirrored::text(
                "deja_domicilie",
                "Attestation en cours ailleurs",
                &mut self.deja_domicilie,
            ),
            Mirrored::coded("motif", "Motif principal", &mut self.motif, reason),
            Mirrored::text("oriente_par", "Orientée par", &mut self.oriente_par),
            Mirrored::coded(
                "lien",
                "Lien avec la commune",
                &mut self.lien,
                CommuneLink::label,
            ),
            Mirrored::text("preuve_lien", "Éléments sur ce lien", &mut self.preuve_lien),
            Mirrored::text("rattachement", "Rattachement", &mut self.rattachement),
            Mirrored::coded("menage", "Ménage", &mut self.menage, Household::label),
            Mirrored::coded(
                "logement",
                "Lieu de vie",
                &mut self.logement,
                Residence::label,
            ),
            Mirrored::coded(
                "cause",
                "Cause de l’instabilité",
                &mut self.cause,
                Cause::label,
            ),
            Mirrored::coded(
                "emploi",
                "Situation professionnelle",
                &mut self.emploi,
                Employment::label,
            ),
            Mirrored::text("ressources", "Ressources", &mut self.ressources),
            Mirrored::text("suivi", "Suivi social", &mut self.suivi),
            Mirrored::text("remarques", "Remarques", &mut self.remarques),
        ]
    }

    /// The fields to fill, at a body of this kind.
    pub fn fields(&self, kind: StructureKind) -> Markup {
        let unknown = "Non renseigné";
        html! {
            (fieldset("Sa demande", &html! {
                (yes_or_no("deja_domicilie", "A-t-elle déjà une attestation en cours dans un autre organisme\u{a0}?", &self.deja_domicilie)
                    .hint("La question doit être posée. Une réponse positive n’empêche pas la domiciliation."))
                (radio_group("motif", "Motif principal de la demande", &self.motif, choices(MainReason::ALL, MainReason::code, MainReason::label)).optional())
                (textarea("oriente_par", "Qui l’a orientée vers vous\u{a0}?", &self.oriente_par, 1000).optional().rows(2))
            }))
            (fieldset("Son lien avec la commune", &html! {
                (select("lien", "Lien avec la commune", &self.lien, choices(CommuneLink::ALL, CommuneLink::code, CommuneLink::label))
                    .optional().empty(unknown).hint("Un seul lien suffit, sans durée minimale de séjour."))
                (textarea("preuve_lien", "Éléments sur ce lien", &self.preuve_lien, 1000).optional().rows(2)
                    .hint("La preuve peut être apportée par tout moyen."))
                // Printed only on the forms of these bodies.
                @if matches!(kind, StructureKind::Ccas | StructureKind::Cias) {
                    (text_field("rattachement", "Commune ou arrondissement de rattachement", &self.rattachement).optional().max_length(200)
                        .hint("Pour un CIAS, ou le CCAS d’une commune divisée en arrondissements."))
                }
            }))
            (fieldset("Sa situation", &html! {
                (select("menage", "Ménage", &self.menage, choices(Household::ALL, Household::code, Household::label)).optional().empty(unknown))
                (select("logement", "Lieu de vie", &self.logement, choices(Residence::ALL, Residence::code, Residence::label)).optional().empty(unknown))
                (select("cause", "Cause de l’instabilité du logement", &self.cause, choices(Cause::ALL, Cause::code, Cause::label)).optional().empty(unknown))
                (select("emploi", "Situation professionnelle", &self.emploi, choices(Employment::ALL, Employment::code, Employment::label)).optional().empty(unknown))
                (yes_or_no("ressources", "A-t-elle des ressources\u{a0}?", &self.ressources))
                (yes_or_no("suivi", "A-t-elle un suivi social\u{a0}?", &self.suivi))
            }))
            (textarea("remarques", "Remarques", &self.remarques, 2000).optional().hint(OBJECTIVE).rows(5))
        }
    }
}

fn yes_or_no<'a>(
    id: &'a str,
    legend: &'a str,
    field: &'a Field,
) -> web_kit::components::Choices<'a> {
    radio_group(
        id,
        legend,
        field,
        vec![Choice::new("oui", "Oui"), Choice::new("non", "Non")],
    )
    .optional()
    .inline()
}

/// What was noted, line by line; what was not is left out.
pub fn summary(interview: &Interview) -> Vec<(&'static str, Markup)> {
    let said = |answer: bool| if answer { "oui" } else { "non" };
    let lines: [(&str, Option<String>); 13] = [
        (
            "Attestation en cours ailleurs",
            interview.already_domiciled.map(|a| said(a).to_owned()),
        ),
        (
            "Motif principal",
            interview.reason.map(|v| v.label().to_owned()),
        ),
        (
            "Orientée par",
            interview.oriented_by.as_ref().map(ToString::to_string),
        ),
        (
            "Lien avec la commune",
            interview.commune_link.map(|v| v.label().to_owned()),
        ),
        (
            "Éléments sur ce lien",
            interview.link_evidence.as_ref().map(ToString::to_string),
        ),
        (
            "Rattachement",
            interview.rattachement.as_ref().map(ToString::to_string),
        ),
        ("Ménage", interview.household.map(|v| v.label().to_owned())),
        (
            "Lieu de vie",
            interview.residence.map(|v| v.label().to_owned()),
        ),
        (
            "Cause de l’instabilité",
            interview.cause.map(|v| v.label().to_owned()),
        ),
        (
            "Situation professionnelle",
            interview.employment.map(|v| v.label().to_owned()),
        ),
        ("Ressources", interview.income.map(|a| said(a).to_owned())),
        (
            "Suivi social",
            interview.support.map(|a| said(a).to_owned()),
        ),
        (
            "Remarques",
            interview.remarks.as_ref().map(ToString::to_string),
        ),
    ];
    lines
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, html! { (value) })))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_interview_is_an_interview() {
        assert_eq!(InterviewForm::default().read(), Some(Interview::default()));
        assert!(summary(&Interview::default()).is_empty());
    }

    #[test]
    fn what_was_noted_comes_back_as_it_was() {
        let noted = Interview {
            already_domiciled: Some(false),
            employment: Some(Employment::Rsa),
            commune_link: Some(CommuneLink::Social),
            household: Some(Household::Couple),
            residence: Some(Residence::Hotel),
            cause: Some(Cause::BreakUp),
            reason: Some(MainReason::Rights),
            support: Some(true),
            income: Some(true),
            oriented_by: Some("le 115".parse().unwrap()),
            link_evidence: Some("école".parse().unwrap()),
            rattachement: Some("Lyon 3e".parse().unwrap()),
            remarks: Some("attend une réponse\nde la CAF".parse().unwrap()),
        };
        assert_eq!(InterviewForm::from(&noted).read(), Some(noted.clone()));
        assert_eq!(summary(&noted).len(), 13);
    }

    #[test]
    fn a_reply_that_is_not_proposed_is_named() {
        let mut form = InterviewForm {
            menage: "tribu".into(),
            ..InterviewForm::default()
        };
        assert_eq!(form.read(), None);
        assert!(form.menage.error.is_some());
    }
}

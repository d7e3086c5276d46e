//! What the official forms say of a dossier, word by word.

use domiciliation::{
    Author, Dossier,
    attestation::Attestation,
    decision::{Decision, Outcome},
    form::DemandeForm,
    identity::{self, AyantDroit, Identity},
    request::Appointment,
};
use kernel::PhoneNumber;
use structures::Structure;

use crate::{
    documents::{
        Answer, AttestationDocument, Civility, DecisionPart, DemandeDocument, Entretien, Organisme,
        Person, Signatory, birth_in_figures,
        filing::{postal_address, reference},
    },
    phone::PhonePlan,
};

/// The body, and how telephone numbers are written there.
pub(super) struct Body<'a> {
    pub(super) structure: &'a Structure,
    pub(super) phones: &'a dyn PhonePlan,
}

impl Body<'_> {
    pub(super) fn attestation(
        &self,
        attestation: &Attestation,
        dossier: &Dossier,
    ) -> AttestationDocument {
        AttestationDocument {
            person: person(attestation.identity()),
            ayants_droit: ayants_droit(attestation.ayants_droit()),
            organisme: self.organisme(attestation.rattachement()),
            adresse_postale: postal_address(dossier, self.structure),
            period: attestation.period(),
            premiere_domiciliation: attestation.first_domiciliation(),
            fait_a: self.city(),
            decision_on: attestation.decided_on(),
            reference: reference(dossier),
            projet: attestation.is_projet(),
            corrected_since_issue: attestation.is_identity_corrected(),
        }
    }

    pub(super) fn demande(&self, form: &DemandeForm<'_>, dossier: &Dossier) -> DemandeDocument {
        let coordinates = dossier.coordinates();
        let rattachement = match form.decision().map(Decision::outcome) {
            Some(Outcome::Accepted(accord)) => accord.rattachement.as_ref(),
            Some(
                Outcome::Refused(_) | Outcome::Terminated(_) | Outcome::ClosedAfterExpiry { .. },
            )
            | None => None,
        };
        DemandeDocument {
            person: person(form.identity()),
            ayants_droit: ayants_droit(dossier.ayants_droit()),
            telephone: self.phone(coordinates.phone.as_ref()),
            courriel: coordinates
                .email
                .as_ref()
                .map_or_else(String::new, |email| email.as_str().to_owned()),
            kind: form.demande().kind(),
            numero_usager: reference(dossier),
            organisme: self.organisme(rattachement.map(kernel::Text::as_str)),
            fait_a: self.city(),
            filed_on: form.demande().filed_on(),
            entretien: form.convocation().map(|fixed| self.entretien(fixed)),
            decision: form.decision().and_then(decision),
            corrected_since_issue: form.is_identity_corrected(),
        }
    }

    /// The body; the commune of the decision goes before the usual one, where the form may
    /// name any.
    fn organisme(&self, decided: Option<&str>) -> Organisme {
        let structure = self.structure;
        let settings = structure.settings();
        let rattachement = decided
            .map(str::to_owned)
            .or_else(|| structure.rattachement().map(ToString::to_string));
        Organisme {
            nom: structure.name().to_string(),
            rattachement: rattachement.filter(|_| structure.may_name_rattachement()),
            responsable: settings
                .representative
                .as_ref()
                .map_or_else(Signatory::default, |who| Signatory {
                    nom: who.nom().to_string(),
                    prenom: who.prenom().to_string(),
                    fonction: who.fonction().to_string(),
                }),
            prefecture: structure.agrement().map(|a| a.prefecture().to_string()),
            numero_agrement: structure.agrement().map(|a| a.numero().to_string()),
            adresse: settings.address.lines(),
            courriel: settings
                .email
                .as_ref()
                .map_or_else(String::new, |email| email.as_str().to_owned()),
            telephone: self.phone(settings.phone.as_ref()),
        }
    }

    fn entretien(&self, fixed: &Appointment) -> Entretien {
        Entretien {
            at: fixed.at,
            avec: fixed.with_name.to_string(),
            adresse: match &fixed.place {
                Some(place) => vec![place.to_string()],
                None => self.structure.settings().address.lines(),
            },
        }
    }

    fn city(&self) -> String {
        self.structure.settings().address.city().to_string()
    }

    fn phone(&self, number: Option<&PhoneNumber>) -> String {
        number.map_or_else(String::new, |number| self.phones.display(number))
    }
}

fn person(identity: &Identity) -> Person {
    Person {
        civility: match identity.civility {
            identity::Civility::Madame => Civility::Madame,
            identity::Civility::Monsieur => Civility::Monsieur,
        },
        noms: match &identity.usage {
            Some(usage) => format!("{} ({usage})", identity.nom),
            None => identity.nom.to_string(),
        },
        prenoms: identity.prenoms.to_string(),
        birth: identity.birth,
        lieu_naissance: identity.birth_place.to_string(),
    }
}

fn ayants_droit(covered: &[AyantDroit]) -> Vec<String> {
    let line = |a: &AyantDroit| {
        let lien = a.lien.label().to_lowercase();
        let birth = birth_in_figures(a.birth);
        format!("{} {}, {birth}, {lien}", a.nom, a.prenoms)
    };
    covered.iter().map(line).collect()
}

/// The answer to a request; other decisions answer none.
fn decision(decision: &Decision) -> Option<DecisionPart> {
    let answer = match decision.outcome() {
        Outcome::Accepted(_) => Answer::Acceptee,
        Outcome::Refused(refus) => Answer::Refusee {
            motif: format!("{}.\n{}", refus.ground.label(), refus.facts),
            orientation: format!(
                "{} ({})\n{}",
                refus.orientation.name,
                refus.orientation.kind.label(),
                refus.orientation.contact
            ),
        },
        Outcome::Terminated(_) | Outcome::ClosedAfterExpiry { .. } => return None,
    };
    Some(DecisionPart {
        decided_on: decision.decided_on(),
        signataire: match decision.author() {
            Author::Staff { name, capacity, .. } => Signatory {
                nom: name.to_string(),
                prenom: String::new(),
                fonction: capacity
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string),
            },
            Author::Register { .. } | Author::System => Signatory::default(),
        },
        answer,
    })
}

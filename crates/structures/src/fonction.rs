//! What a member of staff is in the body.

use kernel::Text;

use crate::coded::coded;

coded! {
    /// A function of the usual list.
    pub enum FonctionListee {
        /// President of the board.
        President: "president", "Président";
        /// Vice-president of the board.
        VicePresident: "vice_president", "Vice-président";
        /// Elected member of the council.
        Elu: "elu", "Élu, conseiller municipal";
        /// Director.
        DirecteurResponsable: "directeur_responsable", "Directeur, responsable";
        /// Head of a commune's services.
        DirecteurGeneralDesServices: "directeur_general_des_services", "Directeur général des services";
        /// Mayor.
        Maire: "maire", "Maire";
        /// Head of a service.
        ChefDeService: "chef_de_service", "Chef de service";
        /// Administrative officer.
        AdjointAdministratif: "adjoint_administratif", "Adjoint administratif";
        /// Secretary.
        SecretaireAssistantAdministratif: "secretaire_assistant_administratif", "Secrétaire, assistant administratif";
        /// Social worker.
        TravailleurSocialAssistantSocial: "travailleur_social_assistant_social", "Travailleur social, assistant social";
        /// Receives people.
        AgentAccueil: "agent_accueil", "Agent d’accueil";
        /// Project officer.
        ChargeDeMissionActionSociale: "charge_de_mission_action_sociale", "Chargé de mission action sociale";
        /// Adviser in social and family economy.
        ConseillerEconomieSocialeEtFamiliale: "conseiller_economie_sociale_et_familiale", "Conseiller en économie sociale et familiale";
        /// Social mediation.
        MediationSociale: "mediation_sociale", "Chargé de médiation sociale";
        /// Minimum income and insertion.
        RsaInsertion: "rsa_insertion", "Chargé du RSA et de l’insertion";
        /// Domiciliation itself.
        Domiciliation: "domiciliation", "Chargé de la domiciliation";
        /// Volunteer.
        Benevole: "benevole", "Bénévole";
    }
}

/// What somebody is in the body: printed beside their name on what they decide.
///
/// # Law
/// CRPA art. L. 212-1: a decision bears the capacity of its author.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Fonction {
    /// One of the usual list.
    Listee(FonctionListee),
    /// Another, in words.
    Autre(Text<100>),
}

/// Why a function was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFonction {
    /// Not a code of the list.
    #[error("unknown function")]
    Unknown,
    /// `autre` without saying which.
    #[error("another function must be named")]
    DetailMissing,
}

impl Fonction {
    /// The code that asks for words of one's own.
    pub const AUTRE: &'static str = "autre";

    /// Reads a code, and the words that go with [`Self::AUTRE`].
    ///
    /// # Errors
    /// [`InvalidFonction`] for an unknown code, or when the words are missing.
    pub fn parse(code: &str, detail: Option<Text<100>>) -> Result<Self, InvalidFonction> {
        if code == Self::AUTRE {
            return detail
                .map(Self::Autre)
                .ok_or(InvalidFonction::DetailMissing);
        }
        code.parse()
            .map(Self::Listee)
            .map_err(|_| InvalidFonction::Unknown)
    }

    /// The code, for storage and forms.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Listee(listee) => listee.code(),
            Self::Autre(_) => Self::AUTRE,
        }
    }

    /// The words that go with [`Self::AUTRE`].
    #[must_use]
    pub const fn detail(&self) -> Option<&Text<100>> {
        match self {
            Self::Listee(_) => None,
            Self::Autre(detail) => Some(detail),
        }
    }

    /// What is printed, in French.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Listee(listee) => listee.label(),
            Self::Autre(detail) => detail.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_eighteen_functions_and_the_last_asks_for_words() {
        assert_eq!(FonctionListee::ALL.len() + 1, 18);
        for listee in FonctionListee::ALL {
            assert_eq!(
                Fonction::parse(listee.code(), None),
                Ok(Fonction::Listee(*listee))
            );
        }
        let words: Text<100> = "Médiatrice".parse().unwrap();
        let fonction = Fonction::parse("autre", Some(words.clone())).unwrap();
        assert_eq!((fonction.code(), fonction.label()), ("autre", "Médiatrice"));
        assert_eq!(
            Fonction::parse("autre", None),
            Err(InvalidFonction::DetailMissing)
        );
        assert_eq!(
            Fonction::parse("roi", Some(words)),
            Err(InvalidFonction::Unknown)
        );
    }
}

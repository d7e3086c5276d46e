//! A body that domiciles people: what it is, what it settled, where it stands in
//! its own life.

use chrono::NaiveDate;
use kernel::{
    Agrement, Departement, Email, PhoneNumber, ShortText, StructureId, StructureKind, Text, Zone,
    fold,
};

use crate::coded::coded;
use crate::{Address, Delays, Representative, Statut};

/// Choices that change what is printed and what counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Options {
    /// Print the structure's name in the postal address of the person. Without it
    /// the address does not tell who domiciles; the name of the body stays
    /// where the form asks for it.
    pub print_structure_name: bool,
    /// Print the person's box number in their postal address.
    pub print_box_number: bool,
    /// Whether signing in to the portal counts as a contact. Never
    /// retroactive.
    pub portal_login_counts: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            print_structure_name: true,
            print_box_number: true,
            portal_login_counts: false,
        }
    }
}

/// Everything that a structure may say and correct about itself. Each field is
/// valid by its type and goes with any other.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Settings {
    /// The name, as people know it.
    pub name: Text<400>,
    /// What it is.
    pub statut: Statut,
    /// Where it is.
    pub address: Address,
    /// Where its mail arrives, when that is elsewhere.
    pub mail_address: Option<Address>,
    /// The département. Proposed from the postal code, confirmed by people.
    pub departement: Departement,
    /// The zone in which its days are counted. Proposed from the département.
    pub zone: Zone,
    /// The e-mail address of the service.
    pub email: Option<Email>,
    /// The telephone of the service.
    pub phone: Option<PhoneNumber>,
    /// Who signs for it.
    pub representative: Option<Representative>,
    /// When it receives people, in words.
    pub opening_hours: Option<Text<500>>,
    /// What is printed and what counts.
    pub options: Options,
    /// The delays it chose.
    pub delays: Delays,
}

impl Settings {
    /// The least that describes a structure; the rest at its default, the zone by
    /// the département.
    #[must_use]
    pub fn new(
        name: Text<400>,
        statut: Statut,
        address: Address,
        departement: Departement,
    ) -> Self {
        Self {
            name,
            statut,
            address,
            mail_address: None,
            departement,
            zone: departement.zone(),
            email: None,
            phone: None,
            representative: None,
            opening_hours: None,
            options: Options::default(),
            delays: Delays::default(),
        }
    }
}

coded! {
    /// Why a registration was refused.
    pub enum RefusMotif {
        /// The body is registered already.
        CompteExistant: "compte_existant", "Compte existant";
        /// It does not domicile people.
        PasDeDomiciliation: "pas_de_domiciliation", "Pas d’activité de domiciliation";
        /// A domiciled person registered by mistake.
        ErreurDomicilie: "erreur_domicilie", "Inscription d’une personne domiciliée par erreur";
        /// The address of the first account belongs to nobody in particular.
        MailGenerique: "mail_generique", "Adresse électronique générique";
    }
}

coded! {
    /// Why a structure was closed.
    pub enum ClotureMotif {
        /// The body is registered elsewhere.
        CompteExistant: "compte_existant", "Compte existant";
        /// It does not domicile people.
        PasDeDomiciliation: "pas_de_domiciliation", "Pas d’activité de domiciliation";
        /// It uses something else.
        PlusUtilisation: "plus_utilisation", "N’utilise plus le service";
        /// Nobody came any more.
        Inactif: "inactif", "Structure inactive";
    }
}

/// Where a structure stands in its own life. Only a validated one domiciles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "etat", rename_all = "snake_case")
)]
pub enum Life {
    /// It asked to be let in.
    Registered {
        /// The day of the request.
        on: NaiveDate,
    },
    /// It works.
    Validated {
        /// Since that day.
        on: NaiveDate,
    },
    /// It was not let in.
    Refused {
        /// The day of the refusal.
        on: NaiveDate,
        /// Why.
        motif: RefusMotif,
    },
    /// It has left.
    Closed {
        /// The day it left.
        on: NaiveDate,
        /// Why.
        motif: ClotureMotif,
    },
}

/// Why a structure cannot take this step of its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LifeRefused {
    /// Only a registration that waits is validated or refused.
    #[error("the registration has been answered already")]
    Answered,
    /// Only a structure that works is closed or corrected.
    #[error("the structure is not in service")]
    NotInService,
}

/// A body that domiciles people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structure {
    id: StructureId,
    settings: Settings,
    life: Life,
}

impl Structure {
    /// A registration that waits for an answer.
    #[must_use]
    pub const fn register(id: StructureId, settings: Settings, on: NaiveDate) -> Self {
        Self {
            id,
            settings,
            life: Life::Registered { on },
        }
    }

    /// A structure as it was stored.
    #[must_use]
    pub const fn restore(id: StructureId, settings: Settings, life: Life) -> Self {
        Self { id, settings, life }
    }

    /// Lets the structure in.
    ///
    /// # Errors
    /// [`LifeRefused::Answered`] unless its registration waits.
    pub fn validate(&self, on: NaiveDate) -> Result<Self, LifeRefused> {
        self.answer(Life::Validated { on })
    }

    /// Does not let it in.
    ///
    /// # Errors
    /// [`LifeRefused::Answered`] unless its registration waits.
    pub fn refuse(&self, on: NaiveDate, motif: RefusMotif) -> Result<Self, LifeRefused> {
        self.answer(Life::Refused { on, motif })
    }

    /// Takes it out of service.
    ///
    /// # Errors
    /// [`LifeRefused::NotInService`] unless it works.
    pub fn close(&self, on: NaiveDate, motif: ClotureMotif) -> Result<Self, LifeRefused> {
        self.in_service()?;
        Ok(Self {
            life: Life::Closed { on, motif },
            ..self.clone()
        })
    }

    /// Says anew what the structure is and wants.
    ///
    /// # Errors
    /// [`LifeRefused::NotInService`] unless it works.
    pub fn correct(&self, settings: Settings) -> Result<Self, LifeRefused> {
        self.in_service()?;
        Ok(Self {
            settings,
            ..self.clone()
        })
    }

    fn answer(&self, life: Life) -> Result<Self, LifeRefused> {
        match self.life {
            Life::Registered { .. } => Ok(Self {
                life,
                ..self.clone()
            }),
            Life::Validated { .. } | Life::Refused { .. } | Life::Closed { .. } => {
                Err(LifeRefused::Answered)
            }
        }
    }

    const fn in_service(&self) -> Result<(), LifeRefused> {
        match self.life {
            Life::Validated { .. } => Ok(()),
            Life::Registered { .. } | Life::Refused { .. } | Life::Closed { .. } => {
                Err(LifeRefused::NotInService)
            }
        }
    }

    /// Its identifier.
    #[must_use]
    pub const fn id(&self) -> StructureId {
        self.id
    }

    /// All that it says about itself.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where it stands.
    #[must_use]
    pub const fn life(&self) -> Life {
        self.life
    }

    /// Whether its staff may sign in and work.
    #[must_use]
    pub const fn is_in_service(&self) -> bool {
        self.in_service().is_ok()
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &Text<400> {
        &self.settings.name
    }

    /// What kind of body it is.
    #[must_use]
    pub const fn kind(&self) -> StructureKind {
        self.settings.statut.kind()
    }

    /// Its approval, if it is an approved body.
    #[must_use]
    pub const fn agrement(&self) -> Option<&Agrement> {
        self.settings.statut.agrement()
    }

    /// The commune or arrondissement that the attestation names besides it.
    #[must_use]
    pub const fn rattachement(&self) -> Option<&ShortText> {
        self.settings.statut.rattachement()
    }

    /// Whether the official forms may name a commune or an arrondissement besides it: a
    /// CIAS, or the CCAS of a commune divided into arrondissements.
    ///
    /// # Law
    /// CERFA n° 16029*01 and 16030*01; CGCT art. L. 2511-3: Paris, Lyon and Marseille.
    #[must_use]
    pub fn may_name_rattachement(&self) -> bool {
        match self.kind() {
            StructureKind::Cias => true,
            StructureKind::Ccas => {
                let city = fold(self.settings.address.city().as_str());
                let divided = [("75", "paris"), ("69", "lyon"), ("13", "marseille")];
                divided.into_iter().any(|(departement, name)| {
                    self.departement().code() == departement && city.split(' ').next() == Some(name)
                })
            }
            StructureKind::Commune | StructureKind::OrganismeAgree => false,
        }
    }

    /// Its département.
    #[must_use]
    pub const fn departement(&self) -> Departement {
        self.settings.departement
    }

    /// The zone in which its days are counted.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.settings.zone
    }

    /// Its choices.
    #[must_use]
    pub const fn options(&self) -> Options {
        self.settings.options
    }

    /// Its delays.
    #[must_use]
    pub const fn delays(&self) -> Delays {
        self.settings.delays
    }

    /// The address under which the people it domiciles receive their mail.
    #[must_use]
    pub fn mail_address(&self) -> &Address {
        self.settings
            .mail_address
            .as_ref()
            .unwrap_or(&self.settings.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, d).unwrap()
    }

    fn settings(postal_code: &str) -> Settings {
        let postal_code: kernel::PostalCode = postal_code.parse().unwrap();
        let departement = postal_code.departement().unwrap();
        let address = Address::new(
            "1 place de la Mairie".parse().unwrap(),
            None,
            postal_code,
            "Ici".parse().unwrap(),
        );
        Settings::new(
            "CCAS d’ici".parse().unwrap(),
            Statut::Ccas { rattachement: None },
            address,
            departement,
        )
    }

    fn registered() -> Structure {
        let id = "01900000-0000-7000-8000-000000000001".parse().unwrap();
        Structure::register(id, settings("97400"), day(1))
    }

    #[test]
    fn the_zone_is_proposed_by_the_departement_and_can_be_corrected() {
        let structure = registered().validate(day(2)).unwrap();
        assert_eq!(structure.zone().name(), "Indian/Reunion");
        let corrected = Settings {
            zone: Zone::PARIS,
            ..structure.settings().clone()
        };
        assert_eq!(structure.correct(corrected).unwrap().zone(), Zone::PARIS);
    }

    #[test]
    fn only_a_cias_or_the_ccas_of_a_divided_commune_names_a_commune_besides_itself() {
        let named = |statut: Statut, postal_code: &str, city: &str| {
            let base = settings(postal_code);
            let address = Address::new(
                base.address.street().clone(),
                None,
                postal_code.parse().unwrap(),
                city.parse().unwrap(),
            );
            let settings = Settings {
                statut,
                address,
                ..base
            };
            let id = "01900000-0000-7000-8000-000000000001".parse().unwrap();
            Structure::register(id, settings, day(1)).may_name_rattachement()
        };
        let ccas = || Statut::Ccas { rattachement: None };
        let cias = Statut::Cias { rattachement: None };
        for (code, city) in [
            ("75012", "Paris"),
            ("75012", "PARIS 12e"),
            ("69003", "Lyon"),
            ("13001", "Marseille"),
        ] {
            assert!(named(ccas(), code, city), "{city}");
            assert!(!named(Statut::Commune, code, city), "{city}");
        }
        assert!(!named(ccas(), "62520", "Le Touquet-Paris-Plage"));
        assert!(!named(ccas(), "97400", "Saint-Denis"));
        assert!(named(cias, "97400", "Saint-Denis"));
    }

    #[test]
    fn mail_goes_to_the_mail_address_where_there_is_one() {
        let structure = registered().validate(day(2)).unwrap();
        assert_eq!(structure.mail_address(), &structure.settings().address);
        let elsewhere = settings("97410").address;
        let moved = Settings {
            mail_address: Some(elsewhere.clone()),
            ..structure.settings().clone()
        };
        assert_eq!(structure.correct(moved).unwrap().mail_address(), &elsewhere);
    }

    #[test]
    fn a_registration_is_answered_once_and_only_what_works_is_closed_or_corrected() {
        let waiting = registered();
        let working = waiting.validate(day(2)).unwrap();
        let refused = waiting.refuse(day(2), RefusMotif::MailGenerique).unwrap();
        let closed = working.close(day(3), ClotureMotif::Inactif).unwrap();
        assert_eq!(
            closed.life(),
            Life::Closed {
                on: day(3),
                motif: ClotureMotif::Inactif
            }
        );
        for answered in [&working, &refused, &closed] {
            assert_eq!(answered.validate(day(4)), Err(LifeRefused::Answered));
            assert_eq!(
                answered.refuse(day(4), RefusMotif::CompteExistant),
                Err(LifeRefused::Answered)
            );
        }
        for idle in [&waiting, &refused, &closed] {
            assert!(!idle.is_in_service());
            assert_eq!(
                idle.close(day(4), ClotureMotif::Inactif),
                Err(LifeRefused::NotInService)
            );
            assert_eq!(
                idle.correct(settings("75001")),
                Err(LifeRefused::NotInService)
            );
        }
        assert!(working.is_in_service());
    }
}

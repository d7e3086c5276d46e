//! The two invented structures and their staff.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Agrement, Periode, StaffId, StructureId, add_months};
use structures::{
    Address, Fonction, FonctionListee, OrganismeType, Profile, Representative, Role, Settings,
    StaffMember, Statut, Structure,
};
use uuid::Uuid;

use anyhow::{Context, Result};

/// The password of all accounts, printed with them.
pub const PASSWORD: &str = "Cabane-Violette-41";

/// A member of the staff.
pub struct Member {
    /// Address to sign in with.
    pub email: &'static str,
    prenom: &'static str,
    nom: &'static str,
    /// Role.
    pub role: Role,
    fonction: FonctionListee,
}

/// A structure.
pub struct Place {
    id: u128,
    /// Name.
    pub name: &'static str,
    /// Town.
    pub city: &'static str,
    street: &'static str,
    postal_code: &'static str,
    departement: &'static str,
    email: &'static str,
    phone: &'static str,
    representative: (&'static str, &'static str, &'static str),
    hours: &'static str,
    approved: bool,
    /// Its staff, one of each role.
    pub staff: [Member; 5],
    /// How many dossiers.
    pub dossiers: usize,
}

const fn member(
    email: &'static str,
    prenom: &'static str,
    nom: &'static str,
    role: Role,
    fonction: FonctionListee,
) -> Member {
    Member {
        email,
        prenom,
        nom,
        role,
        fonction,
    }
}

/// A CCAS in metropolitan France.
pub const CCAS: Place = Place {
    id: 0x0193_5000_0000_7000_8000_0000_0000_0001,
    name: "CCAS de Saint-Aubin-des-Prés",
    city: "Saint-Aubin-des-Prés",
    street: "2 place de la Fontaine",
    postal_code: "38999",
    departement: "38",
    email: "ccas@saint-aubin.example",
    phone: "+33476000000",
    representative: ("Morel", "Hélène", "Vice-présidente du CCAS"),
    hours: "Du lundi au vendredi, de 8 h 30 à 12 h ; le mardi et le jeudi, de 13 h 30 à 17 h",
    approved: false,
    staff: [
        member(
            "administration@saint-aubin.example",
            "Claire",
            "Vasseur",
            Role::Administrateur,
            FonctionListee::DirecteurResponsable,
        ),
        member(
            "gestion@saint-aubin.example",
            "Karim",
            "Benali",
            Role::Gestionnaire,
            FonctionListee::ChefDeService,
        ),
        member(
            "instruction@saint-aubin.example",
            "Lucie",
            "Fabre",
            Role::Instructeur,
            FonctionListee::TravailleurSocialAssistantSocial,
        ),
        member(
            "accueil@saint-aubin.example",
            "Moussa",
            "Traoré",
            Role::Agent,
            FonctionListee::AgentAccueil,
        ),
        member(
            "courrier@saint-aubin.example",
            "Annie",
            "Perrin",
            Role::Facteur,
            FonctionListee::AdjointAdministratif,
        ),
    ],
    dossiers: 250,
};

/// An association in La Réunion.
pub const ASSOCIATION: Place = Place {
    id: 0x0193_5000_0000_7000_8000_0000_0000_0002,
    name: "Association Kaz Ouverte",
    city: "Bras-Fleuri",
    street: "14 chemin des Flamboyants",
    postal_code: "97499",
    departement: "974",
    email: "contact@kaz-ouverte.example",
    phone: "+262262000000",
    representative: ("Hoarau", "Marie-Josée", "Présidente"),
    hours: "Du lundi au vendredi, de 7 h 30 à 11 h 30",
    approved: true,
    staff: [
        member(
            "administration@kaz-ouverte.example",
            "Jean-Yves",
            "Payet",
            Role::Administrateur,
            FonctionListee::DirecteurResponsable,
        ),
        member(
            "gestion@kaz-ouverte.example",
            "Sandrine",
            "Grondin",
            Role::Gestionnaire,
            FonctionListee::ChefDeService,
        ),
        member(
            "instruction@kaz-ouverte.example",
            "Frédéric",
            "Técher",
            Role::Instructeur,
            FonctionListee::Domiciliation,
        ),
        member(
            "accueil@kaz-ouverte.example",
            "Nadia",
            "Ibrahim",
            Role::Agent,
            FonctionListee::AgentAccueil,
        ),
        member(
            "courrier@kaz-ouverte.example",
            "Expédit",
            "Boyer",
            Role::Facteur,
            FonctionListee::Benevole,
        ),
    ],
    dossiers: 150,
};

impl Place {
    /// Its identifier, always the same, by which the demo knows its own.
    pub const fn id(&self) -> StructureId {
        StructureId::new(Uuid::from_u128(self.id))
    }

    /// The structure in service for three years.
    pub fn structure(&self, today: NaiveDate) -> Result<Structure> {
        let postal_code = self.postal_code.parse()?;
        let address = Address::new(self.street.parse()?, None, postal_code, self.city.parse()?);
        let statut = if self.approved {
            // Ends in four months: its renewal is to be asked for next month.
            let end = add_months(today, 4);
            let periode = Periode::new(add_months(end, -48), end)?;
            let agrement = Agrement::new(
                "974-2022-07".parse()?,
                "La Réunion".parse()?,
                periode,
                Some(200),
                None,
            )?;
            Statut::OrganismeAgree {
                agrement,
                organisme: OrganismeType::ALL.first().copied(),
            }
        } else {
            Statut::Ccas { rattachement: None }
        };
        let departement = self.departement.parse()?;
        let mut settings = Settings::new(self.name.parse()?, statut, address, departement);
        settings.email = Some(self.email.parse()?);
        settings.phone = Some(self.phone.parse()?);
        let (nom, prenom, fonction) = self.representative;
        settings.representative = Some(Representative::new(
            nom.parse()?,
            prenom.parse()?,
            fonction.parse()?,
        ));
        settings.opening_hours = Some(self.hours.parse()?);
        let since = add_months(today, -36);
        Structure::register(self.id(), settings, since)
            .validate(since)
            .context("a structure that just registered can be validated")
    }

    /// Its staff, all active.
    pub fn team(&self, mut mint: impl FnMut() -> Uuid) -> Result<Vec<StaffMember>> {
        self.staff
            .iter()
            .map(|m| {
                let profile = Profile {
                    email: m.email.parse()?,
                    nom: m.nom.parse()?,
                    prenom: m.prenom.parse()?,
                    fonction: Fonction::Listee(m.fonction),
                };
                StaffMember::invite(StaffId::new(mint()), self.id(), profile, m.role)
                    .activate()
                    .context("a new account can be activated")
            })
            .collect()
    }
}

/// The civil date at a structure.
pub fn today(structure: &Structure, now: DateTime<Utc>) -> NaiveDate {
    structure.zone().date_of(now)
}

//! What an interview may note. Everything is optional and declared by the person:
//! nothing here opens or closes a right.

use kernel::{Note, Text};

kernel::vocabulary! {
    /// Household.
    Household {
        WomanAlone = "femme_isolee_sans_enfant", "Femme isolée sans enfant";
        WomanWithChildren = "femme_isolee_avec_enfant", "Femme isolée avec enfant";
        ManAlone = "homme_isole_sans_enfant", "Homme isolé sans enfant";
        ManWithChildren = "homme_isole_avec_enfant", "Homme isolé avec enfant";
        Couple = "couple_sans_enfant", "Couple sans enfant";
        CoupleWithChildren = "couple_avec_enfant", "Couple avec enfant";
    }
}
kernel::vocabulary! {
    /// Link with the commune. One is enough, by any proof, without minimum stay.
    ///
    /// # Law
    /// CASF art. L. 264-4, R. 264-4.
    CommuneLink {
        Residential = "residentiel", "Résidentiel (séjour dans la commune)";
        Parental = "parental", "Parental (enfant scolarisé dans la commune)";
        Family = "familial", "Familial";
        Professional = "professionnel", "Professionnel";
        Social = "social", "Social (suivi ou démarches d’insertion)";
        Other = "autre", "Autre";
    }
}
kernel::vocabulary! {
    /// Where the person lives.
    Residence {
        Mobile = "domicile_mobile", "Domicile mobile (caravane, péniche…)";
        SocialHousing = "hebergement_social", "Hébergement social";
        ThirdParty = "hebergement_tiers", "Hébergement chez un tiers";
        Hotel = "hotel", "Hôtel";
        Roofless = "sans_abri", "Sans abri, squat, bidonville";
        NoUsableAddress = "logement_sans_adresse", "Logement dont l’adresse ne peut servir";
        Other = "autre", "Autre";
    }
}
kernel::vocabulary! {
    /// Why the home is unstable.
    Cause {
        Wandering = "errance", "Errance";
        Eviction = "expulsion", "Expulsion";
        HostedWithoutAddress = "heberge_sans_adresse", "Hébergé sans pouvoir utiliser l’adresse";
        Itinerant = "itinerant", "Mode de vie itinérant";
        BreakUp = "rupture", "Rupture familiale ou conjugale";
        LeftInstitution = "sortie_structure", "Sortie d’une structure d’hébergement";
        Violence = "violence", "Violences";
        LeftHospital = "sortie_hospitalisation", "Sortie d’hospitalisation";
        LeftPrison = "sortie_incarceration", "Sortie d’incarcération";
        Other = "autre", "Autre";
    }
}
kernel::vocabulary! {
    /// The main reason to elect domicile.
    MainReason {
        Rights = "exercice_droits", "Exercice des droits civils ou civiques";
        Benefits = "prestations_sociales", "Accès aux prestations sociales";
        Activity = "exercice_activite_pro", "Exercice d’une activité professionnelle";
        Protection = "lutte_violence", "Protection contre les violences";
        Other = "autre", "Autre";
    }
}
kernel::vocabulary! {
    /// Employment.
    Employment {
        Student = "etudiant", "Étudiant";
        Employee = "salarie", "Salarié";
        SelfEmployed = "independant", "Indépendant";
        JobSeeker = "france_travail", "Inscrit à France Travail";
        Rsa = "rsa", "Bénéficiaire du RSA";
        Aah = "aah", "Bénéficiaire de l’AAH";
        Retired = "retraite", "Retraité";
        Other = "autre", "Autre";
    }
}

/// What was declared at the interview.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default)
)]
pub struct Interview {
    /// Whether the person already holds a valid attestation elsewhere: asked,
    /// never looked up.
    pub already_domiciled: Option<bool>,
    /// Who directed the person here.
    pub oriented_by: Option<Note>,
    /// Employment.
    pub employment: Option<Employment>,
    /// Whether the person has an income.
    pub income: Option<bool>,
    /// Link with the commune.
    pub commune_link: Option<CommuneLink>,
    /// Evidence of the link, by any means.
    pub link_evidence: Option<Note>,
    /// Household.
    pub household: Option<Household>,
    /// Where the person lives.
    pub residence: Option<Residence>,
    /// Why the home is unstable.
    pub cause: Option<Cause>,
    /// Why the person elects domicile.
    pub reason: Option<MainReason>,
    /// Whether the person has social support.
    pub support: Option<bool>,
    /// Commune or arrondissement of attachment, printed on the forms of a CIAS or of
    /// a CCAS of a commune divided into arrondissements.
    pub rattachement: Option<Text<200>>,
    /// Objective remarks that the person may read.
    pub remarks: Option<Text<2000>>,
}

//! The form of the settings: what is stored becomes fields, fields become settings.

use application::phone::PhonePlan;
use kernel::{Departement, PhoneNumber, PostalCode, ShortText, Text, Zone};
use serde::Deserialize;
use structures::{Address, Delays, Options, Representative, Settings};
use web_kit::{Field, fr};

use super::statut;

/// Every field, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    pub version: Field,
    pub nom: Field,
    pub statut: Field,
    pub rattachement: Field,
    pub organisme: Field,
    pub agrement_numero: Field,
    pub agrement_prefecture: Field,
    pub agrement_du: Field,
    pub agrement_au: Field,
    pub agrement_plafond: Field,
    pub agrement_publics: Field,
    pub adresse: Field,
    pub complement: Field,
    pub code_postal: Field,
    pub ville: Field,
    pub courrier_adresse: Field,
    pub courrier_complement: Field,
    pub courrier_code_postal: Field,
    pub courrier_ville: Field,
    /// Empty: by the postal code.
    pub departement: Field,
    /// Empty: by the département.
    pub fuseau: Field,
    pub email: Field,
    pub telephone: Field,
    pub representant_prenom: Field,
    pub representant_nom: Field,
    pub representant_fonction: Field,
    pub horaires: Field,
    pub imprimer_nom: Field,
    pub imprimer_boite: Field,
    pub delai_observations: Field,
    pub garde_courrier: Field,
    pub ecart_premiere: Field,
}

/// The four fields of an address.
struct AddressFields<'a> {
    street: &'a mut Field,
    complement: &'a mut Field,
    postal_code: &'a mut Field,
    city: &'a mut Field,
}

impl AddressFields<'_> {
    fn fill(self, address: &Address) {
        *self.street = written(Some(address.street()));
        *self.complement = written(address.complement());
        *self.postal_code = address.postal_code().as_str().into();
        *self.city = written(Some(address.city()));
    }

    fn are_blank(&self) -> bool {
        [&*self.street, self.complement, self.postal_code, self.city]
            .into_iter()
            .all(Field::is_blank)
    }

    fn read(self) -> Option<Address> {
        let street = self
            .street
            .parse::<Text<1000>>("Saisissez le numéro et la voie, en 1 000 caractères au plus");
        let complement = self
            .complement
            .optional::<Text<400>>("Saisissez le complément en 400 caractères au plus");
        let postal_code = self
            .postal_code
            .parse::<PostalCode>("Saisissez un code postal de cinq chiffres, comme 97400");
        let city = self
            .city
            .parse::<Text<100>>("Saisissez la commune, en 100 caractères au plus");
        Some(Address::new(street?, complement?, postal_code?, city?))
    }
}

impl SettingsForm {
    /// The fields filled with what is stored.
    pub fn of(settings: &Settings, phones: &dyn PhonePlan) -> Self {
        let mut form = Self {
            nom: settings.name.to_string().into(),
            email: settings
                .email
                .as_ref()
                .map_or("", |email| email.as_str())
                .into(),
            telephone: settings
                .phone
                .as_ref()
                .map(|phone| phones.display(phone))
                .unwrap_or_default()
                .into(),
            horaires: written(settings.opening_hours.as_ref()),
            imprimer_nom: ticked(settings.options.print_structure_name),
            imprimer_boite: ticked(settings.options.print_box_number),
            delai_observations: settings.delays.notice_days.to_string().into(),
            garde_courrier: settings.delays.mail_keeping_days.to_string().into(),
            ecart_premiere: settings
                .delays
                .first_domiciliation_gap_days
                .to_string()
                .into(),
            ..Self::default()
        };
        statut::fill(&mut form, &settings.statut);
        form.address().fill(&settings.address);
        if let Some(address) = &settings.mail_address {
            form.mail_address().fill(address);
        }
        // What follows from the field before stays empty, so that it follows a change too.
        if settings.address.postal_code().departement() != Some(settings.departement) {
            form.departement = settings.departement.code().into();
        }
        if settings.departement.zone() != settings.zone {
            form.fuseau = settings.zone.name().into();
        }
        if let Some(representative) = &settings.representative {
            form.representant_prenom = written(Some(representative.prenom()));
            form.representant_nom = written(Some(representative.nom()));
            form.representant_fonction = written(Some(representative.fonction()));
        }
        form
    }

    /// The settings as typed, on top of those the form does not show; every error is
    /// beside its field.
    pub fn read(&mut self, stored: &Settings, phones: &dyn PhonePlan) -> Option<Settings> {
        let name = self
            .nom
            .parse("Saisissez le nom de la structure, en 400 caractères au plus");
        let statut = statut::read(self);
        let address = self.address().read();
        let mail_address = self.read_mail_address();
        let departement = self.read_departement();
        let zone = self.read_zone(departement);
        let email = self
            .email
            .optional("Saisissez une adresse électronique, comme accueil@exemple.fr");
        let phone = self.read_phone(phones, departement.unwrap_or(stored.departement));
        let representative = self.read_representative();
        let opening_hours = self
            .horaires
            .optional("Décrivez les horaires en 500 caractères au plus");
        let options = Options {
            print_structure_name: self.imprimer_nom.is_ticked(),
            print_box_number: self.imprimer_boite.is_ticked(),
            ..stored.options
        };
        let delays = self.read_delays(stored.delays);
        Some(Settings {
            name: name?,
            statut: statut?,
            address: address?,
            mail_address: mail_address?,
            departement: departement?,
            zone: zone?,
            email: email?,
            phone: phone?,
            representative: representative?,
            opening_hours: opening_hours?,
            options,
            delays: delays?,
        })
    }

    fn address(&mut self) -> AddressFields<'_> {
        AddressFields {
            street: &mut self.adresse,
            complement: &mut self.complement,
            postal_code: &mut self.code_postal,
            city: &mut self.ville,
        }
    }

    fn mail_address(&mut self) -> AddressFields<'_> {
        AddressFields {
            street: &mut self.courrier_adresse,
            complement: &mut self.courrier_complement,
            postal_code: &mut self.courrier_code_postal,
            city: &mut self.courrier_ville,
        }
    }

    #[expect(
        clippy::option_option,
        reason = "an error beside a field, blank fields, an address"
    )]
    fn read_mail_address(&mut self) -> Option<Option<Address>> {
        let fields = self.mail_address();
        if fields.are_blank() {
            Some(None)
        } else {
            fields.read().map(Some)
        }
    }

    fn read_departement(&mut self) -> Option<Departement> {
        if !self.departement.is_blank() {
            return self
                .departement
                .parse("Choisissez un département de la liste");
        }
        // A wrong postal code has its own error already.
        let postal_code: PostalCode = self.code_postal.text().parse().ok()?;
        let found = postal_code.departement();
        if found.is_none() {
            self.departement
                .refuse("Le code postal ne dit pas le département : choisissez-le dans la liste");
        }
        found
    }

    fn read_zone(&mut self, departement: Option<Departement>) -> Option<Zone> {
        match self
            .fuseau
            .optional::<Zone>("Choisissez un fuseau horaire de la liste")?
        {
            Some(zone) => Some(zone),
            None => departement.map(Departement::zone),
        }
    }

    #[expect(
        clippy::option_option,
        reason = "an error beside the field, a blank field, a number"
    )]
    fn read_phone(
        &mut self,
        phones: &dyn PhonePlan,
        departement: Departement,
    ) -> Option<Option<PhoneNumber>> {
        if self.telephone.is_blank() {
            return Some(None);
        }
        let parsed = self.telephone.parse_with(
            |typed| phones.parse(typed, departement).ok(),
            "Saisissez un numéro de téléphone complet, comme 01 23 45 67 89",
        )?;
        Some(Some(parsed.number))
    }

    /// All three of them, or none.
    #[expect(
        clippy::option_option,
        reason = "an error beside a field, blank fields, a person"
    )]
    fn read_representative(&mut self) -> Option<Option<Representative>> {
        let fields = [
            &self.representant_prenom,
            &self.representant_nom,
            &self.representant_fonction,
        ];
        if fields.into_iter().all(Field::is_blank) {
            return Some(None);
        }
        let prenom = self
            .representant_prenom
            .parse::<ShortText>("Saisissez le prénom de la personne qui signe");
        let nom = self
            .representant_nom
            .parse::<ShortText>("Saisissez le nom de la personne qui signe");
        let fonction = self
            .representant_fonction
            .parse::<ShortText>("Saisissez la fonction de la personne qui signe");
        Some(Some(Representative::new(nom?, prenom?, fonction?)))
    }

    fn read_delays(&mut self, stored: Delays) -> Option<Delays> {
        let explain = |bounds: structures::OutOfRange| {
            format!(
                "Saisissez un nombre de jours entre {} et {}",
                fr::number(u64::from(bounds.min)),
                fr::number(u64::from(bounds.max))
            )
        };
        let notice_days = self.delai_observations.try_parse(str::parse, explain);
        let mail_keeping_days = self.garde_courrier.try_parse(str::parse, explain);
        let first_domiciliation_gap_days = self.ecart_premiere.try_parse(str::parse, explain);
        Some(Delays {
            notice_days: notice_days?,
            mail_keeping_days: mail_keeping_days?,
            first_domiciliation_gap_days: first_domiciliation_gap_days?,
            ..stored
        })
    }

    /// The fields that may be in error, in the order of the page.
    pub fn fields(&self) -> [(&'static str, &Field); 29] {
        [
            ("nom", &self.nom),
            ("statut", &self.statut),
            ("rattachement", &self.rattachement),
            ("organisme", &self.organisme),
            ("agrement_numero", &self.agrement_numero),
            ("agrement_prefecture", &self.agrement_prefecture),
            ("agrement_du", &self.agrement_du),
            ("agrement_au", &self.agrement_au),
            ("agrement_plafond", &self.agrement_plafond),
            ("agrement_publics", &self.agrement_publics),
            ("adresse", &self.adresse),
            ("complement", &self.complement),
            ("code_postal", &self.code_postal),
            ("ville", &self.ville),
            ("departement", &self.departement),
            ("fuseau", &self.fuseau),
            ("courrier_adresse", &self.courrier_adresse),
            ("courrier_complement", &self.courrier_complement),
            ("courrier_code_postal", &self.courrier_code_postal),
            ("courrier_ville", &self.courrier_ville),
            ("email", &self.email),
            ("telephone", &self.telephone),
            ("horaires", &self.horaires),
            ("representant_prenom", &self.representant_prenom),
            ("representant_nom", &self.representant_nom),
            ("representant_fonction", &self.representant_fonction),
            ("delai_observations", &self.delai_observations),
            ("garde_courrier", &self.garde_courrier),
            ("ecart_premiere", &self.ecart_premiere),
        ]
    }
}

fn ticked(yes: bool) -> Field {
    if yes { "oui".into() } else { Field::default() }
}

/// A stored text as a field; an empty one for none.
pub fn written<const MAX: usize>(text: Option<&Text<MAX>>) -> Field {
    text.map_or("", Text::as_str).into()
}

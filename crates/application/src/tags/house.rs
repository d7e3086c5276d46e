//! Tags of the day, of the structure and of its images.

use chrono::Timelike;
use domiciliation::card::CardCode;
use kernel::{
    StructureKind,
    french::{day_month_year, long_date, short_date},
};
use structures::Address;

use super::{Category, Kind, Known, Tag, code, given};
use crate::{
    documents::{Picture, QrCode},
    templates::{Framed, Image},
};

const fn day(name: &'static str, label: &'static str, example: &'static str, kind: Kind) -> Tag {
    Tag {
        name,
        label,
        example,
        category: Category::Jour,
        kind,
    }
}

const fn house(
    name: &'static str,
    label: &'static str,
    example: &'static str,
    words: fn(&Known<'_>) -> String,
) -> Tag {
    Tag {
        name,
        label,
        example,
        category: Category::Structure,
        kind: Kind::Words(words),
    }
}

const fn image(
    name: &'static str,
    label: &'static str,
    picture: fn(&Known<'_>) -> Option<Framed>,
) -> Tag {
    Tag {
        name,
        label,
        example: "une image",
        category: Category::Images,
        kind: Kind::Picture(picture),
    }
}

/// The tags.
pub const TAGS: &[Tag] = &[
    day(
        "DATE_JOUR",
        "Date du jour",
        "22/11/2026",
        Kind::Words(|k| short_date(k.around.today())),
    ),
    day(
        "DATE_JOUR_LONG",
        "Date du jour, en lettres",
        "22 novembre 2026",
        Kind::Words(|k| day_month_year(k.around.today())),
    ),
    day(
        "DATE_JOUR_SEMAINE",
        "Date du jour, avec le jour de la semaine",
        "dimanche 22 novembre 2026",
        Kind::Words(|k| long_date(k.around.today())),
    ),
    day(
        "DATE_JOUR_HEURE",
        "Date et heure",
        "22/11/2026 09:05",
        Kind::Words(|k| {
            let now = k.structure.zone().time_of(k.around.now());
            format!(
                "{} {:02}:{:02}",
                short_date(now.date()),
                now.hour(),
                now.minute()
            )
        }),
    ),
    house(
        "STRUCTURE_NOM",
        "Nom de la structure",
        "CCAS de Saint-Aubin",
        |k| k.structure.name().to_string(),
    ),
    house("STRUCTURE_TYPE", "Type de structure", "CCAS", |k| {
        match k.structure.kind() {
            StructureKind::Ccas => "CCAS",
            StructureKind::Cias => "CIAS",
            StructureKind::Commune => "Commune",
            StructureKind::OrganismeAgree => "Organisme agréé",
        }
        .to_owned()
    }),
    house(
        "STRUCTURE_ADRESSE",
        "Adresse de la structure (numéro et rue)",
        "12 rue de la Paix",
        |k| k.structure.settings().address.street().to_string(),
    ),
    house(
        "STRUCTURE_COMPLEMENT_ADRESSE",
        "Complément d’adresse",
        "Bâtiment B",
        |k| given(k.structure.settings().address.complement()),
    ),
    house("STRUCTURE_CODE_POSTAL", "Code postal", "35140", |k| {
        k.structure.settings().address.postal_code().to_string()
    }),
    house("STRUCTURE_VILLE", "Commune", "Saint-Aubin", |k| {
        k.structure.settings().address.city().to_string()
    }),
    house(
        "STRUCTURE_TELEPHONE",
        "Téléphone",
        "02 99 00 00 00",
        |k| {
            let phone = k.structure.settings().phone.as_ref();
            phone.map_or_else(String::new, |phone| k.phones.display(phone))
        },
    ),
    house(
        "STRUCTURE_ADRESSE_EMAIL",
        "Adresse électronique",
        "ccas@saint-aubin.example",
        |k| {
            given(
                k.structure
                    .settings()
                    .email
                    .as_ref()
                    .map(kernel::Email::as_str),
            )
        },
    ),
    house(
        "STRUCTURE_COURRIER_ADRESSE",
        "Adresse où arrive le courrier (la sienne, à défaut d’une autre)",
        "12 rue de la Paix",
        |k| street_and_complement(k.structure.mail_address()),
    ),
    house(
        "STRUCTURE_COURRIER_CODE_POSTAL",
        "Code postal de cette adresse",
        "35140",
        |k| k.structure.mail_address().postal_code().to_string(),
    ),
    house(
        "STRUCTURE_COURRIER_VILLE",
        "Commune de cette adresse",
        "Saint-Aubin",
        |k| k.structure.mail_address().city().to_string(),
    ),
    house(
        "STRUCTURE_HORAIRES",
        "Horaires d’ouverture",
        "du lundi au vendredi, de 9 h à 12 h",
        |k| given(k.structure.settings().opening_hours.as_ref()),
    ),
    house(
        "STRUCTURE_PREFECTURE",
        "Préfecture qui a donné l’agrément (organisme agréé)",
        "Ille-et-Vilaine",
        |k| given(k.structure.agrement().map(kernel::Agrement::prefecture)),
    ),
    house(
        "STRUCTURE_AGREMENT",
        "Numéro de l’agrément (organisme agréé)",
        "35-2024-07",
        |k| given(k.structure.agrement().map(kernel::Agrement::numero)),
    ),
    house(
        "RESPONSABLE_NOM",
        "Nom du responsable qui signe",
        "Hoareau",
        |k| {
            let signs = k.structure.settings().representative.as_ref();
            given(signs.map(structures::Representative::nom))
        },
    ),
    house(
        "RESPONSABLE_PRENOM",
        "Prénom du responsable",
        "Jeanne",
        |k| {
            let signs = k.structure.settings().representative.as_ref();
            given(signs.map(structures::Representative::prenom))
        },
    ),
    house(
        "RESPONSABLE_FONCTION",
        "Fonction du responsable",
        "directrice",
        |k| {
            let signs = k.structure.settings().representative.as_ref();
            given(signs.map(structures::Representative::fonction))
        },
    ),
    image("LOGO", "Logo de la structure", |k| {
        framed(k.pictures.logo.as_ref(), "Logo de la structure", (50, 25))
    }),
    image("SIGNATURE", "Image de la signature du responsable", |k| {
        framed(
            k.pictures.signature.as_ref(),
            "Signature du responsable",
            (60, 30),
        )
    }),
    image("QR", "Code de la carte de la personne", |k| {
        let card = QrCode::of(CardCode::of(k.dossier.id()));
        Some(code(card, "Code de la carte de la personne"))
    }),
];

fn street_and_complement(address: &Address) -> String {
    let mut lines: Vec<String> = address
        .complement()
        .iter()
        .map(ToString::to_string)
        .collect();
    lines.push(address.street().to_string());
    lines.join("\n")
}

fn framed(picture: Option<&Picture>, alt: &str, within_mm: (u32, u32)) -> Option<Framed> {
    Some(Framed {
        image: Image::File(picture?.clone()),
        alt: alt.to_owned(),
        within_mm,
    })
}

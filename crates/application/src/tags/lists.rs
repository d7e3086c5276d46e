//! Tags that repeat: ayants droit, proxies, waiting mail; and those of the one proxy and of
//! the address where mail is sent on.

use domiciliation::procuration::{Procuration, StandingProcuration, Transfer};
use kernel::french::{day_month_year, short_date};

use super::{Category, Kind, Known, Tag, given, long};
use crate::{
    documents::birth_in_figures,
    templates::{Value, Values},
};

/// A tag within a list.
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it stands for.
    pub label: &'static str,
    /// What it gives in the two rows of an example.
    pub examples: [&'static str; 2],
}

const fn field(name: &'static str, label: &'static str, examples: [&'static str; 2]) -> Field {
    Field {
        name,
        label,
        examples,
    }
}

const fn tag(
    name: &'static str,
    label: &'static str,
    example: &'static str,
    category: Category,
    kind: Kind,
) -> Tag {
    Tag {
        name,
        label,
        example,
        category,
        kind,
    }
}

const AYANTS_DROITS: &[Field] = &[
    field("NOM", "Nom", ["DIALLO", "DIALLO"]),
    field("PRENOM", "Prénoms", ["Ibrahima", "Fatou"]),
    field(
        "DATE_NAISSANCE",
        "Date de naissance",
        ["04/09/2015", "11/05/2019"],
    ),
    field("LIEN", "Lien avec la personne", ["enfant", "enfant"]),
];

const PROCURATIONS: &[Field] = &[
    field("NOM", "Nom", ["SOW", "MARTIN"]),
    field("PRENOM", "Prénoms", ["Moussa", "Claire"]),
    field("DATE_NAISSANCE", "Date de naissance", ["30/06/1980", ""]),
    field(
        "DATE_DEBUT",
        "Premier jour",
        ["1er juin 2026", "1er juin 2026"],
    ),
    field("DATE_FIN", "Dernier jour", ["14 mars 2027", "14 mars 2027"]),
];

const COURRIERS: &[Field] = &[
    field(
        "TYPE",
        "Courrier, colis ou avis de passage",
        ["Courrier", "Colis"],
    ),
    field("NOMBRE", "Combien", ["3", "1"]),
    field("DATE", "Arrivé le", ["10/11/2026", "18/11/2026"]),
];

/// The tags.
pub const TAGS: &[Tag] = &[
    tag(
        "AYANTS_DROITS",
        "Répète ce qui est entre les deux balises pour chaque ayant droit",
        "",
        Category::Personne,
        Kind::List(AYANTS_DROITS, |k| {
            let rows = k.dossier.ayants_droit().iter();
            rows.map(|a| {
                row([
                    ("NOM", a.nom.as_str().to_uppercase()),
                    ("PRENOM", a.prenoms.to_string()),
                    ("DATE_NAISSANCE", birth_in_figures(a.birth)),
                    ("LIEN", a.lien.label().to_lowercase()),
                ])
            })
            .collect()
        }),
    ),
    tag(
        "COURRIERS",
        "Répète ce qui est entre les deux balises pour chaque courrier en attente",
        "",
        Category::Courrier,
        Kind::List(COURRIERS, |k| {
            let rows = k.dossier.waiting_mail().iter();
            rows.map(|mail| {
                row([
                    ("TYPE", mail.kind().label().to_owned()),
                    ("NOMBRE", mail.quantity().to_string()),
                    ("DATE", short_date(mail.since())),
                ])
            })
            .collect()
        }),
    ),
    tag(
        "PROCURATIONS",
        "Répète ce qui est entre les deux balises pour chaque procuration valable",
        "",
        Category::Courrier,
        Kind::List(PROCURATIONS, |k| {
            valid(k)
                .map(|p| {
                    row([
                        ("NOM", p.nom.as_str().to_uppercase()),
                        ("PRENOM", p.prenoms.to_string()),
                        ("DATE_NAISSANCE", given(p.birth.map(birth_in_figures))),
                        ("DATE_DEBUT", day_month_year(p.period.start())),
                        ("DATE_FIN", day_month_year(p.period.end())),
                    ])
                })
                .collect()
        }),
    ),
    tag(
        "PROCURATION_ACTIF",
        "Une procuration est valable",
        "OUI",
        Category::Courrier,
        Kind::Answer(|k| valid(k).next().is_some()),
    ),
    tag(
        "PROCURATIONS_NOMBRE",
        "Nombre de procurations valables",
        "2",
        Category::Courrier,
        Kind::Words(|k| valid(k).count().to_string()),
    ),
    tag(
        "PROCURATIONS_LISTE",
        "Procurations valables, une par ligne",
        "SOW Moussa, du 1er juin 2026 au 14 mars 2027\nMARTIN Claire, du 1er juin 2026 au 14 mars 2027",
        Category::Courrier,
        Kind::Words(|k| {
            let lines: Vec<String> = valid(k)
                .map(|p| {
                    format!(
                        "{} {}, du {} au {}",
                        p.nom.as_str().to_uppercase(),
                        p.prenoms,
                        day_month_year(p.period.start()),
                        day_month_year(p.period.end())
                    )
                })
                .collect();
            lines.join("\n")
        }),
    ),
    tag(
        "PROCURATION_NOM",
        "Nom de la première personne qui a procuration",
        "SOW",
        Category::Courrier,
        Kind::Words(|k| given(valid(k).next().map(|p| p.nom.as_str().to_uppercase()))),
    ),
    tag(
        "PROCURATION_PRENOM",
        "Ses prénoms",
        "Moussa",
        Category::Courrier,
        Kind::Words(|k| given(valid(k).next().map(|p| &p.prenoms))),
    ),
    tag(
        "PROCURATION_DATE_NAISSANCE",
        "Sa date de naissance",
        "30/06/1980",
        Category::Courrier,
        Kind::Words(|k| given(valid(k).next().and_then(|p| p.birth).map(birth_in_figures))),
    ),
    tag(
        "PROCURATION_DATE_DEBUT",
        "Premier jour de sa procuration",
        "1er juin 2026",
        Category::Courrier,
        Kind::Words(|k| long(valid(k).next().map(|p| p.period.start()))),
    ),
    tag(
        "PROCURATION_DATE_FIN",
        "Dernier jour de sa procuration",
        "14 mars 2027",
        Category::Courrier,
        Kind::Words(|k| long(valid(k).next().map(|p| p.period.end()))),
    ),
    tag(
        "TRANSFERT_ACTIF",
        "Le courrier est réexpédié",
        "OUI",
        Category::Courrier,
        Kind::Answer(|k| transfer(k).is_some()),
    ),
    tag(
        "TRANSFERT_NOM",
        "Lieu où il est réexpédié",
        "Foyer des Tilleuls",
        Category::Courrier,
        Kind::Words(|k| given(transfer(k).map(|t| &t.name))),
    ),
    tag(
        "TRANSFERT_ADRESSE",
        "Adresse de ce lieu",
        "3 rue des Tilleuls, 35000 Rennes",
        Category::Courrier,
        Kind::Words(|k| given(transfer(k).map(|t| &t.address))),
    ),
    tag(
        "TRANSFERT_DATE_DEBUT",
        "Premier jour de la réexpédition",
        "1er juin 2026",
        Category::Courrier,
        Kind::Words(|k| long(transfer(k).map(|t| t.period.start()))),
    ),
    tag(
        "TRANSFERT_DATE_FIN",
        "Dernier jour de la réexpédition",
        "31 août 2026",
        Category::Courrier,
        Kind::Words(|k| long(transfer(k).map(|t| t.period.end()))),
    ),
];

/// The proxies that hold today, in the order in which they were given.
fn valid<'a>(known: &Known<'a>) -> impl Iterator<Item = &'a Procuration> {
    let today = known.around.today();
    known
        .dossier
        .procurations()
        .iter()
        .filter(move |p| p.is_valid_on(today))
        .map(StandingProcuration::procuration)
}

fn transfer<'a>(known: &Known<'a>) -> Option<&'a Transfer> {
    known.dossier.transfer_on(known.around.today())
}

fn row<const N: usize>(fields: [(&'static str, String); N]) -> Values {
    fields
        .into_iter()
        .map(|(name, text)| (name, Value::Text(text)))
        .collect()
}

/// The two rows of an example.
pub(super) fn invented(fields: &[Field]) -> Vec<Values> {
    (0..2)
        .map(|at| {
            fields
                .iter()
                .map(|field| (field.name, Value::Text(field.examples[at].to_owned())))
                .collect()
        })
        .collect()
}

//! The tables of an export: one a sheet, or one a list inside each person in JSON.

use std::{borrow::Cow, str::FromStr};

use kernel::french::NBSP;
use structures::UnknownCode;

use super::{Column, Need, column::GROUPS};
use crate::imports::writing::ColumnKind;

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// One row a person.
    People,
    /// One row a dependant.
    Dependants,
    /// What was declared at the last interview.
    Interviews,
    /// One row a decision that stands.
    Decisions,
    /// One row a contact.
    Contacts,
    /// One row a movement of mail.
    Mail,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The key in JSON.
    pub code: Cow<'static, str>,
    /// What people read.
    pub label: Cow<'static, str>,
    /// Its width, in characters.
    pub width: u16,
    /// What stands below it.
    pub kind: ColumnKind,
}

/// Code, head and width of the columns that no choice changes.
type Fixed = &'static [(&'static str, &'static str, u16)];

impl Table {
    /// All of them, in the order in which they stand.
    pub const ALL: [Self; 6] = [
        Self::People,
        Self::Dependants,
        Self::Interviews,
        Self::Decisions,
        Self::Contacts,
        Self::Mail,
    ];

    /// The stable code: in addresses, on the command line, and as the key in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::People => "domicilies",
            Self::Dependants => "ayants_droit",
            Self::Interviews => "entretiens",
            Self::Decisions => "decisions",
            Self::Contacts => "passages",
            Self::Mail => "courrier",
        }
    }

    /// What people read on its tab.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::People => "Domiciliés",
            Self::Dependants => "Ayants droit",
            Self::Interviews => "Entretiens",
            Self::Decisions => "Décisions",
            Self::Contacts => "Passages et contacts",
            Self::Mail => "Courrier",
        }
    }

    /// Whether it tells of violence, of prison or of health: it goes out only where it is
    /// asked for by name.
    ///
    /// # Law
    /// RGPD art. 5 and 9: no more leaves than is needed.
    #[must_use]
    pub const fn is_sensitive(self) -> bool {
        match self {
            Self::Interviews => true,
            Self::People | Self::Dependants | Self::Decisions | Self::Contacts | Self::Mail => {
                false
            }
        }
    }

    /// What it is read from; the table of people by its columns.
    #[must_use]
    pub const fn needs(self) -> &'static [Need] {
        match self {
            Self::People => &[],
            Self::Dependants => &[Need::Dependants],
            Self::Interviews => &[Need::Interview],
            Self::Decisions => &[Need::Decisions],
            Self::Contacts => &[Need::Contacts],
            Self::Mail => &[Need::Mail],
        }
    }

    /// Its heads.
    #[must_use]
    pub fn heads(self, columns: &[Column]) -> Vec<Head> {
        let columns = if self == Self::People {
            columns
        } else {
            Column::WHOSE
        };
        let mut heads: Vec<Head> = columns.iter().copied().flat_map(heads_of).collect();
        heads.extend(self.own_heads());
        heads
    }

    /// The heads after those that say whose row it is; those of people are chosen.
    pub(super) fn own_heads(self) -> impl Iterator<Item = Head> {
        self.own().iter().map(fixed)
    }

    const fn own(self) -> Fixed {
        match self {
            Self::People => &[],
            Self::Dependants => &[
                ("ayant_droit_nom", "Nom de l’ayant droit", 22),
                ("ayant_droit_prenoms", "Prénoms de l’ayant droit", 22),
                ("ayant_droit_naissance", "Date de naissance", 12),
                ("lien", "Lien", 22),
            ],
            Self::Interviews => &[
                ("entretien_le", "Dernier entretien", 12),
                ("entretien_par", "Mené par", 22),
                ("orientation", "Orienté par", 26),
                ("deja_domicilie", "Déjà domicilié ailleurs", 10),
                ("emploi", "Situation professionnelle", 24),
                ("revenus", "Revenus", 10),
                ("lien_commune", "Lien avec la commune", 26),
                ("lien_justifie", "Justification du lien", 30),
                ("menage", "Composition du ménage", 24),
                ("residence", "Situation résidentielle", 26),
                ("cause", "Cause de l’instabilité", 26),
                ("raison", "Raison de la demande", 26),
                ("accompagnement", "Accompagnement social", 10),
                ("rattachement", "Rattachement", 18),
                ("observations", "Observations", 40),
            ],
            Self::Decisions => &[
                ("decision_le", "Date de la décision", 12),
                ("decision", "Décision", 14),
                ("type", "Type de demande", 18),
                ("debut", "Début", 12),
                ("echeance", "Échéance", 12),
                ("effet_le", "Effet le", 12),
                ("motif", "Motif", 30),
                ("orientation", "Orientation", 30),
                ("decision_par", "Agent de la décision", 22),
                ("notifiee_le", "Notifiée le", 12),
                ("notifiee_par", "Mode de notification", 26),
            ],
            Self::Contacts => &[
                ("le", "Le", 12),
                ("nature", "Nature", 26),
                ("saisi_par", "Saisi par", 22),
                ("saisi_le", "Saisi le", 16),
            ],
            Self::Mail => &[
                ("le", "Le", 12),
                ("mouvement", "Mouvement", 26),
                ("nature", "Nature", 16),
                ("nombre", "Nombre", 8),
                ("mention", "Mention", 26),
                ("saisi_par", "Saisi par", 22),
                ("saisi_le", "Saisi le", 16),
            ],
        }
    }
}

impl FromStr for Table {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|table| table.code() == code)
            .ok_or(UnknownCode)
    }
}

fn fixed((code, label, width): &(&'static str, &'static str, u16)) -> Head {
    Head {
        code: Cow::Borrowed(code),
        label: Cow::Borrowed(label),
        width: *width,
        kind: ColumnKind::General,
    }
}

fn heads_of(column: Column) -> Vec<Head> {
    let head = |code: Cow<'static, str>, label: Cow<'static, str>| Head {
        code,
        label,
        width: column.width(),
        kind: if column == Column::Phone {
            ColumnKind::Text
        } else {
            ColumnKind::General
        },
    };
    if column != Column::DependantGroups {
        return vec![head(column.code().into(), column.label().into())];
    }
    (1..=GROUPS)
        .flat_map(|n| {
            [
                ("nom", "nom"),
                ("prenoms", "prénoms"),
                ("naissance", "date de naissance"),
                ("lien", "lien"),
            ]
            .map(|(code, label)| {
                head(
                    format!("ayant_droit_{n}_{code}").into(),
                    format!("Ayant droit {n}{NBSP}: {label}").into(),
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_heads_of_a_table_are_alike() {
        for table in Table::ALL {
            assert_eq!(table.code().parse(), Ok(table));
            let heads = table.heads(Column::ALL);
            for distinct in [
                heads.iter().map(|h| &h.code).collect::<BTreeSet<_>>(),
                heads.iter().map(|h| &h.label).collect::<BTreeSet<_>>(),
            ] {
                assert_eq!(distinct.len(), heads.len(), "{table:?}");
            }
        }
    }
}

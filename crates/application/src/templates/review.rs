//! What is said of a template when it is given: which tags are wrong and why, which will
//! stay empty.

use super::{Fault, FaultKind, Form, Place, Template, Usage};
use crate::{
    files::TemplateKind,
    tags::{self, Category, Kind, Tag},
};

/// What a template holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Everything that is wrong, in the order in which it is read.
    pub troubles: Vec<Trouble>,
    /// The names of the tags it holds, once each.
    pub used: Vec<&'static str>,
    /// The tags that will stay empty, with why.
    pub empty: Vec<(&'static str, &'static str)>,
}

/// A tag that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The tag as it is written.
    pub tag: String,
    /// What is wrong with it.
    pub kind: TroubleKind,
    /// Where.
    pub place: Place,
}

/// What is wrong with a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TroubleKind {
    /// It is not well written.
    Written(FaultKind),
    /// There is no such tag; perhaps this one was meant, as it is to be written.
    Unknown(Option<String>),
    /// It has a meaning only within this list.
    OutsideList(&'static str),
    /// It is to be written so.
    WriteSo(String),
    /// What was said at an interview does not go on an attestation, which others read.
    NotOnAttestation,
}

impl Review {
    /// Of a template that is to be of this kind.
    #[must_use]
    pub fn of(template: &dyn Template, kind: TemplateKind) -> Self {
        let faults = template.faults().iter().map(|fault| {
            let Fault { tag, kind, place } = fault.clone();
            Trouble {
                tag,
                kind: TroubleKind::Written(kind),
                place,
            }
        });
        let mut troubles: Vec<Trouble> = faults.collect();
        let (mut used, mut empty) = (Vec::new(), Vec::new());
        for usage in template.usages() {
            match check(usage, kind) {
                Ok(Some(tag)) if !used.contains(&tag.name) => {
                    used.push(tag.name);
                    if let Kind::Nothing(why) = tag.kind {
                        empty.push((tag.name, why));
                    }
                }
                Ok(_) => {}
                Err(kind) => troubles.push(Trouble {
                    tag: written(usage),
                    kind,
                    place: usage.place.clone(),
                }),
            }
        }
        Self {
            troubles,
            used,
            empty,
        }
    }
}

/// The tag that is meant; none when it is one of a list around it.
fn check(usage: &Usage, kind: TemplateKind) -> Result<Option<&'static Tag>, TroubleKind> {
    let name = usage.name.as_str();
    if usage.within.iter().any(|list| is_field(list, name)) {
        return match usage.form {
            Form::Value | Form::Section | Form::Otherwise => Ok(None),
            Form::Picture => Err(TroubleKind::WriteSo(format!("{{{name}}}"))),
        };
    }
    let Some(tag) = tags::named(name) else {
        return Err(list_of(name).map_or_else(
            || TroubleKind::Unknown(nearest(name)),
            TroubleKind::OutsideList,
        ));
    };
    let attestation = match kind {
        TemplateKind::AttestationPostale | TemplateKind::CerfaAttestation => true,
        TemplateKind::CourrierRadiation | TemplateKind::Autre => false,
    };
    if attestation && tag.category == Category::Entretien {
        return Err(TroubleKind::NotOnAttestation);
    }
    let right = match (&tag.kind, usage.form) {
        (_, Form::Section | Form::Otherwise)
        | (Kind::Words(_) | Kind::Answer(_) | Kind::Nothing(_), Form::Value)
        | (Kind::Picture(_), Form::Picture) => true,
        (Kind::List(..) | Kind::Picture(_), Form::Value)
        | (Kind::Words(_) | Kind::Answer(_) | Kind::Nothing(_) | Kind::List(..), Form::Picture) => {
            false
        }
    };
    if right {
        Ok(Some(tag))
    } else {
        Err(TroubleKind::WriteSo(tag.written()))
    }
}

/// A tag as it is written in the template.
fn written(usage: &Usage) -> String {
    let sign = match usage.form {
        Form::Value => "",
        Form::Section => "#",
        Form::Otherwise => "^",
        Form::Picture => "%",
    };
    let name: String = usage.name.chars().take(60).collect();
    format!("{{{sign}{name}}}")
}

fn is_field(list: &str, name: &str) -> bool {
    tags::named(list).is_some_and(|tag| match tag.kind {
        Kind::List(fields, _) => fields.iter().any(|field| field.name == name),
        Kind::Words(_) | Kind::Answer(_) | Kind::Picture(_) | Kind::Nothing(_) => false,
    })
}

/// The first list that has a tag of this name.
fn list_of(name: &str) -> Option<&'static str> {
    tags::all()
        .find(|tag| is_field(tag.name, name))
        .map(|tag| tag.name)
}

/// The tag that is written most like this one, as it is to be written.
fn nearest(name: &str) -> Option<String> {
    let plain = plain(name);
    let (distance, tag) = tags::all()
        .map(|tag| (distance(&plain, tag.name.as_bytes()), tag))
        .min_by_key(|(distance, _)| *distance)?;
    // A third of the letters wrong, and it is another word.
    (distance * 3 <= tag.name.len()).then(|| tag.written())
}

/// In capitals without accents, as the names of tags are; bounded, as nobody means more.
fn plain(name: &str) -> Vec<u8> {
    let letters = name.chars().take(60).map(|c| match c {
        'à' | 'â' | 'ä' | 'À' | 'Â' => b'A',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' => b'E',
        'î' | 'ï' | 'Î' => b'I',
        'ô' | 'ö' | 'Ô' => b'O',
        'ù' | 'û' | 'ü' | 'Ù' => b'U',
        'ç' | 'Ç' => b'C',
        c if c.is_ascii_alphanumeric() => u8::try_from(c).unwrap_or(b'_').to_ascii_uppercase(),
        _ => b'_',
    });
    letters.collect()
}

/// How many letters to add, drop or change to make one word of the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_tag_is_proposed_and_no_far_one() {
        let near = |name| nearest(name);
        assert_eq!(near("USAGER_PRENOMS").as_deref(), Some("{USAGER_PRENOM}"));
        assert_eq!(near("usager_nom").as_deref(), Some("{USAGER_NOM}"));
        assert_eq!(
            near("RESPONSABLE NOM").as_deref(),
            Some("{RESPONSABLE_NOM}")
        );
        assert_eq!(near("SIGNATURES").as_deref(), Some("{%SIGNATURE}"));
        assert_eq!(near("PRIX_DU_TIMBRE"), None);
    }
}

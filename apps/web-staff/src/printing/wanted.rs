//! What is to be printed, and how it comes: the two questions of every order.

use application::printing::{Binding, PaperKind};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field,
    components::{Choice, radio_group, select},
};

use crate::session::StaffSession;

/// The answers, as they are chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub quoi: Field,
    pub format: Field,
}

impl Wanted {
    /// What is meant unless something else is said: attestations, as one PDF.
    pub fn usual() -> Self {
        Self {
            quoi: PaperKind::Attestation.code().into(),
            format: Binding::OnePdf.code().into(),
        }
    }

    /// What is wanted; otherwise the fields say what is missing.
    pub fn read(&mut self, session: &StaffSession) -> Option<(PaperKind, Binding)> {
        let may = |code: &str| {
            let kind: PaperKind = code.parse().ok()?;
            session.may(kind.action()).then_some(kind)
        };
        let kind = self
            .quoi
            .parse_with(may, "Choisissez ce qui est à imprimer.");
        let binding = self
            .format
            .parse("Choisissez un seul PDF, ou un PDF par personne.");
        Some((kind?, binding?))
    }

    /// The fields, for the summary of errors.
    pub const fn fields(&self) -> [(&'static str, &Field); 2] {
        [("quoi", &self.quoi), ("format", &self.format)]
    }

    /// Whether one of them is wrong.
    pub fn is_in_error(&self) -> bool {
        self.fields().iter().any(|(_, field)| field.error.is_some())
    }
}

/// The paper, as people call it.
pub fn label(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Attestation => "Attestation d’élection de domicile",
        PaperKind::Card => "Carte de la personne",
        PaperKind::Letter(kind) => kind.label(),
    }
}

/// The two questions.
pub fn fields(session: &StaffSession, wanted: &Wanted) -> Markup {
    let kinds = PaperKind::ALL
        .iter()
        .filter(|kind| session.may(kind.action()))
        .map(|kind| Choice::new(kind.code(), label(*kind)))
        .collect();
    let bindings = vec![
        Choice::new(Binding::OnePdf.code(), "Un seul PDF").hint("Pour tout imprimer d’un coup."),
        Choice::new(
            Binding::Zip.code(),
            "Un PDF par personne, dans un fichier ZIP",
        )
        .hint("Pour les classer ou les envoyer un par un."),
    ];
    html! {
        (select("quoi", "Ce qui est à imprimer", &wanted.quoi, kinds))
        (radio_group("format", "Sous quelle forme", &wanted.format, bindings))
    }
}

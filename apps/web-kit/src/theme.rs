//! The look, and who may wear it.
//!
//! The Marianne typeface and the République française block are for State services
//! alone. Any other body uses the same components with a free typeface and its own name.

use maud::{Markup, html};
use std::str::FromStr;

/// One of the two looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// For a service of the State.
    Etat,
    /// For any other body.
    #[default]
    Neutre,
}

/// The name of the theme is neither `etat` nor `neutre`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownTheme;

impl std::fmt::Display for UnknownTheme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the theme is neither `etat` nor `neutre`")
    }
}

impl std::error::Error for UnknownTheme {}

impl FromStr for Theme {
    type Err = UnknownTheme;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "etat" => Ok(Self::Etat),
            "neutre" => Ok(Self::Neutre),
            _ => Err(UnknownTheme),
        }
    }
}

impl Theme {
    /// The style sheets, in the order in which they apply.
    #[must_use]
    pub const fn stylesheets(self) -> &'static [&'static str] {
        match self {
            Self::Etat => &["css/dsfr.css", "css/theme-etat.css", "app.css"],
            Self::Neutre => &["css/dsfr.css", "css/theme-neutre.css", "app.css"],
        }
    }

    /// What stands before the name of the service in the header and the footer.
    #[must_use]
    pub fn emblem(self) -> Option<Markup> {
        match self {
            Self::Etat => Some(html! { p.fr-logo { "République" br; "française" } }),
            Self::Neutre => None,
        }
    }
}

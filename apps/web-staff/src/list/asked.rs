//! The parameters of a list's address, as texts.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use web_kit::components::hidden;

/// What the address says, as it says it. Blank is absent: a form sends all its fields.
#[derive(Default, Clone, Deserialize, Serialize)]
#[serde(default)]
pub struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub onglet: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub proches: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub passage: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub echeance: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fin: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub courrier: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rdv: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub referent: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tri: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ordre: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub apres: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub avant: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tout: String,
}

impl Asked {
    /// The fields by their names.
    fn fields(&self) -> [(&'static str, &str); 14] {
        [
            ("onglet", &self.onglet),
            ("q", &self.q),
            ("proches", &self.proches),
            ("passage", &self.passage),
            ("echeance", &self.echeance),
            ("fin", &self.fin),
            ("courrier", &self.courrier),
            ("rdv", &self.rdv),
            ("referent", &self.referent),
            ("tri", &self.tri),
            ("ordre", &self.ordre),
            ("apres", &self.apres),
            ("avant", &self.avant),
            ("tout", &self.tout),
        ]
    }

    /// The same as fields of a form, those left out that the form asks for itself.
    pub fn hidden(&self, but: &[&str]) -> Markup {
        html! {
            @for (name, value) in self.fields() {
                @if !value.is_empty() && !but.contains(&name) { (hidden(name, value)) }
            }
        }
    }

    /// As a query string.
    pub fn query(&self) -> String {
        // A struct of plain texts always has one.
        serde_html_form::to_string(self).unwrap_or_default()
    }
}

//! What is chosen of an export: read from the address or from the form, and drawn.

use application::{
    export::{Column, Format, Plan, Table, Unplanned},
    imports::writing::SheetFormat,
};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web_kit::{
    Field,
    components::{
        Choice, button, buttons, checkbox_group, disclosure, hidden, idempotency_key, link_button,
        password_field, radio_group,
    },
    fr,
};

use super::{super::url::Filters, PATH};
const VIEW: &str = "vue";
const EVERYBODY: &str = "tous";

/// What an address may say of an export.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Chosen {
    #[serde(skip_serializing_if = "String::is_empty")]
    qui: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    format: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    feuilles: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    colonnes: Vec<String>,
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    pub cle: Field,
    /// The view, as its address says it.
    liste: String,
    qui: Field,
    format: Field,
    feuilles: Vec<String>,
    colonnes: Vec<String>,
    pub mot_de_passe: Field,
    /// Pressed instead of the button that sends the file.
    garder: String,
    #[serde(skip)]
    sheets: Field,
    #[serde(skip)]
    columns: Field,
}

impl Submitted {
    /// What an address asks for; what it does not say is as usual.
    pub fn asked(filters: &Filters, chosen: Chosen) -> Self {
        let or = |codes: Vec<String>, usual: Vec<String>| {
            if codes.is_empty() { usual } else { codes }
        };
        let word = |said: String, usual: &str| {
            Field::new(if said.is_empty() {
                usual.to_owned()
            } else {
                said
            })
        };
        let usual = Column::USUAL.iter().map(|c| c.code().to_owned()).collect();
        Self {
            liste: filters.asked().query(),
            qui: word(chosen.qui, VIEW),
            format: word(chosen.format, SheetFormat::Xlsx.extension()),
            feuilles: or(chosen.feuilles, vec![Table::People.code().to_owned()]),
            colonnes: or(chosen.colonnes, usual),
            ..Self::default()
        }
    }

    /// The view.
    pub fn filters(&self) -> Option<Filters> {
        Filters::parse(&self.liste).ok().map(|f| f.first_page())
    }

    /// Whether the choice is to be kept in the address, and nothing exported.
    pub fn keeps(&self) -> bool {
        !self.garder.is_empty()
    }

    /// The address of the page with this choice, without the words searched for: they may be
    /// a name, and a bookmark outlives the reason to know it.
    pub fn address(&self, filters: &Filters) -> String {
        let chosen = Chosen {
            qui: self.qui.raw.clone(),
            format: self.format.raw.clone(),
            feuilles: self.feuilles.clone(),
            colonnes: self.colonnes.clone(),
        };
        // A struct of plain texts always has one.
        let chosen = serde_html_form::to_string(chosen).unwrap_or_default();
        format!("{PATH}?{}&{chosen}", filters.kept())
    }

    /// The plan, or what is wrong beside the fields.
    pub fn plan(&mut self, filters: &Filters) -> Option<Plan> {
        let everybody = self.qui.parse_with(
            |code| {
                [VIEW, EVERYBODY]
                    .contains(&code)
                    .then_some(code == EVERYBODY)
            },
            "Choisissez qui exporter.",
        );
        let format = self.format.parse::<Format>("Choisissez un format.");
        let tables = codes(&self.feuilles);
        let columns = codes(&self.colonnes);
        let (Some(everybody), Some(format), Some(tables), Some(columns)) =
            (everybody, format, tables, columns)
        else {
            return None;
        };
        let whom = if everybody {
            Plan::everybody()
        } else {
            filters.query()
        };
        let planned = Plan::new(whom, tables, columns, format);
        planned
            .map_err(|wrong| match wrong {
                Unplanned::NoTable => self.sheets.refuse("Cochez au moins une feuille."),
                Unplanned::NoColumn => self.columns.refuse("Cochez au moins une colonne."),
                Unplanned::OneTable => self.sheets.refuse(
                    "Un fichier CSV contient une seule feuille : n’en cochez qu’une, ou choisissez un autre format.",
                ),
            })
            .ok()
    }

    /// The fields that may be in error.
    pub fn errors(&self) -> [(&'static str, &Field); 5] {
        [
            ("qui", &self.qui),
            ("format", &self.format),
            ("feuilles", &self.sheets),
            ("colonnes", &self.columns),
            ("mot_de_passe", &self.mot_de_passe),
        ]
    }
}

/// Values from their codes; none when a code is not of ours.
fn codes<T: std::str::FromStr>(codes: &[String]) -> Option<Vec<T>> {
    codes.iter().map(|code| code.parse().ok()).collect()
}

/// The fields. `whom` is the view in words, and everybody where that is more.
pub fn fields(form: &Submitted, key: Uuid, whom: &(String, Option<String>)) -> Markup {
    let (view, all) = whom;
    html! {
        (hidden("liste", &form.liste))
        (idempotency_key(key))
        @if let Some(all) = all {
            (radio_group("qui", "Qui exporter", &form.qui, vec![
                Choice::new(VIEW, fr::typo(&format!("La liste affichée : {view}"))),
                Choice::new(EVERYBODY, all.as_str()),
            ]))
        } @else {
            (hidden("qui", VIEW))
            p.app-lead { (fr::typo(view)) }
        }
        (radio_group("format", "Format du fichier", &form.format, Format::ALL.map(format_choice).to_vec()))
        (checkbox_group("feuilles", "Feuilles", &form.feuilles, form.sheets.error.as_deref(), Table::ALL.map(sheet).to_vec()))
        (disclosure("Choisir les colonnes de la feuille des domiciliés", form.columns.error.is_some(), &columns(form)))
        (password_field("mot_de_passe", "Votre mot de passe", &form.mot_de_passe)
            .hint("Demandé pour exporter un onglet entier, tous les dossiers, ou les entretiens."))
    }
}

fn format_choice(format: Format) -> Choice {
    let (label, hint) = match format {
        Format::Sheet(SheetFormat::Xlsx) => {
            ("Classeur Excel (.xlsx)", "S’ouvre aussi dans LibreOffice.")
        }
        Format::Sheet(SheetFormat::Ods) => (
            "Classeur LibreOffice (.ods)",
            "Format libre, une feuille par tableau.",
        ),
        Format::Sheet(SheetFormat::Csv) => (
            "Texte CSV (.csv)",
            "Une seule feuille, pour d’autres logiciels.",
        ),
        Format::Json => (
            "JSON (.json)",
            "Pour un programme : une liste de personnes, avec leurs tableaux.",
        ),
    };
    Choice::new(format.extension(), label).hint(hint)
}

fn sheet(table: Table) -> Choice {
    let hint = match table {
        Table::People => "Une ligne par personne, dans l’ordre de la liste.",
        Table::Dependants => "Une ligne par ayant droit.",
        Table::Interviews => {
            "Données sensibles (violences, santé, détention…) : seulement si c’est indispensable."
        }
        Table::Decisions => "Accords, refus, radiations, avec leurs dates et leurs motifs.",
        Table::Contacts => "Tout ce qui a compté comme passage.",
        Table::Mail => "Arrivées, remises, réexpéditions et retours.",
    };
    Choice::new(table.code(), table.label()).hint(hint)
}

fn columns(form: &Submitted) -> Markup {
    let choices = Column::ALL
        .iter()
        .map(|column| {
            let choice = Choice::new(column.code(), column.label());
            if *column == Column::DependantGroups {
                choice.hint("Neuf groupes de quatre colonnes. La feuille des ayants droit les donne tous, en lignes.")
            } else {
                choice
            }
        })
        .collect();
    html! {
        div.app-columns {
            (checkbox_group("colonnes", "Colonnes", &form.colonnes, form.columns.error.as_deref(), choices))
        }
    }
}

/// The buttons.
pub fn send(filters: &Filters) -> Markup {
    html! {
        (buttons(&[
            &button("Télécharger le fichier"),
            &button("Garder ce choix").secondary().sends("garder", "oui"),
            &link_button("Revenir à la liste", &filters.href()).secondary(),
        ]))
    }
}

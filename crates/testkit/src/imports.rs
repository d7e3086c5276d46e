//! Imports whose files are plain lines: columns between semicolons.

use std::sync::Arc;

use application::{
    imports::{
        apply::ImportShop,
        run::{Imports, Sheet},
        table::{Cell, Row, SheetReader, Table, Unreadable},
    },
    jobs::{Task, TaskKind},
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
};
use kernel::{Departement, ImportId, PhoneNumber};
use structures::Role;

use crate::house::House;

/// The headers of the workbook that the field fills in, as far as tests fill it in.
pub const HEADERS: &str = "IDENTIFIANT;CIVILITE;NOM;PRENOM;SURNOM;DATE DE NAISSANCE;LIEU DE NAISSANCE;TELEPHONE;EMAIL;STATUT;MOTIF REFUS;MOTIF RADIATION;TYPE;DATE DEBUT;DATE FIN;PREMIERE DOMICILIATION;DERNIER PASSAGE";

/// Somebody whose election runs, as a line of the workbook that the field fills in.
#[must_use]
pub fn a_line(nom: &str, prenoms: &str) -> String {
    format!(
        ";F;{nom};{prenoms};;23/01/1989;Conakry;;;VALIDE;;;PREMIERE;01/02/2026;31/01/2027;01/02/2026;01/03/2026"
    )
}

/// A file of some lines below the headers.
#[must_use]
pub fn a_file(lines: &[String]) -> String {
    std::iter::once(HEADERS.to_owned())
        .chain(lines.iter().cloned())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Reads lines of text, and numbers of France without a plan.
struct Lines;

impl SheetReader for Lines {
    fn read(&self, _: &str, bytes: &[u8]) -> Result<Table, Unreadable> {
        if bytes.starts_with(b"MZ") {
            return Err(Unreadable::UnknownFormat);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::UnknownFormat)?;
        let rows: Vec<Row> = text
            .lines()
            .zip(1..)
            .map(|(line, number)| Row {
                number,
                cells: line.split(';').map(Cell::text).collect(),
            })
            .filter(|row| !row.is_blank())
            .collect();
        if rows.is_empty() {
            return Err(Unreadable::NoRows);
        }
        Ok(Table {
            sheet: "DOMICILIES".to_owned(),
            rows,
            remarks: Vec::new(),
        })
    }
}

impl PhonePlan for Lines {
    fn parse(&self, typed: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        let figures: String = typed.chars().filter(char::is_ascii_digit).collect();
        let national = figures.strip_prefix('0').ok_or(InvalidPhone)?;
        let number = format!("+33{national}").parse().map_err(|_| InvalidPhone)?;
        Ok(ParsedPhone {
            number,
            mobile: national.starts_with(['6', '7']),
            foreign: false,
        })
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.as_str().to_owned()
    }
}

impl House {
    /// Imports, as members of staff see them.
    #[must_use]
    pub fn imports(&self) -> Imports {
        Imports::new(
            self.storage.store.clone(),
            self.storage.lists.clone(),
            Arc::new(Lines),
            Arc::new(Lines),
            self.clock.clone(),
            self.ids.clone(),
        )
    }

    /// What takes them over.
    #[must_use]
    pub fn import_shop(&self) -> ImportShop {
        ImportShop::new(
            self.storage.store.clone(),
            self.storage.imports.clone(),
            Arc::new(Lines),
            self.clock.clone(),
            self.ids.clone(),
        )
    }

    /// A file of some lines, read.
    #[must_use]
    pub fn sheet(&self, lines: &[String]) -> Sheet {
        let file = a_file(lines);
        self.imports()
            .read("registre.csv", file.as_bytes())
            .unwrap()
    }

    /// Brings a file of some lines.
    pub async fn brought(&self, lines: &[String]) -> ImportId {
        let (imports, actor) = (self.imports(), self.actor(Role::Gestionnaire));
        let id = imports.new_id();
        let sheet = self.sheet(lines);
        let _ = imports.bring(&actor, id, sheet).await.unwrap();
        id
    }

    /// Does all that is due to be taken over, undone or forgotten; how much that was.
    pub async fn import_all(&self) -> usize {
        let shop = self.import_shop();
        let mut done = 0;
        let kinds = [
            TaskKind::Import,
            TaskKind::UndoImport,
            TaskKind::ForgetImport,
        ];
        while let Some(task) = self.due(&kinds).await {
            if let Task::Import { structure, import } = task {
                shop.import(structure, import, 1).await.unwrap();
            }
            if let Task::UndoImport { structure, import } = task {
                shop.undo(structure, import, 1).await.unwrap();
            }
            if let Task::ForgetImport { structure, import } = task {
                shop.forget(structure, import).await.unwrap();
            }
            done += 1;
        }
        done
    }
}

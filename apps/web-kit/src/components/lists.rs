//! Tables, details, and what to say of an empty list.

use crate::fr;
use maud::{Markup, Render, html};

/// The heading of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    label: String,
    number: bool,
    hidden: bool,
    sort: Option<(String, Option<bool>)>,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            number: false,
            hidden: false,
            sort: None,
        }
    }

    /// A column of numbers, which line up at the right.
    #[must_use]
    pub fn number(label: impl Into<String>) -> Self {
        Self {
            number: true,
            ..Self::new(label)
        }
    }

    /// A column of actions: its heading is for screen readers only.
    #[must_use]
    pub fn actions(label: impl Into<String>) -> Self {
        Self {
            hidden: true,
            ..Self::new(label)
        }
    }

    /// Sorts the list: the address that does it, and whether it is sorted now
    /// (`Some(true)` upwards, `Some(false)` downwards).
    #[must_use]
    pub fn sorted_by(mut self, href: impl Into<String>, ascending: Option<bool>) -> Self {
        self.sort = Some((href.into(), ascending));
        self
    }
}

/// A table that scrolls inside its frame, and whose lines become cards on a narrow screen.
#[derive(Debug, Clone)]
pub struct Table {
    caption: String,
    caption_shown: bool,
    columns: Vec<Column>,
    rows: Vec<Vec<Markup>>,
    ids: Vec<String>,
}

/// A table. Each row has one cell per column; the first names the row.
#[must_use]
pub fn table(caption: impl Into<String>, columns: Vec<Column>, rows: Vec<Vec<Markup>>) -> Table {
    Table {
        caption: caption.into(),
        caption_shown: true,
        columns,
        rows,
        ids: Vec::new(),
    }
}

impl Table {
    /// Keeps the caption for screen readers, where the page has just said it.
    #[must_use]
    pub fn caption_hidden(mut self) -> Self {
        self.caption_shown = false;
        self
    }

    /// The identifier of each line, so that an address leads to it.
    #[must_use]
    pub fn ids(mut self, ids: Vec<String>) -> Self {
        self.ids = ids;
        self
    }

    /// One line alone, to be put in place of what it was.
    #[must_use]
    pub fn row(&self, index: usize) -> Markup {
        let cells = self
            .columns
            .iter()
            .zip(self.rows.get(index).into_iter().flatten());
        html! {
            tr role="row" id=[self.ids.get(index)] {
                @for (place, (column, cell)) in cells.enumerate() {
                    (body_cell(column, cell, place == 0))
                }
            }
        }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        // The roles are those of the elements: a browser forgets them when lines become cards.
        html! {
            div.app-table tabindex="0" role="region" aria-label=(self.caption) {
                table role="table" {
                    caption.fr-sr-only[!self.caption_shown] { (fr::typo(&self.caption)) }
                    thead role="rowgroup" {
                        tr role="row" {
                            @for column in &self.columns { (heading(column)) }
                        }
                    }
                    tbody role="rowgroup" {
                        @for index in 0..self.rows.len() { (self.row(index)) }
                    }
                }
            }
        }
    }
}

fn heading(column: &Column) -> Markup {
    let sorted = column.sort.as_ref().and_then(|(_, ascending)| *ascending);
    let order = sorted.map(|ascending| if ascending { "ascending" } else { "descending" });
    html! {
        th.app-number[column.number] role="columnheader" scope="col" aria-sort=[order] {
            @match &column.sort {
                Some((href, ascending)) => a href=(href) {
                    (column.label)
                    @match ascending {
                        Some(true) => span aria-hidden="true" { " ↑" },
                        Some(false) => span aria-hidden="true" { " ↓" },
                        None => {},
                    }
                },
                None => span.fr-sr-only[column.hidden] { (column.label) },
            }
        }
    }
}

fn body_cell(column: &Column, cell: &Markup, first: bool) -> Markup {
    let label = (!column.hidden).then_some(&column.label);
    html! {
        @if first {
            th.app-row-name role="rowheader" scope="row" { (cell) }
        } @else {
            td.app-number[column.number] role="cell" data-label=[label] { (cell) }
        }
    }
}

/// Facts about one thing: a name and its value, line by line.
#[must_use]
pub fn details(lines: &[(&str, Markup)]) -> Markup {
    html! {
        dl.app-details {
            @for (name, value) in lines { div { dt { (name) } dd { (value) } } }
        }
    }
}

/// Something folded away, which opens without a script.
#[must_use]
pub fn disclosure(summary: &str, open: bool, content: &dyn Render) -> Markup {
    html! {
        details.app-disclosure open[open] {
            summary { (summary) }
            div.app-disclosure__content { (content.render()) }
        }
    }
}

/// In place of a list without lines: why it is empty, and what to do next.
#[must_use]
pub fn empty_list(why: &str, next: &dyn Render) -> Markup {
    html! { div.app-empty { p.fr-text--lead { (fr::typo(why)) } (next.render()) } }
}

//! The components of the design system, as functions: a component is written once, with
//! its accessibility, and needs no script.
//!
//! Builders are drawn by writing them in a page: `(text_field("nom", "Nom", &form.nom).optional())`.
//!
//! One rule for what must be filled: optional fields say « facultatif », the others say
//! nothing, and [`required_note`] says so once at the top of the form. Sentences given to
//! a component (hints, errors, alerts) get the non-breaking spaces of French; labels stay as
//! they are.

mod buttons;
mod choices;
mod feedback;
mod fields;
mod lists;
mod navigation;

pub use buttons::{
    Button, LinkButton, PostButton, blocked, button, buttons, link_button, post_button,
};
pub use choices::{
    Checkbox, Choice, Choices, Select, checkbox, checkbox_group, radio_group, select,
};
pub use feedback::{Level, alert, badge, callout, error_summary, notice, refusal, tag};
pub use fields::{
    Input, Textarea, date_field, email_field, fieldset, hidden, idempotency_key,
    new_password_field, number_field, password_field, required_note, tel_field, text_field,
    textarea,
};
pub use lists::{Column, Table, details, disclosure, empty_list, table};
pub use navigation::{Tab, breadcrumb, pagination, stepper, tabs};

use crate::fr;
use maud::{Markup, html};

/// The label of a field, with what helps to fill it inside, so that it is read out with it.
fn label_text(label: &str, optional: bool, hint: Option<&str>) -> Markup {
    html! {
        (label)
        @if optional { " (facultatif)" }
        @if let Some(hint) = hint { span.fr-hint-text { (fr::typo(hint)) } }
    }
}

/// The place of a field's error, and its name for `aria-describedby`.
fn error_id(id: &str) -> String {
    format!("{id}-erreur")
}

fn error_text(id: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            p.fr-error-text id=(error_id(id)) { (fr::typo(error)) }
        }
    }
}

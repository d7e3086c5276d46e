//! Buttons: a submit button of the form around it, a link that looks like one, and a form
//! that is only a button.

use crate::fr;
use maud::{Markup, Render, html};

/// How much a button stands out. One primary button a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    Primary,
    Secondary,
    Tertiary,
}

#[derive(Debug, Clone)]
struct Look<'a> {
    label: &'a str,
    rank: Rank,
    icon: Option<&'a str>,
    large: bool,
    small: bool,
}

impl Look<'_> {
    fn classes(&self) -> String {
        let mut classes = String::from(match self.rank {
            Rank::Primary => "fr-btn",
            Rank::Secondary => "fr-btn fr-btn--secondary",
            Rank::Tertiary => "fr-btn fr-btn--tertiary",
        });
        if self.large {
            classes.push_str(" fr-btn--lg");
        }
        if self.small {
            classes.push_str(" fr-btn--sm");
        }
        if let Some(icon) = self.icon {
            classes.push_str(" fr-btn--icon-left fr-icon-");
            classes.push_str(icon);
        }
        classes
    }
}

const fn look(label: &str) -> Look<'_> {
    Look {
        label,
        rank: Rank::Primary,
        icon: None,
        large: false,
        small: false,
    }
}

/// The setters that every kind of button has.
macro_rules! looks {
    ($name:ident) => {
        impl<'a> $name<'a> {
            /// Beside the main action of the page.
            #[must_use]
            pub const fn secondary(mut self) -> Self {
                self.look.rank = Rank::Secondary;
                self
            }

            /// Discreet.
            #[must_use]
            pub const fn tertiary(mut self) -> Self {
                self.look.rank = Rank::Tertiary;
                self
            }

            /// An icon before the label, by its name in the design system: `mail-line`.
            #[must_use]
            pub const fn icon(mut self, name: &'a str) -> Self {
                self.look.icon = Some(name);
                self
            }

            /// For the acts of the desk, read at arm's length.
            #[must_use]
            pub const fn large(mut self) -> Self {
                self.look.large = true;
                self
            }

            /// For the line of a list.
            #[must_use]
            pub const fn small(mut self) -> Self {
                self.look.small = true;
                self
            }
        }
    };
}

/// The submit button of the form around it.
#[derive(Debug, Clone)]
pub struct Button<'a> {
    look: Look<'a>,
    sends: Option<(&'a str, &'a str)>,
    key: Option<char>,
}

looks!(Button);

/// The submit button of the form around it: primary unless told otherwise.
#[must_use]
pub const fn button(label: &str) -> Button<'_> {
    Button {
        look: look(label),
        sends: None,
        key: None,
    }
}

impl<'a> Button<'a> {
    /// Sends a value of its own when it is the one that was pressed.
    #[must_use]
    pub const fn sends(mut self, name: &'a str, value: &'a str) -> Self {
        self.sends = Some((name, value));
        self
    }

    /// The key that presses it, while no field is being typed in. The label shows it.
    #[must_use]
    pub const fn key(mut self, key: char) -> Self {
        self.key = Some(key);
        self
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        html! {
            button class=(self.look.classes()) type="submit"
                name=[self.sends.map(|(name, _)| name)] value=[self.sends.map(|(_, value)| value)]
                aria-keyshortcuts=[self.key] {
                (self.look.label)
                @if let Some(key) = self.key { kbd.app-key aria-hidden="true" { (key) } }
            }
        }
    }
}

/// A link that looks like a button.
#[derive(Debug, Clone)]
pub struct LinkButton<'a> {
    look: Look<'a>,
    href: &'a str,
    about: Option<&'a str>,
    opens_in: Option<&'a str>,
    key: Option<char>,
}

looks!(LinkButton);

/// A link that looks like a button: it only leads somewhere.
#[must_use]
pub const fn link_button<'a>(label: &'a str, href: &'a str) -> LinkButton<'a> {
    LinkButton {
        look: look(label),
        href,
        about: None,
        opens_in: None,
        key: None,
    }
}

impl<'a> LinkButton<'a> {
    /// What it is about, for who hears the label out of its line.
    #[must_use]
    pub const fn about(mut self, about: &'a str) -> Self {
        self.about = Some(about);
        self
    }

    /// With the script, what it leads to is shown in the element of this identifier.
    #[must_use]
    pub const fn opens_in(mut self, id: &'a str) -> Self {
        self.opens_in = Some(id);
        self
    }

    /// The key that follows it, while no field is being typed in. The label shows it.
    #[must_use]
    pub const fn key(mut self, key: char) -> Self {
        self.key = Some(key);
        self
    }
}

impl Render for LinkButton<'_> {
    fn render(&self) -> Markup {
        let target = self.opens_in.map(|id| format!("#{id}"));
        html! {
            a class=(self.look.classes()) href=(self.href)
                hx-get=[target.as_ref().map(|_| self.href)] hx-target=[target]
                aria-keyshortcuts=[self.key] {
                (self.look.label)
                @if let Some(about) = self.about { span.fr-sr-only { " " (about) } }
                @if let Some(key) = self.key { kbd.app-key aria-hidden="true" { (key) } }
            }
        }
    }
}

/// A form that is only a button.
#[derive(Debug, Clone)]
pub struct PostButton<'a> {
    look: Look<'a>,
    action: &'a str,
    about: Option<&'a str>,
    key: Option<char>,
    id: Option<&'a str>,
    stays: bool,
    includes: Option<&'a str>,
    fields: Markup,
}

looks!(PostButton);

/// An act that one press does: a POST form with a button and hidden fields.
#[must_use]
pub fn post_button<'a>(label: &'a str, action: &'a str) -> PostButton<'a> {
    PostButton {
        look: look(label),
        action,
        about: None,
        key: None,
        id: None,
        stays: false,
        includes: None,
        fields: html! {},
    }
}

impl<'a> PostButton<'a> {
    /// The fields that go with it, hidden or not: see [`super::hidden`], [`super::idempotency_key`].
    #[must_use]
    pub fn fields(mut self, fields: Markup) -> Self {
        self.fields = fields;
        self
    }

    /// What it is about, for who hears the label out of its line: « Annuler » *la visite du 3 mai*.
    #[must_use]
    pub const fn about(mut self, about: &'a str) -> Self {
        self.about = Some(about);
        self
    }

    /// The key that presses it, while no field is being typed in. The label shows it.
    #[must_use]
    pub const fn key(mut self, key: char) -> Self {
        self.key = Some(key);
        self
    }

    /// The identifier by which the button keeps the focus when it is drawn again.
    #[must_use]
    pub const fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// With the script, whoever presses stays on the page: the answer names what it replaces.
    #[must_use]
    pub const fn stays(mut self, stays: bool) -> Self {
        self.stays = stays;
        self
    }

    /// With the script, the field of this identifier goes with it wherever it stands.
    #[must_use]
    pub const fn includes(mut self, id: &'a str) -> Self {
        self.includes = Some(id);
        self
    }
}

impl Render for PostButton<'_> {
    fn render(&self) -> Markup {
        html! {
            form.app-act method="post" action=(self.action)
                hx-post=[self.stays.then_some(self.action)] hx-swap=[self.stays.then_some("none")]
                hx-sync=[self.stays.then_some("this:drop")] hx-include=[self.includes.map(|id| format!("#{id}"))] {
                (self.fields)
                button class=(self.look.classes()) type="submit" id=[self.id] aria-keyshortcuts=[self.key] {
                    (self.look.label)
                    @if let Some(about) = self.about { span.fr-sr-only { " " (about) } }
                    @if let Some(key) = self.key { kbd.app-key aria-hidden="true" { (key) } }
                }
            }
        }
    }
}

/// Buttons in a row; on a narrow screen one under another.
#[must_use]
pub fn buttons(buttons: &[&dyn Render]) -> Markup {
    html! {
        ul.fr-btns-group.fr-btns-group--inline-md.app-buttons {
            @for button in buttons { li { (button.render()) } }
        }
    }
}

/// An action that the person may do but that a rule forbids today: why, and from when it
/// is possible. The identifier ties the reason to the button.
#[must_use]
pub fn blocked(id: &str, label: &str, reason: &str) -> Markup {
    html! {
        div.app-blocked {
            button.fr-btn.fr-btn--secondary type="button" aria-disabled="true" aria-describedby=(id) { (label) }
            p.fr-hint-text id=(id) { (fr::typo(reason)) }
        }
    }
}

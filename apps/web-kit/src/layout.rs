//! The document around a page: header, places, breadcrumb, message, footer.

use crate::{
    Theme, assets,
    components::{breadcrumb, post_button},
    fr,
};
use maud::{DOCTYPE, Markup, Render, html};

/// The name of the product, at the end of every title.
const PRODUCT: &str = "DomiFa";

/// The public pages that the footer links to.
pub const ACCESSIBILITY: &str = "/accessibilite";
/// See [`ACCESSIBILITY`].
pub const LEGAL_NOTICE: &str = "/mentions-legales";
/// See [`ACCESSIBILITY`].
pub const PRIVACY: &str = "/confidentialite";
/// See [`ACCESSIBILITY`]. The second way to find a page.
pub const SITE_MAP: &str = "/plan-du-site";

/// What the library that swaps parts of pages may do: nothing that evaluates a text, styles
/// a page or leaves this site, and nothing kept of what was shown. What comes is alive at
/// once: until then a form would leave the page. One that a rule refused comes back as a
/// part too.
const SWAPS: &str = r#"{"allowEval":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,
"allowScriptTags":false,"historyCacheSize":0,"refreshOnHistoryMiss":true,"historyRestoreAsHxRequest":false,
"defaultSettleDelay":0,"timeout":15000,"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},
{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}"#;

/// A label and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What the person reads.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link.
    #[must_use]
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }
}

/// One of the main places, the same in every page's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name and address.
    pub link: Link,
    /// How many things wait there.
    pub count: Option<u64>,
    /// Whether the page is in it.
    pub current: bool,
}

/// The search box of the header: a plain GET form with one field named `q`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Where it is sent.
    pub action: String,
    /// What can be searched for, in words.
    pub label: String,
    /// What is being searched for.
    pub value: String,
}

/// What surrounds the pages of a person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shell {
    /// The name of the structure.
    pub organisation: String,
    /// The place that the name leads to.
    pub home: String,
    /// The main places.
    pub places: Vec<Place>,
    /// The search box.
    pub search: Option<Search>,
    /// Who is signed in, and as what.
    pub person: String,
    /// The links of « Mon espace ».
    pub menu: Vec<Link>,
    /// Where the sign-out form is sent.
    pub sign_out: String,
}

/// A page, to be finished with [`Page::public`] or [`Page::inside`]. Its content begins
/// with its one `h1`.
#[derive(Debug, Clone)]
pub struct Page {
    theme: Theme,
    title: String,
    in_error: bool,
    breadcrumb: Vec<Link>,
    message: Option<String>,
    again: Option<(u32, String)>,
    content: Markup,
}

impl Page {
    /// An empty page. The title says where one is, as the `h1` does.
    #[must_use]
    pub fn new(theme: Theme, title: impl Into<String>) -> Self {
        Self {
            theme,
            title: title.into(),
            in_error: false,
            breadcrumb: Vec::new(),
            message: None,
            again: None,
            content: html! {},
        }
    }

    /// The pages above this one; the title of this one closes the list.
    #[must_use]
    pub fn breadcrumb(mut self, above: Vec<Link>) -> Self {
        self.breadcrumb = above;
        self
    }

    /// The sentence that confirms what was just done, announced to screen readers.
    #[must_use]
    pub fn message(mut self, sentence: Option<impl Into<String>>) -> Self {
        self.message = sentence.map(Into::into);
        self
    }

    /// Where no script runs, leads to an address by itself after so many seconds. The page
    /// says so, and leads to one that stays.
    #[must_use]
    pub fn again(mut self, seconds_and_address: Option<(u32, String)>) -> Self {
        self.again = seconds_and_address;
        self
    }

    /// Says in the title that a form came back with errors.
    #[must_use]
    pub fn in_error(mut self, in_error: bool) -> Self {
        self.in_error = in_error;
        self
    }

    /// What the page says.
    #[must_use]
    pub fn content(mut self, content: Markup) -> Self {
        self.content = content;
        self
    }

    /// The document of a page that anybody may read.
    #[must_use]
    pub fn public(self) -> Markup {
        let header = header(
            self.theme,
            PRODUCT,
            "Domiciliation des personnes sans domicile stable",
            "/",
            &html! {},
        );
        self.document(None, &header)
    }

    /// The document of a page for a person who is signed in.
    #[must_use]
    pub fn inside(self, shell: &Shell) -> Markup {
        let tools = html! {
            @if let Some(search) = &shell.search { (search) }
            (my_space(shell))
        };
        let header = html! {
            (header(self.theme, &shell.organisation, PRODUCT, &shell.home, &tools))
            (places(&shell.places))
        };
        self.document(Some(shell), &header)
    }

    fn document(&self, shell: Option<&Shell>, header: &Markup) -> Markup {
        let organisation = shell.map(|shell| shell.organisation.as_str());
        html! {
            (DOCTYPE)
            html lang="fr" dir="ltr" data-fr-theme="light" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="format-detection" content="telephone=no,date=no,address=no,email=no";
                    meta name="robots" content="noindex, nofollow";
                    title {
                        @if self.in_error { (fr::typo("Erreur : ")) }
                        (self.title) " – "
                        @if let Some(organisation) = organisation { (organisation) " – " }
                        (PRODUCT)
                    }
                    @if let Some((seconds, address)) = &self.again {
                        noscript { meta http-equiv="refresh" content={ (seconds) "; url=" (address) }; }
                    }
                    link rel="icon" href=(assets::url("favicon.svg")) type="image/svg+xml";
                    @for sheet in self.theme.stylesheets() {
                        link rel="stylesheet" href=(assets::url(sheet));
                    }
                    @if shell.is_some() {
                        meta name="htmx-config" content=(SWAPS);
                        script defer src=(assets::url("htmx.js")) {}
                    }
                    script type="module" src=(assets::url("app.js")) {}
                    @if shell.is_some() {
                        script type="module" src=(assets::url("desk.js")) {}
                        script type="module" src=(assets::url("live.js")) {}
                    }
                }
                body {
                    (skip_links(shell))
                    header.fr-header.app-header role="banner" { (header) }
                    // Filled by the script when the network goes.
                    @if shell.is_some() { div.app-network role="alert" id="reseau" {} }
                    main.fr-container.app-main role="main" id="contenu" tabindex="-1" {
                        @if !self.breadcrumb.is_empty() {
                            (breadcrumb(&self.breadcrumb, &self.title))
                        }
                        div.app-message role="status" id="message" {
                            @if let Some(message) = &self.message {
                                // It takes the focus: read at once, and what comes next is one key away.
                                p.fr-alert.fr-alert--success.fr-alert--sm tabindex="-1" autofocus { (fr::typo(message)) }
                            }
                        }
                        (self.content)
                    }
                    (footer(self.theme, organisation))
                }
            }
        }
    }
}

impl Render for Search {
    fn render(&self) -> Markup {
        html! {
            form.fr-search-bar.app-search role="search" method="get" action=(self.action) {
                label.fr-label for="recherche" { (self.label) }
                input.fr-input type="search" id="recherche" name="q" value=(self.value)
                    placeholder=(self.label) autocomplete="off" maxlength="200" aria-keyshortcuts="/";
                button.fr-btn type="submit" title="Rechercher" { "Rechercher" }
            }
        }
    }
}

fn skip_links(shell: Option<&Shell>) -> Markup {
    html! {
        div.fr-skiplinks {
            nav.fr-container role="navigation" aria-label="Accès rapide" {
                ul.fr-skiplinks__list {
                    li { a.fr-link href="#contenu" { "Contenu" } }
                    @if shell.is_some() { li { a.fr-link href="#navigation" { "Menu" } } }
                    @if shell.is_some_and(|shell| shell.search.is_some()) {
                        li { a.fr-link href="#recherche" { "Recherche" } }
                    }
                    li { a.fr-link href="#pied-de-page" { "Pied de page" } }
                }
            }
        }
    }
}

fn header(theme: Theme, name: &str, tagline: &str, home: &str, tools: &Markup) -> Markup {
    html! {
        div.fr-container.app-header__row {
            div.app-header__brand {
                @if let Some(emblem) = theme.emblem() { (emblem) }
                p.app-header__service {
                    a.fr-header__service-title href=(home) title={ "Accueil – " (name) } { (name) }
                    span.fr-header__service-tagline { (tagline) }
                }
            }
            div.app-header__tools { (tools) }
        }
    }
}

fn places(places: &[Place]) -> Markup {
    html! {
        div.app-places {
            nav.fr-container.fr-nav role="navigation" aria-label="Menu principal" id="navigation" tabindex="-1" {
                ul.fr-nav__list {
                    @for place in places {
                        li.fr-nav__item {
                            a.fr-nav__link href=(place.link.href) aria-current=[place.current.then_some("true")] {
                                span {
                                    (place.link.label)
                                    @if let Some(count) = place.count {
                                        " " span.app-count { (capped(count)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A number that need not be exact once it is large.
fn capped(count: u64) -> Markup {
    html! {
        @if count > 99 {
            span aria-hidden="true" { "99+" }
            span.fr-sr-only { "plus de 99" }
        } @else {
            (count)
        }
    }
}

/// A native disclosure: it opens without a script.
fn my_space(shell: &Shell) -> Markup {
    html! {
        details.app-menu {
            summary.fr-btn.fr-btn--tertiary.fr-icon-account-circle-line.fr-btn--icon-left { "Mon espace" }
            div.app-menu__panel {
                p.app-menu__person { (shell.person) }
                ul.fr-raw-list {
                    @for link in &shell.menu {
                        li { a.fr-nav__link href=(link.href) { (link.label) } }
                    }
                    // Single-key shortcuts exist only with the script, which shows this switch.
                    li hidden data-shortcuts-switch { button.fr-nav__link type="button" {} }
                }
                (post_button("Se déconnecter", &shell.sign_out).tertiary().icon("logout-box-r-line"))
            }
        }
    }
}

fn footer(theme: Theme, organisation: Option<&str>) -> Markup {
    html! {
        footer.fr-footer role="contentinfo" id="pied-de-page" tabindex="-1" {
            div.fr-container {
                div.app-footer__brand {
                    @if let Some(emblem) = theme.emblem() { (emblem) }
                    p { (organisation.unwrap_or(PRODUCT)) }
                }
                div.fr-footer__bottom {
                    ul.fr-footer__bottom-list {
                        li.fr-footer__bottom-item {
                            a.fr-footer__bottom-link href=(SITE_MAP) { "Plan du site" }
                        }
                        li.fr-footer__bottom-item {
                            a.fr-footer__bottom-link href=(ACCESSIBILITY) { (fr::typo("Accessibilité : non conforme")) }
                        }
                        li.fr-footer__bottom-item {
                            a.fr-footer__bottom-link href=(LEGAL_NOTICE) { "Mentions légales" }
                        }
                        li.fr-footer__bottom-item {
                            a.fr-footer__bottom-link href=(PRIVACY) { "Données personnelles" }
                        }
                    }
                }
            }
        }
    }
}

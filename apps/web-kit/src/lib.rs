//! What every page of the product shares: the look, the document around a page,
//! accessible components, forms, error pages and the layers of a router.
//!
//! Pages are Rust functions; a component is a function with typed arguments,
//! written once with its accessibility. Every page works without JavaScript.
//! This crate must not know an audience, a use case, a database or a clock.

pub mod assets;
pub mod components;
pub mod cookies;
pub mod error;
pub mod flash;
pub mod form;
pub mod fr;
pub mod fragment;
pub mod layers;
pub mod layout;
pub mod theme;

pub use error::PageError;
pub use flash::Flash;
pub use form::{Field, Form, PathId, PathIds, Query};
pub use fragment::Fragment;
pub use layout::{Link, Page, Place, Search, Shell};
pub use theme::Theme;

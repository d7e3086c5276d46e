//! What the tests of the whole product stand on: the program itself on a database of its
//! own, a browser in front of it, and a client that sends what no browser would.

mod axe;
mod browser;
mod database;
pub mod demo;
mod driver;
mod effort;
mod http;
mod keyboard;
mod office;
mod site;

pub use browser::{Browser, Look};
pub use database::Scratch;
pub use driver::Driver;
pub use effort::Effort;
pub use http::{Reply, form, get, send, send_part};
pub use office::{Office, proposed};
pub use site::{Site, domifa, output_folder};

//! What people type: fields that keep it, and extractors whose rejections are pages.

mod dates;
mod extract;
mod field;

pub use dates::{PartialDate, date, partial_date, time};
pub use extract::{FORM_LIMIT, Form, PathId, PathIds, Query};
pub use field::Field;

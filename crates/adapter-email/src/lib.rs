//! Whoever carries e-mails outside: a server that speaks SMTP; and what came back from it,
//! read from a folder of mail.
//!
//! The crate must not know whose an e-mail is, why it is sent, or the database. Neither an
//! address nor words nor a password ever appear in its errors and logs.

mod bounces;
mod compose;
mod link;
mod mailer;
mod refusal;

pub use mailer::{InvalidAccount, Mailer, Security, SmtpAccount};

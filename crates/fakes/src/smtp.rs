//! An SMTP server: aiosmtpd, of Python; what it takes is read by Python's own library.
//!
//! What it does with an e-mail depends on the name it is for: see `programs/smtp.py`.

use std::{io, path::Path, process::Command};

use serde_json::Value;

use crate::program::Program;

/// How it is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// In clear.
    Clear,
    /// In secret, once asked; it takes nothing before.
    StartTls,
    /// In secret from the first word.
    Tls,
}

/// An SMTP server, on a port of this machine.
pub struct SmtpSink(Program);

impl SmtpSink {
    /// Who is let in where it speaks in secret.
    pub const WHO: (&str, &str) = ("domifa", "mot de passe");
    /// The authority that its certificate is of.
    pub const AUTHORITY: &[u8] = include_bytes!("../programs/authority.pem");

    /// Starts it.
    ///
    /// # Errors
    /// Python or aiosmtpd is missing: `cargo xtask test` brings them.
    pub fn start(secrecy: Secrecy) -> io::Result<Self> {
        let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("programs");
        // Debian's own, which has Debian's packages.
        let mut python = Command::new("/usr/bin/python3");
        python
            .arg(programs.join("smtp.py"))
            .arg(match secrecy {
                Secrecy::Clear => "clear",
                Secrecy::StartTls => "starttls",
                Secrecy::Tls => "tls",
            })
            .arg(programs);
        Ok(Self(Program::start(&mut python)?))
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.port
    }

    /// The next thing of that kind that it saw: `mail`, with all that it read in it;
    /// `connect`.
    #[must_use]
    pub fn next(&self, kind: &str) -> Option<Value> {
        self.0.next(kind)
    }
}

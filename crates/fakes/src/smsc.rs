//! An SMSC that speaks SMPP 3.4: the library `smpp` of Node, which shares nothing with ours.
//!
//! What it does with a message depends on the end of its number: see `programs/smsc.mjs`.

use std::{io, path::Path, process::Command};

use serde_json::Value;

use crate::program::Program;

/// An SMSC, on a port of this machine.
pub struct Smsc(Program);

impl Smsc {
    /// Who is let in, and how.
    pub const WHO: (&str, &str) = ("domifa", "secret08");

    /// Starts it.
    ///
    /// # Errors
    /// Node or its library is missing: `cargo xtask test` brings them.
    pub fn start() -> io::Result<Self> {
        Self::start_at(0)
    }

    /// Starts it at a port.
    ///
    /// # Errors
    /// As [`Self::start`], and when the port is not free.
    pub fn start_at(port: u16) -> io::Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let packages = here.join("../../apps/web-kit/assets/package.json");
        let mut node = Command::new("node");
        node.arg(here.join("programs/smsc.mjs"))
            .arg(packages)
            .arg(port.to_string());
        Ok(Self(Program::start(&mut node)?))
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> String {
        format!("smpp://127.0.0.1:{}", self.0.port)
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.port
    }

    /// The next thing of that kind that it saw: `bind`, `submit`, `enquire`, `receipt`
    /// (a receipt of its own that was answered), `unbind`, `end`.
    #[must_use]
    pub fn next(&self, kind: &str) -> Option<Value> {
        self.0.next(kind)
    }
}

//! A program beside the test: it says what happens in lines of JSON, and ends with the test.

use std::{
    io::{self, BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use serde_json::Value;

/// How long something that must happen is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that runs.
pub(crate) struct Program {
    child: Child,
    lines: Receiver<Value>,
    /// Where it listens.
    pub(crate) port: u16,
}

impl Program {
    /// Starts it, and waits until it says where it listens.
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let Some(out) = child.stdout.take() else {
            return Err(io::Error::other("no output"));
        };
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let Ok(told) = serde_json::from_str(&line) else {
                    continue;
                };
                if sender.send(told).is_err() {
                    break;
                }
            }
        });
        let mut program = Self {
            child,
            lines,
            port: 0,
        };
        let begun = program.next("listening").ok_or_else(|| {
            io::Error::other(format!("{command:?} does not start: is it installed?"))
        })?;
        program.port = begun["port"]
            .as_u64()
            .and_then(|port| u16::try_from(port).ok())
            .ok_or_else(|| io::Error::other("no port"))?;
        Ok(program)
    }

    /// The next thing of that kind that it tells, what comes before being left out.
    pub(crate) fn next(&self, kind: &str) -> Option<Value> {
        loop {
            let told = self.lines.recv_timeout(PATIENCE).ok()?;
            if told["kind"] == kind {
                return Some(told);
            }
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

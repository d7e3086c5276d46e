//! Running other programs, and stopping them when we are asked to stop.
//!
//! Each runs in a process group of its own: a Ctrl-C in the terminal reaches us alone, and we stop
//! what we started in our own order.

use std::fmt::Display;
use std::io::{self, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// Why a task ended before its end.
#[derive(Debug)]
pub enum Failure {
    /// A sentence for the person at the terminal.
    Because(String),
    /// A program failed and has said why itself.
    Ended(u8),
    /// We were asked to stop.
    Interrupted,
}

pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    pub fn because(reason: impl Display) -> Self {
        Self::Because(reason.to_string())
    }

    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Because(_) => 1,
            Self::Ended(code) => *code,
            Self::Interrupted => 130,
        })
    }
}

/// Says what was being done when the system refused.
pub trait Doing<T> {
    fn doing(self, what: impl Display) -> Outcome<T>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure::because(format_args!("{what}: {error}")))
    }
}

/// Writes a line for the person at the terminal, who may have closed it.
pub fn say(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

static STOP_REQUESTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

pub fn watch_signals() -> Outcome {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&STOP_REQUESTED))
            .doing("watching signals")?;
    }
    Ok(())
}

/// Sleeps between two looks at something, unless we are asked to stop.
pub fn pause(time: Duration) -> Outcome {
    if STOP_REQUESTED.load(Ordering::Relaxed) {
        return Err(Failure::Interrupted);
    }
    thread::sleep(time);
    Ok(())
}

/// A program under way; dropping it stops it and all it started.
pub struct Running {
    name: String,
    child: Child,
}

impl Running {
    pub fn start(command: &mut Command) -> Outcome<Self> {
        let name = name(command);
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .doing(format_args!("starting {name}"))?;
        Ok(Self { name, child })
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Outcome<Option<ExitStatus>> {
        self.child
            .try_wait()
            .doing(format_args!("waiting for {}", self.name))
    }

    pub fn wait(&mut self) -> Outcome<ExitStatus> {
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            pause(Duration::from_millis(10))?;
        }
    }

    /// The standard library sends no signal but KILL; the shell's builtin does.
    fn signal(&self, signal: &str) {
        let _ = Command::new("sh")
            .args(["-c", "kill -s \"$1\" -- \"-$2\"", "sh", signal])
            .arg(self.child.id().to_string())
            .process_group(0)
            .stderr(Stdio::null())
            .status();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for (signal, patience) in [
            ("TERM", Duration::from_secs(20)),
            ("KILL", Duration::from_secs(5)),
        ] {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            self.signal(signal);
            let asked = Instant::now();
            while matches!(self.child.try_wait(), Ok(None)) && asked.elapsed() < patience {
                thread::sleep(Duration::from_millis(10));
            }
        }
    }
}

/// Runs a program to its end, its output shown.
pub fn run(command: &mut Command) -> Outcome {
    success(Running::start(command)?.wait()?)
}

/// Runs a program to its end and returns its standard output, its standard error shown.
pub fn output(command: &mut Command) -> Outcome<String> {
    let mut running = Running::start(command.stdout(Stdio::piped()))?;
    let pipe = running.child.stdout.take();
    // Read beside the wait: a full pipe would stop the program.
    let reader = thread::spawn(move || {
        let mut text = String::new();
        pipe.map_or(Ok(0), |mut pipe| pipe.read_to_string(&mut text))
            .map(|_| text)
    });
    success(running.wait()?)?;
    match reader.join() {
        Ok(text) => text.doing(format_args!("reading {}", running.name)),
        Err(_) => Err(Failure::because("the reader of a program's output failed")),
    }
}

/// Runs a short program in silence; what it complained about is told only if it failed.
pub fn quietly(command: &mut Command) -> Outcome<String> {
    let name = name(command);
    let output = command
        .stdin(Stdio::null())
        .process_group(0)
        .output()
        .doing(format_args!("starting {name}"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::because(format_args!(
            "{name}: {}",
            complaint.trim()
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn success(status: ExitStatus) -> Outcome {
    if status.success() {
        return Ok(());
    }
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal));
    Err(Failure::Ended(
        code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1),
    ))
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_fails_gives_its_own_exit_code() {
        let failure = run(Command::new("sh").args(["-c", "exit 7"])).unwrap_err();
        assert!(matches!(failure, Failure::Ended(7)));
    }

    #[test]
    fn more_output_than_a_pipe_holds_is_read_whole() {
        let text = output(Command::new("sh").args(["-c", "head -c 300000 /dev/zero | tr '\\0' x"]));
        assert_eq!(text.unwrap().len(), 300_000);
    }

    #[test]
    fn a_quiet_program_that_fails_is_quoted() {
        let failure = quietly(Command::new("sh").args(["-c", "echo why >&2; exit 1"])).unwrap_err();
        assert!(matches!(failure, Failure::Because(reason) if reason == "sh: why"));
    }

    #[test]
    fn dropping_a_program_stops_what_it_started_too() {
        let script = "sleep 600 & echo $!; wait";
        let mut running = Running::start(
            Command::new("sh")
                .args(["-c", script])
                .stdout(Stdio::piped()),
        )
        .unwrap();
        let mut line = [0; 16];
        let read = running
            .child
            .stdout
            .as_mut()
            .unwrap()
            .read(&mut line)
            .unwrap();
        let grandchild = String::from_utf8_lossy(&line[..read]).trim().to_owned();

        drop(running);

        // An orphan may stay a zombie for a moment, or for ever where nobody reaps.
        let deadline = Instant::now() + Duration::from_secs(5);
        let lives = || {
            std::fs::read_to_string(format!("/proc/{grandchild}/stat"))
                .is_ok_and(|stat| !stat.contains(") Z"))
        };
        while lives() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(10));
        }
        assert!(!lives());
    }
}

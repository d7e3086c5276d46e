//! `cargo xtask demo`: from a clone to a page in the browser.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::assets;
use crate::cargo::{build_server, root, server_binary};
use crate::cluster::Cluster;
use crate::debian::{self, Need};
use crate::process::{Doing, Failure, Outcome, Running, output, pause, run};

#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    reset: bool,
    port: u16,
}

impl Options {
    pub fn parse(arguments: &[String]) -> Outcome<Self> {
        let mut options = Self {
            reset: false,
            port: 8080,
        };
        let mut arguments = arguments.iter().map(String::as_str);
        while let Some(argument) = arguments.next() {
            match argument {
                "--reset" => options.reset = true,
                "--port" => options.port = port(arguments.next())?,
                other => match other.strip_prefix("--port=") {
                    Some(number) => options.port = port(Some(number))?,
                    None => {
                        return Err(Failure::because(
                            "the options of demo are --reset and --port N",
                        ));
                    }
                },
            }
        }
        Ok(options)
    }
}

fn port(number: Option<&str>) -> Outcome<u16> {
    number
        .and_then(|number| number.parse().ok())
        .filter(|port| *port != 0)
        .ok_or_else(|| Failure::because("--port wants a number from 1 to 65535"))
}

/// Where the demo's data are.
enum Database {
    Given(String),
    Private(Box<Cluster>),
}

impl Database {
    fn url(&self) -> String {
        match self {
            Self::Given(url) => url.clone(),
            Self::Private(cluster) => cluster.url("domifa"),
        }
    }

    fn check(&mut self) -> Outcome {
        match self {
            Self::Given(_) => Ok(()),
            Self::Private(cluster) => cluster.check(),
        }
    }
}

pub fn demo(options: &Options) -> Outcome {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let given = std::env::var("DATABASE_URL")
        .ok()
        .filter(|url| !url.is_empty());

    check_port_is_free(address)?;
    if given.is_none() {
        debian::bring(&[Need::Postgres])?;
    }
    assets::bring(false)?;
    build_server()?;

    let forget_given = options.reset && given.is_some();
    let mut database = match given {
        Some(url) => Database::Given(url),
        None => Database::Private(Box::new(Cluster::of_project(root(), options.reset)?)),
    };
    let (binary, url) = (server_binary()?, database.url());
    let (files, keys) = files_of_project(&binary, options.reset)?;
    let domifa = |arguments: &[&str]| {
        let mut command = Command::new(&binary);
        command
            .args(arguments)
            .env("DATABASE_URL", &url)
            .env("DOMIFA_FILES", &files)
            .env("DOMIFA_MASTER_KEYS", &keys)
            .env("DOMIFA_DEMO", "1");
        command
    };
    run(&mut domifa(&["migrate"]))?;
    let accounts = output(&mut domifa(if forget_given {
        &["demo", "--reset"]
    } else {
        &["demo"]
    }))?;

    // Declared after the database, so stopped before it.
    let mut server = Running::start(&mut domifa(&["serve", "--listen", &address.to_string()]))?;
    let mut still_up = || {
        database.check()?;
        match server.ended()? {
            Some(status) => Err(Failure::because(format_args!(
                "the server has ended ({status})"
            ))),
            None => Ok(()),
        }
    };
    while !is_ready(address) {
        still_up()?;
        pause(Duration::from_millis(50))?;
    }
    // Whoever closed the terminal does not read it.
    let _ = write!(
        io::stdout(),
        "DomiFa : http://localhost:{}\n{accounts}",
        options.port
    );
    loop {
        still_up()?;
        match pause(Duration::from_millis(200)) {
            Err(Failure::Interrupted) => return Ok(()),
            outcome => outcome?,
        }
    }
}

fn check_port_is_free(address: SocketAddr) -> Outcome {
    TcpListener::bind(address).map(drop).map_err(|error| {
        Failure::because(format_args!(
            "port {} cannot be used ({error}): close the program that listens there, or choose another with --port N",
            address.port()
        ))
    })
}

/// Where the demo keeps files, and a key of its own that protects them.
fn files_of_project(binary: &Path, reset: bool) -> Outcome<(PathBuf, PathBuf)> {
    let data = root().join("data");
    let (files, keys) = (data.join("files"), data.join("master-keys"));
    if reset && files.exists() {
        fs::remove_dir_all(&files).doing("removing the files of the demo")?;
    }
    fs::create_dir_all(&files).doing("making the folder of files")?;
    if !keys.exists() {
        let line = output(Command::new(binary).args(["files", "new-key"]))?;
        fs::write(&keys, line).doing("writing the key of the demo")?;
    }
    Ok((files, keys))
}

/// Whether the server says that it can serve.
fn is_ready(address: SocketAddr) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream
            .write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        io::Result::Ok(answer)
    };
    ask().is_ok_and(|answer| answer.split(' ').nth(1) == Some("200"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Outcome<Options> {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        Options::parse(&arguments)
    }

    #[test]
    fn the_options_are_understood_in_any_order() {
        assert_eq!(
            parse(&[]).unwrap(),
            Options {
                reset: false,
                port: 8080
            }
        );
        assert_eq!(
            parse(&["--port", "9000", "--reset"]).unwrap(),
            Options {
                reset: true,
                port: 9000
            }
        );
        assert_eq!(parse(&["--port=9000"]).unwrap().port, 9000);
    }

    #[test]
    fn an_option_that_means_nothing_is_refused() {
        for wrong in [
            &["--port"][..],
            &["--port", "0"],
            &["--port", "65536"],
            &["--rest"],
            &["8080"],
        ] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_port_that_is_taken_is_refused() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = taken.local_addr().unwrap();
        assert!(check_port_is_free(address).is_err());
        drop(taken);
        assert!(check_port_is_free(address).is_ok());
    }

    #[test]
    fn a_server_is_ready_when_it_says_200_and_not_before() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let answers = [
            "HTTP/1.1 503 Service Unavailable\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n",
        ];
        let server = std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 256];
                assert_ne!(stream.read(&mut request).unwrap(), 0);
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        assert!(!is_ready(address));
        assert!(is_ready(address));
        server.join().unwrap();
        assert!(!is_ready(address));
    }
}

//! Where a cluster may live, and as whom its server runs.

use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process::{Failure, Outcome, say};

/// The name PostgreSQL gives its socket on the usual port.
pub const SOCKET: &str = ".s.PGSQL.5432";

/// What `sockaddr_un` holds, without the final zero.
const LONGEST_SOCKET_PATH: usize = 107;

/// `nobody` and its group, the same everywhere.
const NOBODY: u32 = 65534;

pub fn we_are_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// As whom the server runs: ourselves, or another when we are root, which PostgreSQL refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerUser {
    Ourselves,
    Other { uid: u32, gid: u32 },
}

impl ServerUser {
    /// The owner of a folder that is already there, otherwise nobody in particular.
    fn of(folder: &Path) -> Self {
        if !we_are_root() {
            return Self::Ourselves;
        }
        match fs::metadata(folder) {
            Ok(folder) if folder.uid() != 0 => Self::Other {
                uid: folder.uid(),
                gid: folder.gid(),
            },
            Ok(_) | Err(_) => Self::Other {
                uid: NOBODY,
                gid: NOBODY,
            },
        }
    }

    /// A command run as this user, from a folder that all can enter.
    pub fn command(self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir("/");
        if let Self::Other { uid, gid } = self {
            command.uid(uid).gid(gid);
        }
        command
    }

    fn can_work_in(self, folder: &Path) -> bool {
        self.command("sh")
            .args(["-c", "cd \"$1\" && test -w .", "sh"])
            .arg(folder)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

/// A folder that the server's user can work in and no other user can enter.
pub struct Folder {
    pub path: PathBuf,
    pub user: ServerUser,
}

impl Folder {
    /// The folder of the project's own cluster: in the project, or apart where that cannot be.
    pub fn of_project(project: &Path) -> Outcome<Self> {
        let inside = project.join("data/postgres");
        // Where even this fails, so does the next step.
        let _ = fs::create_dir_all(project.join("data"));
        if let Some(folder) = Self::prepare(&inside) {
            return Ok(folder);
        }
        let apart = apart_from(project);
        if !is_ours(&apart) {
            return Err(Failure::because(format_args!(
                "{} belongs to another user: remove it first",
                apart.display()
            )));
        }
        say(format_args!(
            "PostgreSQL cannot work in {}: its data are in {}",
            inside.display(),
            apart.display()
        ));
        Self::prepare(&apart).ok_or_else(|| {
            Failure::because(format_args!(
                "PostgreSQL cannot work in {} either",
                apart.display()
            ))
        })
    }

    /// A new folder for a cluster that will not be kept.
    pub fn temporary() -> Outcome<Self> {
        let name = format!("domifa-{}", std::process::id());
        for place in [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()] {
            let path = place.join(&name);
            // One that is already there is another's.
            if !path.exists()
                && let Some(folder) = Self::prepare(&path)
            {
                return Ok(folder);
            }
        }
        Err(Failure::because(
            "no temporary folder suits PostgreSQL: set TMPDIR to one that all can enter",
        ))
    }

    pub fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// Makes the folder and hands it to the server's user, if that user can then work in it.
    fn prepare(path: &Path) -> Option<Self> {
        if !socket_fits(path) {
            return None;
        }
        let user = ServerUser::of(path);
        match DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return None,
            Ok(()) | Err(_) => {}
        }
        if let ServerUser::Other { uid, gid } = user {
            chown(path, Some(uid), Some(gid)).ok()?;
        }
        if user.can_work_in(path) {
            return Some(Self {
                path: path.to_owned(),
                user,
            });
        }
        // Only an empty one goes: data that became unreachable stay.
        let _ = fs::remove_dir(path);
        None
    }
}

/// Where all may write, a folder that is already there may be another's trap.
fn is_ours(folder: &Path) -> bool {
    let ourselves = fs::metadata("/proc/self").map(|process| process.uid());
    fs::symlink_metadata(folder).map_or(true, |folder| {
        let owner = folder.uid();
        folder.is_dir() && (owner == NOBODY || ourselves.is_ok_and(|uid| uid == owner))
    })
}

fn socket_fits(folder: &Path) -> bool {
    folder.join(SOCKET).as_os_str().len() <= LONGEST_SOCKET_PATH
}

/// A short folder that all can enter, the same at each start of the same project.
fn apart_from(project: &Path) -> PathBuf {
    let project = fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
    let name = format!(
        "domifa-{:016x}",
        fingerprint(project.as_os_str().as_bytes())
    );
    Path::new("/var/tmp").join(name)
}

/// FNV-1a: stable over machines and compilers, which the standard library's hash does not promise.
pub fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_path_of_107_bytes_fits_and_one_more_does_not() {
        let short =
            |bytes: usize| PathBuf::from(format!("/{}", "x".repeat(bytes - SOCKET.len() - 2)));
        assert_eq!(short(107).join(SOCKET).as_os_str().len(), 107);
        assert!(socket_fits(&short(107)));
        assert!(!socket_fits(&short(108)));
    }

    #[test]
    fn the_limit_counts_bytes_not_letters() {
        let folder = PathBuf::from(format!("/{}", "é".repeat(60)));
        assert!(folder.join(SOCKET).to_string_lossy().chars().count() < 107);
        assert!(!socket_fits(&folder));
    }

    #[test]
    fn the_folder_apart_is_stable_short_and_one_per_project() {
        let one = apart_from(Path::new("/nowhere/one"));
        assert_eq!(one, Path::new("/var/tmp/domifa-f1d08b2924013f17"));
        assert_ne!(one, apart_from(Path::new("/nowhere/two")));
        assert!(socket_fits(&one));
    }

    #[test]
    fn the_fingerprint_is_the_published_fnv_1a() {
        assert_eq!(fingerprint(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_folder_the_server_cannot_enter_is_not_taken() {
        if !we_are_root() {
            return; // Everyone enters their own folders.
        }
        let private = std::env::temp_dir().join(format!("xtask-private-{}", std::process::id()));
        DirBuilder::new().mode(0o700).create(&private).unwrap();
        let refused = Folder::prepare(&private.join("postgres"));
        assert!(refused.is_none());
        assert!(!private.join("postgres").exists(), "nothing is left behind");
        fs::remove_dir_all(private).unwrap();
    }
}

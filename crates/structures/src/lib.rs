//! Structures: the bodies that domicile people, their staff, who may do what
//! there, and what each body settles for itself.
//!
//! Nothing here knows a dossier, a database, a page or a clock. Commands read an
//! aggregate and return what it becomes, or a refusal; they change nothing.
//!
//! The law that stands behind it: who may domicile and on what approval (R-01,
//! ), which roles may decide, what each structure may choose
//! where the law is silent (§10 of the rule table).

mod coded;

pub mod address;
pub mod delays;
pub mod fonction;
pub mod password;
pub mod permission;
pub mod ports;
pub mod staff;
pub mod statut;
pub mod structure;

pub use address::{Address, Representative};
pub use coded::UnknownCode;
pub use delays::{Delays, OutOfRange, Within};
pub use fonction::{Fonction, FonctionListee, InvalidFonction};
pub use password::{PasswordOwner, PasswordProblem, PasswordStrength, check_password};
pub use permission::{Action, Role};
pub use staff::{
    AccountClosed, ClosingRefused, Profile, RoleChangeRefused, StaffMember, StaffStatus,
};
pub use statut::{OrganismeType, Statut};
pub use structure::{ClotureMotif, Life, LifeRefused, Options, RefusMotif, Settings, Structure};

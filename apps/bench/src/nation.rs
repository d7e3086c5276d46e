//! The data set: structures of real-life sizes, their staff, and their dossiers.

use std::{ops::RangeInclusive, sync::Arc};

use adapter_postgres::PgStore;
use anyhow::{Context, Result};
use application::{
    StaffActor,
    ports::{PasswordHash, Scope, Store},
};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, phc},
};
use chrono::{DateTime, NaiveDate, Utc};
use domiciliation::Author;
use kernel::{Email, StaffId, StructureId, add_months};
use secrecy::SecretString;
use structures::{
    Address, Fonction, FonctionListee, Profile, Role, Settings, StaffMember, Statut, Structure,
};
use uuid::Uuid;

use crate::{lives, lives::Town};

/// The password of every account.
pub const PASSWORD: &str = "Brume!47lune-de-sable";

/// Accounts of a structure: as many as there are desks at most.
pub const DESKS: usize = 32;

/// Dossiers stored in one transaction.
pub const BATCH: u32 = 500;

/// A structure with its staff.
pub struct Body {
    pub structure: Arc<Structure>,
    pub team: Vec<Arc<StaffMember>>,
}

impl Body {
    /// The structure of this number.
    pub fn new(number: u16, today: NaiveDate) -> Result<Self> {
        let id = StructureId::new(identifier(number, 0));
        let address = Address::new(
            "1 place de la Mairie".parse()?,
            None,
            "38000".parse()?,
            "Grenoble".parse()?,
        );
        let settings = Settings::new(
            format!("CCAS n° {number}").parse()?,
            Statut::Ccas { rattachement: None },
            address,
            "38".parse()?,
        );
        let since = add_months(today, -60);
        let structure = Structure::register(id, settings, since)
            .validate(since)
            .context("a structure that just registered can be validated")?;
        let team = (0..DESKS)
            .map(|desk| {
                let profile = Profile {
                    email: email(number, desk).parse()?,
                    nom: format!("Agent {desk}").parse()?,
                    prenom: "Camille".parse()?,
                    fonction: Fonction::Listee(FonctionListee::ChefDeService),
                };
                let staff = StaffId::new(identifier(number, u64::try_from(desk)? + 1));
                let member = StaffMember::invite(staff, id, profile, Role::Administrateur)
                    .activate()
                    .context("a new account can be activated")?;
                Ok(Arc::new(member))
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            structure: Arc::new(structure),
            team,
        })
    }

    pub fn id(&self) -> StructureId {
        self.structure.id()
    }

    /// The address with which a desk signs in.
    pub fn account(&self, desk: usize) -> Result<Email> {
        let member = self.team.get(desk).context("a desk that exists")?;
        Ok(member.profile().email.clone())
    }

    /// Whoever works at the first desk.
    pub fn actor(&self) -> Result<StaffActor> {
        let member = self.team.first().context("a team")?;
        StaffActor::new(Arc::clone(&self.structure), Arc::clone(member))
            .context("the staff is the structure's")
    }
}

fn email(structure: u16, desk: usize) -> String {
    format!("poste{desk}@ccas{structure}.example")
}

fn identifier(structure: u16, n: u64) -> Uuid {
    Uuid::from_u128(0x0193_6000_0000_7000_8000 << 48 | u128::from(structure) << 32 | u128::from(n))
}

/// How many dossiers each structure has, `total` in all: the largest has a tenth of them or
/// 50,000, the others are ever smaller, as towns are.
pub fn sizes(total: u32, structures: u16, largest: u32) -> Vec<u32> {
    let mut left = total.saturating_sub(largest);
    let mut sizes = vec![largest.min(total)];
    let weights: f64 = (2..=structures).map(|n| 1.0 / f64::from(n)).sum();
    for n in 2..=structures {
        let share = f64::from(total.saturating_sub(largest)) / f64::from(n) / weights;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count of 32 bits"
        )]
        let size = if n == structures {
            left
        } else {
            (share.round() as u32).min(left)
        };
        left -= size;
        sizes.push(size);
    }
    sizes
}

/// Stores a structure and its staff.
pub async fn open(store: &PgStore, body: &Body) -> Result<()> {
    let id = body.id();
    let hash = hashed(PASSWORD)?;
    let mut uow = store.begin(Scope { structure: id }).await?;
    uow.structure_insert(&body.structure).await?;
    for member in &body.team {
        uow.staff_insert(member).await?;
        uow.password_set(id, member.id(), &hash).await?;
    }
    uow.commit().await?;
    Ok(())
}

/// Stores the dossiers of some numbers.
pub async fn fill(
    store: &PgStore,
    body: &Body,
    numbers: RangeInclusive<u32>,
    now: DateTime<Utc>,
) -> Result<()> {
    let id = body.id();
    let staff: Vec<(StaffId, Author)> = body
        .team
        .iter()
        .take(4)
        .map(|member| {
            let name = member.full_name().parse()?;
            Ok((member.id(), lives::author(member.id(), &name)))
        })
        .collect::<Result<_>>()?;
    let town = Town {
        structure: id,
        today: body.structure.zone().date_of(now),
        now,
        staff: &staff,
    };
    let mut uow = store.begin(Scope { structure: id }).await?;
    for number in numbers {
        uow.dossier_insert(&lives::dossier(&town, number)).await?;
    }
    uow.commit().await?;
    Ok(())
}

/// As the product hashes them: signing in must cost what it costs.
fn hashed(password: &str) -> Result<PasswordHash> {
    let params = Params::new(19 * 1024, 2, 1, None).context("the parameters are constants")?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: phc::PasswordHash = argon2
        .hash_password(password.as_bytes())
        .context("any bytes can be hashed")?;
    Ok(PasswordHash(SecretString::from(hash.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_add_up_and_the_first_is_the_largest() {
        let sizes = sizes(500_000, 600, 50_000);
        assert_eq!(sizes.len(), 600);
        assert_eq!(sizes.iter().sum::<u32>(), 500_000);
        assert_eq!(sizes.iter().max(), Some(&50_000));
    }
}

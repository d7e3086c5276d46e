//! `domifa admin`: what whoever runs the installation does before anybody can sign in.

use std::sync::Arc;

use adapter_postgres::PgStore;
use anyhow::{Context, Result, anyhow, bail};
use application::{
    UseCaseError,
    admin::{CreateStructure, RenewLink},
    reads::DossierLists,
};
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use kernel::{Agrement, Departement, Periode, PostalCode, Zone};
use secrecy::ExposeSecret;
use structures::{Address, Fonction, Profile, Settings, Statut};

use crate::{
    config::{DatabaseOptions, PublicUrl},
    ports::{RandomIds, SystemClock, SystemSecrets},
};

/// What to do.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    /// Address under which people reach the site, for the links that are printed.
    #[arg(long, env = "DOMIFA_PUBLIC_URL", global = true)]
    public_url: Option<String>,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Create a structure and its first administrator; prints a link, good for 14 days
    /// and for one use, through which they choose their password.
    CreateStructure(Box<NewStructure>),
    /// Print a new link for an account whose password is lost.
    NewLink {
        /// Address of the account.
        #[arg(long)]
        email: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Ccas,
    Cias,
    Commune,
    OrganismeAgree,
}

#[derive(Args)]
struct NewStructure {
    /// Name, as documents print it.
    #[arg(long)]
    name: String,
    /// What kind of body it is.
    #[arg(long, value_enum)]
    kind: Kind,
    /// Street and number.
    #[arg(long)]
    street: String,
    /// Postal code.
    #[arg(long)]
    postal_code: String,
    /// Town.
    #[arg(long)]
    city: String,
    /// Code of the département, when the postal code is not enough (75, 2A, 974).
    #[arg(long)]
    departement: Option<String>,
    /// IANA name of the time zone, when that of the département is not the right one.
    #[arg(long)]
    zone: Option<String>,
    /// Number of the agrément (organisme-agree only).
    #[arg(long, required_if_eq("kind", "organisme-agree"))]
    agrement_numero: Option<String>,
    /// Prefecture that gave it.
    #[arg(long, required_if_eq("kind", "organisme-agree"))]
    agrement_prefecture: Option<String>,
    /// Its first day, YYYY-MM-DD.
    #[arg(long, required_if_eq("kind", "organisme-agree"))]
    agrement_from: Option<NaiveDate>,
    /// Its last day, YYYY-MM-DD.
    #[arg(long, required_if_eq("kind", "organisme-agree"))]
    agrement_until: Option<NaiveDate>,
    /// How many elections it allows, where it caps them.
    #[arg(long)]
    agrement_cap: Option<u32>,
    /// E-mail of the first administrator: a person's, not a shared one.
    #[arg(long)]
    admin_email: String,
    /// Their name.
    #[arg(long)]
    admin_nom: String,
    /// Their first name.
    #[arg(long)]
    admin_prenom: String,
    /// Their function, in words.
    #[arg(long, default_value = "Direction")]
    admin_fonction: String,
}

/// Does it.
pub async fn run(options: Options) -> Result<()> {
    let public_url = PublicUrl::parse(
        options.public_url.as_deref(),
        std::net::SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 8080)),
    )?;
    let store = PgStore::connect(&options.database.url()?, 1)
        .context("DATABASE_URL is not the address of a PostgreSQL database")?;
    let store = Arc::new(store);
    let secrets = Arc::new(SystemSecrets::new());
    let link = match options.action {
        Action::CreateStructure(new) => {
            let (settings, administrator) = new.parse()?;
            answers(&store).await?;
            let create =
                CreateStructure::new(store, Arc::new(SystemClock), Arc::new(RandomIds), secrets);
            let (id, link) = create
                .execute(settings, administrator)
                .await
                .map_err(|error| {
                    if matches!(error, UseCaseError::Conflict) {
                        anyhow!("--admin-email: this address already has an account")
                    } else {
                        anyhow!("the structure was not created: {error}")
                    }
                })?
                .into_inner();
            println!("Structure {id} created.");
            link
        }
        Action::NewLink { email } => {
            let email = email
                .parse()
                .map_err(|_| anyhow!("--email is not an e-mail address"))?;
            answers(&store).await?;
            RenewLink::new(store.clone(), store, Arc::new(SystemClock), secrets)
                .execute(&email)
                .await
                .map_err(|error| {
                    if matches!(error, UseCaseError::NotFound) {
                        anyhow!("--email: no open account has this address")
                    } else {
                        anyhow!("no link was made: {error}")
                    }
                })?
                .into_inner()
        }
    };
    println!("Link to choose a password (14 days, one use):");
    println!(
        "{}",
        public_url.join(&web_staff::password_link(link.secret.expose_secret()))
    );
    Ok(())
}

/// Says what to do about a database that is away or was never migrated.
async fn answers(store: &PgStore) -> Result<()> {
    store.ready().await.map_err(|_| {
        anyhow!(
            "the database at DATABASE_URL does not answer, or its schema is older: \
             start it, or run `domifa migrate`"
        )
    })
}

impl NewStructure {
    const fn has_agrement(&self) -> bool {
        self.agrement_numero.is_some()
            || self.agrement_prefecture.is_some()
            || self.agrement_from.is_some()
            || self.agrement_until.is_some()
            || self.agrement_cap.is_some()
    }

    fn parse(self) -> Result<(Settings, Profile)> {
        let postal_code: PostalCode = self
            .postal_code
            .parse()
            .map_err(|_| anyhow!("--postal-code is not a postal code"))?;
        let departement: Departement = match &self.departement {
            Some(code) => code
                .parse()
                .map_err(|_| anyhow!("--departement: no département has this code"))?,
            None => postal_code.departement().ok_or_else(|| {
                anyhow!("--postal-code is of no known département: give --departement")
            })?,
        };
        let street = self.street.parse().context("--street")?;
        let address = Address::new(
            street,
            None,
            postal_code,
            self.city.parse().context("--city")?,
        );
        let statut = match self.kind {
            Kind::Ccas | Kind::Cias | Kind::Commune if self.has_agrement() => {
                bail!("--agrement-…: only an organisme-agree has an agrément")
            }
            Kind::Ccas => Statut::Ccas { rattachement: None },
            Kind::Cias => Statut::Cias { rattachement: None },
            Kind::Commune => Statut::Commune,
            Kind::OrganismeAgree => {
                let missing = || {
                    anyhow!(
                        "--kind organisme-agree needs --agrement-numero, --agrement-prefecture, --agrement-from and --agrement-until"
                    )
                };
                let periode = Periode::new(
                    self.agrement_from.ok_or_else(missing)?,
                    self.agrement_until.ok_or_else(missing)?,
                )
                .context("--agrement-until")?;
                let agrement = Agrement::new(
                    self.agrement_numero
                        .ok_or_else(missing)?
                        .parse()
                        .context("--agrement-numero")?,
                    self.agrement_prefecture
                        .ok_or_else(missing)?
                        .parse()
                        .context("--agrement-prefecture")?,
                    periode,
                    self.agrement_cap,
                    None,
                )
                .context("--agrement-until")?;
                Statut::OrganismeAgree {
                    agrement,
                    organisme: None,
                }
            }
        };
        let mut settings = Settings::new(
            self.name.parse().context("--name")?,
            statut,
            address,
            departement,
        );
        if let Some(zone) = &self.zone {
            settings.zone = zone.parse::<Zone>().context("--zone")?;
        }
        let administrator = Profile {
            email: self.admin_email.parse().context("--admin-email")?,
            nom: self.admin_nom.parse().context("--admin-nom")?,
            prenom: self.admin_prenom.parse().context("--admin-prenom")?,
            fonction: Fonction::Autre(self.admin_fonction.parse().context("--admin-fonction")?),
        };
        Ok((settings, administrator))
    }
}

//! Who carries messages outside, as this installation is configured: nobody by default, they
//! are kept on a screen. A wrong value stops the start and names its variable.

mod callback;
mod smtp;

use std::{
    fs,
    num::{NonZeroU32, NonZeroUsize},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use adapter_email::Mailer as Smtp;
use adapter_sms::{Brevo, BrevoAccount, Ovh, OvhAccount, Smpp, SmppAccount};
use anyhow::{Context, Result, bail};
use application::{
    messages::gateway::{Mailer, SmsGateway},
    ports::Clock,
};
use clap::{Args, ValueEnum};
use messages::Sender;
use secrecy::{ExposeSecret, SecretString};

use crate::config::PublicUrl;
use callback::Caller;
pub use callback::{Callback, routes};
use smtp::SmtpOptions;

/// How many text messages leave in a second where nothing else is said.
const PER_SECOND: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");

/// Who carries text messages.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SmsBy {
    /// Nobody: they are kept here and shown.
    Local,
    /// OVHcloud.
    Ovh,
    /// Brevo.
    Brevo,
    /// An aggregator that speaks SMPP 3.4.
    Smpp,
}

/// Who carries messages.
#[derive(Args, Clone)]
pub struct GatewayOptions {
    /// Who carries text messages.
    #[arg(
        long,
        env = "DOMIFA_SMS",
        value_name = "DOMIFA_SMS",
        value_enum,
        default_value_t = SmsBy::Local
    )]
    sms: SmsBy,
    /// The sender of text messages of structures that settled none.
    #[arg(long, env = "DOMIFA_SMS_SENDER")]
    sms_sender: Option<String>,
    /// How many text messages leave in a second, all workers together.
    #[arg(
        long,
        env = "DOMIFA_SMS_PER_SECOND",
        value_name = "DOMIFA_SMS_PER_SECOND"
    )]
    sms_per_second: Option<NonZeroU32>,
    /// How many segments may leave in a month, all structures together.
    #[arg(
        long,
        env = "DOMIFA_SMS_MONTHLY_CAP",
        value_name = "DOMIFA_SMS_MONTHLY_CAP"
    )]
    sms_monthly_cap: Option<u32>,
    /// What a segment costs, in thousandths of a euro.
    #[arg(long, env = "DOMIFA_SMS_PRICE", value_name = "DOMIFA_SMS_PRICE")]
    sms_price: Option<u32>,
    /// What the address that providers tell receipts to ends with; nobody else may know it.
    #[arg(long, env = "DOMIFA_SMS_CALLBACK_SECRET", hide_env_values = true)]
    sms_callback_secret: Option<String>,
    /// A file that holds it.
    #[arg(long, env = "DOMIFA_SMS_CALLBACK_SECRET_FILE")]
    sms_callback_secret_file: Option<PathBuf>,
    #[command(flatten)]
    ovh: OvhOptions,
    #[command(flatten)]
    brevo: BrevoOptions,
    #[command(flatten)]
    smpp: SmppOptions,
    #[command(flatten)]
    smtp: SmtpOptions,
}

/// An account at OVHcloud.
#[derive(Args, Clone)]
struct OvhOptions {
    /// Where OVHcloud's API is.
    #[arg(
        long,
        env = "DOMIFA_OVH_ENDPOINT",
        default_value = "https://eu.api.ovh.com/1.0"
    )]
    ovh_endpoint: String,
    /// The name of the SMS service, such as `sms-ab12345-1`.
    #[arg(long, env = "DOMIFA_OVH_SMS_SERVICE")]
    ovh_sms_service: Option<String>,
    /// The API user whose callback tells receipts; without one they are asked for.
    #[arg(long, env = "DOMIFA_OVH_SMS_USER")]
    ovh_sms_user: Option<String>,
    /// The key of the application.
    #[arg(long, env = "DOMIFA_OVH_APPLICATION_KEY", hide_env_values = true)]
    ovh_application_key: Option<String>,
    /// Its secret.
    #[arg(long, env = "DOMIFA_OVH_APPLICATION_SECRET", hide_env_values = true)]
    ovh_application_secret: Option<String>,
    /// A file that holds it.
    #[arg(long, env = "DOMIFA_OVH_APPLICATION_SECRET_FILE")]
    ovh_application_secret_file: Option<PathBuf>,
    /// The key of the consumer.
    #[arg(long, env = "DOMIFA_OVH_CONSUMER_KEY", hide_env_values = true)]
    ovh_consumer_key: Option<String>,
    /// A file that holds it.
    #[arg(long, env = "DOMIFA_OVH_CONSUMER_KEY_FILE")]
    ovh_consumer_key_file: Option<PathBuf>,
}

/// An account at Brevo.
#[derive(Args, Clone)]
struct BrevoOptions {
    /// Where Brevo's API is.
    #[arg(
        long,
        env = "DOMIFA_BREVO_ENDPOINT",
        default_value = "https://api.brevo.com/v3"
    )]
    brevo_endpoint: String,
    /// Its key.
    #[arg(long, env = "DOMIFA_BREVO_KEY", hide_env_values = true)]
    brevo_key: Option<String>,
    /// A file that holds it.
    #[arg(long, env = "DOMIFA_BREVO_KEY_FILE")]
    brevo_key_file: Option<PathBuf>,
}

/// An account at an aggregator.
#[derive(Args, Clone)]
struct SmppOptions {
    /// Where it listens: `smpps://host:port`, or `smpp://host:port` in clear.
    #[arg(long, env = "DOMIFA_SMPP_URL")]
    smpp_url: Option<String>,
    /// Who we are.
    #[arg(long, env = "DOMIFA_SMPP_SYSTEM_ID")]
    smpp_system_id: Option<String>,
    /// The type of system, where it wants one.
    #[arg(long, env = "DOMIFA_SMPP_SYSTEM_TYPE", default_value = "")]
    smpp_system_type: String,
    /// The password.
    #[arg(long, env = "DOMIFA_SMPP_PASSWORD", hide_env_values = true)]
    smpp_password: Option<String>,
    /// A file that holds it.
    #[arg(long, env = "DOMIFA_SMPP_PASSWORD_FILE")]
    smpp_password_file: Option<PathBuf>,
    /// How many messages may be without an answer at once.
    #[arg(
        long,
        env = "DOMIFA_SMPP_WINDOW",
        value_name = "DOMIFA_SMPP_WINDOW",
        default_value = "10"
    )]
    smpp_window: NonZeroUsize,
}

/// Where messages are kept and shown when nobody carries them.
pub struct Here {
    /// Text messages.
    pub sms: Arc<dyn SmsGateway>,
    /// E-mails.
    pub mailer: Arc<dyn Mailer>,
}

/// Who carries messages, and what that costs.
pub struct Gateways {
    /// Text messages.
    pub sms: Arc<dyn SmsGateway>,
    /// E-mails.
    pub mailer: Arc<dyn Mailer>,
    /// What a segment costs, in thousandths of a euro.
    pub price: Option<u32>,
    /// How many segments may leave in a month, all structures together.
    pub monthly_cap: Option<u32>,
    /// How the provider tells receipts by itself, where it does.
    pub callback: Option<Callback>,
    smpp: Option<Arc<Smpp>>,
    smtp: Option<Arc<Smtp>>,
}

impl Gateways {
    /// Says good-bye to whoever is connected.
    pub async fn close(&self) {
        if let Some(smpp) = &self.smpp {
            smpp.close().await;
        }
        if let Some(smtp) = &self.smtp {
            smtp.close().await;
        }
    }
}

impl GatewayOptions {
    /// Who carries messages. Nothing is connected before the first one.
    pub fn open(
        &self,
        here: Here,
        public_url: &PublicUrl,
        clock: &Arc<dyn Clock>,
    ) -> Result<Gateways> {
        let callback = self.callback()?;
        let mut smpp = None;
        let sms: Arc<dyn SmsGateway> = match self.sms {
            SmsBy::Local => here.sms,
            SmsBy::Ovh => Arc::new(self.ovh(clock.clone())?),
            SmsBy::Brevo => Arc::new(self.brevo(callback.as_ref(), public_url)?),
            SmsBy::Smpp => smpp.insert(Arc::new(self.smpp(clock.clone())?)).clone(),
        };
        let smtp = self.smtp.open(clock.clone())?.map(Arc::new);
        let mailer = match &smtp {
            Some(smtp) => smtp.clone(),
            None => here.mailer,
        };
        Ok(Gateways {
            sms,
            mailer,
            price: self.sms_price,
            monthly_cap: self.sms_monthly_cap,
            callback,
            smpp,
            smtp,
        })
    }

    fn callback(&self) -> Result<Option<Callback>> {
        const NAME: &str = "DOMIFA_SMS_CALLBACK_SECRET";
        let given = secret(
            NAME,
            self.sms_callback_secret.as_deref(),
            self.sms_callback_secret_file.as_deref(),
        )?;
        let caller = match (self.sms, given.is_some()) {
            (SmsBy::Ovh, _) if given.is_some() != self.ovh.ovh_sms_user.is_some() => bail!(
                "DOMIFA_OVH_SMS_USER and {NAME} go together: OVHcloud calls for what its user sent"
            ),
            (SmsBy::Ovh, true) => Caller::Ovh,
            (SmsBy::Brevo, true) => Caller::Brevo,
            (SmsBy::Local | SmsBy::Smpp, true) => {
                bail!("{NAME} is of no use here: whoever carries text messages does not call")
            }
            (_, false) => return Ok(None),
        };
        let Some(secret) = given else {
            return Ok(None);
        };
        Callback::new(caller, secret)
            .map(Some)
            .with_context(|| format!("{NAME} is not 20 letters, digits, - or _ at least"))
    }

    fn sender(&self) -> Result<Option<Sender>> {
        let sender = self.sms_sender.as_deref().map(str::parse).transpose();
        sender.context(
            "DOMIFA_SMS_SENDER is not one to eleven letters, digits and spaces that reveal nothing",
        )
    }

    fn per_second(&self) -> NonZeroU32 {
        self.sms_per_second.unwrap_or(PER_SECOND)
    }

    fn ovh(&self, clock: Arc<dyn Clock>) -> Result<Ovh> {
        let o = &self.ovh;
        let account = OvhAccount {
            endpoint: o.ovh_endpoint.clone(),
            application_key: needed_secret(
                "DOMIFA_OVH_APPLICATION_KEY",
                o.ovh_application_key.as_deref(),
                None,
            )?,
            application_secret: needed_secret(
                "DOMIFA_OVH_APPLICATION_SECRET",
                o.ovh_application_secret.as_deref(),
                o.ovh_application_secret_file.as_deref(),
            )?,
            consumer_key: needed_secret(
                "DOMIFA_OVH_CONSUMER_KEY",
                o.ovh_consumer_key.as_deref(),
                o.ovh_consumer_key_file.as_deref(),
            )?,
            service: needed("DOMIFA_OVH_SMS_SERVICE", o.ovh_sms_service.as_deref())?,
            user: o.ovh_sms_user.clone(),
            sender: self.sender()?,
            per_second: self.per_second(),
            price: self.sms_price,
        };
        Ovh::new(account, clock).context("DOMIFA_OVH_ENDPOINT")
    }

    fn brevo(&self, callback: Option<&Callback>, public_url: &PublicUrl) -> Result<Brevo> {
        let account = BrevoAccount {
            endpoint: self.brevo.brevo_endpoint.clone(),
            key: needed_secret(
                "DOMIFA_BREVO_KEY",
                self.brevo.brevo_key.as_deref(),
                self.brevo.brevo_key_file.as_deref(),
            )?,
            sender: self
                .sender()?
                .context("DOMIFA_SMS_SENDER is not set: Brevo wants a sender")?,
            callback: callback.map(|callback| callback.address(public_url)),
            per_second: self.per_second(),
            price: self.sms_price,
        };
        Brevo::new(account).context("DOMIFA_BREVO_ENDPOINT")
    }

    fn smpp(&self, clock: Arc<dyn Clock>) -> Result<Smpp> {
        let o = &self.smpp;
        let account = SmppAccount {
            address: needed("DOMIFA_SMPP_URL", o.smpp_url.as_deref())?,
            system_id: needed("DOMIFA_SMPP_SYSTEM_ID", o.smpp_system_id.as_deref())?,
            password: needed_secret(
                "DOMIFA_SMPP_PASSWORD",
                o.smpp_password.as_deref(),
                o.smpp_password_file.as_deref(),
            )?,
            system_type: o.smpp_system_type.clone(),
            sender: self.sender()?,
            window: o.smpp_window,
            per_second: self.per_second(),
            enquire_every: Duration::from_secs(30),
            answer_within: Duration::from_secs(10),
        };
        Smpp::new(&account, clock).context("DOMIFA_SMPP_URL, DOMIFA_SMPP_SYSTEM_ID or _PASSWORD")
    }
}

fn read(name: &str, file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("{name}: {} cannot be read", file.display()))
}

fn needed(name: &str, value: Option<&str>) -> Result<String> {
    match value.map(str::trim) {
        None | Some("") => bail!("{name} is not set"),
        Some(value) => Ok(value.to_owned()),
    }
}

/// A secret, given itself or in a file.
fn secret(name: &str, value: Option<&str>, file: Option<&Path>) -> Result<Option<SecretString>> {
    let text = match (value, file) {
        (Some(_), Some(_)) => bail!("{name} and {name}_FILE are both set"),
        (Some(value), None) => value.to_owned(),
        (None, Some(file)) => read(&format!("{name}_FILE"), file)?,
        (None, None) => return Ok(None),
    };
    let secret = SecretString::from(text.trim().to_owned());
    if secret.expose_secret().is_empty() {
        bail!("{name} is empty");
    }
    Ok(Some(secret))
}

fn needed_secret(name: &str, value: Option<&str>, file: Option<&Path>) -> Result<SecretString> {
    secret(name, value, file)?.with_context(|| format!("{name} is not set, nor {name}_FILE"))
}

#[cfg(test)]
mod tests;

//! What is measured: the requests of each operation, and the same work by the adapter alone.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, atomic::AtomicUsize},
    time::Instant,
};

use adapter_postgres::PgStore;
use anyhow::{Context, Result};
use application::{
    find::DossierSearch,
    ports::{JournalEntry, Scope, Store},
    reads::{DossierLists, ListQuery},
};
use chrono::{DateTime, Utc};
use domiciliation::{
    Author, Fact, Recorded,
    mail::{Delivery, MailKind, Quantity},
};
use hyper::StatusCode;
use kernel::{DossierId, FactId};
use structures::Action;

use crate::{
    client::Ask,
    lives,
    machine::fresh,
    measure::{Run, Span},
    nation::{Body, PASSWORD},
};

/// The runs between which a limited number of requests is shared out: warming up, without the
/// server, at each number of clients, and one to spare.
const RUNS: usize = 6;

/// The n-th request of an operation; none when there is nothing left to do.
pub type Asks = Arc<dyn Fn(usize) -> Option<Ask> + Send + Sync>;

type Bare = Box<dyn Fn(usize) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send + Sync>;

/// One row of the table.
pub struct Operation {
    pub name: &'static str,
    /// Whether it is asked from desks that are signed in.
    pub signed_in: bool,
    pub asks: Asks,
    /// How often each run may do it: what it uses up is shared out between them.
    pub most: usize,
    /// The same statements by the adapter alone, without HTTP, session and page.
    pub bare: Option<Bare>,
}

/// What the requests are made of.
pub struct Material {
    pub body: Arc<Body>,
    pub store: PgStore,
    pub now: DateTime<Utc>,
    /// Dossiers of the structure in which mail may be received, in no order.
    pub dossiers: Vec<DossierId>,
    /// Those for whom letters wait.
    pub waiting: Vec<DossierId>,
    /// « name first-name » of some of them.
    pub names: Vec<String>,
}

/// All operations, in the order in which a day goes.
pub fn all(material: Material) -> Vec<Operation> {
    let material = Arc::new(material);
    vec![
        sign_in(&material),
        list(&material),
        search(&material, "search_exact", |name| name.to_owned()),
        search(&material, "search_typo", misspelt),
        dossier(&material),
        act(&material),
        deliver(&material),
        work_list(),
    ]
}

fn sign_in(material: &Arc<Material>) -> Operation {
    let material = Arc::clone(material);
    Operation {
        name: "sign_in",
        signed_in: false,
        asks: Arc::new(move |n| sign_in_ask(&material.body, n).ok()),
        most: usize::MAX,
        bare: None,
    }
}

/// The sign-in of a desk.
pub fn sign_in_ask(body: &Body, desk: usize) -> Result<Ask> {
    let email = body.account(desk % body.team.len())?;
    let form = encoded(&[("email", email.as_str()), ("mot_de_passe", PASSWORD)]);
    Ok(Ask::form("/connexion", form, StatusCode::SEE_OTHER))
}

fn list(material: &Arc<Material>) -> Operation {
    let material = Arc::clone(material);
    Operation {
        name: "list",
        signed_in: true,
        asks: Arc::new(|_| Some(Ask::page("/domicilies"))),
        most: usize::MAX,
        bare: Some(Box::new(move |_| {
            let material = Arc::clone(&material);
            Box::pin(async move {
                let (structure, today) = (material.body.id(), material.today());
                material
                    .store
                    .page(structure, &ListQuery::default(), today)
                    .await?;
                material.store.counts(structure, today).await?;
                Ok(())
            })
        })),
    }
}

fn search(
    material: &Arc<Material>,
    name: &'static str,
    typed: impl Fn(&str) -> String + Copy + Send + Sync + 'static,
) -> Operation {
    let asked = Arc::clone(material);
    let material = Arc::clone(material);
    Operation {
        name,
        signed_in: true,
        asks: Arc::new(move |n| {
            let path = format!("/accueil?{}", encoded(&[("q", &typed(asked.name(n)))]));
            Some(Ask::page(path).in_part())
        }),
        most: usize::MAX,
        bare: Some(Box::new(move |n| {
            let material = Arc::clone(&material);
            Box::pin(async move {
                let asked = typed(material.name(n));
                material.store.find(material.body.id(), &asked, 10).await?;
                Ok(())
            })
        })),
    }
}

/// A letter is doubled and another is left out, as ears and hurry do.
fn misspelt(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut typed = String::with_capacity(name.len() + 1);
    for (n, letter) in letters.iter().enumerate() {
        match n {
            3 => {}
            1 => {
                typed.push(*letter);
                typed.push(*letter);
            }
            _ => typed.push(*letter),
        }
    }
    typed
}

fn dossier(material: &Arc<Material>) -> Operation {
    let asked = Arc::clone(material);
    let material = Arc::clone(material);
    Operation {
        name: "dossier",
        signed_in: true,
        asks: Arc::new(move |n| Some(Ask::page(format!("/domicilies/{}", asked.any(n))))),
        most: usize::MAX,
        bare: Some(Box::new(move |n| {
            let material = Arc::clone(&material);
            Box::pin(async move {
                let id = material.any(n);
                let mut uow = material.store.begin(material.scope()).await?;
                uow.dossier_read(material.body.id(), id).await?;
                uow.journal(&material.entry(id, Action::ViewDossiers))
                    .await?;
                uow.commit().await?;
                Ok(())
            })
        })),
    }
}

fn act(material: &Arc<Material>) -> Operation {
    let asked = Arc::clone(material);
    let material = Arc::clone(material);
    Operation {
        name: "act",
        signed_in: true,
        asks: Arc::new(move |n| {
            let id = asked.any(n);
            let form = encoded(&[("courriers", "1"), ("cle", &fresh().to_string())]);
            Some(Ask::form(
                format!("/domicilies/{id}/courrier"),
                form,
                StatusCode::SEE_OTHER,
            ))
        }),
        most: usize::MAX,
        bare: Some(Box::new(move |n| {
            let material = Arc::clone(&material);
            Box::pin(async move {
                let fact = Fact::MailReceived {
                    on: material.today(),
                    kind: MailKind::Letter,
                    quantity: Quantity::ONE,
                    remark: None,
                };
                material.record(material.any(n), fact).await
            })
        })),
    }
}

fn deliver(material: &Arc<Material>) -> Operation {
    let asked = Arc::clone(material);
    let material = Arc::clone(material);
    // The adapter takes from the end what the pages take from the beginning.
    let taken = AtomicUsize::new(1);
    Operation {
        name: "deliver",
        signed_in: true,
        asks: Arc::new(move |n| {
            let id = asked.waiting.get(n)?;
            let form = encoded(&[
                ("courriers", "1"),
                ("a", "titulaire"),
                ("cle", &fresh().to_string()),
            ]);
            Some(Ask::form(
                format!("/domicilies/{id}/remise"),
                form,
                StatusCode::SEE_OTHER,
            ))
        }),
        most: material.waiting.len() / RUNS,
        bare: Some(Box::new(move |_| {
            let material = Arc::clone(&material);
            let from_the_end = taken.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Box::pin(async move {
                let last = material.waiting.len().saturating_sub(from_the_end);
                let id = material
                    .waiting
                    .get(last)
                    .context("somebody to deliver to")?;
                let fact = Fact::MailDelivered {
                    on: material.today(),
                    kind: MailKind::Letter,
                    quantity: Quantity::ONE,
                    delivery: Delivery::Holder,
                };
                material.record(*id, fact).await
            })
        })),
    }
}

fn work_list() -> Operation {
    Operation {
        name: "work_list",
        signed_in: true,
        asks: Arc::new(|_| Some(Ask::page("/a-traiter"))),
        most: usize::MAX,
        bare: None,
    }
}

impl Material {
    fn today(&self) -> chrono::NaiveDate {
        self.body.structure.zone().date_of(self.now)
    }

    fn scope(&self) -> Scope {
        Scope {
            structure: self.body.id(),
        }
    }

    fn any(&self, n: usize) -> DossierId {
        self.dossiers[n % self.dossiers.len()]
    }

    fn name(&self, n: usize) -> &str {
        &self.names[n % self.names.len()]
    }

    fn author(&self) -> Result<(kernel::StaffId, Author)> {
        let actor = self.body.actor()?;
        let name = actor.member().full_name().parse()?;
        Ok((actor.id(), lives::author(actor.id(), &name)))
    }

    fn entry(&self, dossier: DossierId, action: Action) -> JournalEntry {
        JournalEntry {
            id: fresh(),
            structure: self.body.id(),
            at: self.now,
            staff: self.body.team[0].id(),
            action,
            dossier: Some(dossier),
        }
    }

    /// One act of the desk: the statements of its use case, in the same order.
    async fn record(&self, id: DossierId, fact: Fact) -> Result<()> {
        let structure = self.body.id();
        let (_, author) = self.author()?;
        let mut uow = self.store.begin(self.scope()).await?;
        uow.key_claim(structure, fresh(), self.now).await?;
        let found = uow.dossier(structure, id).await?.context("a dossier")?;
        let recorded = vec![Recorded {
            id: FactId::new(fresh()),
            at: self.now,
            author,
            fact,
        }];
        let dossier = found.value.with(recorded.iter().cloned());
        uow.journal(&self.entry(id, Action::RecordMail)).await?;
        uow.dossier_append(found.version, &dossier, &recorded)
            .await?;
        uow.commit().await?;
        Ok(())
    }
}

/// Repeats the bare work at one client.
pub async fn run_bare(bare: &Bare, span: Span) -> Result<Run> {
    let start = Instant::now();
    let (mut latencies, mut n) = (Vec::new(), 0);
    while start.elapsed() < span.time && n < span.most {
        let sent = Instant::now();
        bare(n).await?;
        latencies.push(sent.elapsed().as_secs_f64() * 1000.0);
        n += 1;
    }
    Ok(Run::of(latencies, start.elapsed(), 0))
}

/// A form or a query, percent-encoded.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    use std::fmt::Write as _;
    let mut form = String::new();
    for (n, (name, value)) in fields.iter().enumerate() {
        if n > 0 {
            form.push('&');
        }
        form.push_str(name);
        form.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                form.push(char::from(byte));
            } else {
                let _ = write!(form, "%{byte:02X}");
            }
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_percent_encoded() {
        assert_eq!(
            encoded(&[("q", "Keïta A+"), ("n", "1")]),
            "q=Ke%C3%AFta%20A%2B&n=1"
        );
    }

    #[test]
    fn a_misspelt_name_differs_by_two_letters() {
        assert_eq!(misspelt("diallo ali"), "diialo ali");
    }
}

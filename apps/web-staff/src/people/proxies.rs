//! Who may take the person's mail, and where it is sent on: one page for both.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use domiciliation::{
    Command, Refused,
    procuration::{Procuration, Transfer},
};
use kernel::{DossierId, FactId, Periode};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Flash, Form, PageError, PathId, PathIds,
    components::{
        button, buttons, date_field, error_summary, hidden, required_note, text_field, textarea,
    },
    fr,
};

use super::{
    carry_out,
    standing::{forwarding, proxies},
};
use crate::{
    Staff,
    dossier::{Sheet, Tab},
    request::forms::{refuse_at, refused_alert, text},
    session::StaffSession,
};

pub const GIVEN: &str = "procuration-donnee";
pub const WITHDRAWN: &str = "procuration-retiree";
pub const FORWARDED: &str = "reexpedition-enregistree";
pub const STOPPED: &str = "reexpedition-arretee";

/// A proxy, as it is typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Proxy {
    cle: Field,
    nom: Field,
    prenoms: Field,
    naissance: Field,
    du: Field,
    au: Field,
}

/// Where mail is to be sent on, as it is typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Forwarding {
    cle: Field,
    version: String,
    lieu: Field,
    adresse: Field,
    reexpedier_du: Field,
    reexpedier_au: Field,
}

/// The button beside a line.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Pressed {
    cle: Field,
}

/// The page of both, as it is shown.
struct Forms {
    proxy: Proxy,
    forwarding: Forwarding,
    refused: Option<Refused>,
}

pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let sheet = open(staff, session, id).await?;
    let forms = Forms::fresh(&sheet);
    Ok(sheet.page(&flash, &draw(&sheet, &forms)))
}

pub async fn give(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Proxy>,
) -> Result<Response, PageError> {
    let mut refused = None;
    if let Some(procuration) = form.read() {
        let command = Command::GiveProcuration(procuration);
        match act(&staff, &session, id, None, &form.cle, command).await? {
            Ok(()) => return Ok(done(id, GIVEN)),
            Err(no) => refused = Some(no),
        }
    }
    let sheet = open(staff, session, id).await?;
    let forms = Forms {
        proxy: form,
        refused,
        ..Forms::fresh(&sheet)
    };
    Ok(forms.again(&sheet))
}

pub async fn withdraw(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, procuration): PathIds<DossierId, FactId>,
    Form(form): Form<Pressed>,
) -> Result<Response, PageError> {
    let on = session.today;
    let command = Command::EndProcuration { procuration, on };
    pressed(staff, session, id, &form, command, WITHDRAWN).await
}

pub async fn forward(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Forwarding>,
) -> Result<Response, PageError> {
    let mut refused = None;
    if let Some(transfer) = form.read() {
        let seen = form.version.parse();
        let seen = seen.map_err(|_| PageError::Unprocessable)?;
        let command = Command::SetTransfer(transfer);
        match act(&staff, &session, id, Some(seen), &form.cle, command).await? {
            Ok(()) => return Ok(done(id, FORWARDED)),
            Err(no) => refused = Some(no),
        }
    }
    let sheet = open(staff, session, id).await?;
    let forms = Forms {
        forwarding: form,
        refused,
        ..Forms::fresh(&sheet)
    };
    Ok(forms.again(&sheet))
}

pub async fn stop_forwarding(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(form): Form<Pressed>,
) -> Result<Response, PageError> {
    pressed(staff, session, id, &form, Command::EndTransfer, STOPPED).await
}

async fn open(staff: Staff, session: StaffSession, id: DossierId) -> Result<Sheet, PageError> {
    Ok(Sheet::open(staff, session, id).await?.on(Tab::People))
}

fn done(id: DossierId, code: &str) -> Response {
    Redirect::to(&Flash::on(&Tab::People.url(id), code)).into_response()
}

async fn act(
    staff: &Staff,
    session: &StaffSession,
    id: DossierId,
    seen: Option<i64>,
    key: &Field,
    command: Command,
) -> Result<Result<(), Refused>, PageError> {
    let back = Tab::People.url(id);
    carry_out(staff, session, id, seen, key, &back, command).await
}

/// A button beside a line, which only a rule can stop.
async fn pressed(
    staff: Staff,
    session: StaffSession,
    id: DossierId,
    form: &Pressed,
    command: Command,
    code: &str,
) -> Result<Response, PageError> {
    match act(&staff, &session, id, None, &form.cle, command).await? {
        Ok(()) => Ok(done(id, code)),
        Err(refused) => {
            let sheet = open(staff, session, id).await?;
            let forms = Forms {
                refused: Some(refused),
                ..Forms::fresh(&sheet)
            };
            Ok(forms.again(&sheet))
        }
    }
}

impl Proxy {
    fn read(&mut self) -> Option<Procuration> {
        let nom = text::name(&mut self.nom, "Nom");
        let prenoms = text::name(&mut self.prenoms, "Prénoms");
        let birth = if self.naissance.is_blank() {
            Some(None)
        } else {
            text::birth(&mut self.naissance, "Date de naissance").map(Some)
        };
        let period = period(&mut self.du, &mut self.au);
        Some(Procuration {
            nom: nom?,
            prenoms: prenoms?,
            birth: birth?,
            period: period?,
        })
    }

    const fn all(&self) -> [(&'static str, &Field); 5] {
        [
            ("nom", &self.nom),
            ("prenoms", &self.prenoms),
            ("naissance", &self.naissance),
            ("du", &self.du),
            ("au", &self.au),
        ]
    }
}

impl Forwarding {
    fn read(&mut self) -> Option<Transfer> {
        let name = text::name(&mut self.lieu, "Lieu ou destinataire");
        let address = text::required(&mut self.adresse, "Adresse");
        let period = period(&mut self.reexpedier_du, &mut self.reexpedier_au);
        Some(Transfer {
            name: name?,
            address: address?,
            period: period?,
        })
    }

    const fn all(&self) -> [(&'static str, &Field); 4] {
        [
            ("lieu", &self.lieu),
            ("adresse", &self.adresse),
            ("reexpedier_du", &self.reexpedier_du),
            ("reexpedier_au", &self.reexpedier_au),
        ]
    }
}

/// Two days, both included.
fn period(from: &mut Field, until: &mut Field) -> Option<Periode> {
    let start = text::date(from, "Du");
    let end = text::date(until, "Au");
    let period = Periode::new(start?, end?);
    period
        .map_err(|_| until.refuse("Au : ce jour précède le premier. Corrigez l’un des deux."))
        .ok()
}

impl Forms {
    /// From today to the end of the term; the transfer that stands, to be changed.
    fn fresh(sheet: &Sheet) -> Self {
        let today = sheet.today();
        let end = sheet.dossier.current_term().map(|t| t.period().end());
        let end = end
            .filter(|end| *end >= today)
            .unwrap_or_else(|| Periode::one_year_from(today).end());
        let proxy = Proxy {
            du: fr::short_date(today).into(),
            au: fr::short_date(end).into(),
            ..Proxy::default()
        };
        let standing = standing_transfer(sheet);
        let mut forwarding = Forwarding {
            version: sheet.version.to_string(),
            reexpedier_du: fr::short_date(today).into(),
            ..Forwarding::default()
        };
        if let Some(transfer) = standing {
            forwarding.lieu = transfer.name.as_str().into();
            forwarding.adresse = transfer.address.as_str().into();
            forwarding.reexpedier_du = fr::short_date(transfer.period.start()).into();
            forwarding.reexpedier_au = fr::short_date(transfer.period.end()).into();
        }
        Self {
            proxy,
            forwarding,
            refused: None,
        }
    }

    fn again(mut self, sheet: &Sheet) -> Response {
        if self.refused == Some(Refused::TooManyProcurations) {
            refuse_at(&mut self.proxy.nom, &Refused::TooManyProcurations);
            self.refused = None;
        }
        let page = sheet.page_in_error(&draw(sheet, &self));
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    }
}

/// The transfer that is on, or still to come.
fn standing_transfer(sheet: &Sheet) -> Option<&Transfer> {
    let today = sheet.today();
    sheet
        .dossier
        .transfer()
        .filter(|transfer| transfer.period.end() >= today)
}

fn draw(sheet: &Sheet, forms: &Forms) -> Markup {
    let mut fields = forms.proxy.all().to_vec();
    fields.extend(forms.forwarding.all());
    html! {
        (refused_alert(forms.refused.as_ref()))
        (error_summary(None, &fields))
        div.app-columns.app-columns--top {
            section {
                h2 { "Procurations" }
                (proxies(sheet))
                h3 { "Donner une procuration" }
                (giving(sheet, &forms.proxy))
            }
            section {
                h2 id="reexpedition" { "Réexpédition" }
                (forwarding(sheet))
                @if standing_transfer(sheet).is_some() {
                    form method="post" action=(sheet.url("reexpedition/arreter")) {
                        (sheet.seal())
                        (buttons(&[&button("Arrêter la réexpédition").secondary()]))
                    }
                    h3 { "Modifier la réexpédition" }
                } @else {
                    h3 { "Réexpédier le courrier" }
                }
                (forward_form(sheet, &forms.forwarding))
            }
        }
    }
}

/// What the law would say of one more proxy today.
fn one_more(today: NaiveDate) -> Option<Command> {
    Some(Command::GiveProcuration(Procuration {
        nom: "–".parse().ok()?,
        prenoms: "–".parse().ok()?,
        birth: None,
        period: Periode::new(today, today).ok()?,
    }))
}

fn giving(sheet: &Sheet, form: &Proxy) -> Markup {
    let closed = one_more(sheet.today()).and_then(|command| sheet.forbids(command));
    html! {
        @if let Some(refused) = closed {
            (Sheet::closed("donner", "Donner une procuration", &refused))
        } @else {
            form.app-form method="post" action=(sheet.url("procurations")) novalidate {
                (sheet.seal_with(&form.cle))
                (required_note())
                (text_field("nom", "Nom", &form.nom).max_length(200))
                (text_field("prenoms", "Prénoms", &form.prenoms).max_length(200))
                (date_field("naissance", "Date de naissance", &form.naissance).optional()
                    .hint("Pour vérifier une pièce d’identité : jj/mm/aaaa, ou l’année seule."))
                (date_field("du", "Du", &form.du).hint("Premier jour, compris. Format attendu : jj/mm/aaaa"))
                (date_field("au", "Au", &form.au).hint("Dernier jour, compris : la fin de la domiciliation, sauf autre demande de la personne."))
                (buttons(&[&button("Enregistrer la procuration")]))
            }
        }
    }
}

fn forward_form(sheet: &Sheet, form: &Forwarding) -> Markup {
    html! {
        form.app-form method="post" action=(sheet.url("reexpedition")) novalidate {
            (sheet.seal_with(&form.cle))
            (hidden("version", &form.version))
            (required_note())
            (text_field("lieu", "Lieu ou destinataire", &form.lieu).max_length(200)
                .hint("Par exemple un foyer ou un centre de soins. N’écrivez pas pourquoi la personne s’y trouve."))
            (textarea("adresse", "Adresse", &form.adresse, 1000).rows(3))
            (date_field("reexpedier_du", "Du", &form.reexpedier_du).hint("Premier jour, compris. Format attendu : jj/mm/aaaa"))
            (date_field("reexpedier_au", "Au", &form.reexpedier_au).hint("Dernier jour, compris. Format attendu : jj/mm/aaaa"))
            (buttons(&[&button("Enregistrer la réexpédition").secondary()]))
        }
    }
}

//! The form that fixes or moves an appointment: with whom, when, where, and the free moments
//! of that colleague, each of which fixes it in one press.

use application::agenda::promised;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use domiciliation::{
    Refused,
    appointment::{Appointment, Minutes, Slot, next_free},
};
use kernel::{DossierId, Holidays, StaffId};
use maud::{Markup, html};
use serde::Deserialize;
use structures::StaffMember;
use web_kit::{
    Field, PageError,
    components::{
        Choice, button, buttons, date_field, error_summary, required_note, select, text_field,
    },
    form::time,
    fr,
};

use super::{
    local_time,
    place::{Place, View, Whose},
};
use crate::{
    Staff,
    request::forms::{Opened, Ticket, refuse_at, text},
    session::{StaffSession, page_error},
};

/// How many free moments are proposed.
const PROPOSED: usize = 9;

/// What lasts so long is offered, in minutes.
const LENGTHS: [u16; 6] = [15, 20, 30, 45, 60, 90];

/// The form, as it is typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Booking {
    #[serde(flatten)]
    pub ticket: Ticket,
    collegue: Field,
    date: Field,
    heure: Field,
    duree: Field,
    lieu: Field,
    /// A free moment that was pressed: the colleague and the time.
    creneau: String,
    /// Pressed to see the free moments of another colleague, another day, another length.
    voir: String,
}

impl Booking {
    /// Filled with the appointment that stands, if any, else for oneself.
    pub fn filled(staff: &Staff, session: &StaffSession, opened: &Opened) -> Self {
        let ticket = opened.ticket(staff);
        match opened.dossier.planned_appointment() {
            None => Self {
                ticket,
                collegue: session.actor.id().to_string().into(),
                duree: Minutes::default().get().to_string().into(),
                ..Self::default()
            },
            Some(planned) => {
                let fixed = planned.appointment();
                Self {
                    ticket,
                    collegue: fixed.with.to_string().into(),
                    date: fr::short_date(fixed.at.date()).into(),
                    heure: typed_time(fixed.at.time()).into(),
                    duree: fixed.minutes.get().to_string().into(),
                    lieu: fixed.place.as_ref().map_or("", |p| p.as_str()).into(),
                    ..Self::default()
                }
            }
        }
    }

    /// Whether one only wants to see other free moments.
    pub fn only_looks(&self) -> bool {
        !self.voir.is_empty()
    }

    /// What was asked for, or nothing and what is wrong at each field.
    pub fn read(&mut self, team: &[StaffMember]) -> Option<Appointment> {
        if let Some((with, at)) = pressed(&self.creneau) {
            self.collegue = with.to_string().into();
            self.date = fr::short_date(at.date()).into();
            self.heure = typed_time(at.time()).into();
        }
        let with = self.collegue.parse_with(
            |id| team.iter().find(|m| m.id().to_string() == id),
            "Collègue : choisissez qui recevra la personne.",
        );
        let day = text::date(&mut self.date, "Date du rendez-vous");
        let hour = self
            .heure
            .parse_with(time, "Heure : écrivez-la comme 14:30.");
        let minutes = self.minutes();
        if minutes.is_none() {
            self.duree.refuse("Durée : choisissez-la dans la liste.");
        }
        let place = text::optional_name(&mut self.lieu, "Lieu");
        let with = with?;
        Some(Appointment {
            at: day?.and_time(hour?),
            minutes: minutes?,
            with: with.id(),
            with_name: name_of(with),
            place: place?,
        })
    }

    /// How long; half an hour where nothing is said.
    fn minutes(&self) -> Option<Minutes> {
        if self.duree.is_blank() {
            return Some(Minutes::default());
        }
        let typed: u16 = self.duree.text().parse().ok()?;
        typed.try_into().ok()
    }

    /// Puts a refusal at the field it is about; comes back with one that is about none.
    pub fn refuse(&mut self, refused: Refused) -> Option<Refused> {
        if matches!(refused, Refused::AppointmentOutOfRange { .. }) {
            refuse_at(&mut self.date, &refused);
        } else if matches!(refused, Refused::AgentBusy { .. }) {
            refuse_at(&mut self.heure, &refused);
        } else {
            return Some(refused);
        }
        None
    }

    fn all(&self) -> [(&str, &Field); 5] {
        [
            ("collegue", &self.collegue),
            ("date", &self.date),
            ("heure", &self.heure),
            ("duree", &self.duree),
            ("lieu", &self.lieu),
        ]
    }

    /// Whether a field is wrong.
    pub fn in_error(&self) -> bool {
        self.all().iter().any(|(_, field)| field.error.is_some())
    }

    /// The form. `more` are the hidden fields of the page.
    pub fn render(&self, action: &str, verb: &str, diary: &Diary, more: &Markup) -> Markup {
        let colleagues = diary
            .team
            .iter()
            .map(|m| Choice::new(m.id().to_string(), m.full_name()))
            .collect();
        let mut lengths: Vec<u16> = LENGTHS.to_vec();
        lengths.extend(self.minutes().map(Minutes::get));
        lengths.sort_unstable();
        lengths.dedup();
        let lengths = lengths
            .into_iter()
            .map(|n| Choice::new(n.to_string(), format!("{n} minutes")))
            .collect();
        html! {
            form.app-booking method="post" action=(action) novalidate {
                div.app-form {
                    (error_summary(None, &self.all()))
                    (required_note())
                    (self.ticket.fields())
                    (more)
                    (select("collegue", "Avec", &self.collegue, colleagues).empty("Choisir un collègue"))
                    (date_field("date", "Date du rendez-vous", &self.date))
                    (text_field("heure", "Heure", &self.heure).hint("Par exemple 14:30.").max_length(8))
                    (select("duree", "Durée", &self.duree, lengths).empty("30 minutes"))
                    (text_field("lieu", "Lieu", &self.lieu).optional().max_length(200).hint("S’il n’a pas lieu dans la structure."))
                    (buttons(&[&button(verb)]))
                }
                div.app-panel id="creneaux" aria-live="polite" hx-post=(action)
                    hx-trigger="change from:#collegue, change from:#date, change from:#duree"
                    hx-include="closest form" hx-vals="{\"voir\":\"oui\"}"
                    hx-select="#creneaux > *" hx-swap="innerHTML" {
                    (diary.render(verb))
                }
            }
        }
    }
}

fn name_of(member: &StaffMember) -> kernel::ShortText {
    let full = member.full_name().parse();
    full.unwrap_or_else(|_| member.profile().nom.clone())
}

fn typed_time(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// The free moment that a button stands for.
fn pressed(creneau: &str) -> Option<(StaffId, NaiveDateTime)> {
    let (with, at) = creneau.split_once('/')?;
    Some((with.parse().ok()?, at.parse().ok()?))
}

/// The time of the colleague who is chosen: what is taken on the day, what is free.
pub struct Diary {
    team: Vec<StaffMember>,
    chosen: Option<Chosen>,
}

struct Chosen {
    with: StaffId,
    name: String,
    /// The day that was typed.
    day: Option<NaiveDate>,
    taken: Vec<Slot>,
    free: Vec<Slot>,
    agenda: String,
}

impl Diary {
    /// As the form asks for it; the appointment of this dossier is in nobody's way.
    pub async fn read(
        staff: &Staff,
        session: &StaffSession,
        team: Vec<StaffMember>,
        form: &Booking,
        dossier: DossierId,
    ) -> Result<Self, PageError> {
        let Some(member) = team
            .iter()
            .find(|m| m.id().to_string() == form.collegue.text())
        else {
            return Ok(Self { team, chosen: None });
        };
        let (with, name) = (member.id(), member.full_name());
        let structure = session.actor.structure();
        let now = local_time(staff, session);
        let day = web_kit::form::date(form.date.text()).filter(|day| *day >= session.today);
        let after = day.map_or(now, |day| day.and_time(NaiveTime::MIN).max(now));
        let agenda = staff.agenda.as_ref();
        let first = after.date();
        let mut taken = promised(agenda, structure.id(), with, first, dossier)
            .await
            .map_err(page_error)?;
        let holidays = Holidays::of(structure.departement());
        let minutes = form.minutes().unwrap_or_default();
        let free = next_free(&taken, minutes, after, &holidays, PROPOSED);
        taken.retain(|slot| slot.from.date() == first);
        let place = Place {
            view: View::Day,
            day: first,
            whose: Whose::Of(with),
        };
        Ok(Self {
            team,
            chosen: Some(Chosen {
                with,
                name,
                day,
                taken,
                free,
                agenda: place.href(),
            }),
        })
    }

    fn render(&self, verb: &str) -> Markup {
        let Some(chosen) = &self.chosen else {
            return html! {
                h3 { "Créneaux libres" }
                p { "Choisissez un collègue pour voir quand il est libre." }
                (look())
            };
        };
        html! {
            h3 { "Créneaux libres de " (chosen.name) }
            @if let Some(day) = chosen.day {
                p {
                    "Le " (fr::long_date(day)) (fr::NBSP) ": "
                    @if chosen.taken.is_empty() { "rien de prévu." } @else {
                        "déjà pris " (fr::list(&chosen.taken.iter().map(|slot| hours(*slot)).collect::<Vec<_>>())) "."
                    }
                }
            }
            @if chosen.free.is_empty() {
                p { "Aucun créneau libre aux heures habituelles dans les deux mois qui suivent." }
            } @else {
                @for (day, slots) in by_day(&chosen.free) {
                    p.app-free__day { (fr::long_date(day)) }
                    ul.app-free {
                        @for slot in slots {
                            li {
                                button.fr-btn.fr-btn--sm.fr-btn--secondary type="submit" name="creneau"
                                    value={ (chosen.with) "/" (slot.from.format("%Y-%m-%dT%H:%M:%S")) } {
                                    span.fr-sr-only { (verb) ", " (fr::long_date(day)) " à " }
                                    (fr::clock_time(slot.from.time()))
                                }
                            }
                        }
                    }
                }
                p.fr-text--sm { "Presser une heure fixe le rendez-vous. Toute autre heure peut être saisie dans le formulaire." }
            }
            (look())
            p { a.fr-link.fr-link--sm href=(chosen.agenda) { "Voir sa journée dans l’agenda" } }
        }
    }
}

/// Looks again, where no script does it by itself.
fn look() -> Markup {
    html! { p { (button("Actualiser les créneaux").tertiary().small().sends("voir", "oui")) } }
}

/// « de 9 h à 9 h 30 ».
fn hours(slot: Slot) -> String {
    format!(
        "de {} à {}",
        fr::clock_time(slot.from.time()),
        fr::clock_time(slot.until.time())
    )
}

fn by_day(slots: &[Slot]) -> Vec<(NaiveDate, &[Slot])> {
    slots
        .chunk_by(|a, b| a.from.date() == b.from.date())
        .filter_map(|chunk| chunk.first().map(|slot| (slot.from.date(), chunk)))
        .collect()
}

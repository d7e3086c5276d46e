//! What an e-mail to a member of the staff says, when it is about to leave.

use chrono::{DateTime, Utc};
use domiciliation::{
    Dossier,
    appointment::{AppointmentOutcome, FixedAppointment},
    due::Urgency,
};
use kernel::{
    DossierId, FactId, StoreError,
    french::{NBSP, clock_time, long_date, typo},
};
use messages::{Language, StaffKind};
use structures::{Action, StaffMember, StaffStatus, Structure};

use crate::{
    StaffActor,
    agenda::AgendaEntry,
    messages::{
        book::{Message, Outcome, To},
        gateway::{Attachment, Mail},
        sending::SendingPorts,
    },
    ports::UnitOfWork,
    worklist::{Asked, Section, Whose},
};

/// Up to how many lines of a section are counted.
const COUNTED: u32 = 1000;

/// What an e-mail to the staff is written from.
pub(in crate::messages) struct Telling<'a> {
    pub(in crate::messages) uow: &'a mut dyn UnitOfWork,
    pub(in crate::messages) ports: &'a SendingPorts,
    pub(in crate::messages) house: &'a Structure,
    pub(in crate::messages) team: &'a [StaffMember],
    pub(in crate::messages) now: DateTime<Utc>,
}

/// The words of an e-mail.
struct Words {
    subject: String,
    paragraphs: Vec<String>,
    link: (String, &'static str),
    attachment: Option<Attachment>,
}

impl Telling<'_> {
    /// The e-mail, or why it is not to be sent: an account that was closed, a dossier that
    /// is no more, or nothing to tell.
    pub(in crate::messages) async fn mail(
        mut self,
        message: &Message,
    ) -> Result<Result<Mail, Outcome>, StoreError> {
        let To::Staff {
            staff,
            kind,
            dossier,
        } = message.to
        else {
            return Ok(Err(Outcome::Gone));
        };
        let member = self.team.iter().find(|m| m.id() == staff);
        let Some(member) = member.filter(|m| m.status() == StaffStatus::Active) else {
            return Ok(Err(Outcome::Gone));
        };
        let words = match kind {
            StaffKind::Proposed => self
                .about(dossier)
                .await?
                .map(|dossier| self.proposed(&dossier)),
            StaffKind::Postponed => self
                .about(dossier)
                .await?
                .map(|dossier| self.postponed(&dossier)),
            StaffKind::Appointment => {
                let dossier = self.about(dossier).await?;
                dossier.and_then(|dossier| self.appointment(&dossier, &message.occurrence))
            }
            StaffKind::Digest => self.digest(member).await?,
            StaffKind::Failures => self.failures(message).await?,
        };
        Ok(words.map_or(Err(Outcome::Gone), |words| {
            Ok(Mail {
                id: message.id,
                to: member.profile().email.clone(),
                reply_to: None,
                language: Language::French,
                subject: typo(&words.subject),
                paragraphs: words.paragraphs.iter().map(|p| typo(p)).collect(),
                link: Some((words.link.0, words.link.1.to_owned())),
                attachment: words.attachment,
            })
        }))
    }

    async fn about(&mut self, dossier: Option<DossierId>) -> Result<Option<Dossier>, StoreError> {
        let Some(id) = dossier else {
            return Ok(None);
        };
        let found = self.uow.dossier_read(self.house.id(), id).await?;
        Ok(found.map(|found| found.value))
    }

    fn to_dossier(&self, dossier: &Dossier) -> (String, &'static str) {
        (self.ports.pages.dossier(dossier.id()), "Ouvrir le dossier")
    }

    fn proposed(&self, dossier: &Dossier) -> Words {
        let number = dossier.number();
        Words {
            subject: format!("Décision proposée : dossier n°{NBSP}{number}"),
            paragraphs: vec![format!(
                "Une décision est proposée sur le dossier n°{NBSP}{number}. Elle attend que vous vous prononciez."
            )],
            link: self.to_dossier(dossier),
            attachment: None,
        }
    }

    fn postponed(&self, dossier: &Dossier) -> Words {
        let number = dossier.number();
        Words {
            subject: format!("Décision ajournée : dossier n°{NBSP}{number}"),
            paragraphs: vec![format!(
                "La décision que vous aviez proposée sur le dossier n°{NBSP}{number} est ajournée. Le motif est dans le dossier."
            )],
            link: self.to_dossier(dossier),
            attachment: None,
        }
    }

    /// The occurrence names the appointment, then what ended it if anything did.
    fn appointment(&self, dossier: &Dossier, occurrence: &str) -> Option<Words> {
        let number = dossier.number();
        let fact = occurrence.split('/').next()?.parse::<FactId>().ok()?;
        let fixed = dossier.appointments().iter().find(|a| a.fact() == fact)?;
        let entry = AgendaEntry::of(dossier, fixed);
        let at = entry.slot.from;
        let when = format!("{} à {}", long_date(at.date()), clock_time(at.time()));
        let (subject, said) = match fixed.outcome() {
            AppointmentOutcome::Planned if is_moved(fixed) => (
                format!("Rendez-vous déplacé : dossier n°{NBSP}{number}"),
                format!(
                    "L’entretien du dossier n°{NBSP}{number} est déplacé au {when}, avec vous."
                ),
            ),
            AppointmentOutcome::Planned => (
                format!("Rendez-vous : dossier n°{NBSP}{number}"),
                format!(
                    "Un entretien est fixé avec vous le {when}, pour le dossier n°{NBSP}{number}."
                ),
            ),
            AppointmentOutcome::Moved { .. } | AppointmentOutcome::Cancelled => (
                format!("Rendez-vous annulé : dossier n°{NBSP}{number}"),
                format!(
                    "L’entretien du {when}, pour le dossier n°{NBSP}{number}, n’a plus lieu avec vous."
                ),
            ),
            // It took place, or was to, before anything could be told.
            AppointmentOutcome::Held { .. } | AppointmentOutcome::Missed => return None,
        };
        let file = self.ports.pages.invitation(&entry, self.house.zone());
        Some(Words {
            subject,
            paragraphs: vec![said],
            link: self.to_dossier(dossier),
            attachment: Some(Attachment {
                name: "rendez-vous.ics".to_owned(),
                media_type: "text/calendar; charset=utf-8; method=PUBLISH".to_owned(),
                content: file,
            }),
        })
    }

    /// What is due for a member of the staff, counted.
    async fn digest(&mut self, member: &StaffMember) -> Result<Option<Words>, StoreError> {
        let counts = due_of(self.ports.work.as_ref(), self.house, member, self.now).await?;
        if counts.is_empty() {
            return Ok(None);
        }
        let mut paragraphs = Vec::new();
        for urgency in [Urgency::Late, Urgency::Today] {
            let lines: Vec<_> = counts
                .iter()
                .filter(|(section, _)| section.urgency == urgency)
                .map(|(section, lines)| format!("{} : {lines}", section.duty.label()))
                .collect();
            if !lines.is_empty() {
                paragraphs.push(urgency.label().to_owned());
                paragraphs.extend(lines);
            }
        }
        let total: u64 = counts.iter().map(|(_, lines)| lines).sum();
        Ok(Some(Words {
            subject: format!("À traiter : {total}"),
            paragraphs,
            link: (self.ports.pages.work_list(), "Ouvrir « À traiter »"),
            attachment: None,
        }))
    }

    async fn failures(&mut self, message: &Message) -> Result<Option<Words>, StoreError> {
        let since = message
            .occurrence
            .parse()
            .unwrap_or(DateTime::<Utc>::MIN_UTC);
        let (failed, uncertain) = self
            .uow
            .messages_failed_since(self.house.id(), since)
            .await?;
        if failed + uncertain == 0 {
            return Ok(None);
        }
        let mut paragraphs = Vec::new();
        if failed > 0 {
            paragraphs.push(format!("Messages qui n’ont pas abouti : {failed}"));
        }
        if uncertain > 0 {
            paragraphs.push(format!(
                "Messages dont on ne sait pas s’ils sont partis : {uncertain}"
            ));
        }
        Ok(Some(Words {
            subject: "Des messages n’ont pas abouti".to_owned(),
            paragraphs,
            link: (self.ports.pages.messages(), "Voir ces messages"),
            attachment: None,
        }))
    }
}

/// Whether it took the place of another.
fn is_moved(fixed: &FixedAppointment) -> bool {
    fixed.rank() > 0
}

/// What is late or due today for a member of the staff.
pub(super) async fn due_of(
    work: &dyn crate::worklist::WorkList,
    house: &Structure,
    member: &StaffMember,
    now: DateTime<Utc>,
) -> Result<Vec<(Section, u64)>, StoreError> {
    let Some(actor) = StaffActor::new(house.clone().into(), member.clone().into()) else {
        return Ok(Vec::new());
    };
    if !actor.may(Action::ViewDossiers) {
        return Ok(Vec::new());
    }
    let asked = Asked::by(&actor, now, Whose::expected_by(&actor)).due_now();
    work.work_counts(house.id(), &asked, COUNTED).await
}

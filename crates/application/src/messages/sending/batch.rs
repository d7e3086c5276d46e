//! One batch: taken and written in one transaction, handed over, noted in another.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{DossierId, StoreError, StructureId};
use messages::{Cancellation, Channel, Failure, Language, Place, Settings, texts};
use structures::{StaffMember, Structure};

use super::{MessageSending, attempt::Attempt, carriers::Parcel};
use crate::{
    actor::policy_of,
    messages::{
        book::{Addressee, Caps, KeptText, Letter, Message, Outcome, Ready, Settled, To},
        gateway::{Mail, Sms, Unsent},
        occasion::{House, Occasion, still_due},
        run::first_of_month,
        settings::place_of,
        staff,
    },
    ports::{Scope, UnitOfWork},
};

/// For how long nobody asks what became of a message that was taken to be sent. Whoever
/// carries answers within half of it.
pub const LEASE: TimeDelta = TimeDelta::minutes(2);

/// How many messages of which nothing was heard are asked about in one go.
const LOOKED_AT: u32 = 20;

/// What a batch is written from.
struct Desk<'a> {
    house: &'a Structure,
    place: Place,
    settings: &'a Settings,
    texts: &'a [KeptText],
    team: &'a [StaffMember],
    people: HashMap<DossierId, Addressee>,
    now: DateTime<Utc>,
}

/// Messages that were taken, those of which are about to be handed over.
struct Taken {
    place: Place,
    at: DateTime<Utc>,
    messages: Vec<Message>,
    parcels: Vec<Parcel>,
    segments: HashMap<kernel::MessageId, u32>,
}

impl MessageSending {
    /// Sends some of what is due through a channel; `false` when nothing is.
    pub(super) async fn batch(
        &self,
        structure: StructureId,
        channel: Channel,
    ) -> Result<bool, StoreError> {
        let ports = &self.ports;
        let mut uow = ports.store.begin(Scope { structure }).await?;
        let Some(house) = uow.structure(structure).await? else {
            return Ok(false);
        };
        let place = place_of(&house.value);
        let now = ports.clock.now();
        let due = uow
            .messages_due(
                structure,
                channel,
                now,
                place.may_send_at(now),
                ports.at_once(channel),
            )
            .await?;
        drop(uow);
        if due == 0 {
            return Ok(false);
        }
        let Some(taken) = self.take(structure, channel, due).await? else {
            return Ok(false);
        };
        self.hand_over(structure, channel, taken).await?;
        Ok(true)
    }

    /// Takes messages and writes them: what each says, who is not to be written to any more,
    /// and what no longer fits under a cap.
    async fn take(
        &self,
        structure: StructureId,
        channel: Channel,
        limit: u32,
    ) -> Result<Option<Taken>, StoreError> {
        let ports = &self.ports;
        let mut uow = ports.store.begin(Scope { structure }).await?;
        let Some(house) = uow.structure(structure).await? else {
            return Ok(None);
        };
        let house = house.value;
        let (place, now) = (place_of(&house), ports.clock.now());
        let people = place.may_send_at(now);
        let messages = uow
            .messages_claim(structure, channel, now, now + LEASE, people, limit)
            .await?;
        if messages.is_empty() {
            return Ok(None);
        }
        let settings = uow.message_settings(structure).await?.value;
        let texts = uow.message_texts(structure).await?;
        let team = if messages.iter().any(|m| matches!(m.to, To::Staff { .. })) {
            uow.staff_read(structure).await?
        } else {
            Vec::new()
        };
        let people = uow.message_addressees(structure, &named(&messages)).await?;
        let desk = Desk {
            house: &house,
            place,
            settings: &settings,
            texts: &texts,
            team: &team,
            people: people.into_iter().collect(),
            now,
        };
        let (mut parcels, mut ready, mut settled) = (Vec::new(), Vec::new(), Vec::new());
        for message in &messages {
            match self.write(uow.as_mut(), &desk, message).await? {
                Ok((parcel, letter)) => {
                    let id = message.id;
                    ready.push(Ready { id, letter });
                    parcels.push(parcel);
                }
                Err(outcome) => settled.push(Settled {
                    id: message.id,
                    attempt: message.attempts,
                    outcome,
                }),
            }
        }
        let caps = Caps {
            month: first_of_month(house.zone().date_of(now)),
            structure: settings.monthly_cap,
            installation: self.terms.monthly_cap,
        };
        uow.messages_settle(structure, now, &settled).await?;
        let provider = ports.provider(channel);
        let fit = uow
            .messages_ready(structure, provider, now, &caps, &ready)
            .await?;
        uow.commit().await?;
        parcels.retain(|parcel| fit.contains(&parcel.id()));
        let segments = ready.iter().map(|r| (r.id, r.letter.segments)).collect();
        Ok(Some(Taken {
            place,
            at: now,
            messages,
            parcels,
            segments,
        }))
    }

    /// Hands over what was taken, and notes what became of it.
    async fn hand_over(
        &self,
        structure: StructureId,
        channel: Channel,
        taken: Taken,
    ) -> Result<(), StoreError> {
        if taken.parcels.is_empty() {
            return Ok(());
        }
        let ports = &self.ports;
        // Last of all, so that nothing comes between the turn and what it is for.
        ports.turn(channel, taken.parcels.len()).await?;
        // Whoever was held up until others are about to ask what became of these hands over
        // nothing any more.
        let late = ports.clock.now() > taken.at + LEASE / 2;
        let answers = if late {
            let ids = taken.parcels.iter().map(Parcel::id);
            ids.map(|id| (id, Err(not_handed_over()))).collect()
        } else {
            ports.hand_over(taken.parcels).await
        };
        let now = ports.clock.now();
        let settled: Vec<_> = answers
            .into_iter()
            .filter_map(|(id, answer)| {
                let message = taken.messages.iter().find(|m| m.id == id)?;
                let attempt = Attempt {
                    message,
                    now,
                    place: taken.place,
                    price: self.terms.price,
                };
                let segments = taken.segments.get(&id).copied().unwrap_or_default();
                Some(Settled {
                    id,
                    attempt: message.attempts,
                    outcome: attempt.answered(answer, segments),
                })
            })
            .collect();
        let mut uow = ports.store.begin(Scope { structure }).await?;
        uow.messages_settle(structure, now, &settled).await?;
        uow.commit().await
    }

    /// Asks what became of messages of which nothing was heard; `false` when there are none.
    pub(super) async fn look(
        &self,
        structure: StructureId,
        channel: Channel,
    ) -> Result<bool, StoreError> {
        let ports = &self.ports;
        let now = ports.clock.now();
        let mut uow = ports.store.begin(Scope { structure }).await?;
        let Some(house) = uow.structure(structure).await? else {
            return Ok(false);
        };
        let stuck = uow
            .messages_stuck(structure, channel, now, now + LEASE, LOOKED_AT)
            .await?;
        uow.commit().await?;
        if stuck.is_empty() {
            return Ok(false);
        }
        let provider = ports.provider(channel);
        let mut settled = Vec::with_capacity(stuck.len());
        for message in &stuck {
            let at = message.attempted_at.unwrap_or(now);
            let attempt = Attempt {
                message,
                now: ports.clock.now(),
                place: place_of(&house.value),
                price: self.terms.price,
            };
            // Another provider, that this installation had before, can no longer be asked.
            let outcome = if message.provider.as_deref().is_some_and(|p| p != provider) {
                Outcome::Uncertain
            } else {
                attempt.traced(ports.trace(channel, message.id, at).await)
            };
            settled.push(Settled {
                id: message.id,
                attempt: message.attempts,
                outcome,
            });
        }
        let mut uow = ports.store.begin(Scope { structure }).await?;
        uow.messages_settle(structure, ports.clock.now(), &settled)
            .await?;
        uow.commit().await?;
        Ok(true)
    }

    /// What a message says now, or why it is not to be sent.
    async fn write(
        &self,
        uow: &mut dyn UnitOfWork,
        desk: &Desk<'_>,
        message: &Message,
    ) -> Result<Result<(Parcel, Letter), Outcome>, StoreError> {
        match message.to {
            To::Person { .. } => Ok(self.write_to_person(desk, message)),
            To::Staff { .. } => {
                let told = staff::Telling {
                    uow,
                    ports: &self.ports,
                    house: desk.house,
                    team: desk.team,
                    now: desk.now,
                };
                let mail = told.mail(message).await?;
                Ok(mail.map(|mail| {
                    let letter = Letter::of_mail(&mail);
                    (Parcel::Mail(Box::new(mail)), letter)
                }))
            }
        }
    }

    fn write_to_person(
        &self,
        desk: &Desk<'_>,
        message: &Message,
    ) -> Result<(Parcel, Letter), Outcome> {
        let To::Person {
            dossier,
            kind,
            channel,
        } = message.to
        else {
            return Err(Outcome::Gone);
        };
        let person = desk.people.get(&dossier).ok_or(Outcome::Gone)?;
        let policy = policy_of(desk.house);
        let house = House {
            settings: desk.settings,
            policy: &policy,
            place: desk.place,
        };
        let planned = Occasion {
            kind,
            occurrence: message.occurrence.clone(),
        };
        still_due(&person.grounds, channel, &planned, house, desk.now)
            .map_err(|why| called_off(message, why))?;
        let facts = person.grounds.facts(kind);
        let facts = facts.ok_or(Outcome::Cancelled(Cancellation::TooLate))?;
        let language = Language::for_person(person.language.as_deref());
        let own = desk.own(kind, language);
        let signature = desk.settings.signature.as_ref().map(kernel::Text::as_str);
        let made = texts::render(language, own.as_ref(), &facts, signature);
        let objection = Outcome::Cancelled(Cancellation::Objection);
        match channel {
            Channel::Sms => {
                let to = person.phone.clone().ok_or(objection)?;
                let parsed = self
                    .ports
                    .phones
                    .parse(to.as_str(), desk.house.departement());
                // Told on the page of the person as well.
                if !parsed.is_ok_and(|parsed| parsed.mobile) {
                    return Err(Outcome::Failed(Failure::BadAddress, None));
                }
                let letter = Letter {
                    recipient: to.as_str().to_owned(),
                    language,
                    subject: None,
                    segments: messages::segments::Segments::of(&made.text).parts,
                    text: made.text.clone(),
                };
                let sms = Sms {
                    id: message.id,
                    to,
                    sender: desk.settings.sender.clone(),
                    text: made.text,
                };
                Ok((Parcel::Sms(sms), letter))
            }
            Channel::Email => {
                let mail = Mail {
                    id: message.id,
                    to: person.email.clone().ok_or(objection)?,
                    reply_to: None,
                    language,
                    subject: made.subject,
                    paragraphs: made.paragraphs,
                    link: None,
                    attachment: None,
                };
                let letter = Letter::of_mail(&mail);
                Ok((Parcel::Mail(Box::new(mail)), letter))
            }
        }
    }
}

impl Desk<'_> {
    /// The structure's own words, where they can still be read.
    fn own(&self, kind: messages::Kind, language: Language) -> Option<texts::OwnText> {
        let kept = self.texts.iter();
        let mut kept = kept.filter(|text| (text.kind, text.language) == (kind, language));
        let own = kept.next()?.own.as_deref()?;
        texts::OwnText::parse(kind, language, own).ok()
    }
}

const fn not_handed_over() -> Unsent {
    Unsent::Later {
        why: Failure::Provider,
        code: None,
    }
}

/// What could not be handed over for so long that it is of no use any more has failed.
fn called_off(message: &Message, why: Cancellation) -> Outcome {
    if why == Cancellation::TooLate && message.attempts > 1 {
        Outcome::Failed(Failure::Provider, None)
    } else {
        Outcome::Cancelled(why)
    }
}

/// The dossiers that messages to people name.
fn named(messages: &[Message]) -> Vec<DossierId> {
    let mut named: Vec<_> = messages
        .iter()
        .filter_map(|message| match message.to {
            To::Person { dossier, .. } => Some(dossier),
            To::Staff { .. } => None,
        })
        .collect();
    named.sort_unstable();
    named.dedup();
    named
}

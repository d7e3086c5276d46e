//! Mail, proxies and transfers.

use chrono::NaiveDate;
use kernel::FactId;

use crate::{
    command::Context,
    dossier::Dossier,
    fact::Fact,
    mail::{self, Delivery, Entry, MailKind, MailRemark, Movement, Quantity},
    procuration::{MAX_PROCURATIONS, Procuration},
    refused::Refused,
};

impl Dossier {
    pub(super) fn receive_mail(
        &self,
        on: NaiveDate,
        items: &[(MailKind, Quantity)],
        remark: Option<&MailRemark>,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        self.contact_day(on, context)?;
        if items.is_empty() {
            return Err(Refused::NoItems);
        }
        Ok(items
            .iter()
            .map(|(kind, quantity)| Fact::MailReceived {
                on,
                kind: *kind,
                quantity: *quantity,
                remark: remark.cloned(),
            })
            .collect())
    }

    pub(super) fn deliver_mail(
        &self,
        on: NaiveDate,
        items: &[(MailKind, Quantity)],
        delivery: Delivery,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        self.contact_day(on, context)?;
        if items.is_empty() {
            return Err(Refused::NoItems);
        }
        self.may_take(delivery, on)?;
        let mut movements = self.state.movements.clone();
        let mut facts = Vec::with_capacity(items.len());
        for (kind, quantity) in items {
            movements.push(Entry {
                on,
                kind: *kind,
                quantity: quantity.get(),
                movement: Movement::Out,
            });
            facts.push(Fact::MailDelivered {
                on,
                kind: *kind,
                quantity: *quantity,
                delivery,
            });
        }
        mail::waiting(&movements).map_err(|short| Refused::NotEnoughMail {
            kind: short.kind,
            waiting: short.waiting,
        })?;
        Ok(facts)
    }

    /// who may take the mail on that day.
    fn may_take(&self, delivery: Delivery, on: NaiveDate) -> Result<(), Refused> {
        let deceased = self.deceased_on().is_some();
        match delivery {
            Delivery::Holder | Delivery::Proxy(_) if deceased => Err(Refused::Deceased),
            Delivery::Holder | Delivery::Returned => Ok(()),
            Delivery::Proxy(id) => {
                let standing = self
                    .procurations()
                    .iter()
                    .find(|p| p.fact() == id)
                    .ok_or(Refused::UnknownProcuration)?;
                if standing.is_valid_on(on) {
                    Ok(())
                } else {
                    Err(Refused::ProcurationNotValid)
                }
            }
            // After a death it is sent on to the notary.
            Delivery::Forwarded if deceased || self.transfer_on(on).is_some() => Ok(()),
            Delivery::Forwarded => Err(Refused::NoTransfer),
        }
    }

    pub(super) fn give_procuration(
        &self,
        procuration: Procuration,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        if self.deceased_on().is_some() {
            return Err(Refused::Deceased);
        }
        let standing = self
            .procurations()
            .iter()
            .filter(|p| p.ended_on.is_none() && p.procuration().period.end() >= context.today)
            .count();
        if standing >= MAX_PROCURATIONS {
            return Err(Refused::TooManyProcurations);
        }
        Ok(vec![Fact::ProcurationGiven(procuration)])
    }

    pub(super) fn end_procuration(
        &self,
        procuration: FactId,
        on: NaiveDate,
    ) -> Result<Vec<Fact>, Refused> {
        if self
            .procurations()
            .iter()
            .any(|p| p.fact() == procuration && p.ended_on.is_none())
        {
            Ok(vec![Fact::ProcurationEnded { procuration, on }])
        } else {
            Err(Refused::UnknownProcuration)
        }
    }

    pub(super) fn end_transfer(&self, context: &Context<'_>) -> Result<Vec<Fact>, Refused> {
        if self.state.transfer.is_none() {
            return Err(Refused::NoTransfer);
        }
        Ok(vec![Fact::TransferEnded { on: context.today }])
    }
}

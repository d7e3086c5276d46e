//! Answering a département or a body that pays benefits: is this person domiciled here?

use chrono::NaiveDate;
use kernel::{FactId, Note, Periode, ShortText};

use crate::{
    author::Standing, command::Context, dossier::Dossier, fact::Fact, refused::Refused, term::Term,
};

/// Who asks, as they wrote it, and when their question came.
///
/// # Law
/// CASF art. D. 264-7.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PayerQuestion {
    /// The body.
    pub body: ShortText,
    /// Where the answer goes.
    pub address: Option<Note>,
    /// Their reference.
    pub reference: Option<ShortText>,
    /// The day their question came.
    pub received_on: NaiveDate,
}

/// What they were told: yes with its two dates, or no. There is room for nothing else.
///
/// # Law
/// CASF art. D. 264-7.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PayerAnswer {
    /// What they asked.
    pub question: PayerQuestion,
    /// The day of the answer, of which it speaks.
    pub on: NaiveDate,
    /// The term in force on that day; none where the person is not domiciled.
    pub domiciled: Option<Periode>,
}

impl Dossier {
    /// The term that covers the person on a day.
    ///
    /// # Law
    /// a term that has run out covers nobody, be a renewal pending.
    #[must_use]
    pub fn domiciled_on(&self, day: NaiveDate) -> Option<Periode> {
        let covers = |term: &&Term| term.period().contains(day) && day < term.over_on();
        self.terms().iter().find(covers).map(Term::period)
    }

    /// Answers that were given and stand, oldest first.
    #[must_use]
    pub fn payer_answers(&self) -> impl DoubleEndedIterator<Item = (FactId, &PayerAnswer)> {
        let standing = self.history().iter().filter(|r| !self.is_annulled(r.id));
        standing.filter_map(|recorded| {
            if let Fact::PayerAnswered(answer) = &recorded.fact {
                Some((recorded.id, answer))
            } else {
                None
            }
        })
    }

    pub(crate) fn answer_payer(
        &self,
        question: PayerQuestion,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        context.not_future(question.received_on)?;
        Ok(vec![Fact::PayerAnswered(PayerAnswer {
            question,
            on: context.today,
            domiciled: self.domiciled_on(context.today),
        })])
    }
}

//! Letters, cards and slips: which of them a dossier allows, what they say, and their files.

mod images;

use std::sync::Arc;

use domiciliation::{Dossier, Refused, letter::LetterKind};
use kernel::{DossierId, FactId, RoundId, Versioned};
use structures::Action;

pub use images::{LetterheadImage, LetterheadImages};

use crate::{
    StaffActor, UseCaseError,
    actor::Surroundings,
    desk::Desk,
    documents::{
        CardDocument, DocumentRenderer, Letter, Paper, Pictures, WordFiles,
        letters::{House, Writer, slip},
    },
    phone::PhonePlan,
    round::{MailRounds, RoundRefused},
};

/// In which form a document is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// To print.
    Pdf,
    /// To change before it is sent.
    Docx,
}

/// A letter of a dossier, complete.
pub struct Written {
    /// The number of the dossier, for a file name that names nobody.
    pub number: u32,
    /// Which letter.
    pub kind: LetterKind,
    /// What it says.
    pub letter: Letter,
}

/// A card, complete.
pub struct Card {
    /// The number of the dossier, for a file name that names nobody.
    pub number: u32,
    /// What it says.
    pub card: CardDocument,
}

/// What writes and prints.
#[derive(Clone)]
pub struct LetterPorts {
    /// Reading dossiers.
    pub desk: Desk,
    /// Reading rounds.
    pub rounds: MailRounds,
    /// The images of the letterhead.
    pub images: LetterheadImages,
    /// PDF.
    pub renderer: Arc<dyn DocumentRenderer>,
    /// Word files.
    pub word: Arc<dyn WordFiles>,
    /// Telephone numbers.
    pub phones: Arc<dyn PhonePlan>,
}

/// Writes letters, cards and slips.
#[derive(Clone)]
pub struct Letters(LetterPorts);

/// The permission that a letter asks for.
#[must_use]
pub const fn action_for(kind: LetterKind) -> Action {
    match kind {
        LetterKind::Acknowledgement
        | LetterKind::Convocation
        | LetterKind::Refusal
        | LetterKind::PlannedRadiation
        | LetterKind::Radiation => Action::PrintLetters,
        LetterKind::PayerAnswer => Action::AnswerPayer,
    }
}

impl Letters {
    /// On these ports.
    #[must_use]
    pub const fn new(ports: LetterPorts) -> Self {
        Self(ports)
    }

    /// The letter that tells of a fact.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`] for a fact that has no letter, [`Refused::NoLetter`],
    /// [`Refused::LetterToTheDead`].
    pub async fn letter(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        fact: FactId,
    ) -> Result<Written, UseCaseError<Refused>> {
        let (dossier, around) = self.read(actor, dossier).await?;
        self.write(actor, &dossier, &around, fact).await
    }

    /// The letter of a kind that is due today.
    ///
    /// # Errors
    /// As [`Self::letter`].
    pub async fn due(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        kind: LetterKind,
    ) -> Result<Written, UseCaseError<Refused>> {
        let (dossier, around) = self.read(actor, dossier).await?;
        let fact = dossier
            .letter_due(kind, around.today())
            .map_err(UseCaseError::Refused)?;
        self.write(actor, &dossier, &around, fact).await
    }

    async fn write(
        &self,
        actor: &StaffActor,
        dossier: &Dossier,
        around: &Surroundings,
        fact: FactId,
    ) -> Result<Written, UseCaseError<Refused>> {
        let kind = dossier
            .fact(fact)
            .and_then(|recorded| LetterKind::of(&recorded.fact))
            .ok_or(UseCaseError::NotFound)?;
        actor.require(action_for(kind))?;
        let letter = dossier
            .letter(fact, around.today())
            .map_err(UseCaseError::Refused)?;
        let pictures = self.pictures(actor).await;
        let writer = self.writer(actor, around, &pictures, dossier);
        Ok(Written {
            number: dossier.number(),
            kind,
            letter: writer.write(letter),
        })
    }

    /// The images of the letterhead, for letters that are written one after the other.
    pub async fn pictures(&self, actor: &StaffActor) -> Pictures {
        self.0.images.pictures(actor.structure_id()).await
    }

    /// The letter of a kind that is due today, of a dossier that was read already, with
    /// images that were read already.
    ///
    /// # Errors
    /// [`Refused::NoLetter`], [`Refused::LetterToTheDead`].
    pub fn due_with(
        &self,
        actor: &StaffActor,
        around: &Surroundings,
        pictures: &Pictures,
        dossier: &Dossier,
        kind: LetterKind,
    ) -> Result<Letter, Refused> {
        let fact = dossier.letter_due(kind, around.today())?;
        let letter = dossier.letter(fact, around.today())?;
        Ok(self.writer(actor, around, pictures, dossier).write(letter))
    }

    fn writer<'a>(
        &'a self,
        actor: &'a StaffActor,
        around: &'a Surroundings,
        pictures: &'a Pictures,
        dossier: &'a Dossier,
    ) -> Writer<'a> {
        Writer {
            house: House {
                structure: actor.structure(),
                pictures,
                phones: self.0.phones.as_ref(),
            },
            dossier,
            around,
        }
    }

    /// The personal card.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden or absent.
    pub async fn card(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
    ) -> Result<Card, UseCaseError<Refused>> {
        actor.require(Action::PrintCard)?;
        let (dossier, around) = self.read(actor, dossier).await?;
        let phones = self.0.phones.as_ref();
        let card = CardDocument::of(&dossier, actor.structure(), phones, around.today());
        Ok(Card {
            number: dossier.number(),
            card: card.ok_or(UseCaseError::NotFound)?,
        })
    }

    /// The deposit slip of a round.
    ///
    /// # Errors
    /// As [`MailRounds::sheet`].
    pub async fn slip(
        &self,
        actor: &StaffActor,
        round: RoundId,
    ) -> Result<Letter, UseCaseError<RoundRefused>> {
        let sheet = self.0.rounds.sheet(actor, round, u32::MAX).await?;
        let pictures = self.0.images.pictures(actor.structure_id()).await;
        let house = House {
            structure: actor.structure(),
            pictures: &pictures,
            phones: self.0.phones.as_ref(),
        };
        Ok(slip(house, &sheet))
    }

    /// A letter or a slip as a file.
    ///
    /// # Errors
    /// [`UseCaseError::Unexpected`] when it cannot be rendered.
    pub async fn letter_file<R>(
        &self,
        letter: Letter,
        format: Format,
    ) -> Result<Vec<u8>, UseCaseError<R>> {
        let made = match format {
            Format::Pdf => {
                let paper = Paper::Letter(Box::new(letter));
                self.0.renderer.pdf(&[paper]).await
            }
            Format::Docx => self.0.word.letter(&letter),
        };
        made.map_err(|_| UseCaseError::Unexpected("the letter could not be rendered"))
    }

    /// A card as a file.
    ///
    /// # Errors
    /// [`UseCaseError::Unexpected`] when it cannot be rendered.
    pub async fn card_file<R>(
        &self,
        card: CardDocument,
        format: Format,
    ) -> Result<Vec<u8>, UseCaseError<R>> {
        let made = match format {
            Format::Pdf => self.0.renderer.pdf(&[Paper::Card(Box::new(card))]).await,
            Format::Docx => self.0.word.card(&card),
        };
        made.map_err(|_| UseCaseError::Unexpected("the card could not be rendered"))
    }

    async fn read(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
    ) -> Result<(Dossier, Surroundings), UseCaseError<Refused>> {
        let (Versioned { value, .. }, around) = self.0.desk.read(actor, dossier).await?;
        Ok((value, around))
    }
}

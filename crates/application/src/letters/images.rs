//! The logo and the signature of a structure: kept as its files, printed on its letters.

use kernel::StructureId;
use structures::Action;

use crate::{
    StaffActor, UseCaseError,
    documents::{Picture, Pictures},
    files::{
        Accepts, Content, FileName, FileRefused, FileRoom, Listed, NewFile, Opened, Owner, Purpose,
        SIZE_MAX, Source, Withheld, read_all,
    },
};

/// Which image of the letterhead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterheadImage {
    /// The logo.
    Logo,
    /// The signature of the representative.
    Signature,
}

impl LetterheadImage {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Logo, Self::Signature];

    /// Who may see it: whoever reads a slip sees the logo; a signature can be copied, and only
    /// those who print letters see it.
    #[must_use]
    pub const fn seen_by(self) -> Action {
        match self {
            Self::Logo => Action::ViewDossiers,
            Self::Signature => Action::PrintLetters,
        }
    }

    const fn purpose(self) -> Purpose {
        match self {
            Self::Logo => Purpose::Logo,
            Self::Signature => Purpose::Signature,
        }
    }
}

/// The images of letterheads. The newest of each counts.
#[derive(Clone)]
pub struct LetterheadImages {
    room: FileRoom,
}

impl LetterheadImages {
    /// In this room.
    #[must_use]
    pub const fn new(room: FileRoom) -> Self {
        Self { room }
    }

    /// What a structure prints. An image that cannot be had now is left out: a letter does
    /// not wait for it.
    pub async fn pictures(&self, structure: StructureId) -> Pictures {
        let purposes = LetterheadImage::ALL.map(LetterheadImage::purpose);
        let listed = self.room.list(structure, Owner::Structure, &purposes).await;
        let listed = listed.unwrap_or_default();
        Pictures {
            logo: self.picture(structure, &listed, Purpose::Logo).await,
            signature: self.picture(structure, &listed, Purpose::Signature).await,
        }
    }

    async fn picture(
        &self,
        structure: StructureId,
        listed: &[Listed],
        purpose: Purpose,
    ) -> Option<Picture> {
        let newest = listed.iter().find(|l| l.file.purpose == purpose)?;
        let opened = self
            .room
            .open(
                structure,
                Owner::Structure,
                &[purpose],
                newest.file.id,
                None,
            )
            .await;
        let mut content = opened.ok()?.content;
        let bytes = read_all(content.as_mut(), SIZE_MAX).await.ok()?;
        Picture::of(bytes)
    }

    /// Which of them there are.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`], [`UseCaseError::Unavailable`].
    pub async fn present(
        &self,
        actor: &StaffActor,
    ) -> Result<Vec<LetterheadImage>, UseCaseError<FileRefused>> {
        actor.require(Action::ViewSettings)?;
        let purposes = LetterheadImage::ALL.map(LetterheadImage::purpose);
        let structure = actor.structure_id();
        let listed = self
            .room
            .list(structure, Owner::Structure, &purposes)
            .await?;
        let is_there = |image: &LetterheadImage| {
            let purpose = image.purpose();
            listed.iter().any(|listed| listed.file.purpose == purpose)
        };
        Ok(LetterheadImage::ALL.into_iter().filter(is_there).collect())
    }

    /// The image that counts, to be shown.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`] where there is none, and as [`FileRoom::open`].
    pub async fn open(
        &self,
        actor: &StaffActor,
        which: LetterheadImage,
    ) -> Result<Opened, UseCaseError<Withheld>> {
        actor.require(which.seen_by())?;
        let structure = actor.structure_id();
        let purposes = [which.purpose()];
        let listed = self.room.list(structure, Owner::Structure, &purposes).await;
        let newest = listed
            .map_err(|_| UseCaseError::Unavailable)?
            .into_iter()
            .next()
            .ok_or(UseCaseError::NotFound)?;
        self.room
            .open(structure, Owner::Structure, &purposes, newest.file.id, None)
            .await
    }

    /// Keeps an image in place of the one before.
    ///
    /// # Errors
    /// As [`FileRoom::keep`].
    pub async fn replace(
        &self,
        actor: &StaffActor,
        which: LetterheadImage,
        name: FileName,
        content: &mut dyn Content,
    ) -> Result<(), UseCaseError<FileRefused>> {
        actor.require(Action::ManageSettings)?;
        let former = self.all(actor, which).await?;
        let new = NewFile {
            id: self.room.new_id(),
            owner: Owner::Structure,
            purpose: which.purpose(),
            label: name.label(),
            name,
            by: actor.id(),
        };
        let entry = self
            .room
            .entry(actor, Action::ManageSettings, Owner::Structure);
        let source = Source::Sent(content, Accepts::Image);
        self.room
            .keep(actor.structure_id(), new, source, &entry)
            .await?;
        self.drop_all(actor, which, &former).await
    }

    /// Prints no such image any more.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`], [`UseCaseError::Unavailable`].
    pub async fn remove(
        &self,
        actor: &StaffActor,
        which: LetterheadImage,
    ) -> Result<(), UseCaseError<FileRefused>> {
        actor.require(Action::ManageSettings)?;
        let former = self.all(actor, which).await?;
        self.drop_all(actor, which, &former).await
    }

    async fn all(
        &self,
        actor: &StaffActor,
        which: LetterheadImage,
    ) -> Result<Vec<Listed>, UseCaseError<FileRefused>> {
        let structure = actor.structure_id();
        self.room
            .list(structure, Owner::Structure, &[which.purpose()])
            .await
    }

    async fn drop_all(
        &self,
        actor: &StaffActor,
        which: LetterheadImage,
        former: &[Listed],
    ) -> Result<(), UseCaseError<FileRefused>> {
        let purposes = [which.purpose()];
        for listed in former {
            let entry = self
                .room
                .entry(actor, Action::ManageSettings, Owner::Structure);
            let gone = self.room.delete(
                actor.structure_id(),
                Owner::Structure,
                &purposes,
                listed.file.id,
                &entry,
            );
            match gone.await {
                // Somebody else deleted it meanwhile: that is what was wanted.
                Ok(()) | Err(UseCaseError::NotFound) => {}
                Err(_) => return Err(UseCaseError::Unavailable),
            }
        }
        Ok(())
    }
}

//! A print shop whose papers are plain words: what is printed can be read back.

use std::sync::Arc;

use application::{
    documents::{CardDocument, DocumentRenderer, Letter, Paper, RenderError, WordFiles},
    forms::Forms,
    jobs::{Task, TaskKind},
    letters::{LetterPorts, LetterheadImages, Letters},
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
    ports::Clock,
    printing::{Archive, ArchiveFailed, Archives, Hands, PrintShop, Printing},
};
use async_trait::async_trait;
use kernel::{Departement, PhoneNumber};

use crate::house::House;

impl House {
    /// Printing for many people, as members of staff see it.
    #[must_use]
    pub fn printing(&self) -> Printing {
        Printing::new(
            self.storage.store.clone(),
            self.file_room(),
            self.clock.clone(),
            self.ids.clone(),
        )
    }

    /// What makes it.
    #[must_use]
    pub fn print_shop(&self) -> PrintShop {
        let (renderer, phones) = (Arc::new(Words), Arc::new(Words));
        let letters = LetterPorts {
            desk: self.desk(),
            rounds: self.rounds(),
            images: LetterheadImages::new(self.file_room()),
            renderer: renderer.clone(),
            word: renderer.clone(),
            phones: phones.clone(),
        };
        let hands = Hands {
            forms: Forms::new(self.desk(), renderer.clone(), None, phones.clone()),
            letters: Letters::new(letters),
            phones,
            renderer: renderer.clone(),
            archives: renderer,
        };
        PrintShop::new(
            self.storage.store.clone(),
            hands,
            self.file_room(),
            self.clock.clone(),
            self.ids.clone(),
        )
    }

    /// The first task of these kinds that is due, taken out of the queue.
    pub async fn due(&self, kinds: &[TaskKind]) -> Option<Task> {
        let now = self.clock.now();
        self.storage.jobs.job_take(kinds, now).await.unwrap()
    }

    /// Does all that is due to be printed or forgotten; how much that was.
    pub async fn print_all(&self) -> usize {
        let shop = self.print_shop();
        let mut done = 0;
        let kinds = [TaskKind::Print, TaskKind::ForgetPrint];
        while let Some(task) = self.due(&kinds).await {
            if let Task::Print { structure, run } = task {
                shop.make(structure, run, 1).await.unwrap();
            }
            if let Task::ForgetPrint { structure, run } = task {
                shop.forget(structure, run).await.unwrap();
            }
            done += 1;
        }
        done
    }
}

/// Papers as words, one line each.
struct Words;

#[async_trait]
impl DocumentRenderer for Words {
    async fn pdf(&self, papers: &[Paper]) -> Result<Vec<u8>, RenderError> {
        let lines = papers.iter().map(|paper| match paper {
            Paper::Attestation(document) => format!("attestation {}\n", document.reference),
            Paper::Demande(document) => format!("demande {}\n", document.numero_usager),
            Paper::Letter(letter) => format!("letter {}\n", letter.subject),
            Paper::Card(_) => "card\n".to_owned(),
        });
        Ok(format!("%PDF\n{}", lines.collect::<String>()).into_bytes())
    }
}

impl WordFiles for Words {
    fn letter(&self, _: &Letter) -> Result<Vec<u8>, RenderError> {
        Err(RenderError::Refused)
    }

    fn card(&self, _: &CardDocument) -> Result<Vec<u8>, RenderError> {
        Err(RenderError::Refused)
    }
}

impl PhonePlan for Words {
    fn parse(&self, _: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        Err(InvalidPhone)
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.as_str().to_owned()
    }
}

impl Archives for Words {
    fn begin(&self) -> Box<dyn Archive> {
        Box::new(Pages(b"PK\n".to_vec()))
    }
}

/// The names of the files, one line each, each before its file.
struct Pages(Vec<u8>);

impl Archive for Pages {
    fn add(&mut self, name: &str, file: &[u8]) -> Result<(), ArchiveFailed> {
        self.0.extend_from_slice(name.as_bytes());
        self.0.push(b'\n');
        self.0.extend_from_slice(file);
        Ok(())
    }

    fn end(self: Box<Self>) -> Result<Vec<u8>, ArchiveFailed> {
        Ok(self.0)
    }
}

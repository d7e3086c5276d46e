//! The parts of a dossier: identity, dependants, contact details, filing, interview.

use domiciliation::{Command, Refused, request::Demande};
use maud::{Markup, html};
use serde::Deserialize;
use structures::{Action, StaffMember};
use web_kit::{
    Field,
    components::{Level, notice},
    fr,
};

use super::{At, Part};
use crate::request::forms::{
    conflict::Mirrored,
    coordinates::{CoordinatesForm, NO_SMS, about_sms, takes_sms},
    filing::FilingForm,
    identity::IdentityForm,
    interview::InterviewForm,
    people::People,
    refuse_at,
};

pub fn message(code: &str) -> Option<&'static str> {
    match code {
        Identity::DONE => Some("L’identité est corrigée."),
        AyantsDroit::DONE => Some("Les ayants droit sont enregistrés."),
        Coordinates::DONE => Some("Les coordonnées sont enregistrées."),
        NO_MOBILE => Some(NO_SMS),
        Filing::DONE => Some("Le classement est enregistré."),
        Interview::DONE => Some("L’entretien est complété."),
        _ => None,
    }
}

fn named<'a, const N: usize>(fields: [(&str, &'a Field); N]) -> Vec<(String, &'a Field)> {
    fields.map(|(name, field)| (name.to_owned(), field)).into()
}

#[derive(Default, Deserialize)]
pub struct Identity {
    #[serde(flatten)]
    form: IdentityForm,
}

impl Part for Identity {
    const ACTION: Action = Action::EditRequest;
    const TITLE: &'static str = "Corriger l’identité";
    const PATH: &'static str = "identite";
    const DONE: &'static str = "identite-corrigee";

    fn filled(at: &At<'_>) -> Self {
        Self {
            form: at
                .opened
                .dossier
                .identity()
                .map(IdentityForm::from)
                .unwrap_or_default(),
        }
    }

    fn read(&mut self, _: &At<'_>) -> Option<Command> {
        self.form.read().map(Command::RecordIdentity)
    }

    fn place(&mut self, refused: Refused) -> Option<Refused> {
        if refused == Refused::BornInTheFuture {
            refuse_at(&mut self.form.naissance, &refused);
            None
        } else {
            Some(refused)
        }
    }

    fn mirrored(&mut self, _: &[StaffMember]) -> Vec<Mirrored<'_>> {
        self.form.mirrored()
    }

    fn all(&self) -> Vec<(String, &Field)> {
        named(self.form.all())
    }

    fn fields(&self, at: &At<'_>) -> Markup {
        html! {
            @if !at.opened.dossier.decisions().is_empty() {
                (notice(Level::Info, "Les documents déjà remis gardent ce qu’ils disent. Une nouvelle impression \
                    mentionnera la correction."))
            }
            (self.form.fields())
        }
    }
}

#[derive(Default, Deserialize)]
pub struct AyantsDroit {
    #[serde(flatten)]
    people: People,
}

impl Part for AyantsDroit {
    const ACTION: Action = Action::EditRequest;
    const TITLE: &'static str = "Ayants droit";
    const PATH: &'static str = "ayants-droit";
    const DONE: &'static str = "ayants-droit-enregistres";

    fn filled(at: &At<'_>) -> Self {
        Self {
            people: People::from(at.opened.dossier.ayants_droit()),
        }
    }

    fn grows(&mut self) -> bool {
        self.people.add_row_if_asked()
    }

    fn read(&mut self, at: &At<'_>) -> Option<Command> {
        self.people
            .read(at.session.today)
            .map(Command::RecordAyantsDroit)
    }

    fn general_error(&self) -> Option<&'static str> {
        self.people.error()
    }

    fn mirrored(&mut self, _: &[StaffMember]) -> Vec<Mirrored<'_>> {
        vec![Mirrored::people("Ayants droit", &mut self.people)]
    }

    fn all(&self) -> Vec<(String, &Field)> {
        self.people.all()
    }

    fn fields(&self, at: &At<'_>) -> Markup {
        let action = crate::urls::under(at.opened.dossier.id(), Self::PATH);
        html! {
            p { "Les personnes à la charge du titulaire, couvertes par la même domiciliation." }
            (self.people.fields(&action))
        }
    }
}

/// Text messages are accepted, at a number that takes none.
const NO_MOBILE: &str = "coordonnees-sans-mobile";

#[derive(Default, Deserialize)]
pub struct Coordinates {
    #[serde(flatten)]
    form: CoordinatesForm,
}

impl Part for Coordinates {
    const ACTION: Action = Action::EditContactDetails;
    const TITLE: &'static str = "Coordonnées";
    const PATH: &'static str = "coordonnees";
    const DONE: &'static str = "coordonnees-enregistrees";

    fn filled(at: &At<'_>) -> Self {
        Self {
            form: CoordinatesForm::new(at.opened.dossier.coordinates(), at.staff),
        }
    }

    fn read(&mut self, at: &At<'_>) -> Option<Command> {
        self.form
            .read(at.staff, at.session)
            .map(Command::RecordCoordinates)
    }

    fn done(command: &Command, at: &At<'_>) -> &'static str {
        let fixed = |phone| !takes_sms(phone, at.staff, at.session);
        if let Command::RecordCoordinates(known) = command
            && known.sms
            && known.phone.as_ref().is_some_and(fixed)
        {
            NO_MOBILE
        } else {
            Self::DONE
        }
    }

    fn mirrored(&mut self, _: &[StaffMember]) -> Vec<Mirrored<'_>> {
        self.form.mirrored()
    }

    fn all(&self) -> Vec<(String, &Field)> {
        named(self.form.all())
    }

    fn fields(&self, at: &At<'_>) -> Markup {
        html! {
            (about_sms(at.opened.dossier.coordinates(), at.staff, at.session))
            (self.form.fields())
        }
    }
}

#[derive(Default, Deserialize)]
pub struct Filing {
    #[serde(flatten)]
    form: FilingForm,
}

impl Part for Filing {
    const ACTION: Action = Action::EditRequest;
    const TITLE: &'static str = "Classement";
    const PATH: &'static str = "classement";
    const DONE: &'static str = "classement-enregistre";
    const NEEDS_TEAM: bool = true;

    fn filled(at: &At<'_>) -> Self {
        Self {
            form: FilingForm::from(at.opened.dossier.filing()),
        }
    }

    fn read(&mut self, at: &At<'_>) -> Option<Command> {
        self.form
            .read(at.team, at.opened.dossier.filing().referent)
            .map(Command::RecordFiling)
    }

    fn mirrored(&mut self, team: &[StaffMember]) -> Vec<Mirrored<'_>> {
        self.form.mirrored(team)
    }

    fn all(&self) -> Vec<(String, &Field)> {
        named(self.form.all())
    }

    fn fields(&self, at: &At<'_>) -> Markup {
        html! {
            (self.form.referent_field(at.team))
            (self.form.reference_field())
            (self.form.distribution_field())
        }
    }
}

#[derive(Default, Deserialize)]
pub struct Interview {
    #[serde(flatten)]
    form: InterviewForm,
}

impl Part for Interview {
    const ACTION: Action = Action::HoldInterview;
    const TITLE: &'static str = "Entretien";
    const PATH: &'static str = "entretien";
    const DONE: &'static str = "entretien-complete";

    fn filled(at: &At<'_>) -> Self {
        Self {
            form: InterviewForm::from(at.opened.dossier.interview()),
        }
    }

    fn read(&mut self, _: &At<'_>) -> Option<Command> {
        self.form
            .read()
            .map(|interview| Command::CorrectInterview(Box::new(interview)))
    }

    fn mirrored(&mut self, _: &[StaffMember]) -> Vec<Mirrored<'_>> {
        self.form.mirrored()
    }

    fn all(&self) -> Vec<(String, &Field)> {
        named(self.form.all())
    }

    fn fields(&self, at: &At<'_>) -> Markup {
        let held = at
            .opened
            .dossier
            .demandes()
            .iter()
            .rev()
            .find_map(Demande::interview);
        html! {
            @match held {
                Some(held) => p { "Entretien mené le " (fr::time_long(held.on)) " par " (held.by) "." },
                None => (notice(Level::Warning, "Aucun entretien n’est encore enregistré : il s’enregistre à l’étape « Entretien » de la demande.")),
            }
            (self.form.fields(at.session.actor.structure().kind()))
        }
    }
}

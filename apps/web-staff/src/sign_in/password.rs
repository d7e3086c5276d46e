//! Choosing a password: the rules, the two fields, and what is wrong with it.

use maud::{Markup, html};
use secrecy::SecretString;
use serde::Deserialize;
use structures::{PasswordProblem, password::MAX_LENGTH};
use web_kit::{Field, components::*, fr};

/// A password typed twice. The names begin as those of all passwords do, so that an
/// expired session never sends one back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewPassword {
    /// The password.
    pub mot_de_passe: Field,
    /// The same again.
    pub mot_de_passe_confirme: Field,
}

impl NewPassword {
    /// The password, once both agree. What was typed leaves the form here.
    pub fn take(&mut self) -> Option<SecretString> {
        let password = std::mem::take(&mut self.mot_de_passe.raw);
        let again = std::mem::take(&mut self.mot_de_passe_confirme.raw);
        if password.is_empty() {
            self.mot_de_passe.refuse("Choisissez un mot de passe");
        } else if again != password {
            self.mot_de_passe_confirme
                .refuse("Les deux saisies diffèrent : saisissez deux fois le même mot de passe");
        } else {
            return Some(password.into());
        }
        None
    }

    /// Says all that is wrong beside the field.
    pub fn refuse(&mut self, problems: &[PasswordProblem]) {
        let sentences: Vec<String> = problems.iter().map(|problem| explain(*problem)).collect();
        self.mot_de_passe.refuse(sentences.join(" "));
    }

    /// Both fields, by their identifiers.
    pub fn fields(&self) -> [(&'static str, &Field); 2] {
        [
            ("mot_de_passe", &self.mot_de_passe),
            ("mot_de_passe_confirme", &self.mot_de_passe_confirme),
        ]
    }

    /// Both fields, drawn.
    pub fn inputs(&self) -> Markup {
        html! {
            (new_password_field("mot_de_passe", "Nouveau mot de passe", &self.mot_de_passe))
            (new_password_field(
                "mot_de_passe_confirme",
                "Le même mot de passe, une seconde fois",
                &self.mot_de_passe_confirme,
            ))
        }
    }
}

/// The rules, before anybody types.
pub fn password_rules() -> Markup {
    let (intro, kinds) = (
        fr::typo("Votre mot de passe doit comporter au moins :"),
        "minuscules, majuscules, chiffres, autres signes",
    );
    html! {
        p { (intro) }
        ul {
            li { "12 caractères s’il mêle quatre sortes de caractères (" (kinds) ")," }
            li { "14 caractères s’il en mêle trois," }
            li { "20 caractères sinon, par exemple cinq ou six mots sans rapport entre eux." }
        }
        p {
            "Il ne contient ni votre nom, ni votre prénom, ni votre adresse électronique, ni le nom de \
             votre structure, et ne se devine pas facilement."
        }
    }
}

fn explain(problem: PasswordProblem) -> String {
    match problem {
        PasswordProblem::TooShort => {
            "Ce mot de passe est trop court : allongez-le, ou mêlez plus de sortes de caractères."
                .to_owned()
        }
        PasswordProblem::TooLong => {
            format!("Ce mot de passe est trop long : {MAX_LENGTH} caractères au plus.")
        }
        PasswordProblem::HoldsKnownName => "Ce mot de passe contient votre nom, votre prénom, \
            votre adresse électronique ou le nom de votre structure : retirez-les."
            .to_owned(),
        PasswordProblem::Guessable => "Ce mot de passe se devine facilement : évitez les mots \
            courants, les dates et les suites de touches."
            .to_owned(),
    }
}

//! What a password of the staff must be.

use kernel::{Email, fold};

/// The longest password accepted, in characters: more is only work for the server.
pub const MAX_LENGTH: usize = 150;

/// Says how easily a password is guessed; an estimator stands behind it.
pub trait PasswordStrength: Send + Sync {
    /// Whether somebody who knows these words about the person would soon find it.
    fn is_guessable(&self, password: &str, known: &[&str]) -> bool;
}

/// What is known about whoever chooses a password.
#[derive(Clone, Copy)]
pub struct PasswordOwner<'a> {
    /// Their address.
    pub email: &'a Email,
    /// Family name.
    pub nom: &'a str,
    /// First name.
    pub prenom: &'a str,
    /// The name of their structure.
    pub structure: &'a str,
}

impl<'a> PasswordOwner<'a> {
    fn words(self) -> [&'a str; 4] {
        let email = self.email.as_str();
        let local = email.split_once('@').map_or(email, |(local, _)| local);
        [local, self.nom, self.prenom, self.structure]
    }
}

/// What is wrong with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Neither 12 characters of four classes, nor 14 of three, nor 20.
    #[error("too short for the kinds of characters in it")]
    TooShort,
    /// More than [`MAX_LENGTH`] characters.
    #[error("too long")]
    TooLong,
    /// It holds the person's address or name, or the name of the structure.
    #[error("holds a name that others know")]
    HoldsKnownName,
    /// The estimator would soon find it.
    #[error("easily guessed")]
    Guessable,
}

/// Checks a password that a member of staff chose, and says all that is wrong.
///
/// Characters are counted, not bytes. The classes are lower case, upper case,
/// digits, and all else. Known names are sought without regard to accents, case,
/// spaces and punctuation; those of one or two letters are not.
///
/// # Errors
/// Every [`PasswordProblem`], at least one. The estimator is asked only when
/// nothing else is wrong.
///
/// # Law
/// S-01: CNIL, délibération 2022-100: 80 bits for a password alone.
pub fn check_password(
    password: &str,
    owner: PasswordOwner<'_>,
    strength: &dyn PasswordStrength,
) -> Result<(), Vec<PasswordProblem>> {
    let mut problems = Vec::new();
    let length = password.chars().count();
    if length < least_length(password) {
        problems.push(PasswordProblem::TooShort);
    }
    if length > MAX_LENGTH {
        problems.push(PasswordProblem::TooLong);
    }
    let known = owner.words();
    let squeezed = squeeze(password);
    let holds = |word: &str| word.chars().count() > 2 && squeezed.contains(word);
    if known.into_iter().map(squeeze).any(|word| holds(&word)) {
        problems.push(PasswordProblem::HoldsKnownName);
    }
    if problems.is_empty() && strength.is_guessable(password, &known) {
        problems.push(PasswordProblem::Guessable);
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// The fewest characters that make up for the classes missing.
fn least_length(password: &str) -> usize {
    let has = |class: fn(char) -> bool| usize::from(password.chars().any(class));
    let other = |c: char| !c.is_lowercase() && !c.is_uppercase() && !c.is_numeric();
    let classes =
        has(char::is_lowercase) + has(char::is_uppercase) + has(char::is_numeric) + has(other);
    match classes {
        4 => 12,
        3 => 14,
        _ => 20,
    }
}

fn squeeze(text: &str) -> String {
    fold(text).replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Estimator {
        guessable: bool,
    }

    impl PasswordStrength for Estimator {
        fn is_guessable(&self, _: &str, known: &[&str]) -> bool {
            assert_eq!(known, ["zoe.n-guessan", "N'Guessan", "Zoé", "CCAS d'Ys"]);
            self.guessable
        }
    }

    fn check(password: &str) -> Result<(), Vec<PasswordProblem>> {
        check_with(password, false)
    }

    fn check_with(password: &str, guessable: bool) -> Result<(), Vec<PasswordProblem>> {
        let owner = PasswordOwner {
            email: &"zoe.n-guessan@exemple.fr".parse().unwrap(),
            nom: "N'Guessan",
            prenom: "Zoé",
            structure: "CCAS d'Ys",
        };
        check_password(password, owner, &Estimator { guessable })
    }

    #[test]
    fn fewer_kinds_of_characters_ask_for_more_of_them() {
        let short = Err(vec![PasswordProblem::TooShort]);
        assert_eq!(check("Brume!47lune"), Ok(()));
        assert_eq!(check("Brume!47lun"), short);
        assert_eq!(check("Brume47lunesaX"), Ok(()));
        assert_eq!(check("Brume47lunesa"), short);
        assert_eq!(check("brumelunesablecendre"), Ok(()));
        assert_eq!(check("brumelunesablecendr"), short);
        assert_eq!(check(""), short);
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("Été!47éééééé"), Ok(()));
        assert_eq!(check("Été!47ééééé"), Err(vec![PasswordProblem::TooShort]));
        assert_eq!(check(&"é".repeat(150)), Ok(()));
        assert_eq!(check(&"é".repeat(151)), Err(vec![PasswordProblem::TooLong]));
    }

    #[test]
    fn known_names_are_found_however_they_are_written() {
        for password in [
            "Nguessan!1987-brume",
            "N'GUESSAN!1987-brume",
            "zoe.n-guessan!1987A",
            "Brume!47lune-zOÉ",
            "ccas-d-ys!47Brume",
        ] {
            assert_eq!(
                check(password),
                Err(vec![PasswordProblem::HoldsKnownName]),
                "{password}"
            );
        }
    }

    #[test]
    fn the_estimator_has_the_last_word() {
        assert_eq!(
            check_with("Azerty!12345678", true),
            Err(vec![PasswordProblem::Guessable])
        );
        let all = check_with("zoé", true);
        assert_eq!(
            all,
            Err(vec![
                PasswordProblem::TooShort,
                PasswordProblem::HoldsKnownName
            ])
        );
    }
}

//! Why a server does not take an e-mail, or sends it back.

use application::messages::gateway::Unsent;
use lettre::transport::smtp::Error;
use messages::Failure;

/// How far the conversation had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Before anything was said of this e-mail.
    Greeting,
    /// The sender was told.
    Sender,
    /// The recipient was told.
    Recipient,
    /// The content was announced.
    Announced,
    /// The content was sent.
    Content,
}

/// What an error makes of the e-mail.
pub(crate) fn of(error: &Error, step: Step) -> Unsent {
    let Some(status) = error.status() else {
        // No answer, or one without sense: once the content was sent, it may be theirs.
        return if step == Step::Content {
            Unsent::Perhaps
        } else {
            later(Failure::Provider, None)
        };
    };
    let status = status.to_string();
    let said = error.to_string();
    let enhanced = said.split_once("): ").and_then(|(_, text)| enhanced(text));
    let code = Some(match enhanced {
        Some(enhanced) => format!("{status} {enhanced}"),
        None => status.clone(),
    });
    if error.is_transient() {
        let why = match enhanced {
            Some(e) if e.ends_with(".2.2") => Failure::Unreachable,
            Some(_) | None => Failure::Provider,
        };
        return later(why, code);
    }
    if step == Step::Greeting || matches!(status.as_str(), "530" | "535" | "538") {
        // Nothing is wrong with the e-mail: it may leave once the account is in order.
        return later(Failure::Account, code);
    }
    let why = enhanced.map_or_else(|| without_detail(&status, step), by_enhanced);
    Unsent::Refused { why, code }
}

fn later(why: Failure, code: Option<String>) -> Unsent {
    Unsent::Later { why, code }
}

/// The detailed code that begins an answer, such as `5.1.1`.
fn enhanced(text: &str) -> Option<&str> {
    let word = text.split_ascii_whitespace().next()?;
    let numbers: Vec<&str> = word.split('.').collect();
    let fits = numbers.len() == 3
        && numbers[0].len() == 1
        && numbers
            .iter()
            .all(|n| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
    fits.then_some(word)
}

/// What a detailed code means (RFC 3463, without its class).
pub(crate) fn by_enhanced(code: &str) -> Failure {
    let detail = code.split_once('.').map_or(code, |(_, detail)| detail);
    match detail {
        "1.7" | "1.8" | "7.27" => Failure::Sender,
        "2.2" | "2.0" | "4.1" | "4.4" | "4.7" => Failure::Unreachable,
        "2.1" => Failure::BadAddress,
        "2.3" | "3.4" => Failure::Content,
        "2.4" => Failure::BadAddress,
        _ => match detail.split('.').next() {
            Some("1") => Failure::BadAddress,
            Some("4") => Failure::Unreachable,
            Some("6") => Failure::Content,
            Some("7") => Failure::Blocked,
            Some(_) | None => Failure::Other,
        },
    }
}

/// What a bare code means at its step.
fn without_detail(status: &str, step: Step) -> Failure {
    match (status, step) {
        ("552", _) => Failure::Unreachable,
        (_, Step::Sender) => Failure::Sender,
        ("550" | "551" | "553", Step::Recipient) => Failure::BadAddress,
        ("554", Step::Recipient) => Failure::Blocked,
        (_, Step::Announced | Step::Content) => Failure::Content,
        (_, Step::Greeting | Step::Recipient) => Failure::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detailed_codes_are_read_and_nothing_else() {
        assert_eq!(enhanced("5.1.1 no such user"), Some("5.1.1"));
        assert_eq!(enhanced("5.7.606 blocked"), Some("5.7.606"));
        for text in ["", "no", "5.1", "5.1.1.1", "a.b.c", "55.1.1", "5..1"] {
            assert_eq!(enhanced(text), None, "{text}");
        }
    }

    #[test]
    fn detailed_codes_mean_what_their_standard_says() {
        for (code, failure) in [
            ("5.1.1", Failure::BadAddress),
            ("5.1.8", Failure::Sender),
            ("5.2.1", Failure::BadAddress),
            ("5.2.2", Failure::Unreachable),
            ("5.4.4", Failure::Unreachable),
            ("5.6.0", Failure::Content),
            ("5.7.1", Failure::Blocked),
            ("5.0.0", Failure::Other),
        ] {
            assert_eq!(by_enhanced(code), failure, "{code}");
        }
    }
}

//! What a receipt says: the fields that were added to the protocol for it or, without them,
//! the customary text `id:… stat:… err:…`, of which nothing else is kept.

use application::messages::gateway::{Receipt, ReceiptOf};
use chrono::{DateTime, Utc};
use messages::Failure;
use rusmpp::{pdus::DeliverSm, tlvs::TlvValue};

/// The bits that tell a receipt from a message that somebody wrote.
const KINDS: u8 = 0b0011_1100;
const RECEIPT: u8 = 0b0000_0100;

/// Reads a receipt; none for a message that somebody wrote, and while one is under way.
pub(super) fn read(delivered: &DeliverSm, now: DateTime<Utc>) -> Option<Receipt> {
    if u8::from(delivered.esm_class) & KINDS != RECEIPT {
        return None;
    }
    let mut id = None;
    let mut state = None;
    for tlv in delivered.tlvs() {
        match tlv.value() {
            Some(TlvValue::ReceiptedMessageId(told)) => id = Some(told.as_str().to_owned()),
            Some(TlvValue::MessageState(told)) => state = Some(u8::from(*told)),
            _ => {}
        }
    }
    let text = String::from_utf8_lossy(delivered.short_message().as_ref()).into_owned();
    let id = id.or_else(|| field(&text, "id"))?;
    let id_fits = (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
    let state = field(&text, "stat")
        .and_then(|stat| named(&stat))
        .or(state)?;
    if !id_fits {
        return None;
    }
    let error = field(&text, "err").filter(|err| {
        (1..=8).contains(&err.len()) && err.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let failure = match state {
        // Delivered, or accepted by hand on behalf of the person.
        2 | 6 => None,
        3 => Some(Failure::Unreachable),
        5 => Some(Failure::BadAddress),
        8 => Some(Failure::Blocked),
        4 | 9 => Some(Failure::Other),
        // Scheduled, under way, or never known.
        _ => return None,
    };
    let code = error.map(|error| format!("err {error}"));
    Some(Receipt {
        of: ReceiptOf::Reference(id),
        at: now,
        failed: failure.map(|failure| (failure, code)),
    })
}

/// The state that the text names, as the protocol numbers it.
fn named(state: &str) -> Option<u8> {
    Some(match state.to_ascii_uppercase().as_str() {
        "ENROUTE" => 1,
        "DELIVRD" => 2,
        "EXPIRED" => 3,
        "DELETED" => 4,
        "UNDELIV" => 5,
        "ACCEPTD" => 6,
        "UNKNOWN" => 7,
        "REJECTD" => 8,
        "SKIPPED" => 9,
        _ => return None,
    })
}

/// A field of the text, before the words of the message themselves.
fn field(text: &str, name: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let ours = lower.find("text:").map_or(text, |words| &text[..words]);
    ours.split_ascii_whitespace().find_map(|word| {
        let (key, value) = word.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusmpp::{
        types::OctetString,
        values::{EsmClass, MessageState},
    };

    fn told(text: &str, esm_class: u8) -> Option<Receipt> {
        let delivered = DeliverSm::builder()
            .esm_class(EsmClass::from(esm_class))
            .short_message(OctetString::from_slice(text.as_bytes()).unwrap())
            .build();
        read(&delivered, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn the_customary_text_is_understood_in_its_variants() {
        let text = "id:0a1b-7 sub:001 dlvrd:001 submit date:2611221900 done date:2611221901 stat:DELIVRD err:000 text:Bonjour";
        let receipt = told(text, 4).unwrap();
        assert_eq!(receipt.of, ReceiptOf::Reference("0a1b-7".to_owned()));
        assert_eq!(receipt.failed, None);
        let failed = |stat: &str| {
            let text = format!("ID:1 sub:001 Stat:{stat} Err:23");
            told(&text, 4)
                .and_then(|receipt| receipt.failed)
                .map(|(why, _)| why)
        };
        assert_eq!(failed("EXPIRED"), Some(Failure::Unreachable));
        assert_eq!(failed("undeliv"), Some(Failure::BadAddress));
        assert_eq!(failed("REJECTD"), Some(Failure::Blocked));
        assert_eq!(told("id:1 stat:ENROUTE err:000", 4), None);
        assert_eq!(told("id:1 stat:UNKNOWN", 4), None);
    }

    #[test]
    fn what_a_person_writes_is_no_receipt_and_their_words_are_not_read() {
        assert_eq!(told("id:1 stat:DELIVRD", 0), None);
        assert_eq!(told("text:id:1 stat:DELIVRD", 4), None);
        assert_eq!(told("", 4), None);
        assert_eq!(told("stat:DELIVRD err:000", 4), None);
    }

    #[test]
    fn a_state_of_nothing_is_no_receipt() {
        let mut delivered = DeliverSm::builder().esm_class(EsmClass::from(4)).build();
        delivered.set_tlvs(vec![
            rusmpp::tlvs::MessageDeliveryRequestTlvValue::MessageState(MessageState::Delivered),
        ]);
        assert_eq!(read(&delivered, DateTime::UNIX_EPOCH), None);
    }
}

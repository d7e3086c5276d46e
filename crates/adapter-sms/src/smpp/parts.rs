//! A message as the parts that SMPP carries.

use std::str::FromStr as _;

use application::messages::gateway::Sms;
use messages::Sender;
use rusmpp::{
    extra::{concatenation::SubmitSmMultipartExt, encoding::ucs2::Ucs2},
    pdus::SubmitSm,
    types::COctetString,
    values::{Npi, RegisteredDelivery, Ton},
};

use crate::coding;

/// How many septets or octets a message has that is in one part.
const SEPTETS: usize = 160;
const OCTETS: usize = 140;
/// What a part of several may hold, its header of six octets included: 153 septets.
const SEPTETS_OF_A_PART: usize = 159;

/// The parts of a message, in the alphabet of GSM or else in UCS-2. Only the last asks for a
/// receipt. None when the text has a character that neither knows.
pub(super) fn of(sms: &Sms, sender: Option<&Sender>, reference: u8) -> Option<Vec<SubmitSm>> {
    let to = sms.to.as_str().trim_start_matches('+');
    let mut template = SubmitSm::builder()
        .dest_addr_ton(Ton::International)
        .dest_addr_npi(Npi::Isdn)
        .destination_addr(COctetString::from_str(to).ok()?);
    if let Some(sender) = sender {
        template = template
            .source_addr_ton(Ton::Alphanumeric)
            .source_addr_npi(Npi::Unknown)
            .source_addr(COctetString::from_str(sender.as_str()).ok()?);
    }
    let parts = template
        .build()
        .multipart(&sms.text)
        .reference_u8(reference);
    let mut parts = match coding::septets(&sms.text) {
        Some(septets) => {
            let most = if septets.len() <= SEPTETS {
                SEPTETS
            } else {
                SEPTETS_OF_A_PART
            };
            let parts = parts.gsm7bit_unpacked().max_short_message_size(most);
            parts.build().ok()?
        }
        None => {
            let parts = parts.encoder(Ucs2::new()).max_short_message_size(OCTETS);
            parts.build().ok()?
        }
    };
    parts.last_mut()?.registered_delivery = RegisteredDelivery::from(1);
    Some(parts)
}

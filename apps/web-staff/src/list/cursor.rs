//! A place in a list, as an address bears it: the dossier, then its sort value in
//! hexadecimal, so that no name stands there in clear.

use application::reads::Cursor;

pub fn written(cursor: &Cursor) -> String {
    let mut text = cursor.id.to_string();
    if let Some(value) = &cursor.value {
        text.push('.');
        text.extend(value.bytes().map(|byte| format!("{byte:02x}")));
    }
    text
}

pub fn read(text: &str) -> Option<Cursor> {
    let (id, value) = match text.split_once('.') {
        Some((id, hex)) => (id, Some(unhex(hex)?)),
        None => (text, None),
    };
    Some(Cursor {
        value,
        id: id.parse().ok()?,
    })
}

fn unhex(hex: &str) -> Option<String> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes: Option<Vec<u8>> = hex
        .as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(*high)? << 4 | digit(*low)?).ok(),
            _ => None,
        })
        .collect();
    let value = String::from_utf8(bytes?).ok()?;
    (!value.contains('\0')).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01890000-0000-7000-8000-000000000001";

    #[test]
    fn a_place_survives_its_address_and_shows_no_name() {
        for value in [None, Some(""), Some("diallo aminata"), Some("œuvré 名")] {
            let cursor = Cursor {
                value: value.map(str::to_owned),
                id: ID.parse().unwrap(),
            };
            let text = written(&cursor);
            assert!(!text.contains("aminata"), "{text}");
            assert_eq!(read(&text), Some(cursor));
        }
    }

    #[test]
    fn what_we_did_not_write_is_no_place() {
        for wrong in [
            "12",
            "x.61",
            &format!("{ID}.6"),
            &format!("{ID}.zz"),
            &format!("{ID}.ff"),
            &format!("{ID}.00"),
            &format!("{ID}.é"),
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}

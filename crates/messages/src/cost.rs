//! What messages cost.

use kernel::french::NBSP;

/// « 0,045 € », « 12,40 € »: an amount in thousandths of a euro, with the third decimal only
/// where it says something.
///
/// ```
/// assert_eq!(messages::euros(45), "0,045\u{a0}€");
/// assert_eq!(messages::euros(1_234_560), "1\u{a0}234,56\u{a0}€");
/// ```
#[must_use]
pub fn euros(thousandths: u64) -> String {
    let (euros, rest) = (thousandths / 1000, thousandths % 1000);
    let decimals = if rest.is_multiple_of(10) {
        format!("{:02}", rest / 10)
    } else {
        format!("{rest:03}")
    };
    format!("{},{decimals}{NBSP}€", grouped(euros))
}

/// Digits by groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(NBSP);
        }
        out.push(digit);
    }
    out
}

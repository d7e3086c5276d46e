//! The code of a card as a QR code: squares, whatever draws them.

use domiciliation::card::CardCode;
use qrcode::{Color, EcLevel};

/// Light squares around the code, without which scanners do not find it.
const QUIET: usize = 4;

/// A QR code with its light border.
#[derive(Clone, PartialEq, Eq)]
pub struct QrCode {
    side: usize,
    dark: Vec<bool>,
}

impl QrCode {
    /// The code of a card, at the correction level M: it is read with a seventh of it soiled.
    #[must_use]
    pub fn of(code: CardCode) -> Self {
        let drawn = qrcode::QrCode::with_error_correction_level(code.to_string(), EcLevel::M)
            .expect("thirty-six letters fit in a QR code");
        Self {
            side: drawn.width(),
            dark: drawn
                .to_colors()
                .into_iter()
                .map(|color| color == Color::Dark)
                .collect(),
        }
    }

    /// How many squares a side has, the light border included.
    #[must_use]
    pub const fn side(&self) -> usize {
        self.side + 2 * QUIET
    }

    /// Whether the square at this place, from the top left corner, is dark.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.side);
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) => self.dark[y * self.side + x],
            (None, _) | (_, None) => false,
        }
    }

    /// The dark squares as the path of an SVG whose unit is a square.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for y in 0..self.side() {
            let mut x = 0;
            while x < self.side() {
                let run = (x..self.side()).take_while(|x| self.is_dark(*x, y)).count();
                if run > 0 {
                    path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
                }
                x += run.max(1);
            }
        }
        path
    }

    /// The code as an SVG file.
    #[must_use]
    pub fn svg(&self) -> String {
        let (side, path) = (self.side(), self.path());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_a_code_of_version_2_with_four_light_squares_around_it() {
        let id = "0190b3a0-0000-7000-8000-000000000001".parse().unwrap();
        let code = QrCode::of(CardCode::of(id));
        assert_eq!(code.side(), 25 + 8);
        for at in 0..code.side() {
            assert!(!code.is_dark(at, 3) && !code.is_dark(code.side() - 4, at));
        }
        // The corners by which a scanner finds it.
        assert!(code.is_dark(4, 4) && code.is_dark(28, 4) && code.is_dark(4, 28));
        assert!(code.svg().contains("M4 4h7v1h-7z"));
    }
}

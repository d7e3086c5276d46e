//! How a text is laid in the room of a field: smaller if need be, and cut only where an annex
//! repeats it whole.

use crate::typeface::Hand;

/// The smallest letters that a form is filled with, in points.
const SMALLEST: f32 = 7.0;
/// The size of a field that leaves it open.
const USUAL: f32 = 10.0;
/// From one line to the next, in sizes.
pub const LEADING: f32 = 1.2;
/// The space left inside the edge of a field.
pub const EDGE: f32 = 2.0;
/// Said where a text goes on in the annex.
const CONTINUED: &str = "(suite en annexe)";

/// The room of a field.
#[derive(Clone, Copy)]
pub struct Room {
    pub width: f32,
    pub height: f32,
    /// Zero where the form leaves it open.
    pub size: f32,
    pub multiline: bool,
    /// The most characters that the field takes.
    pub max: Option<usize>,
}

/// A text laid in a room.
pub struct Laid {
    pub size: f32,
    pub lines: Vec<String>,
    /// Whether nothing was left for the annex.
    pub whole: bool,
}

/// Lays `text` in the room.
pub fn lay(text: &str, room: Room, hand: &Hand<'_>) -> Laid {
    let start = if room.size > 0.0 { room.size } else { USUAL };
    let fits_field = room.max.is_none_or(|max| text.chars().count() <= max);
    let mut size = start;
    while fits_field && size >= SMALLEST.min(start) {
        let lines = lines(text, room, size, hand);
        if lines.len() <= room.lines(size) {
            return Laid {
                size,
                lines,
                whole: true,
            };
        }
        size -= 0.5;
    }
    let size = start.min(8.0);
    Laid {
        size,
        lines: shortened(text, room, size, hand),
        whole: false,
    }
}

impl Room {
    fn inner(self) -> f32 {
        self.width - 2.0 * EDGE
    }

    /// How many lines of a size have room.
    fn lines(self, size: f32) -> usize {
        if !self.multiline {
            return 1;
        }
        let mut lines = 1;
        let mut height = size * LEADING + 2.0 * EDGE;
        while height + size * LEADING <= self.height {
            height += size * LEADING;
            lines += 1;
        }
        lines
    }
}

/// The lines of a text; a single-line field that is too narrow gives more than one.
pub fn lines(text: &str, room: Room, size: f32, hand: &Hand<'_>) -> Vec<String> {
    let one_line = text.replace('\n', " ");
    let paragraphs = if room.multiline { text } else { &one_line };
    let mut lines = Vec::new();
    for paragraph in paragraphs.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let candidate = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if hand.width(&candidate, size) <= room.inner() {
                line = candidate;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            // A word wider than the field breaks where it must.
            for c in word.chars() {
                if !line.is_empty() && hand.width(&format!("{line}{c}"), size) > room.inner() {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(c);
            }
        }
        lines.push(line);
    }
    lines
}

/// As much of the beginning as there is room for, and that it goes on.
fn shortened(text: &str, room: Room, size: f32, hand: &Hand<'_>) -> Vec<String> {
    let mut lines = lines(text, room, size, hand);
    lines.truncate(room.lines(size).max(1));
    let too_long = |lines: &[String]| {
        let characters: usize = lines.iter().map(|line| line.chars().count() + 1).sum();
        room.max.is_some_and(|max| characters > max + 1)
    };
    if lines.len() > 1 {
        lines.pop();
        lines.push(CONTINUED.to_owned());
        while lines.len() > 2 && too_long(&lines) {
            lines.remove(lines.len() - 2);
        }
        return lines;
    }
    let mut kept: Vec<char> = lines.pop().unwrap_or_default().chars().collect();
    loop {
        let start: String = kept.iter().collect();
        let line = format!("{}… {CONTINUED}", start.trim_end());
        let line = [line];
        let wide = hand.width(&line[0], size) > room.inner();
        if kept.is_empty() || !(wide || too_long(&line)) {
            return line.into();
        }
        kept.pop();
    }
}

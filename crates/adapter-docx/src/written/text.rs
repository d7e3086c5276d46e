//! Paragraphs, as Word writes them.

use crate::xml;

/// A run of text: line breaks stay, tabs are spaces, and what XML cannot hold is left out.
pub fn run(text: &str) -> String {
    styled_run("", text)
}

/// A run in a style of characters.
pub fn styled_run(style: &str, text: &str) -> String {
    let properties = if style.is_empty() {
        String::new()
    } else {
        format!("<w:rPr><w:rStyle w:val=\"{style}\"/></w:rPr>")
    };
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| {
            let line = xml::escaped(&line.replace('\t', " "));
            format!("<w:t xml:space=\"preserve\">{line}</w:t>")
        })
        .collect();
    format!("<w:r>{properties}{}</w:r>", lines.join("<w:br/>"))
}

/// A paragraph of a style, with what is in it.
pub fn paragraph(style: &str, content: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{content}</w:p>")
}

/// A paragraph of text.
pub fn line(style: &str, text: &str) -> String {
    paragraph(style, &run(text))
}

/// A label and its value.
pub fn fact(style: &str, label: &str, value: &str) -> String {
    let (label, value) = (styled_run("Libelle", label), run(value));
    paragraph(style, &format!("{label}<w:r><w:tab/></w:r>{value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_its_lines_stay_lines() {
        assert_eq!(
            run("a < b\n\u{1}c\td"),
            "<w:r><w:t xml:space=\"preserve\">a &lt; b</w:t><w:br/>\
             <w:t xml:space=\"preserve\">c d</w:t></w:r>"
        );
    }
}

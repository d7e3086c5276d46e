//! An e-mail as it is written: plain words, and the same as HTML.

use application::messages::gateway::Mail;
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

/// Headers that tell other programs not to answer.
const BY_A_PROGRAM: [(&str, &str); 2] = [
    ("Auto-Submitted", "auto-generated"),
    ("X-Auto-Response-Suppress", "All"),
];

/// The name of a message: its identifier, at our domain.
pub(crate) fn message_id(id: kernel::MessageId, domain: &str) -> String {
    format!("<{id}@{domain}>")
}

/// An e-mail from us; none when its address cannot be written.
pub(crate) fn compose(mail: &Mail, from: &Mailbox) -> Option<Message> {
    let to: Address = mail.to.as_str().parse().ok()?;
    let mut message = Message::builder()
        .message_id(Some(message_id(mail.id, from.email.domain())))
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line(&mail.subject));
    if let Some(reply_to) = &mail.reply_to {
        message = message.reply_to(Mailbox::new(None, reply_to.as_str().parse().ok()?));
    }
    let language = ("Content-Language", mail.language.tag());
    for (name, value) in BY_A_PROGRAM.into_iter().chain([language]) {
        let name = HeaderName::new_from_ascii(name.to_owned()).ok()?;
        message = message.raw_header(HeaderValue::new(name, value.to_owned()));
    }
    let words = MultiPart::alternative()
        .singlepart(SinglePart::plain(plain(mail)))
        .singlepart(SinglePart::html(html(mail)));
    let whole = match &mail.attachment {
        None => words,
        Some(file) => {
            let kind = ContentType::parse(&file.media_type).ok()?;
            MultiPart::mixed()
                .multipart(words)
                .singlepart(Attachment::new(file.name.clone()).body(file.content.clone(), kind))
        }
    };
    message.multipart(whole).ok()
}

/// A header is one line.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

fn plain(mail: &Mail) -> String {
    let mut text = mail.paragraphs.join("\n\n");
    if let Some((address, words)) = &mail.link {
        text.push_str(&format!("\n\n{words}\n{address}"));
    }
    text.push('\n');
    text
}

fn html(mail: &Mail) -> String {
    let language = mail.language.tag();
    let direction = if mail.language.is_rtl() { "rtl" } else { "ltr" };
    let title = escaped(&mail.subject);
    let paragraphs = mail.paragraphs.iter().map(|text| {
        let text = escaped(text).replace('\n', "<br>\n");
        format!("<p>{text}</p>\n")
    });
    let link = mail.link.iter().map(|(address, words)| {
        let (address, words) = (escaped(address), escaped(words));
        format!("<p><a href=\"{address}\">{words}</a></p>\n")
    });
    let body: String = paragraphs.chain(link).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n\
         <meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n\
         <body style=\"font-family: sans-serif; font-size: 16px; line-height: 1.5\">\n\
         {body}</body>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

//! The form of the settings, and beside it each message as on a telephone.

use kernel::Text;
use maud::{Markup, html};
use messages::{Kind, Language, Sender, Settings};
use web_kit::{
    components::{
        Choice, badge, button, buttons, checkbox, checkbox_group, details, error_summary, fieldset,
        hidden, number_field, required_note, select, text_field,
    },
    fr,
};

use super::{
    super::{preview as seen, texts, words},
    Desk,
    form::{DAYS, SettingsForm},
};
use crate::urls;

/// The element that shows the messages.
pub const PREVIEW: &str = "apercu-messages";

/// The form, and the messages beside it.
pub fn form(desk: &Desk, form: &SettingsForm) -> Markup {
    let days = DAYS
        .iter()
        .map(|(_, code, name)| Choice::new(*code, *name))
        .collect();
    let kinds = Kind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), kind.label()).hint(when(*kind)))
        .collect();
    let languages = Language::ALL
        .iter()
        .map(|language| Choice::new(language.code(), texts::language_name(*language)))
        .collect();
    html! {
        form.app-booking method="post" action=(urls::MESSAGE_SETTINGS) novalidate {
            div.app-form {
                (error_summary(None, &form.fields()))
                (required_note())
                (hidden("version", &form.version.raw))
                (checkbox("actif", "Envoyer des messages aux personnes", &form.actif)
                    .hint("Seules les personnes qui l’acceptent en reçoivent, par SMS, par courriel ou par les deux."))
                (fieldset("De qui ils viennent", &html! {
                    (text_field("expediteur", "Expéditeur des SMS", &form.expediteur).max_length(11)
                        .hint("De 1 à 11 lettres, chiffres ou espaces ; les accents sont retirés. On ne peut pas y répondre. Ni « CCAS », \
                               ni un mot qui dise l’aide : le téléphone est parfois vu par d’autres."))
                    (text_field("signature", "Signature", &form.signature).optional().max_length(30)
                        .hint("À la fin de chaque message, par exemple le téléphone du service."))
                }))
                (fieldset("Ce qui est envoyé, et quand", &html! {
                    (checkbox_group("motifs", "Messages envoyés", &form.motifs, form.kinds.error.as_deref(), kinds))
                    (checkbox("deux_mois", "Annoncer aussi la fin de domiciliation deux mois avant", &form.deux_mois))
                    (checkbox_group("jours", "Jours où le courrier est annoncé", &form.jours, form.days.error.as_deref(), days).inline())
                    (text_field("heure", "Heure d’envoi", &form.heure).max_length(8)
                        .hint("Entre 8 h et 19 h 59, par exemple 19:00. Rien ne part le dimanche ni les jours fériés."))
                    (number_field("plafond", "Plafond de SMS par mois", &form.plafond).optional()
                        .hint("Vide : pas de plafond. Un texte long compte pour plusieurs SMS."))
                }))
                (buttons(&[&button("Enregistrer")]))
            }
            div {
                h2 { "Aperçu" }
                (select("langue", "Langue de l’aperçu", &form.langue, languages).empty("Français"))
                p { (button("Actualiser l’aperçu").tertiary().small().sends("apercu", "oui")) }
                (seen::remarks(&typed(form).wrong))
                div id=(PREVIEW) hx-post=(urls::MESSAGE_SETTINGS)
                    hx-trigger="change from:closest form, input changed delay:300ms from:#expediteur, input changed delay:300ms from:#signature"
                    hx-include="closest form" hx-vals="{\"apercu\":\"oui\"}" hx-sync="this:replace" hx-swap="innerHTML" {
                    (preview(desk, form))
                }
            }
        }
    }
}

/// When each kind leaves, in a sentence.
const fn when(kind: Kind) -> &'static str {
    match kind {
        Kind::MailWaiting => {
            "Les jours cochés plus bas, un seul message pour tout ce qui attend. Rien si le courrier est remis avant."
        }
        Kind::TermEnding => "Un mois avant la fin, sauf si un renouvellement est demandé.",
        Kind::Silence => {
            "Quand trois mois sans nouvelles approchent : la personne peut encore se manifester."
        }
        Kind::Appointment => "La veille du rendez-vous, ou le dernier jour ouvré qui précède.",
        Kind::NoticeExpiring => "Quelques jours avant que La Poste ne reprenne un recommandé.",
        Kind::Decision => "Le lendemain d’une décision : « venez nous voir », sans la dire.",
    }
}

/// What the script asks for: the messages, and what is wrong with what was typed.
pub fn again(desk: &Desk, form: &SettingsForm) -> Markup {
    html! {
        (preview(desk, form))
        (seen::remarks_again(&typed(form).wrong))
    }
}

/// Each message in the language that was chosen, as the form stands.
fn preview(desk: &Desk, form: &SettingsForm) -> Markup {
    let language = form.language();
    let typed = typed(form);
    let own = |kind| desk.texts.own(kind, language);
    html! {
        ul.app-phones {
            @for kind in Kind::ALL {
                @let text = seen::example(*kind, language, own(*kind).as_ref(), typed.signature.as_deref()).text;
                li {
                    h3 {
                        (kind.label()) " "
                        @if !typed.kinds.contains(kind) { (badge(None, "Non envoyé")) }
                    }
                    (seen::bubble(Some(typed.sender.as_str()), Some(language), &text))
                    (seen::measured(&text, desk.staff.carriers.price))
                    p { a.fr-link.fr-link--sm href=(urls::message_text(*kind, language)) {
                        "Voir ou changer ce texte" span.fr-sr-only { (fr::typo(" : ")) (kind.label()) }
                    } }
                }
            }
        }
    }
}

/// What is being typed, as far as it can be read.
struct Typed {
    kinds: Vec<Kind>,
    signature: Option<String>,
    sender: String,
    wrong: Vec<String>,
}

fn typed(form: &SettingsForm) -> Typed {
    let (sender, signature) = (form.expediteur.text(), form.signature.text());
    // What a field says already is not said twice.
    let mut wrong = Vec::new();
    if form.expediteur.error.is_none()
        && !sender.is_empty()
        && let Err(invalid) = sender.parse::<Sender>()
    {
        wrong.push(words::sender(&invalid));
    }
    if form.signature.error.is_none()
        && let Err(invalid) = messages::settings::signature(signature)
    {
        wrong.push(words::signature(&invalid));
    }
    Typed {
        kinds: form
            .motifs
            .iter()
            .filter_map(|code| code.parse().ok())
            .collect(),
        signature: (!signature.is_empty()).then(|| signature.to_owned()),
        sender: if sender.is_empty() {
            "Expéditeur"
        } else {
            sender
        }
        .to_owned(),
        wrong,
    }
}

/// What is stored, line by line.
pub fn summary(settings: &Settings) -> Markup {
    let days: Vec<&str> = DAYS
        .iter()
        .filter(|(day, _, _)| settings.rhythm.days().contains(day))
        .map(|(_, code, _)| *code)
        .collect();
    let kinds: Vec<String> = settings
        .kinds
        .iter()
        .map(|kind| crate::words::within(kind.label()))
        .collect();
    let cap = settings.monthly_cap.map_or_else(
        || "aucun".to_owned(),
        |cap| fr::count(cap.into(), "SMS par mois", "SMS par mois"),
    );
    details(&[
        (
            "Envoi",
            html! { @if settings.on { "en marche" } @else { "arrêté" } },
        ),
        (
            "Expéditeur",
            html! { (settings.sender.as_ref().map_or("aucun", Sender::as_str)) },
        ),
        (
            "Signature",
            html! { (settings.signature.as_ref().map_or("aucune", Text::as_str)) },
        ),
        ("Messages envoyés", html! { (fr::list(&kinds)) }),
        (
            "Deux mois avant la fin",
            html! { @if settings.two_months_ahead { "oui" } @else { "non" } },
        ),
        ("Jours", html! { (fr::list(&days)) }),
        ("Heure", html! { (fr::clock_time(settings.rhythm.at())) }),
        ("Plafond", html! { (cap) }),
    ])
}

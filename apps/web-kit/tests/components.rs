//! The HTML of every component, as snapshots, and the whole document.

use chrono::NaiveDate;
use insta::assert_snapshot;
use maud::{Markup, Render, html};
use uuid::Uuid;
use web_kit::{
    Field, Link, Page, Place, Search, Shell, Theme, assets,
    components::{
        Choice, Column, Level, Tab, alert, badge, blocked, breadcrumb, button, buttons, callout,
        checkbox, checkbox_group, date_field, details, disclosure, email_field, empty_list,
        error_summary, fieldset, hidden, idempotency_key, link_button, new_password_field, notice,
        number_field, pagination, password_field, post_button, radio_group, refusal, required_note,
        select, stepper, table, tabs, tag, tel_field, text_field, textarea,
    },
    fr,
};

/// One element a line, and the same version of assets for ever, so that a change reads well.
fn lines(markup: &impl Render) -> String {
    let version = assets::url("");
    markup
        .render()
        .into_string()
        .replace(&version, "/assets/VERSION/")
        .replace("><", ">\n<")
}

fn all(parts: &[&dyn Render]) -> String {
    parts
        .iter()
        .map(|part| lines(&part.render()))
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn wrong(raw: &str) -> Field {
    let mut field = Field::new(raw);
    field.refuse("Ce n’est pas bon : corrigez.");
    field
}

fn choices() -> Vec<Choice> {
    vec![
        Choice::new("a", "Première"),
        Choice::new("b", "Seconde").hint("Moins courante."),
    ]
}

#[test]
fn fields_of_one_line() {
    let (empty, filled) = (Field::default(), Field::new("Diallo"));
    assert_snapshot!(all(&[
        &text_field("nom", "Nom de naissance", &filled)
            .hint("Comme sur la pièce.")
            .max_length(100),
        &text_field("usage", "Nom d’usage", &wrong("x")).optional(),
        &email_field("courriel", "Adresse électronique", &empty).autocomplete("email"),
        &tel_field("telephone", "Téléphone", &empty).optional(),
        &date_field("naissance", "Date de naissance", &wrong("32/01/1989")),
        &number_field("quantite", "Quantité", &Field::new("2")),
    ]));
}

#[test]
fn passwords_never_come_back_filled() {
    let typed = wrong("Secret de Polichinelle 9!");
    let html = all(&[
        &password_field("mot-de-passe", "Mot de passe", &typed),
        &new_password_field("nouveau", "Nouveau mot de passe", &typed),
    ]);
    assert!(!html.contains("Polichinelle"));
    assert_snapshot!(html);
}

#[test]
fn texts_of_several_lines() {
    assert_snapshot!(all(&[
        &textarea("faits", "Faits", &Field::new("\nDeux\nlignes"), 1000)
            .hint("Ce qui a été constaté."),
        &textarea("note", "Note", &wrong("x"), 400)
            .optional()
            .rows(2),
    ]));
}

#[test]
fn choices_in_a_list() {
    assert_snapshot!(all(&[
        &select("motif", "Motif", &Field::new("b"), choices()).hint("Le principal."),
        &select("passage", "Dernier passage", &wrong(""), choices())
            .optional()
            .empty("Tous"),
    ]));
}

#[test]
fn choices_under_a_legend() {
    assert_snapshot!(all(&[
        &radio_group("type", "Type de demande", &Field::new("b"), choices()).hint("Une seule."),
        &radio_group("lien", "Lien avec la commune", &wrong(""), choices())
            .optional()
            .inline(),
        &checkbox_group(
            "motifs",
            "Motifs",
            &["a".to_owned()],
            Some("Trop."),
            choices()
        )
        .optional(),
        &checkbox("accord", "Accepte les SMS", &Field::new("oui")).hint("Se retire à tout moment."),
        &checkbox("accord", "Accepte les SMS", &wrong("")),
    ]));
}

#[test]
fn optional_radio_buttons_can_be_cleared_and_required_ones_have_no_empty_choice() {
    let cleared = lines(&radio_group("lien", "Lien", &Field::default(), choices()).optional());
    assert!(cleared.contains("name=\"lien\" value=\"\" autocomplete=\"off\" checked"));
    let required = lines(&radio_group("lien", "Lien", &Field::default(), choices()));
    assert!(!required.contains("checked") && !required.contains("value=\"\""));
}

#[test]
fn groups_of_fields_and_hidden_ones() {
    assert_snapshot!(all(&[
        &fieldset("Identité", &html! { p { "…" } }),
        &required_note(),
        &hidden("version", "3"),
        &idempotency_key(Uuid::nil()),
    ]));
}

#[test]
fn the_summary_links_to_each_field_in_error() {
    let (good, bad) = (Field::new("x"), wrong(""));
    assert_snapshot!(all(&[
        &error_summary(None, &[("nom", &good), ("naissance", &bad)]),
        &error_summary(
            Some("La radiation n’est pas possible : trop tôt."),
            &[("motif", &bad)]
        ),
    ]));
    assert_eq!(error_summary(None, &[("nom", &good)]).into_string(), "");
}

#[test]
fn acts() {
    assert_snapshot!(all(&[
        &button("Enregistrer"),
        &button("Lettre")
            .secondary()
            .icon("mail-line")
            .large()
            .key('C')
            .sends("acte", "lettre"),
        &link_button("Renouveler", "/r").tertiary().small(),
        &post_button("Annuler", "/a")
            .tertiary()
            .about("la visite du 3 mai")
            .key('V')
            .fields(hidden("version", "3")),
        &buttons(&[
            &button("Enregistrer"),
            &link_button("Revenir", "/").secondary()
        ]),
        &blocked(
            "raison",
            "Radier",
            "Possible à partir du 3 avril (art. D. 264-3)."
        ),
    ]));
}

#[test]
fn messages() {
    assert_snapshot!(all(&[
        &alert(
            Level::Warning,
            "Échéance dans 3 semaines",
            &html! { p { "Renouvelez." } }
        ),
        &notice(Level::Info, "Rien n’est enregistré : continuez."),
        &refusal("Trop tôt.", "Attendez le 3 avril.", "CASF, art. D. 264-3"),
        &badge(Some(Level::Success), "Actif"),
        &badge(None, "En instruction"),
        &tag("Plus de 2 mois", "/liste"),
        &callout("Premiers pas", &html! { p { "…" } }),
    ]));
}

#[test]
fn lists_and_details() {
    let day = NaiveDate::from_ymd_opt(2027, 3, 14).unwrap();
    let columns = vec![
        Column::new("Nom").sorted_by("?tri=-nom", Some(true)),
        Column::new("Échéance").sorted_by("?tri=echeance", None),
        Column::number("Courrier"),
        Column::actions("Actions"),
    ];
    let rows = vec![vec![
        html! { a href="/d" { "Diallo" } },
        fr::time_short(day),
        html! { "3" },
        html! { "…" },
    ]];
    assert_snapshot!(all(&[
        &table("37 personnes actives", columns, rows).caption_hidden(),
        &details(&[("Nom", html! { "Diallo" })]),
        &disclosure("2 autres alertes", true, &html! { p { "…" } }),
        &empty_list(
            "Aucun résultat : élargissez.",
            &link_button("Tout voir", "/")
        ),
    ]));
}

#[test]
fn ways_to_go() {
    let tab = |label: &str, count, current| Tab {
        link: Link::new(label, "/t"),
        count,
        current,
    };
    assert_snapshot!(all(&[
        &tabs(
            "Statuts",
            &[tab("Actifs", Some(1204), true), tab("Radiés", None, false)]
        ),
        &pagination(Some("?avant=x"), Some("?apres=y")),
        &stepper(1, &["État civil", "Rendez-vous"]),
        &stepper(2, &["État civil", "Rendez-vous"]),
        &breadcrumb(&[Link::new("Domiciliés", "/domicilies")], "Mme Diallo"),
    ]));
    assert_eq!(pagination(None, None).into_string(), "");
}

fn shell() -> Shell {
    Shell {
        organisation: "CCAS de <Saint-Exemple>".into(),
        home: "/accueil".into(),
        places: vec![Place {
            link: Link::new("À traiter", "/a-traiter"),
            count: Some(12),
            current: true,
        }],
        search: Some(Search {
            action: "/domicilies".into(),
            label: "Nom, numéro ou case".into(),
            value: "D’A\"<".into(),
        }),
        person: "Camille Exemple, gestionnaire".into(),
        menu: vec![Link::new("Mon compte", "/compte")],
        sign_out: "/deconnexion".into(),
    }
}

fn page(theme: Theme) -> Page {
    Page::new(theme, "Nouvelle demande").content(html! { h1 { "Nouvelle demande" } })
}

#[test]
fn the_document_of_somebody_signed_in() {
    let page = page(Theme::Neutre)
        .breadcrumb(vec![Link::new("Domiciliés", "/domicilies")])
        .message(Some("La visite est notée."))
        .in_error(true);
    assert_snapshot!(lines(&page.inside(&shell())));
}

#[test]
fn the_document_that_anybody_may_read() {
    assert_snapshot!(lines(&page(Theme::Etat).public()));
}

#[test]
fn the_republic_and_its_typeface_are_for_the_state_alone() {
    let neutral: Markup = page(Theme::Neutre).inside(&shell());
    let neutral = neutral.into_string();
    assert!(!neutral.contains("République") && !neutral.contains("etat"));
    let state = page(Theme::Etat).inside(&shell()).into_string();
    assert!(state.contains("République") && state.contains("theme-etat.css"));
    assert_eq!("etat".parse(), Ok(Theme::Etat));
    assert!("marianne".parse::<Theme>().is_err());
}

#[test]
fn html_in_names_is_text() {
    let hostile = Field::new("\"><script>alert(1)</script>");
    let html = all(&[
        &text_field("nom", "Nom", &hostile),
        &textarea("note", "Note", &Field::new("</textarea><b>"), 10),
        &breadcrumb(&[], &hostile.raw),
        &page(Theme::Neutre)
            .message(Some(hostile.raw.as_str()))
            .public(),
    ]);
    assert!(!html.contains("<script>") && !html.contains("<b>"));
}

#[test]
fn no_page_has_a_style_or_a_script_of_its_own() {
    let html = page(Theme::Neutre).inside(&shell()).into_string();
    assert!(!html.contains(" style=") && !html.contains("<style") && !html.contains(" onclick"));
    let scripts: Vec<&str> = html.split("<script ").skip(1).collect();
    assert_eq!(scripts.len(), html.matches("<script").count());
    for script in &scripts {
        let (attributes, content) = script.split_once('>').unwrap();
        assert!(attributes.contains("src=\"/assets/"), "{attributes}");
        assert!(content.starts_with("</script>"), "{attributes}");
    }
    // Whoever is not signed in needs none of the library.
    let open = page(Theme::Neutre).public().into_string();
    assert_eq!((scripts.len(), open.matches("<script").count()), (4, 1));
}

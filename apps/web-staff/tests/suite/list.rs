//! The list: what one sees, what the address says, what each role is offered.

use crate::common::{Browser, PASSWORD, Site};
use axum::http::StatusCode;
use chrono::Days;
use domiciliation::{
    Command, Status,
    identity::{AyantDroit, Coordinates, Filing, Lien},
    mail::{MailKind, Quantity},
    procuration::{Procuration, Transfer},
};
use kernel::{BirthDate, DossierId, Periode};
use structures::{Action, Role};
use testkit::builders::{an_opening, text};

async fn body(site: &Site, role: Role, address: &str) -> String {
    let answer = site.browser(role).await.get(address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
    answer.body.replace('\u{a0}', " ").replace("&amp;", "&")
}

/// The address of a link by what it says.
fn link(page: &str, label: &str) -> String {
    let before = page.split(&format!(">{label}<")).next();
    let tag = before.and_then(|before| before.rsplit("href=\"").next());
    let address = tag.and_then(|tag| tag.split('"').next());
    address.expect("a page has parts").to_owned()
}

#[tokio::test]
async fn the_first_day_shows_what_to_do_by_role() {
    let site = Site::open().await;
    let administrator = body(&site, Role::Administrateur, "/domicilies").await;
    for step in [
        "Compléter la structure",
        "Inviter vos collègues",
        "Enregistrer la première personne",
        "Fait",
    ] {
        assert!(administrator.contains(step), "{step}");
    }
    let instructor = body(&site, Role::Instructeur, "/domicilies").await;
    assert!(instructor.contains("Nouvelle demande"));
    assert!(!instructor.contains("Inviter"));
    let reception = body(&site, Role::Facteur, "/domicilies").await;
    assert!(!reception.contains("/domicilies/nouveau"));
    assert!(reception.contains("Aucune personne n’est encore enregistrée"));
}

#[tokio::test]
async fn each_tab_counts_and_shows_its_dossiers() {
    let site = Site::open().await;
    for status in Status::ALL {
        site.house.open_as(*status, "Diallo", status.code()).await;
    }
    for (tab, status) in [
        ("", Status::Actif),
        ("?onglet=instruction", Status::EnInstruction),
        ("?onglet=a-valider", Status::AValider),
        ("?onglet=echus", Status::Echu),
        ("?onglet=refuses", Status::Refuse),
        ("?onglet=radies", Status::Radie),
    ] {
        let page = body(&site, Role::Agent, &format!("/domicilies{tab}")).await;
        for other in Status::ALL {
            let shown = page.contains(&format!("DIALLO {}<", other.code()));
            assert_eq!(shown, *other == status, "{tab} {other:?}");
        }
    }
    let all = body(&site, Role::Agent, "/domicilies?onglet=tous").await;
    assert!(all.contains("6 dossiers, par nom"), "{all}");
    assert!(all.contains("Tous <span class=\"app-count\">6</span>"));
    for status in Status::ALL {
        assert!(
            all.contains(&format!(">{}</span>", status.label())),
            "{status:?}"
        );
    }
}

#[tokio::test]
async fn a_search_finds_words_in_any_order_whatever_their_accents() {
    let site = Site::open().await;
    let opening = an_opening("Éluard", "Nusch", site.house.today());
    let id = site.house.open_with(opening).await;
    site.house.open("Diallo", "Aminata").await;
    let child = AyantDroit {
        nom: text("Benz"),
        prenoms: text("Cécile"),
        birth: BirthDate::new(2018, None, None).unwrap(),
        lien: Lien::Enfant,
    };
    site.house
        .done(id, Command::RecordAyantsDroit(vec![child]))
        .await;
    let filing = Filing {
        reference: Some(text("AB-77")),
        ..Filing::default()
    };
    site.house.done(id, Command::RecordFiling(filing)).await;
    for words in ["nusch+eluard", "ELUARD", "cecile", "ab-77"] {
        let page = body(&site, Role::Facteur, &format!("/domicilies?q={words}")).await;
        assert!(page.contains("ÉLUARD Nusch"), "{words}");
        assert!(!page.contains("DIALLO"), "{words}");
    }
    let none = body(&site, Role::Instructeur, "/domicilies?q=zorglub").await;
    assert!(none.contains("Aucun dossier ne répond à la recherche « zorglub »"));
    assert!(none.contains("Enregistrer une nouvelle demande"));
    let page = body(&site, Role::Facteur, "/domicilies?q=eluard").await;
    assert!(page.contains("1 ayant droit"), "{page}");
    assert!(
        page.contains("value=\"eluard\""),
        "the box shows what is searched for"
    );
}

#[tokio::test]
async fn markup_in_a_search_is_shown_as_text() {
    let site = Site::open().await;
    site.house.open("Diallo", "Aminata").await;
    let page = body(
        &site,
        Role::Agent,
        "/domicilies?q=%3Cscript%3Ealert(1)%3C/script%3E",
    )
    .await;
    assert!(!page.contains("<script>alert"));
}

#[tokio::test]
async fn an_address_that_asks_for_what_no_list_has_is_refused() {
    let site = Site::open().await;
    site.house.open("Diallo", "Aminata").await;
    let browser = site.browser(Role::Agent).await;
    let long = format!("q={}", "a".repeat(10_000));
    for wrong in [
        "fin=1",
        "onglet=x",
        "tri=age",
        "apres=1",
        "referent=moi",
        "q=%ff",
        &long,
    ] {
        let answer = browser.get(&format!("/domicilies?{wrong}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn pages_of_twenty_five_follow_each_other_with_their_sort_and_filters() {
    let site = Site::open().await;
    for number in 0..30 {
        let name = format!("Diallo{number:02}");
        site.house.open_as(Status::Actif, &name, "Aminata").await;
    }
    let first = body(
        &site,
        Role::Agent,
        "/domicilies?onglet=actifs&tri=nom&ordre=desc&referent=aucun",
    )
    .await;
    assert!(
        first.contains("30 personnes actives, sans référent, par nom en ordre inverse"),
        "{first}"
    );
    assert_eq!(first.matches("class=\"app-row-name\"").count(), 25);
    assert!(first.contains("DIALLO29") && !first.contains("DIALLO04"));
    assert!(!first.contains("Page précédente"));
    let next = link(&first, "Page suivante");
    assert!(
        !next.to_lowercase().contains("diallo"),
        "no name in clear: {next}"
    );
    let second = body(&site, Role::Agent, &next).await;
    assert_eq!(second.matches("class=\"app-row-name\"").count(), 5);
    assert!(second.contains("DIALLO04") && second.contains("sans référent"));
    assert!(!second.contains("Page suivante"));
    let back = body(&site, Role::Agent, &link(&second, "Page précédente")).await;
    assert!(back.contains("DIALLO29") && back.contains("DIALLO05"));
    // Another order begins at the beginning.
    assert!(!link(&second, "Dernier passage").contains("apres"));
}

#[tokio::test]
async fn silence_and_waiting_mail_are_said_in_words() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.clock.advance_days(75);
    let on = site.house.today();
    let items = vec![(MailKind::Letter, Quantity::try_from(2).unwrap())];
    site.house
        .done(
            id,
            Command::ReceiveMail {
                on,
                items,
                remark: None,
            },
        )
        .await;
    let page = body(&site, Role::Facteur, "/domicilies?passage=2-mois").await;
    assert!(
        page.contains("1 personne active, sans passage depuis plus de 2 mois"),
        "{page}"
    );
    assert!(page.contains("plus de 2 mois</span>"));
    assert!(page.contains(&format!("href=\"/domicilies/{id}/remise/nouvelle\"")));
    assert!(page.contains("2 courriers"));
    site.house.clock.advance_days(30);
    let page = body(&site, Role::Facteur, "/domicilies").await;
    assert!(page.contains("radiable</span>"));
    let page = body(&site, Role::Facteur, "/domicilies?echeance=depassee").await;
    assert!(page.contains("Aucun dossier de cet onglet ne répond à ces filtres"));
    assert_eq!(
        link(&page, "Retirer les filtres"),
        "/domicilies?onglet=actifs"
    );
}

#[tokio::test]
async fn only_who_may_instruct_is_offered_a_request_and_several_people_at_once() {
    let site = Site::open().await;
    let id = site.house.open("Diallo", "Aminata").await;
    let resume = format!("/domicilies/{id}/demande\"");
    for role in Role::ALL {
        let page = body(&site, *role, "/domicilies?onglet=instruction").await;
        let may = *role >= Role::Instructeur;
        assert_eq!(
            page.contains("href=\"/domicilies/nouveau\""),
            may,
            "{role:?}"
        );
        assert_eq!(page.contains(&resume), may, "{role:?}");
        assert!(page.contains("DIALLO Aminata"));
        assert_eq!(page.contains("name=\"d\""), may, "{role:?}");
        assert_eq!(page.contains("Choisir leur référent"), may, "{role:?}");
        let decides = *role >= Role::Gestionnaire;
        assert_eq!(page.contains("Effacer leurs dossiers"), decides, "{role:?}");
        assert_eq!(page.contains("/domicilies/exporter"), decides, "{role:?}");
        assert!(page.contains("/domicilies/imprimer"));
        assert!(!page.contains("Préparer leur radiation"));
        let active = body(&site, *role, "/domicilies?onglet=tous").await;
        assert_eq!(active.contains("Préparer leur radiation"), may, "{role:?}");
    }
}

/// The value of the button of an act on a row.
fn value(page: &str, act: &str, id: DossierId) -> String {
    let start = format!("value=\"{act}.{id}.");
    let rest = page.split(&start).nth(1).expect("the row offers it");
    let rest = rest.split('"').next().unwrap_or_default();
    format!("{act}.{id}.{rest}")
}

#[tokio::test]
async fn one_press_on_a_row_acts_once_comes_back_there_and_is_taken_back() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.clock.advance_days(3);
    let browser = site.browser(Role::Facteur).await;
    let list = "onglet=actifs&tri=passage";
    let page = body(&site, Role::Facteur, &format!("/domicilies?{list}")).await;
    assert!(!page.contains("Remettre"), "nothing waits");
    let letter = value(&page, "courrier", id);
    let press = async |geste: &str| {
        let fields = [("liste", list), ("geste", geste)];
        browser.post("/domicilies/gestes", &fields).await
    };
    for _ in 0..2 {
        let answer = press(&letter).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let back = format!("/domicilies?{list}&geste=courrier&pour={id}");
        assert!(
            answer.location().starts_with(&back),
            "{}",
            answer.location()
        );
        assert!(answer.location().ends_with(&format!("#ligne-{id}")));
    }
    let answer = press(&letter.replace("courrier", "passage")).await;
    assert!(
        answer.location().contains("actes=#"),
        "the same key is the same act"
    );
    let row = site.house.row(id).await.unwrap();
    assert_eq!(
        (row.letters, row.last_contact.unwrap() < site.house.today()),
        (1, true)
    );

    let page = body(&site, Role::Facteur, "/domicilies").await;
    let answer = press(&value(&page, "remise", id)).await;
    let shown = body(
        &site,
        Role::Facteur,
        answer.location().split('#').next().unwrap(),
    )
    .await;
    assert!(
        shown.contains("Le courrier est remis à la personne"),
        "{shown}"
    );
    let row = site.house.row(id).await.unwrap();
    assert_eq!(
        (row.letters, row.last_contact),
        (0, Some(site.house.today()))
    );
    // Handed over at another desk meanwhile.
    let again = value(&page, "remise", id);
    let another_key = again.replacen(
        &again[44..],
        "0190b3a0-0000-7000-8000-00000000000f.1.0.0",
        1,
    );
    let refused = press(&another_key).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.says("Il y avait 0 courrier en attente"),
        "{}",
        refused.text()
    );

    let answer = press(&value(&shown, "annuler", id)).await;
    let shown = body(
        &site,
        Role::Facteur,
        answer.location().split('#').next().unwrap(),
    )
    .await;
    assert!(shown.contains("L’enregistrement est annulé"));
    assert_eq!(site.house.row(id).await.unwrap().letters, 1);
}

#[tokio::test]
async fn with_the_script_the_row_alone_comes_back() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let page = body(&site, Role::Agent, "/domicilies").await;
    let visit = value(&page, "passage", id);
    let browser = site.browser(Role::Agent).await;
    let fields = [("liste", "onglet=actifs"), ("geste", visit.as_str())];
    let answer = browser
        .post_part("/domicilies/gestes", &format!("ligne-{id}"), &fields)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer
            .body
            .starts_with(&format!("<tr role=\"row\" id=\"ligne-{id}\""))
    );
    assert!(answer.says("Le passage est enregistré.") && answer.says("Annuler"));
    assert!(answer.body.contains("id=\"annonce\" role=\"status\""));
    assert!(!answer.body.contains("<html"));
}

#[tokio::test]
async fn somebody_who_left_the_list_by_the_act_is_still_named() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.open_as(Status::Actif, "Ba", "Awa").await;
    site.house.clock.advance_days(75);
    let page = body(&site, Role::Agent, "/domicilies?passage=2-mois").await;
    let visit = value(&page, "passage", id);
    let browser = site.browser(Role::Agent).await;
    let fields = [("liste", "passage=2-mois"), ("geste", visit.as_str())];
    let answer = browser.post("/domicilies/gestes", &fields).await;
    let shown = body(
        &site,
        Role::Agent,
        answer.location().split('#').next().unwrap(),
    )
    .await;
    assert!(shown.contains("Le passage est enregistré."), "{shown}");
    assert!(shown.contains("1 personne active") && shown.contains("DIALLO Aminata"));
}

#[tokio::test]
async fn a_row_says_what_one_should_know_before_serving() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let gone = site.house.open_as(Status::Radie, "Ba", "Awa").await;
    let on = site.house.today();
    let period = Periode::new(on, on + Days::new(10)).unwrap();
    for command in [
        Command::GiveProcuration(Procuration {
            nom: text("Keïta"),
            prenoms: text("Awa"),
            birth: None,
            period,
        }),
        Command::SetTransfer(Transfer {
            name: text("Foyer"),
            address: text("1 rue du Lavoir, 75012 Paris"),
            period,
        }),
        Command::RecordCoordinates(Coordinates {
            phone: Some("+33612345678".parse().unwrap()),
            ..Coordinates::default()
        }),
    ] {
        site.house.done(id, command).await;
    }
    let page = body(&site, Role::Agent, "/domicilies").await;
    for said in [
        "1 procuration valable",
        "réexpédition jusqu’au",
        "0612345678",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    site.house.clock.advance_days(31);
    let page = body(&site, Role::Agent, "/domicilies").await;
    for said in ["procuration expirée", "réexpédition expirée"] {
        assert!(page.contains(said), "{said}");
    }
    let page = body(&site, Role::Agent, "/domicilies?onglet=radies").await;
    assert!(page.contains("pli non distribuable"));
    assert!(
        !page.contains(&format!("courrier.{gone}.")),
        "no letter to receive"
    );
    for (filter, shown) in [("1-an", false), ("", true)] {
        let page = body(
            &site,
            Role::Agent,
            &format!("/domicilies?onglet=radies&fin={filter}"),
        )
        .await;
        assert_eq!(page.contains("BA Awa"), shown, "{filter}");
    }
}

#[tokio::test]
async fn a_view_is_saved_without_the_words_searched_for_and_shared_by_who_decides() {
    let site = Site::open().await;
    site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let agent = site.browser(Role::Agent).await;
    let save = async |browser: &Browser, name: &str, shared: &str| {
        let query = "onglet=actifs&q=diallo&passage=2-mois&tri=passage";
        let fields = [("nom", name), ("requete", query), ("partagee", shared)];
        browser.post("/domicilies/vues", &fields).await
    };
    let saved = save(&agent, "Silencieux", "").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert!(!saved.location().contains("diallo"));
    assert_eq!(
        save(&agent, "Partagée", "oui").await.status,
        StatusCode::FORBIDDEN
    );
    let blank = save(&agent, " ", "").await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let twice = agent
        .post(
            "/domicilies/vues",
            &[("nom", "Silencieux"), ("requete", "onglet=radies")],
        )
        .await;
    assert!(twice.says("porte déjà ce nom"), "{}", twice.text());
    let chief = site.browser(Role::Gestionnaire).await;
    save(&chief, "Pour tous", "oui").await;

    let page = body(&site, Role::Agent, "/domicilies").await;
    let address = link(&page, "Silencieux");
    assert_eq!(
        address,
        "/domicilies?onglet=actifs&passage=2-mois&tri=passage"
    );
    assert!(page.contains("Pour tous"));
    let theirs = body(&site, Role::Gestionnaire, "/domicilies").await;
    assert!(!theirs.contains("Silencieux"));

    let manage = agent.get("/domicilies/vues").await;
    let change = manage.body.split("/domicilies/vues/").nth(1).unwrap();
    let id = &change[..36];
    let path = format!("/domicilies/vues/{id}/renommer");
    assert_eq!(
        manage.body.matches("/renommer").count(),
        1,
        "a shared one is not theirs"
    );
    let renamed = agent.post(&path, &[("nom", "Sans nouvelles")]).await;
    assert_eq!(renamed.status, StatusCode::SEE_OTHER);
    let refused = agent.post(&path, &[("nom", "Pour tous")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        chief.post(&path, &[("nom", "À moi")]).await.status,
        StatusCode::NOT_FOUND
    );
    let path = format!("/domicilies/vues/{id}/supprimer");
    assert_eq!(agent.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
    let page = body(&site, Role::Agent, "/domicilies").await;
    assert!(!page.contains("Sans nouvelles") && page.contains("Pour tous"));
}

#[tokio::test]
async fn paper_and_file_hold_the_whole_list_in_its_order() {
    let site = Site::open().await;
    for number in 0..30 {
        let name = format!("=Diallo{number:02}");
        site.house.open_as(Status::Actif, &name, "Aminata").await;
    }
    site.house.open_as(Status::Radie, "Ba", "Awa").await;
    let view = "onglet=actifs&tri=nom&ordre=desc";
    let paper = body(
        &site,
        Role::Facteur,
        &format!("/domicilies/imprimer?{view}"),
    )
    .await;
    assert_eq!(paper.matches("scope=\"row\"").count(), 30);
    assert!(paper.contains("30 personnes actives, par nom en ordre inverse"));
    let at = |name: &str| paper.find(name).unwrap();
    assert!(at("=DIALLO29") < at("=DIALLO28") && at("=DIALLO28") < at("=DIALLO00"));
    assert!(!paper.contains("BA Awa") && paper.ends_with("</html>"));
    assert_eq!(paper.matches("</tbody>").count(), 1);

    let chief = site.browser(Role::Gestionnaire).await;
    let told = chief.get(&format!("/domicilies/exporter?{view}")).await;
    assert!(told.says("données personnelles") && told.says("Dernier passage"));
    let before = site.store.journal().len();
    let mut fields = told.hidden_fields();
    let chosen = [
        ("qui", "vue"),
        ("format", "csv"),
        ("feuilles", "domicilies"),
        ("mot_de_passe", PASSWORD),
    ];
    let usual = application::export::Column::USUAL;
    fields.extend(chosen.map(|(name, value)| (name.to_owned(), value.to_owned())));
    fields.extend(
        usual
            .iter()
            .map(|c| ("colonnes".to_owned(), c.code().to_owned())),
    );
    let fields: Vec<_> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let file = chief.post("/domicilies/exporter", &fields).await;
    assert_eq!(file.status, StatusCode::OK);
    let journal = site.store.journal();
    assert_eq!(journal.len(), before + 1);
    assert_eq!(journal[before].action, Action::ExportDossiers);
    let name = file.headers["content-disposition"].to_str().unwrap();
    assert_eq!(
        name,
        format!(
            "attachment; filename=\"domicilies-{}.csv\"",
            site.house.today()
        )
    );
    let lines: Vec<&str> = file.body.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 31);
    assert!(lines[0].starts_with("\u{feff}N°;Référence;Civilité;Nom;"));
    let columns = lines[0].matches(';').count();
    assert!(
        lines
            .iter()
            .all(|line| line.matches(';').count() == columns)
    );
    assert!(lines[1].contains(";'=Diallo29;Aminata;"), "{}", lines[1]);
}

#[tokio::test]
async fn what_nobody_spelt_like_this_is_shown_by_its_sound() {
    let site = Site::open().await;
    site.house.open_as(Status::Actif, "Benhamou", "Sarah").await;
    let page = body(&site, Role::Agent, "/domicilies?q=benamou").await;
    assert!(
        page.contains("Aucune correspondance exacte : noms proches."),
        "{page}"
    );
    assert!(page.contains("BENHAMOU Sarah"));
    let exact = body(&site, Role::Agent, "/domicilies?q=benhamou").await;
    assert!(!exact.contains("noms proches"));
}

#[tokio::test]
async fn another_structure_is_not_in_the_list() {
    let site = Site::open().await;
    site.elsewhere.open("Secret", "Ailleurs").await;
    site.house.open("Diallo", "Aminata").await;
    let page = body(&site, Role::Administrateur, "/domicilies?q=secret").await;
    assert!(!page.contains("SECRET"));
    assert!(page.contains("Tous <span class=\"app-count\">1</span>"));
}

//! Messages: settled by administrators, looked after by those who instruct, read by those
//! who receive people; and what a person chose.

use std::collections::BTreeSet;

use crate::common::{Answer, Site};
use application::{
    messages::{
        book::{Caps, Filter, Letter, Outcome, Place, Ready, Settled},
        gateway::Accepted,
        run::MessageRuns,
    },
    ports::{Clock, Ids, Store},
};
use axum::http::StatusCode;
use chrono::{Datelike, TimeDelta, Weekday};
use domiciliation::{
    Command, Status,
    identity::Coordinates,
    mail::{MailKind, Quantity},
};
use kernel::{DossierId, MessageId};
use messages::{Cancellation, Channel, Failure, Language, Settings};
use structures::Role;

const SETTINGS: &str = "/parametres/messages";
const TEXT: &str = "/parametres/messages/textes/courrier/en";

/// The form of the settings as it is usually sent, some fields changed or added.
fn form<'a>(version: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("version", version),
        ("actif", "oui"),
        ("expediteur", "ST AUBIN"),
        ("signature", "Accueil 04 00"),
        ("motifs", "courrier"),
        ("motifs", "echeance"),
        ("jours", "mardi"),
        ("jours", "jeudi"),
        ("heure", "19:00"),
        ("deux_mois", "oui"),
        ("plafond", "500"),
    ];
    let changed: BTreeSet<&str> = changes.iter().map(|(name, _)| *name).collect();
    let kept = usual
        .into_iter()
        .filter(|(name, _)| !changed.contains(name));
    kept.chain(changes.iter().copied()).collect()
}

async fn save(site: &Site, changes: &[(&str, &str)]) -> Answer {
    let browser = site.browser(Role::Administrateur).await;
    let version = browser.get(SETTINGS).await.hidden("version");
    browser.post(SETTINGS, &form(&version, changes)).await
}

async fn stored(site: &Site) -> Settings {
    let mut uow = site
        .store
        .begin(site.house.scope())
        .await
        .expect("memory answers");
    let found = uow.message_settings(site.house.id()).await;
    found.expect("memory answers").value
}

#[tokio::test]
async fn an_administrateur_settles_the_messages_of_the_structure() {
    let site = Site::open().await;
    let done = save(&site, &[]).await;
    assert_eq!(done.location(), "/parametres/messages?fait=messages-regles");
    let settings = stored(&site).await;
    assert!(settings.on && settings.two_months_ahead);
    assert_eq!(
        settings.sender.map(String::from).as_deref(),
        Some("ST AUBIN")
    );
    assert_eq!(settings.rhythm.days(), [Weekday::Tue, Weekday::Thu]);
    assert_eq!((settings.kinds.len(), settings.monthly_cap), (2, Some(500)));
    let page = site
        .browser(Role::Administrateur)
        .await
        .get(done.location())
        .await;
    assert!(page.says("Les réglages des messages sont enregistrés."));
    assert!(page.body.contains("value=\"ST AUBIN\""));
}

#[tokio::test]
async fn a_form_that_is_wrong_comes_back_as_it_was_filled_with_all_that_is_wrong() {
    let site = Site::open().await;
    let refused = save(
        &site,
        &[
            ("expediteur", "CCAS LYON"),
            ("jours", "dimanche"),
            ("heure", "21h"),
            ("plafond", "zéro"),
            ("signature", "Accueil 04 00"),
        ],
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("4 erreurs à corriger"), "{}", refused.text());
    assert!(refused.says("dit que la personne est aidée ou domiciliée"));
    assert!(refused.body.contains("value=\"21h\"") && refused.body.contains("value=\"CCAS LYON\""));
    assert!(!stored(&site).await.on);
}

#[tokio::test]
async fn what_another_administrateur_saved_meanwhile_is_shown_and_nothing_typed_is_lost() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let version = browser.get(SETTINGS).await.hidden("version");
    save(&site, &[("signature", "Mairie")]).await;
    let conflict = browser
        .post(SETTINGS, &form(&version, &[("signature", "Accueil")]))
        .await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(
        conflict.says("Un autre administrateur a changé ces réglages") && conflict.says("Mairie")
    );
    assert!(conflict.body.contains("value=\"Accueil\""));
    let again = conflict.hidden("version");
    browser
        .post(SETTINGS, &form(&again, &[("signature", "Accueil")]))
        .await;
    assert_eq!(
        stored(&site).await.signature.expect("one").as_str(),
        "Accueil"
    );
    // A second press finds what the first one saved.
    let twice = browser
        .post(SETTINGS, &form(&again, &[("signature", "Accueil")]))
        .await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_preview_is_the_same_with_and_without_the_script_and_saves_nothing() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let version = browser.get(SETTINGS).await.hidden("version");
    let asked = form(
        &version,
        &[
            ("apercu", "oui"),
            ("langue", "ar"),
            ("expediteur", "CCAS LYON"),
        ],
    );
    let whole = browser.post(SETTINGS, &asked).await;
    let part = browser.post_part(SETTINGS, "apercu-messages", &asked).await;
    assert_eq!(
        (whole.status, part.status),
        (StatusCode::OK, StatusCode::OK)
    );
    let (messages, remarks) = part.body.split_once("<div hx-swap-oob").expect("remarks");
    assert!(whole.body.contains(messages), "two previews");
    assert!(remarks.contains("innerHTML:#remarques"));
    assert!(!part.body.contains("<h1"));
    assert!(part.body.contains("lang=\"ar\" dir=\"rtl\""));
    assert!(part.says("dit que la personne est aidée"));
    assert!(part.says("Non envoyé") && part.says("Dans cet alphabet"));
    assert!(!stored(&site).await.on);
}

#[tokio::test]
async fn a_text_is_written_refused_when_it_reveals_read_over_and_given_up() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let shown = browser.get(TEXT).await;
    assert!(shown.says("Aucune personne qui parle cette langue n’a encore relu"));
    assert!(shown.body.contains("lang=\"en\" dir=\"ltr\""));
    for (typed, why) in [
        ("", "Texte : écrivez-le"),
        ("Come back.", "ajoutez « {courrier} »"),
        ("{courrier} for {nom}", "« {nom} » n’est pas connu"),
        ("{courrier} at {heure}", "« {heure} » n’a pas de sens"),
        ("{courrier} at the CCAS", "dit que la personne est aidée"),
    ] {
        let refused = browser.post(TEXT, &[("texte", typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(refused.says(why), "{typed}: {}", refused.text());
    }
    let done = browser.post(TEXT, &[("texte", "Hello! {courrier}.")]).await;
    assert!(done.location().ends_with("fait=texte-enregistre"));
    let page = browser.get(done.location()).await;
    assert!(page.says("Hello! 2 letters") && page.says("Changé par"));
    browser
        .post(&format!("{TEXT}/relire"), &[("relu", "oui")])
        .await;
    assert!(browser.get(TEXT).await.says("Relu par"));
    let list = browser.get("/parametres/messages/textes").await;
    assert!(list.says("De la structure") && list.says("Relu"));
    // Other words have been read by nobody.
    browser.post(TEXT, &[("texte", "Hi! {courrier}.")]).await;
    assert!(!browser.get(TEXT).await.says("Relu par"));
    browser.post(&format!("{TEXT}/proposer"), &[]).await;
    assert!(!browser.get(TEXT).await.says("Changé par"));
    assert_eq!(
        browser
            .get("/parametres/messages/textes/courrier/xx")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

/// Somebody who accepts text messages, and for whom mail waits.
async fn expectant(site: &Site, nom: &str) -> DossierId {
    let house = &site.house;
    let id = house.open_as(Status::Actif, nom, "Aminata").await;
    let reached = Coordinates {
        phone: "+33612345678".parse().ok(),
        email: "aminata@courriel.example".parse().ok(),
        sms: true,
        by_email: false,
        language: "anglais".parse().ok(),
    };
    house.done(id, Command::RecordCoordinates(reached)).await;
    let arrival = Command::ReceiveMail {
        on: house.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        remark: None,
    };
    house.done(id, arrival).await;
    id
}

/// Turns messages on and lives until what is due is planned; its identifiers by dossier.
async fn planned(site: &Site) -> Vec<(DossierId, MessageId)> {
    let house = &site.house;
    save(site, &[]).await;
    let runs = MessageRuns::new(
        house.storage.store.clone(),
        house.clock.clone(),
        house.ids.clone(),
    );
    // Nothing that came before the first run is announced.
    for days in [0, 4] {
        house.clock.advance_days(days);
        runs.run(house.id()).await.expect("memory answers");
    }
    let mut uow = site
        .store
        .begin(house.scope())
        .await
        .expect("memory answers");
    let page = uow
        .messages_log(house.id(), &Filter::default(), Place::Start, 100)
        .await;
    let lines = page.expect("memory answers").lines.into_iter();
    lines
        .filter_map(|line| Some((line.message.to.dossier()?, line.message.id)))
        .collect()
}

/// What becomes of messages that leave now.
async fn sent(site: &Site, outcome: impl Fn(DossierId) -> Outcome) {
    let house = &site.house;
    let now = house.clock.now();
    let later = now + TimeDelta::minutes(2);
    let mut uow = site
        .store
        .begin(house.scope())
        .await
        .expect("memory answers");
    let claimed = uow
        .messages_claim(house.id(), Channel::Sms, now, later, true, 100)
        .await;
    let claimed = claimed.expect("memory answers");
    let letter = Letter {
        recipient: "+33612345678".to_owned(),
        language: Language::English,
        subject: None,
        text: "You have mail: 1 letter.".to_owned(),
        segments: 1,
    };
    let ready: Vec<Ready> = claimed
        .iter()
        .map(|message| Ready {
            id: message.id,
            letter: letter.clone(),
        })
        .collect();
    let caps = Caps {
        month: now.date_naive().with_day(1).expect("a first day"),
        structure: None,
        installation: None,
    };
    uow.messages_ready(house.id(), "essai", now, &caps, &ready)
        .await
        .expect("memory answers");
    let settled: Vec<Settled> = claimed
        .iter()
        .map(|message| Settled {
            id: message.id,
            attempt: message.attempts,
            outcome: outcome(message.to.dossier().expect("a person")),
        })
        .collect();
    uow.messages_settle(house.id(), now, &settled)
        .await
        .expect("memory answers");
    uow.commit().await.expect("memory answers");
}

#[tokio::test]
async fn the_tab_of_a_person_tells_their_choice_what_will_leave_and_what_left() {
    let site = Site::open().await;
    let id = expectant(&site, "Diallo").await;
    let tab = format!("/domicilies/{id}/messages");
    let facteur = site.browser(Role::Facteur).await;
    let off = facteur.get(&tab).await;
    assert!(off.says("La structure n’envoie pas de messages pour l’instant."));
    assert!(off.says("SMS : accepté, à 0612345678, depuis le") && off.says("Courriel : non"));
    assert!(off.says("Aucun message n’a été prévu pour cette personne."));
    save(&site, &[]).await;
    let on = facteur.get(&tab).await;
    assert!(on.says("Un SMS partira le"), "{}", on.text());
    assert!(on.says("courrier en attente"));
    planned(&site).await;
    sent(&site, |_| Outcome::Taken(Accepted::default())).await;
    let facteur = site.browser(Role::Facteur).await;
    let told = facteur.get(&tab).await;
    assert!(
        told.says("Courrier en attente, par SMS") && told.says("Envoyé"),
        "{}",
        told.text()
    );
    // The words are for those who receive people.
    assert!(!told.says("Lire le texte"));
    let agent = site.browser(Role::Agent).await;
    let told = agent.get(&tab).await;
    assert!(told.says("Lire le texte") && !told.says("You have mail"));
    let href = told
        .body
        .split("hx-get=\"/messages/")
        .nth(1)
        .expect("a link");
    let href = format!("/messages/{}", &href[..36]);
    let words = agent.get_part(&href).await;
    assert!(words.says("You have mail: 1 letter.") && !words.body.contains("<h1"));
    assert!(words.body.contains("lang=\"en\""));
    let whole = agent.get(&href).await;
    assert!(whole.says("Envoyé à") && whole.says("0612345678"));
    assert_eq!(facteur.get(&href).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_log_says_where_sending_is_stopped() {
    let site = Site::open().await;
    let stopped = "ce qui est prévu sera annulé à son heure";
    let agent = site.browser(Role::Agent).await;
    // With nothing planned there is one sentence, and not two.
    let empty = agent.get("/messages").await;
    assert!(empty.says("rien n’est prévu et rien ne part") && !empty.says(stopped));
    expectant(&site, "Diallo").await;
    planned(&site).await;
    let agent = site.browser(Role::Agent).await;
    assert!(!agent.get("/messages").await.says(stopped));
    save(&site, &[("actif", "")]).await;
    assert!(agent.get("/messages").await.says(stopped));
}

#[tokio::test]
async fn what_failed_alike_is_decided_at_once() {
    let site = Site::open().await;
    let bad = expectant(&site, "Diallo").await;
    for name in ["Keïta", "Traoré", "Sow"] {
        expectant(&site, name).await;
    }
    planned(&site).await;
    sent(&site, |dossier| {
        let why = if dossier == bad {
            Failure::BadAddress
        } else {
            Failure::Provider
        };
        Outcome::Failed(why, None)
    })
    .await;
    let browser = site.browser(Role::Instructeur).await;
    let log = browser.get("/messages").await;
    assert!(log.says("Décider de tous les échecs à la fois"));
    let page = browser.get("/messages/echecs").await;
    assert!(page.says("3 messages par SMS : Le fournisseur n’a pas répondu"));
    assert!(page.says("1 message par SMS : Ce numéro n’existe pas"));
    // What may have passed is ticked, what must be corrected first is not.
    let ticked = |code: &str| {
        let box_of = page.body.split("<input").find(|input| input.contains(code));
        box_of.expect("a box").contains("checked")
    };
    assert!(ticked("sms.fournisseur") && !ticked("sms.adresse-invalide"));

    let until = page.hidden("jusque");
    let send = async |fields: &[(&str, &str)]| {
        let mut fields = fields.to_vec();
        fields.push(("jusque", &until));
        browser.post("/messages/echecs", &fields).await
    };
    let none = send(&[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.says("cochez au moins une raison"));
    let forged = send(&[("raisons", "sms.rien")]).await;
    assert_eq!(forged.status, StatusCode::BAD_REQUEST);
    let sent = send(&[("raisons", "sms.fournisseur")]).await;
    assert_eq!(sent.location(), "/messages?fait=messages-renvoyes");
    assert!(
        browser
            .get(sent.location())
            .await
            .says("1 message n’a pas pu être remis.")
    );
    let twice = send(&[("raisons", "sms.fournisseur")]).await;
    assert_eq!(twice.location(), "/messages?fait=messages-deja-decides");
    let seen = send(&[("raisons", "sms.adresse-invalide"), ("decision", "vu")]).await;
    assert_eq!(seen.location(), "/messages?fait=messages-vus");
    let after = browser.get("/messages/echecs").await;
    assert!(after.says("Aucun échec n’attend votre décision."));
}

#[tokio::test]
async fn what_failed_is_explained_seen_or_sent_again_by_those_who_may() {
    let site = Site::open().await;
    let (bad, lost) = (
        expectant(&site, "Diallo").await,
        expectant(&site, "Keïta").await,
    );
    let messages = planned(&site).await;
    sent(&site, |dossier| {
        if dossier == bad {
            Outcome::Failed(Failure::BadAddress, Some("E41".to_owned()))
        } else {
            Outcome::Uncertain
        }
    })
    .await;
    let of = |wanted: DossierId| {
        let found = messages.iter().find(|(dossier, _)| *dossier == wanted);
        format!("/messages/{}", found.expect("planned").1)
    };
    let browser = site.browser(Role::Instructeur).await;
    let due = browser.get("/a-traiter").await;
    assert!(
        due.says("1 message n’a pas pu être remis et 1 message est peut-être parti."),
        "{}",
        due.text()
    );
    let log = browser.get("/messages").await;
    assert!(log.says("À regarder") && log.says("DIALLO Aminata"));
    assert!(
        log.says("Ce numéro n’existe pas")
            && log.says("corrigez ses coordonnées")
            && log.says("E41")
    );
    assert!(log.says("Rien n’est renvoyé à l’aveugle"));
    // Who may not act is not asked to.
    let agent = site.browser(Role::Agent).await;
    assert!(
        !agent
            .get("/messages")
            .await
            .body
            .contains("id=\"a-regarder\"")
    );
    assert!(!agent.get("/a-traiter").await.says("pas pu être remis"));
    assert!(!agent.get(&of(bad)).await.says("Le renvoyer"));

    let message = browser.get(&of(bad)).await;
    let correct = format!("/domicilies/{bad}/coordonnees");
    assert!(message.body.contains(&correct) && message.says("Corriger les coordonnées"));
    assert!(!browser.get(&of(lost)).await.body.contains("/coordonnees"));
    let seen = browser.post(&format!("{}/vu", of(bad)), &[]).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER);
    assert!(!browser.get("/a-traiter").await.says("pas pu être remis"));
    let left = browser.post(&format!("{}/parti", of(lost)), &[]).await;
    assert!(
        browser
            .get(left.location())
            .await
            .says("Le message est noté comme envoyé.")
    );
    assert!(!browser.get("/a-traiter").await.says("peut-être parti"));
    // It moved on while somebody read it.
    let late = browser.post(&format!("{}/parti", of(lost)), &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.says("Ce message n’en est plus là"));

    let again = browser.post(&format!("{}/renvoyer", of(bad)), &[]).await;
    let page = browser.get(again.location()).await;
    assert!(
        page.says("Le message est prévu de nouveau") && page.says("Prévu"),
        "{}",
        page.text()
    );
    let action = again
        .location()
        .split('?')
        .next()
        .expect("an address")
        .to_owned()
        + "/annuler";
    let cancelled = browser.post(&action, &[]).await;
    assert!(
        browser
            .get(cancelled.location())
            .await
            .says("Un membre de l’équipe l’a annulé.")
    );
}

#[tokio::test]
async fn the_log_is_narrowed_by_state_kind_channel_and_period() {
    let site = Site::open().await;
    let (bad, _) = (
        expectant(&site, "Diallo").await,
        expectant(&site, "Keïta").await,
    );
    planned(&site).await;
    sent(&site, |dossier| {
        if dossier == bad {
            Outcome::Cancelled(Cancellation::Objection)
        } else {
            Outcome::Taken(Accepted::default())
        }
    })
    .await;
    let browser = site.browser(Role::Agent).await;
    for (query, diallo, keita) in [
        ("", true, true),
        ("?etat=annule", true, false),
        (
            "?etat=envoye&motif=courrier&canal=sms&periode=30-jours",
            false,
            true,
        ),
        ("?canal=email", false, false),
        ("?motif=decision", false, false),
    ] {
        let page = browser.get(&format!("/messages{query}")).await;
        assert_eq!(page.says("DIALLO"), diallo, "{query}");
        assert_eq!(page.says("KEÏTA"), keita, "{query}");
    }
    let none = browser.get("/messages?motif=decision").await;
    assert!(none.says("Aucun message ne correspond à ces filtres."));
    assert!(
        browser
            .get("/messages?etat=annule")
            .await
            .says("Messages : annulé, du plus récent")
    );
    for wrong in ["?etat=x", "?apres=x", "?periode=1-an", "?canal=pigeon"] {
        assert_eq!(
            browser.get(&format!("/messages{wrong}")).await.status,
            StatusCode::BAD_REQUEST
        );
    }
}

#[tokio::test]
async fn figures_are_explained_even_while_there_are_none() {
    let site = Site::open().await;
    let page = site
        .browser(Role::Agent)
        .await
        .get("/messages/chiffres")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("C’est une comparaison, pas une preuve"));
}

#[tokio::test]
async fn whoever_wants_it_receives_the_day_s_work_each_morning() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let shown = browser.get("/mon-compte").await;
    assert!(shown.says("Recevoir chaque matin par courriel ce qui est à traiter"));
    assert!(!shown.body.contains("value=\"oui\" checked"));
    let done = browser
        .post("/mon-compte/courriel-du-matin", &[("recevoir", "oui")])
        .await;
    let page = browser.get(done.location()).await;
    assert!(page.says("Vous recevrez un courriel chaque matin."));
    assert!(page.body.contains("value=\"oui\" checked"));
    let undone = browser.post("/mon-compte/courriel-du-matin", &[]).await;
    assert!(
        !browser
            .get(undone.location())
            .await
            .body
            .contains("value=\"oui\" checked")
    );
}

#[tokio::test]
async fn a_person_is_told_by_text_message_by_email_by_both_or_not_at_all() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Facteur).await;
    let address = format!("/domicilies/{id}/coordonnees");
    let shown = browser.get(&address).await.hidden_fields();
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
        let hidden = shown.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        hidden.chain(more.iter().copied()).collect()
    };
    let refused = browser
        .post(&address, &with(&[("par_courriel", "oui")]))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("indiquez l’adresse qui recevra les messages"));
    let chosen = [
        ("par_courriel", "oui"),
        ("courriel", "ami@courriel.example"),
    ];
    let done = browser.post(&address, &with(&chosen)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let tab = browser.get(&format!("/domicilies/{id}/messages")).await;
    assert!(
        tab.says("Courriel : accepté, à ami@courriel.example, depuis le") && tab.says("SMS : non")
    );
    assert!(
        browser
            .get(&format!("/domicilies/{id}/dossier"))
            .await
            .says("Accepte les courriels")
    );
}

#[tokio::test]
async fn the_messages_of_another_structure_are_not_found() {
    let site = Site::open().await;
    let theirs = site
        .elsewhere
        .open_as(Status::Actif, "Diallo", "Binta")
        .await;
    let browser = site.browser(Role::Administrateur).await;
    let tab = format!("/domicilies/{theirs}/messages");
    assert_eq!(browser.get(&tab).await.status, StatusCode::NOT_FOUND);
    let nobody = site.house.ids.mint(site.house.clock.now());
    for path in ["", "/parti", "/renvoyer", "/annuler", "/vu"] {
        let path = format!("/messages/{nobody}{path}");
        let answer = if path.matches('/').count() == 2 {
            browser.get(&path).await
        } else {
            browser.post(&path, &[]).await
        };
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

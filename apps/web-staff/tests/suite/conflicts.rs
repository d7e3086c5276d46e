//! Two people at once on one dossier: nothing is lost, nothing is overwritten unawares.

use crate::common::{Answer, Browser, Site};
use axum::http::StatusCode;
use domiciliation::{
    Command, Dossier, Status,
    identity::Identity,
    mail::{MailKind, Quantity},
};
use kernel::DossierId;
use structures::Role;
use testkit::builders::text;

/// Two browsers in front of the same dossier.
struct Desks {
    site: Site,
    id: DossierId,
    mine: Browser,
    theirs: Browser,
}

impl Desks {
    async fn open(status: Status) -> Self {
        let site = Site::open().await;
        let id = site.house.open_as(status, "Diallo", "Aminata").await;
        Self {
            id,
            mine: site.browser(Role::Instructeur).await,
            theirs: site.browser(Role::Gestionnaire).await,
            site,
        }
    }

    fn address(&self, page: &str) -> String {
        format!("/domicilies/{}/{page}", self.id)
    }

    async fn dossier(&self) -> Dossier {
        self.site.house.read(self.id).await.value
    }

    async fn identity(&self) -> Identity {
        self.dossier().await.identity().unwrap().clone()
    }

    /// Sends the form that a page showed, with all its fields and these ones changed.
    async fn send(
        &self,
        browser: &Browser,
        page: &str,
        shown: &Answer,
        fields: &[(&str, &str)],
    ) -> Answer {
        let (key, version) = (shown.hidden("cle"), shown.hidden("version"));
        let mut all = vec![("cle", key.as_str()), ("version", version.as_str())];
        all.extend(fields);
        browser.post(&self.address(page), &all).await
    }

    /// The other one fills and sends a page meanwhile.
    async fn they_send(&self, page: &str, fields: &[(&str, &str)]) {
        let shown = self.theirs.get(&self.address(page)).await;
        let saved = self.send(&self.theirs, page, &shown, fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    }

    fn they_are(&self) -> String {
        self.site
            .house
            .actor(Role::Gestionnaire)
            .member()
            .full_name()
    }
}

/// What the page says without what typography adds.
fn plain(answer: &Answer) -> String {
    answer.text().replace(" :", ":")
}

#[tokio::test]
async fn what_both_changed_differently_comes_back_with_both_versions_and_who_and_when() {
    let desks = Desks::open(Status::Actif).await;
    let shown = desks.mine.get(&desks.address("identite")).await;
    let builders = desks.identity().await;
    let birth = shown_value(&shown, "naissance");
    let place = builders.birth_place.to_string();
    let with = |nom: &str| {
        vec![
            ("civilite".to_owned(), builders.civility.code().to_owned()),
            ("nom".to_owned(), nom.to_owned()),
            ("prenoms".to_owned(), builders.prenoms.to_string()),
            ("naissance".to_owned(), birth.clone()),
            ("lieu_naissance".to_owned(), place.clone()),
        ]
    };
    let theirs = with("Diarra");
    desks.they_send("identite", &borrowed(&theirs)).await;
    let mine = with("Diallot");
    let met = desks
        .send(&desks.mine, "identite", &shown, &borrowed(&mine))
        .await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    let said = plain(&met);
    assert!(said.contains("Enregistré maintenant: Diarra"), "{said}");
    assert!(said.contains("Votre saisie: Diallot"), "{said}");
    assert!(said.contains(&desks.they_are()), "{said}");
    assert!(said.contains("à 13 h"), "the hour of the structure: {said}");
    assert!(!said.contains("Enregistré maintenant: Aminata"), "{said}");
    assert!(met.body.contains("value=\"Diallot\""));
    assert_eq!(desks.identity().await.nom.as_str(), "Diarra");

    // Sent again from there, it overwrites on purpose.
    let again = desks
        .send(&desks.mine, "identite", &met, &borrowed(&mine))
        .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
    assert_eq!(desks.identity().await.nom.as_str(), "Diallot");
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// What a text field of a page holds.
fn shown_value(page: &Answer, name: &str) -> String {
    let (_, rest) = page.body.split_once(&format!("name=\"{name}\"")).unwrap();
    let (tag, _) = rest.split_once('>').unwrap();
    let (_, value) = tag.split_once("value=\"").unwrap();
    value.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn what_each_changed_of_different_fields_is_kept_of_both() {
    let desks = Desks::open(Status::Actif).await;
    let shown = desks.mine.get(&desks.address("coordonnees")).await;
    desks.they_send("coordonnees", &[("langue", "peul")]).await;
    let fields = [("courriel", "aminata@exemple.fr")];
    let saved = desks
        .send(&desks.mine, "coordonnees", &shown, &fields)
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let dossier = desks.dossier().await;
    let stored = dossier.coordinates();
    assert_eq!(stored.language, Some(text("peul")));
    assert!(stored.email.is_some());
}

#[tokio::test]
async fn what_came_back_shows_the_other_changes_beside_the_disputed_one() {
    let desks = Desks::open(Status::Actif).await;
    let shown = desks.mine.get(&desks.address("coordonnees")).await;
    let theirs = [("langue", "peul"), ("courriel", "aminata@exemple.fr")];
    desks.they_send("coordonnees", &theirs).await;
    let met = desks
        .send(&desks.mine, "coordonnees", &shown, &[("langue", "wolof")])
        .await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    let said = plain(&met);
    assert!(said.contains("Enregistré maintenant: peul"), "{said}");
    assert!(
        said.contains("vous n’y aviez rien changé: Courriel"),
        "{said}"
    );
    assert_eq!(shown_value(&met, "courriel"), "aminata@exemple.fr");
    assert_eq!(shown_value(&met, "langue"), "wolof");
}

#[tokio::test]
async fn mail_visits_and_notes_get_in_nobody_s_way() {
    let desks = Desks::open(Status::Actif).await;
    let shown = desks.mine.get(&desks.address("coordonnees")).await;
    let letter = Command::ReceiveMail {
        on: desks.site.house.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        remark: None,
    };
    desks.site.house.done(desks.id, letter).await;
    let fields = [("langue", "wolof")];
    let saved = desks
        .send(&desks.mine, "coordonnees", &shown, &fields)
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
}

#[tokio::test]
async fn a_second_press_meets_no_conflict_and_records_nothing_more() {
    let desks = Desks::open(Status::Actif).await;
    let shown = desks.mine.get(&desks.address("coordonnees")).await;
    let fields = [("langue", "wolof")];
    for _ in 0..2 {
        let saved = desks
            .send(&desks.mine, "coordonnees", &shown, &fields)
            .await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    }
    let before = shown.hidden("version");
    let (version, _) = before.split_once('.').unwrap();
    let stored = desks.site.house.read(desks.id).await.version;
    assert_eq!(stored, version.parse::<i64>().unwrap() + 1);
}

#[tokio::test]
async fn a_form_of_which_the_past_is_not_known_shows_every_difference() {
    let desks = Desks::open(Status::Actif).await;
    desks.they_send("coordonnees", &[("langue", "peul")]).await;
    let fields = [("cle", ""), ("version", "1"), ("langue", "wolof")];
    let met = desks
        .mine
        .post(&desks.address("coordonnees"), &fields)
        .await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    assert!(met.says("Une autre personne vient d’enregistrer des changements"));
    assert!(plain(&met).contains("Enregistré maintenant: peul"));
}

#[tokio::test]
async fn two_who_add_a_dependant_see_both_lists() {
    let desks = Desks::open(Status::Actif).await;
    let shown = desks.mine.get(&desks.address("ayants-droit")).await;
    let child = |prenom: &'static str| {
        [
            ("ayant-1-nom", "Ba"),
            ("ayant-1-prenoms", prenom),
            ("ayant-1-naissance", "2019"),
            ("ayant-1-lien", "enfant"),
        ]
    };
    desks.they_send("ayants-droit", &child("Awa")).await;
    let met = desks
        .send(&desks.mine, "ayants-droit", &shown, &child("Issa"))
        .await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    let said = plain(&met);
    assert!(
        said.contains("Enregistré maintenant: Ba Awa, 2019 (enfant)"),
        "{said}"
    );
    assert!(
        said.contains("Votre saisie: Ba Issa, 2019 (enfant)"),
        "{said}"
    );
    assert_eq!(shown_value(&met, "ayant-1-prenoms"), "Issa");
}

#[tokio::test]
async fn the_steps_of_a_request_do_as_the_parts_of_a_dossier() {
    let desks = Desks::open(Status::EnInstruction).await;
    let page = "demande/coordonnees";
    let shown = desks.mine.get(&desks.address(page)).await;
    desks
        .they_send(page, &[("langue", "peul"), ("distribution", "B-1")])
        .await;
    let fields = [("langue", "wolof"), ("distribution", "")];
    let met = desks.send(&desks.mine, page, &shown, &fields).await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    let said = plain(&met);
    assert!(said.contains("Votre saisie: wolof"), "{said}");
    assert_eq!(shown_value(&met, "langue"), "wolof");
    assert_eq!(shown_value(&met, "distribution"), "B-1");

    // The other step shows nothing of it: there is nothing to say there.
    let page = "demande/etat-civil";
    let shown = desks.mine.get(&desks.address(page)).await;
    desks
        .they_send("demande/coordonnees", &[("langue", "soninké")])
        .await;
    let identity = desks.identity().await;
    let fields = [
        ("civilite", identity.civility.code().to_owned()),
        ("nom", "Diallot".to_owned()),
        ("prenoms", identity.prenoms.to_string()),
        ("naissance", shown_value(&shown, "naissance")),
        ("lieu_naissance", identity.birth_place.to_string()),
    ];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let saved = desks.send(&desks.mine, page, &shown, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(desks.identity().await.nom.as_str(), "Diallot");
}

#[tokio::test]
async fn a_proposal_on_a_request_that_moved_comes_back_with_what_was_typed() {
    let desks = Desks::open(Status::EnInstruction).await;
    desks.site.house.interview(desks.id).await;
    let page = "demande/decision";
    let shown = desks.mine.get(&desks.address(page)).await;
    desks.they_send("coordonnees", &[("langue", "peul")]).await;
    let fields = [("sens", "accord"), ("remarques", "Elle vit au camping.")];
    let met = desks.send(&desks.mine, page, &shown, &fields).await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    assert!(met.says("Elle vit au camping."));
    assert!(met.says(&desks.they_are()));
    assert!(met.says("coordonnées enregistrées"));
    assert_eq!(
        desks.dossier().await.status(desks.site.house.today()),
        Status::EnInstruction
    );
    let again = desks.send(&desks.mine, page, &met, &fields).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
}

#[tokio::test]
async fn a_decision_on_a_dossier_that_moved_is_not_carried_out_and_says_what_changed() {
    let desks = Desks::open(Status::AValider).await;
    let decides = desks.site.browser(Role::Administrateur).await;
    let page = "decision/accorder";
    let shown = decides.get(&desks.address(page)).await;
    let (decision, debut) = (
        shown_value(&shown, "decision"),
        shown_value(&shown, "debut"),
    );
    desks
        .site
        .house
        .order(Role::Agent, desks.id, Command::AddNote(text("A déménagé.")))
        .await
        .unwrap();
    let fields = [
        ("decision", decision.as_str()),
        ("debut", debut.as_str()),
        ("reference", "C-77"),
    ];
    let met = desks.send(&decides, page, &shown, &fields).await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    assert!(met.says("A déménagé."));
    let agent = desks.site.house.actor(Role::Agent).member().full_name();
    assert!(met.says(&agent));
    assert_eq!(shown_value(&met, "reference"), "C-77");
    let today = desks.site.house.today();
    assert_eq!(desks.dossier().await.status(today), Status::AValider);

    let done = desks.send(&decides, page, &met, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(desks.dossier().await.status(today), Status::Actif);
}

//! The page of a person: its four questions, and what each role does not see.

use crate::common::Site;
use axum::http::StatusCode;
use domiciliation::{
    Command, Status,
    radiation::{RadiationGround, RadiationMotif},
    request::Channel,
};
use kernel::{DossierId, previous_day};
use structures::Role;

async fn text(site: &Site, role: Role, id: DossierId, tab: &str) -> String {
    let answer = site
        .browser(role)
        .await
        .get(&format!("/domicilies/{id}{tab}"))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{tab}");
    answer.text()
}

#[tokio::test]
async fn an_active_person_reads_in_one_sentence() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.clock.advance_days(12);
    let page = text(&site, Role::Facteur, id, "").await;
    assert!(page.contains("Mme DIALLO Aminata"), "{page}");
    assert!(
        page.contains(
            "Domiciliée jusqu’au mardi 9 mars 2027. Vue il y a 12 jours ; sans nouvelles, \
             radiable à partir du 11 juin 2026."
        ),
        "{page}"
    );
}

#[tokio::test]
async fn each_status_has_its_sentence() {
    let site = Site::open().await;
    for (status, said) in [
        (Status::EnInstruction, "entretien à fixer"),
        (Status::AValider, "accord proposé le 10 mars 2026"),
        (Status::Echu, "Domiciliation échue le lundi 9 février 2026"),
        (Status::Radie, "Radiée à compter du 10 mars 2026"),
        (Status::Refuse, "Demande refusée le 10 mars 2026"),
    ] {
        let id = site.house.open_as(status, "Diallo", status.code()).await;
        let page = text(&site, Role::Agent, id, "").await;
        assert!(page.contains(said), "{status:?}: {page}");
        assert!(page.contains(status.label()), "{status:?}");
    }
}

#[tokio::test]
async fn the_time_bar_says_its_sentence_and_has_no_inline_style() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let page = site
        .browser(Role::Agent)
        .await
        .get(&format!("/domicilies/{id}"))
        .await;
    assert!(
        page.body
            .contains("<title id=\"frise\">Domiciliée jusqu’au")
    );
    assert!(!page.body.contains("style="));
}

#[tokio::test]
async fn an_absence_is_seen_as_a_suspended_clock_by_who_may_not_know_more() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let from = previous_day(site.house.today());
    site.house
        .done(id, Command::JustifyAbsence { from, until: None })
        .await;
    let reception = text(&site, Role::Instructeur, id, "/historique").await;
    assert!(!reception.contains("Absence justifiée"), "{reception}");
    let page = text(&site, Role::Instructeur, id, "").await;
    assert!(page.contains("horloge suspendue"), "{page}");
    assert!(!page.contains("bsence"), "{page}");
    let deciding = text(&site, Role::Gestionnaire, id, "/historique").await;
    assert!(deciding.contains("Absence justifiée à partir du 9 mars 2026"));
}

#[tokio::test]
async fn the_interview_is_read_by_who_instructs() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let record = text(&site, Role::Agent, id, "/dossier").await;
    assert!(record.contains("Conakry"));
    assert!(!record.contains("Lien avec la commune"));
    let record = text(&site, Role::Instructeur, id, "/dossier").await;
    assert!(record.contains("Lien avec la commune"));
}

#[tokio::test]
async fn a_role_sees_only_the_acts_it_may_do() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let acts = [
        ("Télécharger l’attestation", Role::Agent),
        ("Renouveler la domiciliation", Role::Instructeur),
        ("Mettre fin à la domiciliation", Role::Instructeur),
        ("Noter la notification", Role::Instructeur),
    ];
    for role in Role::ALL {
        let page = text(&site, *role, id, "").await;
        for (act, least) in acts {
            assert_eq!(page.contains(act), *role >= least, "{role:?} {act}");
        }
    }
    let request = site.house.open("Keïta", "Issa").await;
    let blocked = text(&site, Role::Gestionnaire, request, "").await;
    assert!(blocked.contains("L’entretien n’a pas eu lieu"), "{blocked}");
    assert!(blocked.contains("Effacer ce dossier saisi par erreur"));
    let page = text(&site, Role::Instructeur, request, "").await;
    assert!(page.contains("Reprendre la demande"));
    assert!(!page.contains("Accorder la domiciliation"));
}

#[tokio::test]
async fn silence_is_an_alert_with_its_article_and_the_act_that_settles_it() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.clock.advance_days(100);
    let page = site
        .browser(Role::Instructeur)
        .await
        .get(&format!("/domicilies/{id}"))
        .await;
    assert!(
        page.text().contains("depuis plus de trois mois"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("art. L. 264-5 et D. 264-3 du CASF"));
    assert!(
        page.body
            .contains(&format!("/domicilies/{id}/radiation\">Envisager"))
    );
    let reception = site
        .browser(Role::Agent)
        .await
        .get(&format!("/domicilies/{id}"))
        .await;
    assert!(
        !reception
            .body
            .contains(&format!("/domicilies/{id}/radiation"))
    );
}

#[tokio::test]
async fn a_renewal_stands_beside_the_term() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.clock.advance_days(5);
    let on = site.house.today();
    site.house
        .done(
            id,
            Command::FileDemande {
                on,
                channel: Channel::Phone,
            },
        )
        .await;
    let page = text(&site, Role::Agent, id, "").await;
    assert!(page.contains("Renouvellement en cours"));
    assert!(
        page.contains("a téléphoné") || page.contains("A téléphoné"),
        "{page}"
    );
    assert!(
        page.contains("Renouvellement demandé le 15 mars 2026"),
        "{page}"
    );
}

#[tokio::test]
async fn after_a_death_nothing_is_handed_to_the_person() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.browser(Role::Agent)
        .await
        .post(&format!("/domicilies/{id}/courrier"), &[("courriers", "1")])
        .await;
    site.house.clock.advance_days(2);
    let on = previous_day(site.house.today());
    site.house
        .done(
            id,
            Command::PronounceRadiation {
                ground: RadiationGround::Deces { on },
                effective_on: on,
                urgency: None,
            },
        )
        .await;
    let page = text(&site, Role::Agent, id, "").await;
    assert!(page.contains("Décédée le 11 mars 2026."), "{page}");
    let form = site
        .browser(Role::Agent)
        .await
        .get(&format!("/domicilies/{id}/remise/nouvelle"))
        .await;
    assert!(form.text().contains("Réexpédié au notaire"));
    assert!(!form.body.contains("value=\"titulaire\""));
}

#[tokio::test]
async fn the_history_is_filtered_and_paged_by_its_address() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    for _ in 0..110 {
        site.browser(Role::Facteur)
            .await
            .post(&format!("/domicilies/{id}/passage"), &[])
            .await;
    }
    let first = site
        .browser(Role::Agent)
        .await
        .get(&format!("/domicilies/{id}/historique?genre=contacts"))
        .await;
    assert!(
        first.text().contains("110 enregistrements")
            || first.text().contains("110\u{a0}enregistrements"),
        "{}",
        first.text()
    );
    assert!(first.body.contains("genre=contacts&amp;page=2"));
    assert!(!first.text().contains("Entretien mené par"));
    let second = site
        .browser(Role::Agent)
        .await
        .get(&format!(
            "/domicilies/{id}/historique?genre=contacts&page=2"
        ))
        .await;
    assert!(!second.body.contains("page=3"));
    let absurd = site
        .browser(Role::Agent)
        .await
        .get(&format!(
            "/domicilies/{id}/historique?genre=%3Cb%3E&page=-1"
        ))
        .await;
    assert_eq!(absurd.status, StatusCode::OK);
}

#[tokio::test]
async fn a_decision_shows_its_dates_its_author_and_its_notification() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let page = site
        .browser(Role::Instructeur)
        .await
        .get(&format!("/domicilies/{id}/decisions"))
        .await;
    let text = page.text();
    assert!(text.contains("Domiciliation accordée"));
    assert!(text.contains("mardi 9 mars 2027 inclus"), "{text}");
    assert!(text.contains("Camille Gestionnaire"), "{text}");
    assert!(text.contains("Pas encore notifiée"));
    assert!(!page.body.contains("/annuler\""));
    let deciding = site
        .browser(Role::Gestionnaire)
        .await
        .get(&format!("/domicilies/{id}/decisions"))
        .await;
    assert!(deciding.body.contains("/annuler\""));
}

#[tokio::test]
async fn a_planned_end_is_told_on_the_page() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let notified_on = site.house.today();
    let motif = RadiationMotif::DomicileStable;
    site.house
        .done(id, Command::PlanRadiation { motif, notified_on })
        .await;
    let page = text(&site, Role::Agent, id, "").await;
    assert!(
        page.contains("Radiation envisagée, observations jusqu’au 25 mars 2026."),
        "{page}"
    );
    let tab = text(&site, Role::Agent, id, "/decisions").await;
    assert!(tab.contains("Accès à un domicile stable"));
}

#[tokio::test]
async fn a_request_waits_for_whoever_takes_its_next_step() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::AValider, "Diallo", "Aminata")
        .await;
    let decides = text(&site, Role::Gestionnaire, id, "").await;
    assert!(decides.contains("Examiner la proposition"), "{decides}");
    let agent = text(&site, Role::Agent, id, "").await;
    assert!(!agent.contains("Examiner la proposition"));

    let id = site.house.open("Petit", "Paul").await;
    let instructs = text(&site, Role::Instructeur, id, "").await;
    assert!(
        !instructs.contains("Rien à faire aujourd’hui"),
        "{instructs}"
    );
    assert!(
        !text(&site, Role::Agent, id, "")
            .await
            .contains("Reprendre la demande")
    );
}

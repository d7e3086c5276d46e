//! Ending an election, in two steps; closing a lapsed dossier.

use axum::http::StatusCode;
use domiciliation::{
    Command, Status,
    fact::ContactKind,
    mail::{MailKind, Quantity},
    radiation::RadiationMotif,
};
use kernel::{DossierId, StructureKind};
use structures::Role;

use super::{DECIDES, fill, get, status, url};
use crate::common::Site;

async fn active(site: &Site) -> DossierId {
    site.house.open_as(Status::Actif, "Diallo", "Aminata").await
}

/// The person was told today of a silence that has lasted long enough.
async fn told(site: &Site, id: DossierId) {
    let page = url(id, "radiation");
    let day = site.house.today().format("%d/%m/%Y").to_string();
    let fields = [("motif", "non_manifestation"), ("jour", day.as_str())];
    let done = fill(site, &page, &url(id, "radiation/envisager"), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(done.location().starts_with(&page));
}

#[tokio::test]
async fn r50_silence_is_shown_closed_with_the_day_on_which_it_opens() {
    let site = Site::of_kind(StructureKind::OrganismeAgree).await;
    let id = active(&site).await;
    let shown = get(&site, DECIDES, &url(id, "radiation")).await;
    let (open, closed) = shown.body.split_once("ne sont pas possibles").unwrap();
    assert!(open.contains("value=\"domicile_stable\""));
    assert!(!open.contains("value=\"non_manifestation\""));
    assert!(closed.contains("11 juin 2026"), "seen on 10 March");
    assert!(closed.contains("D. 264-3"));
    // Bound to the commune's own bodies.
    assert!(closed.contains(RadiationMotif::PlusDeLien.label()));
}

#[tokio::test]
async fn r65_the_person_is_told_then_heard_then_somebody_decides() {
    let site = Site::open().await;
    let id = active(&site).await;
    site.house.clock.advance_days(100);
    told(&site, id).await;

    let waiting = get(&site, DECIDES, &url(id, "radiation")).await;
    assert!(waiting.says("Jusqu’au vendredi 3 juillet 2026"));
    assert!(waiting.body.contains("aria-disabled=\"true\""));
    let pronounce = url(id, "radiation/prononcer");
    let early = get(&site, DECIDES, &pronounce).await;
    assert!(early.says("L. 121-1"));

    site.house.clock.advance_days(16);
    let fields = [("motif", "non_manifestation")];
    let done = fill(&site, &pronounce, &pronounce, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(status(&site, id).await, Status::Radie);
}

#[tokio::test]
async fn r50_a_visit_in_between_stops_a_striking_off_for_silence() {
    let site = Site::open().await;
    let id = active(&site).await;
    site.house.clock.advance_days(100);
    told(&site, id).await;
    site.house.clock.advance_days(16);
    let pronounce = url(id, "radiation/prononcer");
    let shown = get(&site, DECIDES, &pronounce).await;
    let visit = Command::RecordContact {
        on: site.house.today(),
        kind: ContactKind::Visit,
    };
    site.house.done(id, visit).await;

    // The page was shown before the visit: the act is refused as a conflict, not carried out.
    let fields = [("motif", "non_manifestation")];
    let conflict = super::send(&site, &pronounce, &shown, &fields).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert_eq!(status(&site, id).await, Status::Actif);
    let hub = get(&site, DECIDES, &url(id, "radiation")).await;
    assert!(hub.says("la personne s’est manifestée"));
    assert!(hub.body.contains("aria-disabled=\"true\""));
    let again = get(&site, DECIDES, &pronounce).await;
    assert!(!again.body.contains("name=\"version\""));

    let given_up = [("raison", "Elle est venue")];
    let done = fill(
        &site,
        &url(id, "radiation"),
        &url(id, "radiation/abandonner"),
        &given_up,
    )
    .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(
        super::dossier(&site, id)
            .await
            .planned_radiation()
            .is_none()
    );
}

#[tokio::test]
async fn r35_an_instructeur_prepares_and_does_not_pronounce() {
    let site = Site::open().await;
    let id = active(&site).await;
    site.house.clock.advance_days(100);
    let first = get(&site, Role::Instructeur, &url(id, "radiation")).await;
    assert!(first.body.contains("radiation/envisager"));
    assert!(!first.body.contains("radiation/prononcer"));
    told(&site, id).await;
    site.house.clock.advance_days(16);
    let second = get(&site, Role::Instructeur, &url(id, "radiation")).await;
    assert!(!second.body.contains("radiation/prononcer"));
    let forbidden = get(&site, Role::Instructeur, &url(id, "radiation/prononcer")).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_a_documented_urgency_dispenses_with_the_first_step() {
    let site = Site::open().await;
    let id = active(&site).await;
    let form = url(id, "radiation/prononcer");
    let page = format!("{form}?motif=reglement_interieur");
    let shown = get(&site, DECIDES, &page).await;
    assert!(shown.says("Urgence documentée"));
    assert!(shown.says("aucun texte propre"));

    let mut fields = vec![
        ("motif", "reglement_interieur"),
        ("faits", "Violences le 9 mars"),
    ];
    let refused = fill(&site, &page, &form, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("L. 121-1"));
    assert!(refused.says("Violences le 9 mars"));
    fields.push(("urgence", "Main courante du 9 mars"));
    let done = fill(&site, &page, &form, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(status(&site, id).await, Status::Radie);
}

#[tokio::test]
async fn at_the_request_of_the_person_one_step_is_enough_and_its_day_bounds_the_effect() {
    let site = Site::open().await;
    let id = active(&site).await;
    let letters = Command::ReceiveMail {
        on: site.house.today(),
        items: vec![(MailKind::Letter, Quantity::try_from(2).unwrap())],
        remark: None,
    };
    site.house.done(id, letters).await;
    site.house.clock.advance_days(10);
    let form = url(id, "radiation/prononcer");
    let hub = get(&site, DECIDES, &url(id, "radiation")).await;
    assert!(hub.body.contains("radiation/prononcer?motif=a_demande"));
    let page = format!("{form}?motif=a_demande");
    let shown = get(&site, DECIDES, &page).await;
    assert!(shown.says("2 envois sont en attente"));

    let mut fields = [
        ("motif", "a_demande"),
        ("jour", "18/03/2026"),
        ("effet", "17/03/2026"),
    ];
    let refused = fill(&site, &page, &form, &fields).await;
    assert!(refused.says("href=\"#effet\""));
    assert!(refused.says("entre le 18 mars 2026 et le 20 mars 2026"));
    fields[2].1 = "18/03/2026";
    let done = fill(&site, &page, &form, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(status(&site, id).await, Status::Radie);
}

#[tokio::test]
async fn r71_a_death_is_recorded_whenever_it_is_learnt_of() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Echu, "Diallo", "Aminata").await;
    let hub = get(&site, DECIDES, &url(id, "radiation")).await;
    assert!(hub.body.contains("radiation/prononcer?motif=deces"));
    let form = url(id, "radiation/prononcer");
    let fields = [("motif", "deces"), ("jour", "01/03/2026")];
    let done = fill(&site, &format!("{form}?motif=deces"), &form, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(super::dossier(&site, id).await.deceased_on().is_some());
}

#[tokio::test]
async fn r70_a_lapsed_dossier_is_closed_not_struck_off() {
    let site = Site::open().await;
    let running = active(&site).await;
    let shown = get(&site, DECIDES, &url(running, "cloture")).await;
    assert!(!shown.body.contains("name=\"version\""));
    assert!(shown.says("9 mars 2027"));

    let id = site.house.open_as(Status::Echu, "Bah", "Awa").await;
    let hub = get(&site, DECIDES, &url(id, "radiation")).await;
    assert!(hub.body.contains(&url(id, "cloture")));
    let page = url(id, "cloture");
    let shown = get(&site, DECIDES, &page).await;
    assert!(shown.says("Ce n’est pas une radiation"));
    let done = super::send(&site, &page, &shown, &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(status(&site, id).await, Status::Radie);
}

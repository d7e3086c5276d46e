//! Templates of a structure and the tags in them.

use std::{collections::BTreeSet, sync::Arc};

use application::{
    UseCaseError,
    actor::Surroundings,
    documents::Pictures,
    files::{FileName, TemplateKind},
    letters::Format,
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
    ports::Clock,
    tags::{self, Category, Known},
    templates::{NotFilled, TemplateRefused, Templates, TroubleKind, Value, Values},
};
use domiciliation::{Dossier, Refused, Status, decision::Outcome};
use kernel::{Departement, FileId, PhoneNumber, StructureKind, french::day_month_year};
use structures::Role;
use testkit::{Storage, builders::text, house::House, memory::MemoryStore};

struct NoPlan;

impl PhonePlan for NoPlan {
    fn parse(&self, _: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        Err(InvalidPhone)
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.as_str().to_owned()
    }
}

/// The tags that structures know from the reference product.
const KNOWN: &str = "DATE_JOUR DATE_JOUR_HEURE DATE_JOUR_LONG RESPONSABLE_NOM RESPONSABLE_PRENOM \
    RESPONSABLE_FONCTION STRUCTURE_NOM STRUCTURE_TYPE STRUCTURE_ADRESSE \
    STRUCTURE_COMPLEMENT_ADRESSE STRUCTURE_VILLE STRUCTURE_CODE_POSTAL STRUCTURE_TELEPHONE \
    STRUCTURE_ADRESSE_EMAIL STRUCTURE_PREFECTURE STRUCTURE_AGREMENT STRUCTURE_COURRIER_ADRESSE \
    STRUCTURE_COURRIER_VILLE STRUCTURE_COURRIER_CODE_POSTAL USAGER_REF USAGER_CUSTOM_REF \
    USAGER_CIVILITE USAGER_NOM USAGER_PRENOM USAGER_SURNOM USAGER_DATE_NAISSANCE \
    USAGER_LIEU_NAISSANCE USAGER_PHONE USAGER_EMAIL USAGER_LANGUE USAGER_NATIONALITE \
    USAGER_NUMERO_DISTRIBUTION_SPECIALE AYANTS_DROITS_LISTE AYANTS_DROITS_NOMBRE REFERENT \
    STATUT_DOM TYPE_DOM DATE_DEBUT_DOM DATE_FIN_DOM DATE_PREMIERE_DOM DATE_DEBUT_DOM_FORMAT_COURT \
    DATE_FIN_DOM_FORMAT_COURT DATE_PREMIERE_DOM_FORMAT_COURT DATE_DERNIER_PASSAGE DATE_RADIATION \
    DATE_RADIATION_FORMAT_COURT MOTIF_RADIATION DATE_REFUS DATE_REFUS_FORMAT_COURT MOTIF_REFUS \
    DECISION_NOM_AGENT PREMIERE_DOM_NOM_AGENT ENTRETIEN_ORIENTATION ENTRETIEN_ORIENTATION_DETAIL \
    ENTRETIEN_DOMICILIATION_EXISTANTE ENTRETIEN_REVENUS ENTRETIEN_REVENUS_DETAIL \
    ENTRETIEN_LIEN_COMMUNE ENTRETIEN_COMPOSITION_MENAGE ENTRETIEN_SITUATION_RESIDENTIELLE \
    ENTRETIEN_CAUSE_INSTABILITE ENTRETIEN_RAISON_DEMANDE ENTRETIEN_RATTACHEMENT \
    ENTRETIEN_SITUATION_PROFESSIONNELLE ENTRETIEN_ACCOMPAGNEMENT ENTRETIEN_ACCOMPAGNEMENT_DETAIL \
    ENTRETIEN_COMMENTAIRE TRANSFERT_ACTIF TRANSFERT_NOM TRANSFERT_ADRESSE TRANSFERT_DATE_DEBUT \
    TRANSFERT_DATE_FIN PROCURATION_ACTIF PROCURATION_NOM PROCURATION_PRENOM \
    PROCURATION_DATE_DEBUT PROCURATION_DATE_FIN PROCURATION_DATE_NAISSANCE PROCURATIONS_LISTE \
    PROCURATIONS_NOMBRE SMS_ACTIVATION MON_DOMIFA_ACTIVATION ESPACE_DOM_ID ESPACE_DOM_URL \
    ESPACE_DOM_MDP";

async fn house() -> House {
    let storage = Storage::of(MemoryStore::new());
    House::build(&storage, 1, StructureKind::OrganismeAgree).await
}

fn templates(house: &House) -> Templates {
    house.templates(Arc::new(NoPlan))
}

/// What all tags stand for in a dossier.
fn values(house: &House, dossier: &Dossier) -> Values {
    let actor = house.actor(Role::Instructeur);
    tags::values(&Known {
        dossier,
        structure: &house.structure,
        around: &Surroundings::of(&actor, house.clock.now()),
        phones: &NoPlan,
        referent: Some("Nadia Bertin"),
        pictures: &Pictures::default(),
    })
}

fn words<'a>(values: &'a Values, name: &str) -> &'a str {
    let Some(Value::Text(words)) = values.get(name) else {
        panic!("{name} stands for no words");
    };
    words
}

async fn add(
    house: &House,
    role: Role,
    kind: TemplateKind,
    content: &str,
) -> Result<FileId, UseCaseError<TemplateRefused>> {
    let name = FileName::of("lettre.docx");
    let bytes = format!("PK{content}").into_bytes();
    let (templates, actor) = (templates(house), house.actor(role));
    let added = templates.add(&actor, kind, name, text("Lettre"), bytes);
    Ok(added.await?.id)
}

#[test]
fn every_tag_that_structures_know_is_there_once() {
    let names: Vec<&str> = tags::all().map(|tag| tag.name).collect();
    let once: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), once.len());
    for name in KNOWN.split_whitespace() {
        assert!(once.contains(name), "{name}");
    }
}

#[tokio::test]
async fn r33_the_dates_are_those_of_the_attestation_however_late_it_is_printed() {
    let house = house().await;
    let id = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let dossier = house.read(id).await.value;
    let decision = dossier.last_decision().unwrap();
    let attestation = dossier.attestation(decision.fact(), 30).unwrap();
    house.clock.advance_days(100);
    let values = values(&house, &dossier);
    let said = [
        ("DATE_DEBUT_DOM", attestation.period().start()),
        ("DATE_FIN_DOM", attestation.period().end()),
        ("DATE_PREMIERE_DOM", attestation.first_domiciliation()),
        ("DATE_DECISION", attestation.decided_on()),
        ("DATE_JOUR_LONG", house.today()),
    ];
    for (name, date) in said {
        assert_eq!(words(&values, name), day_month_year(date), "{name}");
    }
    assert_eq!(words(&values, "USAGER_NOM"), "DIALLO");
    assert_eq!(words(&values, "REFERENT"), "Nadia Bertin");
}

#[tokio::test]
async fn a_tag_of_what_did_not_happen_is_empty() {
    let house = house().await;
    for (status, name) in [
        (Status::Actif, "DATE_RADIATION"),
        (Status::Actif, "MOTIF_REFUS"),
        (Status::EnInstruction, "DATE_FIN_DOM"),
        (Status::EnInstruction, "DECISION_NOM_AGENT"),
        (Status::Radie, "DATE_REFUS"),
        (Status::Actif, "ESPACE_DOM_MDP"),
        (Status::Actif, "USAGER_NATIONALITE"),
    ] {
        let id = house.open_as(status, "Diallo", "Aminata").await;
        let values = values(&house, &house.read(id).await.value);
        assert_eq!(words(&values, name), "", "{name}");
    }
    let struck = house.open_as(Status::Radie, "Keïta", "Moussa").await;
    let dossier = house.read(struck).await.value;
    let values = values(&house, &dossier);
    let Outcome::Terminated(radiation) = dossier.last_decision().unwrap().outcome() else {
        panic!("somebody was struck off");
    };
    let effective = day_month_year(radiation.effective_on);
    assert_eq!(words(&values, "DATE_RADIATION"), effective);
    assert_ne!(words(&values, "MOTIF_RADIATION"), "");
}

#[tokio::test]
async fn a_template_is_filled_for_whoever_may_and_when_the_law_knows_the_paper() {
    let house = house().await;
    let active = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let refused = house.open_as(Status::Refuse, "Keïta", "Moussa").await;
    let admin = Role::Administrateur;
    let content = "{USAGER_NOM}, {STATUT_DOM}";
    let attestation = add(&house, admin, TemplateKind::CerfaAttestation, content)
        .await
        .unwrap();
    let letter = add(&house, admin, TemplateKind::Autre, content)
        .await
        .unwrap();
    let templates = templates(&house);
    let fill = async |role, dossier, file| {
        let filled = templates
            .fill(&house.actor(role), dossier, file, Format::Docx)
            .await;
        filled.map(|filled| String::from_utf8(filled.bytes).unwrap())
    };
    let agent = fill(Role::Agent, active, attestation).await;
    assert_eq!(agent.ok().as_deref(), Some("PKDIALLO, Actif"));
    let not_accepted = UseCaseError::Refused(NotFilled::Refused(Refused::NotAccepted));
    assert_eq!(
        fill(Role::Agent, refused, attestation).await,
        Err(not_accepted)
    );
    assert_eq!(
        fill(Role::Agent, active, letter).await,
        Err(UseCaseError::Forbidden)
    );
    assert!(fill(Role::Instructeur, refused, letter).await.is_ok());
    assert_eq!(
        fill(Role::Facteur, active, attestation).await,
        Err(UseCaseError::Forbidden)
    );
}

#[tokio::test]
async fn a_faulty_template_is_not_kept_and_all_its_faults_are_told() {
    let house = house().await;
    let admin = Role::Administrateur;
    let faulty = "{USAGER_NOMS} {#AYANTS_DROITS}{NOM}{%NOM}{/AYANTS_DROITS}{NOM} {LOGO} {%REFERENT} {AYANTS_DROITS}";
    let added = add(&house, admin, TemplateKind::Autre, faulty).await;
    let Err(UseCaseError::Refused(TemplateRefused::Faulty(troubles))) = added else {
        panic!("it was kept");
    };
    let told: Vec<(&str, &TroubleKind)> =
        troubles.iter().map(|t| (t.tag.as_str(), &t.kind)).collect();
    let so = |written: &str| TroubleKind::WriteSo(written.to_owned());
    assert_eq!(
        told,
        [
            (
                "{USAGER_NOMS}",
                &TroubleKind::Unknown(Some("{USAGER_NOM}".to_owned()))
            ),
            ("{%NOM}", &so("{NOM}")),
            ("{NOM}", &TroubleKind::OutsideList("AYANTS_DROITS")),
            ("{LOGO}", &so("{%LOGO}")),
            ("{%REFERENT}", &so("{REFERENT}")),
            ("{AYANTS_DROITS}", &so("{#AYANTS_DROITS}…{/AYANTS_DROITS}")),
        ]
    );
    let manager = add(&house, Role::Gestionnaire, TemplateKind::Autre, "").await;
    assert_eq!(manager.err(), Some(UseCaseError::Forbidden));
    let listed = templates(&house).list(&house.actor(admin)).await;
    assert_eq!(listed.map(|l| l.len()).ok(), Some(0));
}

#[tokio::test]
async fn what_was_said_at_an_interview_is_refused_on_attestations_alone() {
    let house = house().await;
    let interview = tags::all().filter(|tag| tag.category == Category::Entretien);
    for tag in interview {
        let content = tag.written();
        for kind in [
            TemplateKind::AttestationPostale,
            TemplateKind::CerfaAttestation,
        ] {
            let added = add(&house, Role::Administrateur, kind, &content).await;
            assert!(added.is_err(), "{content}");
        }
    }
    let content = "{ENTRETIEN_COMMENTAIRE}";
    let added = add(&house, Role::Administrateur, TemplateKind::Autre, content).await;
    assert!(added.is_ok());
}

//! Signing in and out, passwords and the links to choose one.

use std::sync::Arc;

use application::{
    UseCaseError,
    access::{Access, PasswordRefused, SignInRefused},
    ports::Scope,
    staff::{PasswordLink, StaffDesk},
};
use kernel::StructureKind;
use secrecy::{ExposeSecret, SecretString};
use structures::{Fonction, FonctionListee, PasswordProblem, Profile, Role, StaffStatus};
use testkit::{
    Storage,
    builders::text,
    house::House,
    memory::MemoryStore,
    ports::{FakeSecrets, FakeStrength},
};

const EMAIL: &str = "awa.ba@exemple.fr";
const PASSWORD: &str = "Pommier-77-rivage-Lune";

struct Office {
    house: House,
    access: Access,
    staff: StaffDesk,
}

/// A house with somebody invited, who holds a link.
async fn invited() -> (Office, PasswordLink) {
    let storage = Storage::of(MemoryStore::new());
    let house = House::build(&storage, 1, StructureKind::Ccas).await;
    let secrets = Arc::new(FakeSecrets::default());
    let access = Access::new(
        storage.store.clone(),
        storage.identities.clone(),
        secrets.clone(),
        Arc::new(FakeStrength),
        house.clock.clone(),
    );
    let staff = StaffDesk::new(
        storage.store,
        house.clock.clone(),
        house.ids.clone(),
        secrets,
    );
    let profile = Profile {
        email: text(EMAIL),
        nom: text("Bâ"),
        prenom: text("Awa"),
        fonction: Fonction::Listee(FonctionListee::AgentAccueil),
    };
    let admin = house.actor(Role::Administrateur);
    let made = staff.invite(&admin, staff.new_id(), profile, Role::Agent);
    let link = made.await.unwrap().into_inner();
    let office = Office {
        house,
        access,
        staff,
    };
    (office, link)
}

/// The same, once the password is chosen.
async fn at_work() -> Office {
    let (office, link) = invited().await;
    let chosen = office
        .access
        .choose_password(&link.secret, secret(PASSWORD));
    assert!(chosen.await.is_ok());
    office
}

fn secret(text: &str) -> SecretString {
    text.to_owned().into()
}

impl Office {
    async fn sign_in(&self, password: &str) -> Result<SecretString, UseCaseError<SignInRefused>> {
        let signed_in = self.access.sign_in(EMAIL, secret(password)).await?;
        Ok(signed_in.into_inner())
    }
}

fn refused<T>(refused: T) -> Option<UseCaseError<T>> {
    Some(UseCaseError::Refused(refused))
}

#[tokio::test]
async fn a_link_lets_choose_a_password_once_then_one_signs_in_and_out() {
    let (office, link) = invited().await;
    let before = office.sign_in(PASSWORD).await;
    assert_eq!(before.err(), refused(SignInRefused::Mismatch));
    let weak = office.access.choose_password(&link.secret, secret("court"));
    let too_short = PasswordRefused::Weak(vec![PasswordProblem::TooShort]);
    assert_eq!(weak.await.err(), refused(too_short));
    let chosen = office
        .access
        .choose_password(&link.secret, secret(PASSWORD));
    assert!(chosen.await.is_ok());
    let again = office
        .access
        .choose_password(&link.secret, secret(PASSWORD));
    assert_eq!(again.await.err(), refused(PasswordRefused::LinkExpired));

    let cookie = office.sign_in(PASSWORD).await.unwrap();
    let actor = office.access.actor(&cookie).await.unwrap().unwrap();
    assert_eq!((actor.id(), actor.role()), (link.staff, Role::Agent));
    assert_eq!(actor.member().status(), StaffStatus::Active);
    assert_eq!(actor.structure_id(), office.house.id());
    office.access.sign_out(&cookie).await.unwrap();
    assert!(office.access.actor(&cookie).await.unwrap().is_none());
}

#[tokio::test]
async fn a_link_holds_fourteen_days_and_only_the_last_one() {
    let (office, first) = invited().await;
    let admin = office.house.actor(Role::Administrateur);
    let made = office.staff.new_link(&admin, first.staff).await.unwrap();
    let second = made.into_inner();
    assert_ne!(first.secret.expose_secret(), second.secret.expose_secret());
    let leads = async |link: &PasswordLink| {
        let holder = office.access.link_holder(&link.secret).await.unwrap();
        holder.is_some()
    };
    assert!(!leads(&first).await);
    assert!(leads(&second).await);
    office.house.clock.advance_days(13);
    assert!(leads(&second).await);
    office.house.clock.advance_days(1);
    assert!(!leads(&second).await);
}

#[tokio::test]
async fn five_failures_lock_the_account_and_only_who_knows_the_password_is_told() {
    let office = at_work().await;
    for _ in 0..5 {
        let failed = office.sign_in("faux").await;
        assert_eq!(failed.err(), refused(SignInRefused::Mismatch));
    }
    let wrong = office.sign_in("faux").await;
    assert_eq!(wrong.err(), refused(SignInRefused::Mismatch));
    let right = office.sign_in(PASSWORD).await;
    assert_eq!(right.err(), refused(SignInRefused::Locked));
    // An address that nobody has answers like a wrong password.
    let nobody = office.access.sign_in("personne@exemple.fr", secret("x"));
    assert_eq!(nobody.await.err(), refused(SignInRefused::Mismatch));
    office.house.clock.advance_minutes(15);
    assert!(office.sign_in(PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_new_password_a_new_role_and_a_closing_end_all_sessions() {
    let office = at_work().await;
    let admin = office.house.actor(Role::Administrateur);
    let signed_in = async |cookie: &SecretString| {
        let actor = office.access.actor(cookie).await.unwrap();
        actor.map(|actor| actor.role())
    };
    let cookie = office.sign_in(PASSWORD).await.unwrap();
    let actor = office.access.actor(&cookie).await.unwrap().unwrap();
    let wrong = office
        .access
        .change_password(&actor, secret("faux"), secret(PASSWORD));
    assert_eq!(wrong.await.err(), refused(PasswordRefused::Mismatch));
    let changed = "Verger-42-falaise-Nuit";
    let done = office
        .access
        .change_password(&actor, secret(PASSWORD), secret(changed));
    assert!(done.await.is_ok());
    assert_eq!(signed_in(&cookie).await, None);

    let cookie = office.sign_in(changed).await.unwrap();
    let promoted = office
        .staff
        .change_role(&admin, actor.id(), Role::Gestionnaire);
    assert!(promoted.await.is_ok());
    assert_eq!(signed_in(&cookie).await, None);
    let cookie = office.sign_in(changed).await.unwrap();
    assert_eq!(signed_in(&cookie).await, Some(Role::Gestionnaire));

    assert!(office.staff.close(&admin, actor.id()).await.is_ok());
    assert_eq!(signed_in(&cookie).await, None);
    let gone = office.sign_in(changed).await;
    assert_eq!(gone.err(), refused(SignInRefused::Mismatch));
}

#[tokio::test]
async fn only_administrators_manage_the_staff_and_the_staff_of_others_is_absent() {
    let office = at_work().await;
    let scope: Scope = office.house.scope();
    let mut uow = office.house.storage.store.begin(scope).await.unwrap();
    let agent = uow.staff_list(scope.structure).await.unwrap();
    drop(uow);
    let agent = agent[0].value.id();
    for role in Role::ALL {
        let actor = office.house.actor(*role);
        let listed = office.staff.list(&actor).await;
        let forbidden = listed.err() == Some(UseCaseError::Forbidden);
        assert_eq!(forbidden, *role < Role::Gestionnaire, "{role:?} lists");
        let made = office.staff.new_link(&actor, agent).await;
        let forbidden = made.err() == Some(UseCaseError::Forbidden);
        assert_eq!(forbidden, *role < Role::Administrateur, "{role:?} links");
    }
    let other = House::build(&office.house.storage, 2, StructureKind::Commune).await;
    let stranger = other.actor(Role::Administrateur);
    let made = office.staff.new_link(&stranger, agent).await;
    assert_eq!(made.err(), Some(UseCaseError::NotFound));
}

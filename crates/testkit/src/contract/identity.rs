//! Addresses, sessions, links and failures.

use application::{
    access::{LOCKOUT, SESSION_LIFE},
    ports::{Clock, PasswordHash, Session},
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{StoreError, StructureKind};
use secrecy::ExposeSecret;
use structures::{ClotureMotif, Role, StaffMember};

use crate::{Storage, builders::a_member, house::House, ports::token_hash};

fn hash(text: &str) -> PasswordHash {
    PasswordHash(text.to_owned().into())
}

async fn sign_in(house: &House, member: &StaffMember, cookie: &str) {
    let now = house.clock.now();
    let session = Session {
        token: token_hash(cookie),
        structure: house.id(),
        staff: member.id(),
        opened_at: now,
        used_at: now,
    };
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    uow.session_insert(&session).await.unwrap();
    uow.commit().await.unwrap();
}

/// Whose the cookie is now.
async fn whose(house: &House, cookie: &str) -> Option<StaffMember> {
    let holder = house
        .storage
        .identities
        .session(token_hash(cookie), house.clock.now(), SESSION_LIFE)
        .await
        .unwrap()?;
    assert_eq!(holder.structure, house.structure);
    Some(holder.member)
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_session_lives_while_it_is_used_and_half_a_day_at_most(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let agent = a_member(&house.structure, Role::Agent);
    sign_in(&house, &agent, "idle").await;
    sign_in(&house, &agent, "closed").await;
    assert_eq!(whose(&house, "unknown").await, None);
    assert_eq!(whose(&house, "idle").await, Some(agent.clone()));
    house.clock.advance_minutes(29);
    assert_eq!(whose(&house, "idle").await, Some(agent.clone()));
    house.clock.advance_minutes(29);
    assert_eq!(whose(&house, "idle").await, Some(agent.clone()));
    house.clock.advance_minutes(30);
    assert_eq!(whose(&house, "idle").await, None);

    sign_in(&house, &agent, "used").await;
    for _ in 0..(SESSION_LIFE.total_minutes / 20 - 1) {
        house.clock.advance_minutes(20);
        assert_eq!(whose(&house, "used").await, Some(agent.clone()));
    }
    house.clock.advance_minutes(20);
    assert_eq!(whose(&house, "used").await, None);

    sign_in(&house, &agent, "closed now").await;
    let closed = token_hash("closed now");
    storage.identities.session_close(closed).await.unwrap();
    assert_eq!(whose(&house, "closed now").await, None);
}

/// # Panics
/// When storage breaks its promise.
pub async fn looking_at_a_session_is_no_use_of_it(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let agent = a_member(&house.structure, Role::Agent);
    sign_in(&house, &agent, "idle").await;
    let looked_at = async || {
        let (token, now) = (token_hash("idle"), house.clock.now());
        let identities = &storage.identities;
        let holder = identities.session_unused(token, now, SESSION_LIFE).await;
        holder.unwrap().map(|holder| holder.member)
    };
    for _ in 0..2 {
        assert_eq!(looked_at().await, Some(agent.clone()));
        house.clock.advance_minutes(29);
    }
    assert_eq!(looked_at().await, None);
    assert_eq!(whose(&house, "idle").await, None);
}

/// # Panics
/// When storage breaks its promise.
pub async fn sessions_end_with_the_account_they_belong_to(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let other = House::build(storage, 2, StructureKind::Commune).await;
    let agent = a_member(&house.structure, Role::Agent);
    let colleague = a_member(&house.structure, Role::Gestionnaire);
    for cookie in ["desk", "office"] {
        sign_in(&house, &agent, cookie).await;
    }
    sign_in(&house, &colleague, "colleague").await;

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.password_set(house.id(), agent.id(), &hash("new"))
        .await
        .unwrap();
    uow.commit().await.unwrap();
    assert_eq!(whose(&house, "desk").await, None);
    assert_eq!(whose(&house, "office").await, None);
    assert_eq!(whose(&house, "colleague").await, Some(colleague.clone()));

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.sessions_delete(house.id(), colleague.id())
        .await
        .unwrap();
    uow.commit().await.unwrap();
    assert_eq!(whose(&house, "colleague").await, None);

    // Nobody opens a session, sets a password or makes a link for another structure's staff.
    let stranger = a_member(&other.structure, Role::Agent);
    let now = house.clock.now();
    let session = Session {
        token: token_hash("stranger"),
        structure: house.id(),
        staff: stranger.id(),
        opened_at: now,
        used_at: now,
    };
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let opened = uow.session_insert(&session).await;
    assert_eq!(opened, Err(StoreError::Conflict));
    let set = uow
        .password_set(house.id(), stranger.id(), &hash("new"))
        .await;
    assert_eq!(set, Err(StoreError::Conflict));
    let made = uow.link_set(house.id(), stranger.id(), token_hash("link"), now);
    assert_eq!(made.await, Err(StoreError::Conflict));
}

async fn make_link(house: &House, member: &StaffMember, link: &str, until: DateTime<Utc>) {
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    uow.link_set(house.id(), member.id(), token_hash(link), until)
        .await
        .unwrap();
    uow.commit().await.unwrap();
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_link_is_replaced_expires_and_is_used_once(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let agent = a_member(&house.structure, Role::Agent);
    let now = house.clock.now();
    let until = now + TimeDelta::days(14);
    let leads_to = async |link: &str, at: DateTime<Utc>| {
        let holder = storage.identities.link(token_hash(link), at).await.unwrap();
        holder.map(|holder| holder.member)
    };
    make_link(&house, &agent, "first", until).await;
    assert_eq!(leads_to("first", now).await, Some(agent.clone()));
    make_link(&house, &agent, "second", until).await;
    assert_eq!(leads_to("first", now).await, None);
    let last = until - TimeDelta::seconds(1);
    assert_eq!(leads_to("second", last).await, Some(agent.clone()));
    assert_eq!(leads_to("second", until).await, None);

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.password_set(house.id(), agent.id(), &hash("chosen"))
        .await
        .unwrap();
    uow.commit().await.unwrap();
    assert_eq!(leads_to("second", now).await, None);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let stored = uow.password_of(house.id(), agent.id()).await.unwrap();
    assert_eq!(stored.unwrap().0.expose_secret(), "chosen");
}

/// # Panics
/// When storage breaks its promise.
pub async fn of_two_who_hold_a_link_one_uses_it(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let agent = a_member(&house.structure, Role::Agent);
    let now = house.clock.now();
    let until = now + TimeDelta::days(14);
    make_link(&house, &agent, "link", until).await;
    let take = async |link: &str, at| {
        let mut uow = storage.store.begin(house.scope()).await.unwrap();
        let used = uow
            .link_use(house.id(), agent.id(), token_hash(link), at)
            .await;
        uow.commit().await.unwrap();
        used.unwrap()
    };
    assert!(!take("other", now).await);
    assert!(!take("link", until).await);
    let (one, two) = tokio::join!(take("link", now), take("link", now));
    assert!(one ^ two, "one of the two");
    assert!(!take("link", now).await);
}

/// # Panics
/// When storage breaks its promise.
pub async fn failures_lock_an_account_and_success_forgets_them(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let agent = a_member(&house.structure, Role::Agent);
    let email = &agent.profile().email;
    let locked_until = async || {
        let account = storage.identities.account(email).await.unwrap().unwrap();
        assert_eq!((account.structure, account.staff), (house.id(), agent.id()));
        account.locked_until
    };
    let fail = async |at| {
        let failed = storage.identities.failure(agent.id(), at, LOCKOUT).await;
        failed.unwrap();
    };
    let start = house.clock.now();
    let minute = |n: i64| start + TimeDelta::minutes(n);

    // Four in time, then one after the window: counting begins anew.
    for at in [0, 1, 2, 3, 19] {
        fail(minute(at)).await;
    }
    assert_eq!(locked_until().await, None);
    storage.identities.success(agent.id()).await.unwrap();
    for at in [20, 21, 22, 23] {
        fail(minute(at)).await;
    }
    assert_eq!(locked_until().await, None);
    fail(minute(24)).await;
    assert_eq!(locked_until().await, Some(minute(24 + 15)));

    storage.identities.success(agent.id()).await.unwrap();
    assert_eq!(locked_until().await, None);
    for _ in 0..5 {
        fail(minute(60)).await;
    }
    assert_eq!(locked_until().await, Some(minute(75)));
    // A new password opens the account again.
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.password_set(house.id(), agent.id(), &hash("new"))
        .await
        .unwrap();
    uow.commit().await.unwrap();
    assert_eq!(locked_until().await, None);
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_closed_account_or_structure_is_nobody(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let now = house.clock.now();
    let agent = a_member(&house.structure, Role::Agent);
    let colleague = a_member(&house.structure, Role::Gestionnaire);
    for (member, cookie) in [(&agent, "agent"), (&colleague, "colleague")] {
        sign_in(&house, member, cookie).await;
        make_link(&house, member, cookie, now + TimeDelta::days(1)).await;
    }
    let known = async |member: &StaffMember, name: &str| {
        let account = storage.identities.account(&member.profile().email).await;
        let link = storage.identities.link(token_hash(name), now).await;
        (
            account.unwrap().is_some(),
            link.unwrap().is_some(),
            whose(&house, name).await.is_some(),
        )
    };
    assert_eq!(known(&agent, "agent").await, (true, true, true));

    let admin = a_member(&house.structure, Role::Administrateur);
    let team = [agent.clone(), admin.clone()];
    let closed = agent.close(admin.id(), house.today(), &team).unwrap();
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.staff_update(1, &closed).await.unwrap();
    uow.commit().await.unwrap();
    assert_eq!(known(&agent, "agent").await, (false, false, false));
    assert_eq!(known(&colleague, "colleague").await, (true, true, true));

    let left = house.structure.close(house.today(), ClotureMotif::Inactif);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.structure_update(1, &left.unwrap()).await.unwrap();
    uow.commit().await.unwrap();
    assert_eq!(known(&colleague, "colleague").await, (false, false, false));
}

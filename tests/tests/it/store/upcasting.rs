//! Events of every schema version in a real log.

use countersign::{
    keys::MasterKey,
    reacting::dead_letters,
    store::{fold, log, replay_account},
};
use countersign_domain::{
    Account, AccountId, EmailAddress, EnrollmentEvent, Event, Method, Policy, StreamId,
};
use countersign_projections::TwoFactor;
use countersign_tests::{
    database::TestDatabase,
    engine::Engine,
    foreign::Foreign,
    golden::{self, Golden},
};
use cqrs_es::Aggregate;
use sqlx::PgPool;

use super::read_models;

const ACCOUNT: &str = "customer-1";

/// Every golden event ever committed, in the log of the account that they tell of, each as it was
/// written then: account, directory and read models fold them, and none is set aside.
#[tokio::test(flavor = "multi_thread")]
async fn every_golden_event_ever_committed_still_replays() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    let account_id: AccountId = ACCOUNT.parse().expect("an account id");
    let address = EmailAddress::new("customer", "example.com");
    let room = engine.store.make_room(&account_id, &address);
    room.await.expect("the database is there");
    let pool = database.pool();

    let mut story = golden::all();
    story.sort_by_key(place);
    let erased = story.pop().expect("the last one");
    assert_eq!(erased.event_type, "AccountErased");
    let activated = |file: &Golden| file.event_type == "EnrollmentActivated";
    let on = story
        .iter()
        .rposition(activated)
        .expect("it is switched on")
        + 1;

    append(&database, &story[..on]).await;
    let security = engine.reads.security(&account_id).await;
    let security = security.expect("it is read").expect("it is known").security;
    let TwoFactor::On { method, .. } = security.two_factor else {
        panic!("two-factor is not on: {:?}", security.two_factor);
    };
    assert_eq!(method, Method::Email);

    append(&database, &story[on..]).await;
    append(&database, &[erased]).await;
    let expected = i64::try_from(story.len()).expect("not that many") + 1;
    let mut versions = Vec::new();
    let counted = replay_account(&pool, &account_id, |event| {
        let logged = event.read()?;
        versions.push((logged.event.event_type(), event.event_version));
        Ok(())
    });
    assert_eq!(counted.await.expect("all of them are read"), expected);
    for version in ["1", "2"] {
        let form = ("EnrollmentActivated".to_owned(), version.to_owned());
        assert!(versions.contains(&form), "{version}");
    }
    let (account, _) = fold(&pool, &account_id, expected).await.expect("a fold");
    assert_eq!(account, Account::Erased);
    let rows = read_models::require_equal_to_a_replay(&database).await;
    assert_eq!(rows[..3], [1, 1, 1], "an account, a setup and a challenge");
    let letters = dead_letters::list(&pool).await.expect("they are there");
    assert!(letters.is_empty(), "{letters:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_stays_as_it_was_written_and_what_is_new_is_of_the_newest_version() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    let enrollment_id = engine.switch_on(ACCOUNT).await;
    let pool = database.pool();
    let new = last(&pool).await;
    assert_eq!(new.event_type, "EnrollmentActivated");
    assert_eq!(new.event_version, "2");
    assert_eq!(
        new.payload,
        r#"{"type":"EnrollmentActivated","method":"email"}"#
    );

    let id = enrollment_id.to_string();
    let first = Foreign {
        account_id: ACCOUNT,
        stream: ("enrollment", &id),
        event_type: "EnrollmentActivated",
        event_version: "1",
        payload: r#"{ "type": "EnrollmentActivated" }"#,
        folds_otherwise: true,
    };
    first.append(&database).await;
    let stored = last(&pool).await;
    let email = EnrollmentEvent::EnrollmentActivated {
        method: Method::Email,
    };
    assert_eq!(
        stored.read().expect("it is read").event,
        Event::Enrollment(email.clone())
    );
    let stream = StreamId::new("enrollment", &id);
    let events = engine
        .store
        .events_of::<countersign_domain::Enrollment>(&stream)
        .await
        .expect("they are read");
    assert_eq!(events[events.len() - 2..], [email.clone(), email]);
    let stored = last(&pool).await;
    assert_eq!(stored.event_version, "1");
    assert_eq!(stored.payload, r#"{ "type": "EnrollmentActivated" }"#);
}

/// Account, setup, challenge and the ends of all three: where an event stands in the story.
fn place(file: &Golden) -> (u8, usize, String) {
    let chapter = match (file.aggregate, file.event_type.as_str()) {
        (_, "AccountErased") => 5,
        (_, "EnrollmentDisabled" | "SetupCancelled" | "SetupExpired" | "SetupLocked") => 4,
        (Account::TYPE, _) => 1,
        ("enrollment", _) => 2,
        _ => 3,
    };
    let steps = [
        "AccountRegistered",
        "SetupStarted",
        "PasswordVerified",
        "ChallengeOpened",
        "CodeIssued",
        "CodeRejected",
        "CodeSent",
        "CodeConfirmed",
        "EnrollmentActivated",
    ];
    let step = steps.iter().position(|step| *step == file.event_type);
    (chapter, step.unwrap_or(steps.len()), file.name.clone())
}

async fn append(database: &TestDatabase, story: &[Golden]) {
    for file in story {
        let aggregate_id = match file.aggregate {
            Account::TYPE => ACCOUNT,
            "enrollment" => "0190b7c0-0000-7000-8000-000000000001",
            _ => "0190b7c0-0000-7000-8000-00000000000c",
        };
        let event = Foreign {
            account_id: ACCOUNT,
            stream: (file.aggregate, aggregate_id),
            event_type: &file.event_type,
            event_version: &file.version,
            payload: &file.text,
            folds_otherwise: true,
        };
        event.append(database).await;
    }
}

async fn last(pool: &PgPool) -> log::StoredEvent {
    let mut connection = pool.acquire().await.expect("a connection");
    let head = log::head(&mut connection).await.expect("there is one");
    let last = log::read_at(&mut connection, head).await;
    last.expect("it reads").expect("the last one")
}

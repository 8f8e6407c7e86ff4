//! The domains that an account hosts: put with it, sealed in the log, and known afterwards.

use countersign::{
    http::AccountLine,
    keys::MasterKey,
    store::{Executed, Metadata},
};
use countersign_domain::{Account, Policy};
use countersign_tests::{database::TestDatabase, engine::Engine, portal::password_hash};
use serde_json::{Value, json};

/// The domains of a `PUT`, sorted as they come back, and whether the mailbox is at one.
async fn put(engine: &Engine, email: &str, hosted_domains: Value) -> (Vec<String>, bool) {
    let fields = json!({"account_id": "demo", "email": email, "hosted_domains": hosted_domains,
                        "password_hash": password_hash()});
    let line = AccountLine::parse(&fields.to_string()).expect("an account");
    let put = line.put(&engine.store, Metadata::by("portal/test")).await;
    let executed: Executed<Account> = put.expect("it is put");
    let facts = executed.account.facts().expect("its key opens them");
    let contact = facts.contact.expect("nobody is forgotten");
    (contact.hosted_domains.clone(), contact.hosts_own_mailbox())
}

#[tokio::test(flavor = "multi_thread")]
async fn hosted_domains_are_known_afterwards_and_readable_in_no_event() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    let both = vec![
        "shop.example".to_owned(),
        "xn--mnchen-3ya.example".to_owned(),
    ];
    let domains = json!(["München.example", "SHOP.example", "shop.example"]);
    let known = put(&engine, "ada@mail.shop.example", domains.clone()).await;
    assert_eq!(known, (both.clone(), true));
    let known = put(&engine, "ada@elsewhere.example", domains.clone()).await;
    assert_eq!(known, (both.clone(), false));
    let known = put(&engine, "ada@münchen.example", domains).await;
    assert_eq!(known, (both, true));
    for none in [json!([]), Value::Null] {
        let known = put(&engine, "ada@münchen.example", none).await;
        assert_eq!(known, (vec![], false));
    }

    let payloads: Vec<String> =
        sqlx::query_scalar("SELECT payload::text FROM events ORDER BY position")
            .fetch_all(&mut database.admin().await)
            .await
            .expect("the log is there");
    let types = [
        "AccountRegistered",
        "AddressChanged",
        "AddressChanged",
        "ProfileChanged",
    ];
    assert_eq!(payloads.len(), types.len(), "{payloads:?}");
    for (payload, event_type) in payloads.iter().zip(types) {
        assert!(payload.contains(event_type));
        assert!(
            !payload.contains("shop") && !payload.contains("nchen"),
            "{payload}"
        );
    }
    assert!(payloads[0].contains("\"hosted_domains\":\"sealed."));
    assert!(!payloads[3].contains("hosted_domains"));
}

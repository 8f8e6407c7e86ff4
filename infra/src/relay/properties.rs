//! Payloads of messages: ours are read back, others are not believed beyond what they say.

use chrono::{DateTime, TimeDelta};
use countersign_domain::StreamId;
use proptest::{collection::vec, prelude::*, test_runner::Config};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Claim;
use crate::{
    store::{Metadata, StoredEvent},
    wire::WireEvent,
};

fn config() -> Config {
    Config {
        failure_persistence: None,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn our_own_message_claims_its_event(
        position in 1..=i64::MAX,
        event_id in any::<u128>().prop_map(Uuid::from_u128),
        microseconds in 0..4_000_000_000_000_000_i64,
        payload in prop_oneof![
            any::<String>(),
            "\\{\"type\":\"[A-Z][a-z]{1,9}\"(,\"[a-z]{1,9}\":(\"[ -!#-\\[\\]-~]{0,9}\"|-?[1-9][0-9]{0,20}(\\.[0-9]{1,9})?)){0,4}\\}",
        ],
        entries in vec(("[a-z_]{1,9}", any::<String>()), 0..4),
    ) {
        let entries = entries.into_iter();
        let event = StoredEvent {
            position,
            event_id,
            recorded_at: DateTime::UNIX_EPOCH + TimeDelta::microseconds(microseconds),
            stream: StreamId::new("enrollment", "e1"),
            version: 1,
            account_id: None,
            account_version: None,
            event_type: "CodeSent".to_owned(),
            event_version: "1".to_owned(),
            payload: payload.clone(),
            metadata: entries.fold(Metadata::default(), |all, (name, value)| all.with(&name, value)),
        };
        let message = serde_json::to_vec(&WireEvent::from(&event)).expect("an event is JSON");
        let claim = Claim::read(&message).expect("it is ours");
        prop_assert_eq!((claim.position, claim.event_id), (position, event_id));
        let shown: Value = serde_json::from_slice(&message).expect("it is JSON");
        let mut stored: Value = serde_json::from_str(&payload).unwrap_or_default();
        if let Some(fields) = stored.as_object_mut() {
            fields.remove("type");
        }
        prop_assert_eq!(&shown["data"], &stored);
    }

    #[test]
    fn a_forged_message_claims_a_position_of_the_log_or_nothing(
        position in any::<i64>(),
        event_id in any::<u128>().prop_map(|id| Uuid::from_u128(id).to_string()),
        more in any::<Option<String>>(),
    ) {
        let message = json!({"position": position, "event_id": event_id, "data": more}).to_string();
        let claim = Claim::read(message.as_bytes());
        prop_assert_eq!(claim.map(|claim| claim.position), (position >= 1).then_some(position));
    }

    #[test]
    fn any_bytes_are_a_claim_or_none(bytes in prop_oneof![
        vec(any::<u8>(), 0..100),
        "\\{(\"(position|event_id)\":(-?[0-9]{1,20}|\"[0-9a-f-]{30,40}\"),?){0,3}\\}".prop_map(String::into_bytes),
    ]) {
        if let Some(claim) = Claim::read(&bytes) {
            prop_assert!(claim.position >= 1);
        }
    }
}

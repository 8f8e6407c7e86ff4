//! An event as the world sees it: the one JSON of history, log and NATS.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::{Metadata, StoredEvent};

/// An event of the log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct WireEvent {
    /// Its place in the log: 1, 2, 3, … without a gap.
    #[schema(minimum = 1)]
    pub position: i64,
    /// Its identity, and its `Nats-Msg-Id`.
    pub event_id: Uuid,
    /// When it was recorded; never runs backwards along positions.
    pub recorded_at: DateTime<Utc>,
    /// The stream it stands in: `enrollment/` or `account/` and an id.
    pub stream: String,
    /// Its number in that stream, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
    /// `CodeIssued` for one. Documented one by one in `docs/events.md`.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The version of the schema that `data` is written by, `1` for the first.
    pub schema_version: String,
    /// Who caused it: `portal/shop`, `countersign/setup-timer`.
    pub actor: Option<String>,
    /// What it says, by its type and the version of its schema: as it was written.
    #[schema(value_type = Object)]
    pub data: Box<RawValue>,
    /// What analytics may know of the customer behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<WireContext>,
}

/// What analytics may know of the customer behind an event.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EventContext)]
pub struct WireContext {
    /// The language they read, a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// `phone`, `desktop` or `other`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Who runs their mailbox, out of a fixed list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail_provider: Option<String>,
}

impl From<&StoredEvent> for WireEvent {
    fn from(stored: &StoredEvent) -> Self {
        Self {
            position: stored.position,
            event_id: stored.event_id,
            recorded_at: stored.recorded_at,
            stream: stored.stream.to_string(),
            version: stored.version,
            event_type: stored.event_type.clone(),
            schema_version: stored.event_version.clone(),
            actor: stored.metadata.get("actor").map(str::to_owned),
            data: data(&stored.payload),
            context: WireContext::of(&stored.metadata),
        }
    }
}

impl WireContext {
    fn of(metadata: &Metadata) -> Option<Self> {
        let entry = |name| metadata.get(name).map(str::to_owned);
        let context = Self {
            locale: entry("locale"),
            device: entry("device"),
            mail_provider: entry("mail_provider"),
        };
        (context != Self::default()).then_some(context)
    }
}

/// The payload without its tag, which stands beside it as `type`. Order and spelling are those of
/// the log. What another writer put in need not be an object; then it is shown as it is.
fn data(payload: &str) -> Box<RawValue> {
    let untagged = serde_json::from_str::<Untagged>(payload)
        .and_then(|fields| serde_json::value::to_raw_value(&fields));
    untagged
        .or_else(|_| RawValue::from_string(payload.to_owned()))
        .unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// The fields of an object in their order, but for `type`.
struct Untagged(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Untagged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = Untagged;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Untagged, A::Error> {
                let mut fields = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    if name != "type" {
                        fields.push((name, value));
                    }
                }
                Ok(Untagged(fields))
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

impl Serialize for Untagged {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_domain::StreamId;

    fn stored(payload: &str, metadata: Metadata) -> StoredEvent {
        StoredEvent {
            position: 7,
            event_id: Uuid::nil(),
            recorded_at: DateTime::UNIX_EPOCH,
            stream: StreamId::new("enrollment", "e1"),
            version: 3,
            account_id: "demo".parse().ok(),
            account_version: Some(4),
            event_type: "CodeSent".to_owned(),
            event_version: "1".to_owned(),
            payload: payload.to_owned(),
            metadata,
        }
    }

    fn shown(payload: &str, metadata: Metadata) -> String {
        let event = WireEvent::from(&stored(payload, metadata));
        serde_json::to_string(&event).expect("an event is JSON")
    }

    #[test]
    fn an_event_is_shown_without_its_tag_in_the_order_it_was_written() {
        let metadata = Metadata::by("portal/shop")
            .with("device", "phone")
            .with("customer", "x");
        assert_eq!(
            shown(
                r#"{"type":"CodeSent","number":1,"also":{"z":1,"a":1.50}}"#,
                metadata
            ),
            concat!(
                r#"{"position":7,"event_id":"00000000-0000-0000-0000-000000000000","#,
                r#""recorded_at":"1970-01-01T00:00:00Z","stream":"enrollment/e1","version":3,"#,
                r#""type":"CodeSent","schema_version":"1","actor":"portal/shop","#,
                r#""data":{"number":1,"also":{"z":1,"a":1.50}},"context":{"device":"phone"}}"#,
            )
        );
    }

    #[test]
    fn what_another_writer_put_in_is_shown_as_it_is() {
        let shown = shown("[1, 2]", Metadata::default());
        assert!(shown.ends_with(r#""actor":null,"data":[1, 2]}"#), "{shown}");
    }
}

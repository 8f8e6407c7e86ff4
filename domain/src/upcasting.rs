//! How events of earlier schema versions are read.
//!
//! What is stored stays as it was written. An event whose schema changed since is led to the
//! newest version as it is read, a step at a time, so that all other code knows the newest alone.
//! Each step is a row of [`UPCASTS`]; no other place says which versions there are.

use cqrs_es::{
    Aggregate,
    persist::{EventUpcaster, SerializedEvent},
};
use serde_json::{Map, Value};

use crate::{Enrollment, StreamId, Unreadable};

/// Every step there is. Those of one event type stand in the order of their versions.
pub const UPCASTS: &[Upcast] = &[
    // Version 1 did not say by which method; there was but one.
    Upcast {
        aggregate_type: Enrollment::TYPE,
        event_type: "EnrollmentActivated",
        from: FIRST_VERSION,
        to: "2",
        change: |mut fields| {
            fields.insert("method".to_owned(), "email".into());
            fields
        },
    },
];

/// The schema version that every event type begins with.
pub const FIRST_VERSION: &str = "1";

/// The fields of a payload, its `type` among them.
pub type Fields = Map<String, Value>;

/// One step: from a schema version of an event type to the next.
#[derive(Debug, Clone, Copy)]
pub struct Upcast {
    /// Whose event it is; event types of different aggregates may be called the same.
    pub aggregate_type: &'static str,
    /// `EnrollmentActivated` for one.
    pub event_type: &'static str,
    /// The version it leads on from, as it is stored.
    pub from: &'static str,
    /// The next one.
    pub to: &'static str,
    /// What it makes of the fields.
    pub change: fn(Fields) -> Fields,
}

/// An event as it was written.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// `CodeIssued` for one.
    pub event_type: &'a str,
    /// The version of its schema.
    pub event_version: &'a str,
    /// Its fields as JSON, tagged with its type.
    pub payload: &'a str,
}

/// The schema version that events of this type are written with.
#[must_use]
pub fn newest_version(aggregate_type: &str, event_type: &str) -> &'static str {
    steps(aggregate_type, event_type)
        .last()
        .map_or(FIRST_VERSION, |last| last.to)
}

/// The steps of one aggregate, for stock event stores. Those pass over versions that they do not
/// know, where [`Written::read`] and [`read_serialized`] refuse.
#[must_use]
pub fn upcasters<A: Aggregate>() -> Vec<Box<dyn EventUpcaster>> {
    UPCASTS
        .iter()
        .filter(|step| step.aggregate_type == A::TYPE)
        .map(|step| Box::new(*step) as Box<dyn EventUpcaster>)
        .collect()
}

impl Written<'_> {
    /// The event, by the newest schema. An event of a version that is not known here is never
    /// guessed at.
    pub fn read<A: Aggregate>(&self, stream: &StreamId) -> Result<A::Event, Unreadable> {
        let unreadable = |source| payload_of(stream, source);
        let mut steps = steps_from::<A>(stream, self.event_type, self.event_version)?.peekable();
        if steps.peek().is_none() {
            return serde_json::from_str(self.payload).map_err(unreadable);
        }
        let fields: Fields = serde_json::from_str(self.payload).map_err(unreadable)?;
        let fields = steps.fold(fields, |fields, step| (step.change)(fields));
        serde_json::from_value(Value::Object(fields)).map_err(unreadable)
    }
}

/// The same for an event that a stock event store read.
pub fn read_serialized<A: Aggregate>(event: SerializedEvent) -> Result<A::Event, Unreadable> {
    let stream = StreamId::new(&event.aggregate_type, &event.aggregate_id);
    let (event_type, version) = (event.event_type.clone(), event.event_version.clone());
    let steps = steps_from::<A>(&stream, &event_type, &version)?;
    let event = steps.fold(event, |event, step| step.upcast(event));
    serde_json::from_value(event.payload).map_err(|source| payload_of(&stream, source))
}

impl EventUpcaster for Upcast {
    fn can_upcast(&self, event_type: &str, event_version: &str) -> bool {
        (self.event_type, self.from) == (event_type, event_version)
    }

    fn upcast(&self, mut event: SerializedEvent) -> SerializedEvent {
        self.to.clone_into(&mut event.event_version);
        event.payload = match event.payload {
            Value::Object(fields) => Value::Object((self.change)(fields)),
            // What is no object is no event, and is found to be none when it is read.
            other => other,
        };
        event
    }
}

fn steps<'a>(
    aggregate_type: &'a str,
    event_type: &'a str,
) -> impl DoubleEndedIterator<Item = &'static Upcast> + use<'a> {
    UPCASTS
        .iter()
        .filter(move |step| (step.aggregate_type, step.event_type) == (aggregate_type, event_type))
}

/// The steps that lead from this version to the newest; none from the newest itself.
fn steps_from<'a, A: Aggregate>(
    stream: &StreamId,
    event_type: &'a str,
    version: &'a str,
) -> Result<impl Iterator<Item = &'static Upcast> + use<'a, A>, Unreadable> {
    let newest = newest_version(A::TYPE, event_type);
    if version != newest && !steps(A::TYPE, event_type).any(|step| step.from == version) {
        return Err(Unreadable::Version {
            stream: stream.clone(),
            event_type: event_type.to_owned(),
            version: version.to_owned(),
            newest,
        });
    }
    Ok(
        steps(A::TYPE, event_type)
            .skip_while(move |step| version == newest || step.from != version),
    )
}

fn payload_of(stream: &StreamId, source: serde_json::Error) -> Unreadable {
    Unreadable::Payload {
        stream: stream.clone(),
        source,
    }
}

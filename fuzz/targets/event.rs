//! Events as they are stored, of each aggregate and by each schema version: what is read is by the
//! newest, is written as it was read, and can be folded into the limits. The golden files are the
//! seeds.
#![no_main]

use countersign_domain::{
    Account, Challenge, Enrollment, Event, FIRST_VERSION, Limits, StreamId, UPCASTS, Written,
    newest_version,
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|payload: &str| {
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    let streams = [
        StreamId::new("account", "demo"),
        StreamId::new("enrollment", id),
        StreamId::new("challenge", id),
    ];
    let fields: Value = serde_json::from_str(payload).unwrap_or_default();
    let event_type = fields["type"].as_str().unwrap_or_default().to_owned();
    for stream in streams {
        for version in UPCASTS.iter().map(|step| step.to).chain([FIRST_VERSION]) {
            let written = Written {
                event_type: &event_type,
                event_version: version,
                payload,
            };
            if let Ok(event) = Event::read(&stream, &written) {
                check(&stream, event);
            }
        }
    }
});

fn check(stream: &StreamId, event: Event) {
    let newest = newest_version(&stream.aggregate_type, &event.event_type());
    assert_eq!(event.event_version(), newest);
    let payload = write(&event);
    let written = Written {
        event_type: &event.event_type(),
        event_version: newest,
        payload: &payload,
    };
    let read = Event::read(stream, &written).expect("what was written can be read");
    assert_eq!(read, event);
    assert_eq!(write(&read), payload);
    let limits = Limits::default().evolve(stream, &event);
    let limits = limits.evolve(stream, &event);
    let row = serde_json::to_string(&limits).expect("limits are JSON");
    let kept: Limits = serde_json::from_str(&row).expect("they come back");
    assert_eq!(kept, limits);
    match event {
        Event::Account(event) => drop(Account::default().evolve(event)),
        Event::Enrollment(event) => drop(Enrollment::default().evolve(event)),
        Event::Challenge(event) => drop(Challenge::default().evolve(event)),
    }
}

fn write(event: &Event) -> String {
    match event {
        Event::Account(event) => serde_json::to_string(event),
        Event::Enrollment(event) => serde_json::to_string(event),
        Event::Challenge(event) => serde_json::to_string(event),
    }
    .expect("an event is JSON")
}

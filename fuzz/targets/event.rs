//! Events as they are stored, of each aggregate: what is read is written as it was read, and can be
//! folded into the limits. The golden files are the seeds.
#![no_main]

use countersign_domain::{Account, Challenge, Enrollment, Event, Limits, StreamId};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|payload: &str| {
    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
    for (aggregate, id) in [("account", "demo"), ("enrollment", ID), ("challenge", ID)] {
        let stream = StreamId::new(aggregate, id);
        let Ok(event) = Event::read(&stream, payload) else {
            continue;
        };
        let written = write(&event);
        let read = Event::read(&stream, &written).expect("what was written can be read");
        assert_eq!(read, event);
        assert_eq!(write(&read), written);
        let limits = Limits::default().evolve(&stream, &event);
        let limits = limits.evolve(&stream, &event);
        let row = serde_json::to_string(&limits).expect("limits are JSON");
        let kept: Limits = serde_json::from_str(&row).expect("they come back");
        assert_eq!(kept, limits);
        match event {
            Event::Account(event) => drop(Account::default().evolve(event)),
            Event::Enrollment(event) => drop(Enrollment::default().evolve(event)),
            Event::Challenge(event) => drop(Challenge::default().evolve(event)),
        }
    }
});

fn write(event: &Event) -> String {
    match event {
        Event::Account(event) => serde_json::to_string(event),
        Event::Enrollment(event) => serde_json::to_string(event),
        Event::Challenge(event) => serde_json::to_string(event),
    }
    .expect("an event is JSON")
}

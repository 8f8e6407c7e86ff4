//! Payloads of NATS messages, which anybody may forge who may publish.
#![no_main]

use countersign::fuzzing::read_claim;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|payload: &[u8]| {
    let Some((position, event_id)) = read_claim(payload) else {
        return;
    };
    assert!(position >= 1);
    // What stands in other fields is passed over, and need not even be text.
    if let Ok(Value::Object(fields)) = serde_json::from_slice(payload) {
        let claimed = (fields["position"].as_i64(), fields["event_id"].as_str());
        assert_eq!(claimed.0, Some(position));
        assert_eq!(claimed.1.and_then(|id| id.parse().ok()), Some(event_id));
    }
});

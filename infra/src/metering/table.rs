//! Every metric: its name, its unit and what it says. `docs/operations.md` has the same table.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

pub(super) const HTTP_REQUESTS: &str = "countersign_http_requests_total";
pub(super) const HTTP_REQUEST_DURATION: &str = "countersign_http_request_duration_seconds";
pub(super) const COMMANDS: &str = "countersign_commands_total";
pub(super) const LIMITS_HIT: &str = "countersign_limits_hit_total";
pub(super) const HASHES: &str = "countersign_password_hashes_total";
pub(super) const HASHES_WAITING: &str = "countersign_password_hashes_waiting";
pub(super) const APPEND_WAIT: &str = "countersign_append_wait_duration_seconds";
pub(super) const FLUSH_DURATION: &str = "countersign_flush_duration_seconds";
pub(super) const FLUSH_APPENDS: &str = "countersign_flush_appends";
pub(super) const PROJECTION_LAG: &str = "countersign_projection_lag_events";
pub(super) const RELAY_POSITION: &str = "countersign_relay_position";
pub(super) const RELAY_LAG: &str = "countersign_relay_lag_events";
pub(super) const SIGNED_POSITION: &str = "countersign_signed_position";
pub(super) const UNSIGNED_AGE: &str = "countersign_unsigned_age_seconds";
pub(super) const SIGNING_REFUSED: &str = "countersign_signing_refused";
pub(super) const REACTIONS: &str = "countersign_reactions_total";
pub(super) const MAILS: &str = "countersign_mails_total";
pub(super) const CODE_HAND_OFF: &str = "countersign_code_hand_off_duration_seconds";
pub(super) const DEAD_LETTERS: &str = "countersign_dead_letters_total";
pub(super) const DEAD_LETTERS_OPEN: &str = "countersign_dead_letters_open";

/// The upper bounds of each histogram's buckets.
pub(super) const BUCKETS: &[(&str, &[f64])] = &[
    (HTTP_REQUEST_DURATION, SECONDS),
    (APPEND_WAIT, SECONDS),
    (FLUSH_DURATION, SECONDS),
    (FLUSH_APPENDS, APPENDS),
    (CODE_HAND_OFF, PATIENT_SECONDS),
];

const SECONDS: &[f64] = &[
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Up to a code's lifetime: while a mail server is away, codes wait for it.
const PATIENT_SECONDS: &[f64] = &[
    0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0,
];

/// Up to the most that one flush takes.
const APPENDS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Says what each metric is, which becomes its `HELP`.
pub(super) fn describe() {
    use Unit::{Count, Seconds};
    describe_counter!(HTTP_REQUESTS, Count, "requests answered");
    describe_histogram!(
        HTTP_REQUEST_DURATION,
        Seconds,
        "from a request to its answer"
    );
    describe_counter!(
        COMMANDS,
        Count,
        "commands by HTTP, by what came of them: done, not-required, or a problem's name"
    );
    describe_counter!(
        LIMITS_HIT,
        Count,
        "how often a limit of commands, mails or hashes was hit"
    );
    describe_counter!(HASHES, Count, "password hashes computed");
    describe_gauge!(
        HASHES_WAITING,
        Count,
        "password hashes that wait for a processor"
    );
    describe_histogram!(
        APPEND_WAIT,
        Seconds,
        "how long an append waits for its flush to begin"
    );
    describe_histogram!(
        FLUSH_DURATION,
        Seconds,
        "how long the database takes to commit a flush of appends"
    );
    describe_histogram!(FLUSH_APPENDS, Count, "appends that go in one flush");
    describe_gauge!(
        PROJECTION_LAG,
        Count,
        "events that a read model has still to take in"
    );
    describe_gauge!(
        RELAY_POSITION,
        Count,
        "up to where the log is known to be in the stream"
    );
    describe_gauge!(
        RELAY_LAG,
        Count,
        "events of the log that are not known to be in the stream"
    );
    describe_gauge!(SIGNED_POSITION, Count, "up to where the log is signed");
    describe_gauge!(
        UNSIGNED_AGE,
        Seconds,
        "how long the oldest event has waited that no signature covers"
    );
    describe_gauge!(
        SIGNING_REFUSED,
        Count,
        "1 while the log is not the one that was signed, and so is not signed on"
    );
    describe_counter!(REACTIONS, Count, "events that a handler answered, and how");
    describe_counter!(
        MAILS,
        Count,
        "tries to hand a mail over, and what came of them"
    );
    describe_histogram!(
        CODE_HAND_OFF,
        Seconds,
        "from a code's issue until the mail server took its mail"
    );
    describe_counter!(DEAD_LETTERS, Count, "deliveries given up");
    describe_gauge!(
        DEAD_LETTERS_OPEN,
        Count,
        "dead letters that wait for a decision, of all instances"
    );
}

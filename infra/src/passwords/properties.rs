//! Password hashes as a portal may put them in.

use proptest::{prelude::*, test_runner::Config};

use super::{UnfitHash, parse_hash};

fn config() -> Config {
    Config {
        failure_persistence: None,
        ..Config::default()
    }
}

/// A cost near its bound, or any at all.
fn any_cost(beyond: u32) -> impl Strategy<Value = u32> {
    prop_oneof![6 => 0..beyond, 1 => any::<u32>()]
}

/// As many bytes in base64 without padding, each the same.
fn base64(bytes: usize) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
    STANDARD_NO_PAD.encode(vec![7; bytes])
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_hash_is_taken_within_the_bounds_and_stays_as_it_was_written(
        (memory, passes, lanes) in (any_cost(70_000), any_cost(13), any_cost(7)),
        (salt, output) in (4..49_usize, 10..65_usize),
        function in prop_oneof![4 => Just("argon2id".to_owned()), 1 => "argon2[id]|scrypt"],
        version in prop_oneof![4 => Just(19), 1 => 16..21],
    ) {
        let text = format!(
            "${function}$v={version}$m={memory},t={passes},p={lanes}${}${}",
            base64(salt),
            base64(output),
        );
        // RFC 9106 section 3.1: at least 8 KiB a lane.
        let can_be_computed = memory / 8 >= lanes.max(1) && passes >= 1 && lanes >= 1;
        let is_cheap = memory <= 65_536 && passes <= 10 && lanes <= 4;
        let is_long = salt >= 8 && output >= 16;
        let is_ours = function == "argon2id" && version == 19;
        match parse_hash(text.clone()) {
            Ok(hash) => {
                prop_assert!(is_ours && can_be_computed && is_cheap && is_long, "{}", text);
                prop_assert_eq!(&hash.0, &text);
            }
            Err(UnfitHash::NotArgon2id) => prop_assert!(!is_ours),
            Err(UnfitHash::NotPhc) => prop_assert!(!can_be_computed, "{}", text),
            Err(UnfitHash::Parameters) => prop_assert!(false, "{}", text),
            Err(UnfitHash::TooCostly) => prop_assert!(!is_cheap),
            Err(UnfitHash::Salt) => prop_assert!(salt < 8),
            Err(UnfitHash::Output) => prop_assert!(output < 16),
        }
    }

    #[test]
    fn any_text_is_taken_or_refused(
        text in prop_oneof![
            any::<String>(),
            "(\\$(argon2id|v=19|m=[0-9]{0,6}(,[a-z]{1,6}=[^$]{0,6}){0,3}|[A-Za-z0-9+/.-]{0,24})){0,6}",
        ],
    ) {
        match parse_hash(text.clone()) {
            Ok(hash) => prop_assert_eq!(&hash.0, &text),
            Err(unfit) => prop_assert!(text.len() < 8 || !unfit.to_string().contains(&text)),
        }
    }
}

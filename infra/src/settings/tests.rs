use chrono::TimeDelta;
use clap::{Args, Command, FromArgMatches};
use countersign_audit::{CosignerKey, LogKey, PublicKey};
use countersign_domain::Policy;
use proptest::{prelude::*, test_runner::Config};

use super::{PolicySettings, WitnessSettings};

fn parse(flags: &[&str]) -> Result<PolicySettings, clap::Error> {
    let command = PolicySettings::augment_args(Command::new("countersign"));
    let matches = command.try_get_matches_from([&["countersign"], flags].concat())?;
    PolicySettings::from_arg_matches(&matches)
}

#[test]
fn the_defaults_are_the_domains() {
    let settings = parse(&[]).expect("no flag is required");
    let policy = settings.policy().expect("the defaults go together");
    assert_eq!(policy, Policy::default());
    let mails = settings.mail_limits();
    assert_eq!(mails.mails_per_mailbox_per_day, 20);
    assert_eq!(mails.notice_gap, TimeDelta::hours(1));
}

#[test]
fn a_number_out_of_range_is_refused_by_name() {
    for (flag, value) in [
        ("--code-digits", "5"),
        ("--code-digits", "9"),
        ("--code-lifetime-seconds", "0"),
        ("--issue-gap-seconds", "-1"),
        ("--mails-per-mailbox-per-day", "0"),
    ] {
        let flag_with_value = format!("{flag}={value}");
        let error = parse(&[&flag_with_value]).expect_err(&flag_with_value);
        assert!(error.to_string().contains(flag), "{error}");
    }
}

#[test]
fn a_code_does_not_outlive_its_setup() {
    let flags = ["--setup-lifetime-seconds=60", "--code-lifetime-seconds=61"];
    let settings = parse(&flags).expect("each is in its range");
    let error = settings.policy().expect_err("together they are not");
    assert!(error.to_string().contains("--setup-lifetime-seconds (60)"));
}

#[test]
fn a_witness_is_told_whole_or_not_at_all() {
    let parse = |flags: &[&str]| {
        let command = WitnessSettings::augment_args(Command::new("countersign"));
        let matches = command.try_get_matches_from([&["countersign"], flags].concat())?;
        WitnessSettings::from_arg_matches(&matches)
    };
    let key = |flag: &str, key: &PublicKey| format!("{flag}={key}");
    let witness = CosignerKey::new("witness.example/1", &[1; 32], 0).expect("a name");
    let log = LogKey::new("log.example/1", &[1; 32]).expect("a name");
    let vkey = key("--witness-vkey", witness.public());
    let logs = key("--witness-vkey", log.public());
    let url = "--witness-url=https://witness.example/log";

    assert!(parse(&[]).expect("none is told").witness().is_none());
    let witnessed = parse(&[url, &vkey]).expect("both").witness().expect("both");
    assert_eq!(witnessed.url.as_str(), "https://witness.example/log");
    assert_eq!(&witnessed.key, witness.public());
    for (flags, named) in [
        (vec![url], "--witness-vkey"),
        (vec![&*vkey], "--witness-url"),
        (vec![url, "--witness-vkey=nonsense"], "--witness-vkey"),
        (vec![url, &*logs], "--witness-vkey"),
        (
            vec!["--witness-url=witness.example", &*vkey],
            "--witness-url",
        ),
    ] {
        let error = parse(&flags).expect_err("it is half a witness, or none");
        assert!(error.to_string().contains(named), "{flags:?}: {error}");
    }
}

/// Each flag with the numbers it takes.
const RANGES: [(&str, i64, i64); 17] = [
    ("--code-digits", 6, 8),
    ("--code-lifetime-seconds", 1, 86_400),
    ("--guesses-per-code", 1, 20),
    ("--issue-gap-seconds", 1, 3_600),
    ("--issues-per-hour", 1, 1_000),
    ("--issues-per-day", 1, 1_000),
    ("--wrong-codes-until-lock", 1, 1_000),
    ("--code-lock-seconds", 1, 2_592_000),
    ("--wrong-passwords-until-lock", 1, 1_000),
    ("--password-lock-seconds", 1, 2_592_000),
    ("--setups-per-hour", 1, 1_000),
    ("--setup-lifetime-seconds", 1, 604_800),
    ("--challenges-per-hour", 1, 1_000),
    ("--challenge-lifetime-seconds", 1, 86_400),
    ("--assertion-lifetime-seconds", 1, 3_600),
    ("--mails-per-mailbox-per-day", 1, 1_000),
    ("--notice-gap-seconds", 1, 86_400),
];

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_limit_is_a_number_in_its_range(
        (flag, least, most) in proptest::sample::select(RANGES.to_vec()),
        text in prop_oneof![
            any::<i64>().prop_map(|number| number.to_string()),
            (-2..3_000_000_i64).prop_map(|number| number.to_string()),
            (-2..30_i64).prop_map(|number| number.to_string()),
            "[0-9a-z.]{0,6}",
        ],
    ) {
        let fits = text.parse().is_ok_and(|number: i64| (least..=most).contains(&number));
        let with_value = format!("{flag}={text}");
        match parse(&[&with_value]) {
            Ok(settings) => {
                prop_assert!(fits, "{}", with_value);
                let code_seconds = settings.code_lifetime_seconds;
                let together = settings.setup_lifetime_seconds >= code_seconds
                    && settings.challenge_lifetime_seconds >= code_seconds;
                prop_assert_eq!(settings.policy().is_ok(), together);
            }
            Err(error) => {
                prop_assert!(!fits, "{}", with_value);
                prop_assert!(error.to_string().contains(flag), "{}", error);
            }
        }
    }
}

use chrono::TimeDelta;
use clap::{Args, Command, FromArgMatches};
use countersign_domain::Policy;

use super::PolicySettings;

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

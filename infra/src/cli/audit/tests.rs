//! How a history reads.

use anstream::AutoStream;
use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::StreamId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    diff, page,
    story::{self, Step},
    timeline,
};
use crate::store::{Metadata, StoredEvent};

const SETUP: &str = "00000000-0000-0000-0000-000000000001";

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

/// From the registration on the evening of one day to a lock on the next.
fn events(actor: &str) -> Vec<StoredEvent> {
    let account = || StreamId::new("account", "demo");
    let setup = || StreamId::new("enrollment", SETUP);
    let registered = json!({
        "type": "AccountRegistered", "account_id": "demo", "address": "sealed", "active": true,
        "mail_provider": "other", "display_name": null, "locale": null, "time_zone": null,
    });
    let started = json!({
        "type": "SetupStarted", "enrollment_id": SETUP, "account_id": "demo", "method": "email",
        "started_at": at(0), "setup_expires_at": at(1800),
    });
    let confirmed = json!({
        "type": "CodeConfirmed", "number": 1, "address": "sealed", "setup_expires_at": at(1800),
    });
    let locked = json!({
        "type": "AccountLocked", "reason": "wrong_codes", "locked_until": at(90_000),
    });
    let all: [(StreamId, Value, i64); 5] = [
        (account(), registered, 86_000),
        (setup(), started, 86_010),
        (setup(), confirmed, 86_399),
        (setup(), json!({"type": "EnrollmentActivated"}), 86_400),
        (account(), locked, 86_460),
    ];
    let metadata = Metadata::by(actor)
        .with("device", "phone")
        .with("locale", "ms")
        .with("request_id", "r-1")
        .with("customer", "sealed-customer");
    (1..)
        .zip(all)
        .map(|(position, (stream, payload, seconds))| StoredEvent {
            position,
            event_id: Uuid::nil(),
            recorded_at: at(seconds),
            stream,
            version: position,
            account_id: "demo".parse().ok(),
            account_version: Some(position),
            event_type: payload["type"].as_str().unwrap_or_default().to_owned(),
            event_version: "1".to_owned(),
            payload: payload.to_string(),
            metadata: metadata.clone(),
        })
        .collect()
}

fn steps(actor: &str) -> Vec<Step> {
    story::tell(&events(actor)).expect("they can be read")
}

fn written(steps: &[Step], styled: bool) -> String {
    let mut out = Vec::new();
    if styled {
        timeline::write(&mut out, steps).expect("memory takes it");
    } else {
        timeline::write(&mut AutoStream::never(&mut out), steps).expect("memory takes it");
    }
    String::from_utf8(out).expect("it is text")
}

#[test]
fn a_timeline_goes_by_days_in_columns_and_marks_what_changed() {
    assert_eq!(
        written(&steps("portal/shop"), false),
        "
Thursday 1 January 1970
  23:53:20.000000  1  portal/shop  the account was registered
                                   two-factor off · device phone, language ms, request r-1
  23:53:30.000000  2  portal/shop  a setup of two-factor authentication by email was started
                                 → two-factor setting up · device phone, language ms, request r-1
  23:59:59.000000  3  portal/shop  code 1 was right: it proved the mailbox
                                   two-factor setting up · device phone, language ms, request r-1

Friday 2 January 1970
  00:00:00.000000  4  portal/shop  the customer clicked Okay: two-factor is on
                                 → two-factor on · device phone, language ms, request r-1
  00:01:00.000000  5  portal/shop  the account was locked for wrong codes until 1970-01-02 01:00:00Z
                                 → two-factor on, locked until 1970-01-02 01:00:00Z · device phone, language ms, request r-1
"
    );
}

#[test]
fn what_stands_in_the_log_gives_a_terminal_no_commands() {
    let hostile = "x\u{1b}]0;gone\u{7}\u{9b}2J\r\n";
    let text = written(&steps(hostile), false);
    let controls = |text: &str| text.matches(|c: char| c.is_control() && c != '\n').count();
    assert_eq!(controls(&text), 0, "{text:?}");
    let styled = written(&steps("portal/shop"), true);
    assert!(controls(&styled) > 0, "on a terminal it has styles");
    assert_eq!(
        written(&steps("portal/shop"), false).lines().count(),
        text.lines().count()
    );
}

#[test]
fn a_page_needs_nothing_else_and_shows_everything_as_text() {
    let account = "demo".parse().expect("an account");
    let steps = steps("<b>&\"'</b>");
    let page = page::render(&account, Some("ticket <i>7</i>"), &steps, "At the end: on");
    let page = page.expect("it is rendered");
    assert!(
        page.contains("&#60;b&#62;&#38;&#34;&#39;&#60;/b&#62;"),
        "{page}"
    );
    for absent in [
        "<b>",
        "<i>",
        "<script",
        "http",
        "src=",
        "url(",
        "@import",
        "<link",
        "sealed-customer",
    ] {
        assert!(!page.contains(absent), "{absent} in {page}");
    }
    assert_eq!(page.matches("<th scope=\"row\"").count(), 5);
    assert_eq!(page.matches("<th scope=\"rowgroup\"").count(), 2);
    assert_eq!(page.matches("class=\"changed\"").count(), 3);
    assert_well_formed(&page);
    for shown in [
        "<html lang=\"en\">",
        "<time datetime=\"1970-01-02T00:00:00Z\">00:00:00.000000</time>",
        "EnrollmentActivated<small>enrollment/00000000-0000-0000-0000-000000000001, version 4</small>",
        "<td>the customer clicked Okay: two-factor is on</td>",
        "At the end: on",
        "ticket &#60;i&#62;7",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
}

/// Every element that is opened is closed, in order.
fn assert_well_formed(page: &str) {
    let mut open = Vec::new();
    for part in page.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        match tag.split_whitespace().next().expect("a name") {
            "!doctype" | "meta" => {}
            closing if closing.starts_with('/') => {
                assert_eq!(open.pop(), Some(&closing[1..]), "{closing}");
            }
            name => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_state_is_told_field_by_field_at_a_moment() {
    let steps = steps("portal/shop");
    let state = |seconds| {
        let history = steps.iter().map(|step| &step.logged);
        Value::Object(
            diff::state(history, at(seconds))
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    };
    let nothing = json!({
        "two_factor": "off", "method": null, "enrollment_id": null, "mailbox_is_proven": false,
        "active_since": null, "codes_go_to": null, "locked_for_wrong_codes_until": null,
        "locked_for_wrong_passwords_until": null,
    });
    assert_eq!(state(85_999), nothing);
    let off = with(nothing, &[("codes_go_to", json!("contact_address"))]);
    assert_eq!(state(86_000), off);
    let setting_up = with(
        off,
        &[
            ("two_factor", json!("setting_up")),
            ("method", json!("email")),
            ("enrollment_id", json!(SETUP)),
        ],
    );
    assert_eq!(state(86_010), setting_up);
    let proven = with(setting_up, &[("mailbox_is_proven", json!(true))]);
    assert_eq!(state(86_399), proven);
    let on = with(
        proven,
        &[
            ("two_factor", json!("on")),
            ("active_since", json!("1970-01-02T00:00:00Z")),
            ("codes_go_to", json!("proven_mailbox")),
        ],
    );
    assert_eq!(state(86_400), on);
    let until = json!("1970-01-02T01:00:00Z");
    let locked = with(on.clone(), &[("locked_for_wrong_codes_until", until)]);
    assert_eq!(state(86_460), locked);
    assert_eq!(state(89_999), locked);
    // A lock ends without an event.
    assert_eq!(state(90_000), on);
}

fn with(mut state: Value, changed: &[(&str, Value)]) -> Value {
    for (name, value) in changed {
        state[*name] = value.clone();
    }
    state
}

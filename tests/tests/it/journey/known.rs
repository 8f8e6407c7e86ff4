//! What is known of a protected account: what it was asked, what came of it, and that two-factor
//! was switched off, in every place where that is told.

use chrono::TimeDelta;
use countersign::api_keys::Role;
use countersign_domain::{ChallengeCommand, ChallengeId, ChallengePurpose, Policy};
use countersign_tests::{
    binary::{Process, Settings},
    engine::{Engine, wrong_codes},
    portal::Portal,
    world::{World, eventually},
};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// An account that was asked three times since two-factor is on, until that was switched off.
struct Story {
    world: World,
    step_up: ChallengeId,
    sign_in: ChallengeId,
    disable: ChallengeId,
}

impl Story {
    async fn tell() -> Self {
        let policy = Policy {
            issue_gap: TimeDelta::zero(),
            ..Policy::default()
        };
        let world = World::start_with(1, policy).await;
        let (portal, engine) = (world.portal(), world.engine().await);
        let enrollment = portal.switch_on("demo", &world.smtp).await;
        let step_up = asked(&engine, &portal, ChallengePurpose::StepUp).await;
        let right = engine.code_of(step_up).await;
        let refused = engine.answer(step_up, &wrong_codes(&[&right], 1)[0]).await;
        assert!(refused.is_err(), "the code is wrong");
        let passed = engine.answer(step_up, &right).await;
        passed.expect("the code is right");
        let sign_in = asked(&engine, &portal, ChallengePurpose::SignIn).await;
        let cancelled = engine.submit_to_challenge(sign_in, ChallengeCommand::Cancel);
        cancelled.await.expect("it is given up");
        assert_eq!(two_factor(&portal).await, "on");
        let enrollment = enrollment.parse().expect("an id");
        let disable = engine.switch_off("demo", enrollment).await;
        Self {
            world,
            step_up,
            sign_in,
            disable,
        }
    }
}

/// A challenge whose code is known to have been sent.
async fn asked(engine: &Engine, portal: &Portal, purpose: ChallengePurpose) -> ChallengeId {
    let challenge_id = engine.challenge("demo", purpose).await;
    eventually("the mail is recorded", async || {
        types_in(portal, &format!("challenge/{challenge_id}"))
            .await
            .contains(&"CodeSent".to_owned())
    })
    .await;
    challenge_id
}

async fn two_factor(portal: &Portal) -> Value {
    let security = portal.get(Role::Portal, "/v1/accounts/demo/security").await;
    security.expect(StatusCode::OK)["two_factor"].clone()
}

async fn events(portal: &Portal, role: Role, path: &str) -> Vec<Value> {
    let page = portal.get(role, &format!("{path}?limit=1000")).await;
    let events = page.expect(StatusCode::OK)["events"].as_array();
    events.expect("events").clone()
}

/// The types of a stream's events, as the history shows them.
async fn types_in(portal: &Portal, stream: &str) -> Vec<String> {
    let history = events(portal, Role::Auditor, "/v1/accounts/demo/history").await;
    let of_stream = history.iter().filter(|event| event["stream"] == stream);
    of_stream
        .map(|event| event["type"].as_str().expect("a type").to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn history_log_and_security_tell_of_challenges_and_of_switching_off() {
    let story = Story::tell().await;
    let portal = story.world.portal();
    assert_eq!(two_factor(&portal).await, "off");
    let types = async |id: ChallengeId| types_in(&portal, &format!("challenge/{id}")).await;
    let step_up = [
        "ChallengeOpened",
        "CodeIssued",
        "CodeSent",
        "CodeRejected",
        "CodeConfirmed",
    ];
    assert_eq!(types(story.step_up).await, step_up);
    let sign_in = [
        "ChallengeOpened",
        "CodeIssued",
        "CodeSent",
        "ChallengeCancelled",
    ];
    assert_eq!(types(story.sign_in).await, sign_in);
    let confirmed = |kind: &String| kind == "CodeConfirmed";
    assert!(types(story.disable).await.iter().any(confirmed));

    let history = events(&portal, Role::Support, "/v1/accounts/demo/history").await;
    let disabled = history
        .iter()
        .find(|event| event["type"] == "EnrollmentDisabled");
    let disabled = disabled.expect("it was switched off");
    assert_eq!(disabled["data"]["challenge_id"], story.disable.to_string());
    assert!(
        !json!(history).to_string().contains("demo@example.com"),
        "no address stands readable"
    );
    let log = events(&portal, Role::Analyst, "/v1/log").await;
    assert_eq!(log[..history.len()], history, "there is one account");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_tells_of_challenges_and_of_switching_off_in_plain_words() {
    let story = Story::tell().await;
    let settings = Settings::on(&story.world.database);
    let replay = ["audit", "replay", "--account", "demo"];
    let text = Process::run(&replay, &settings).await;
    // What happened, and below it what is so since then.
    let lines: Vec<&str> = text.success().lines().collect();
    let told: Vec<(&str, &str)> = lines.windows(2).map(|pair| (pair[0], pair[1])).collect();
    for (what, state) in [
        ("a code was asked for: step-up", "  two-factor on"),
        ("the mail with code 1 was sent", "  two-factor on"),
        (
            "a wrong code was entered for code 1, 4 guesses left",
            "  two-factor on",
        ),
        ("code 1 was right: step-up", "  two-factor on"),
        ("a code was asked for: sign-in", "  two-factor on"),
        ("entering a code was given up", "  two-factor on"),
        ("a code was asked for: disable", "  two-factor on"),
        ("code 1 was right: disable", "  two-factor on"),
        (
            "password and code were right: two-factor is off",
            "→ two-factor off",
        ),
    ] {
        let is_told =
            |(event, since): &(&str, &str)| event.ends_with(what) && since.contains(state);
        assert!(told.iter().any(is_told), "{what:?} is not in {lines:#?}");
    }
    let json = Process::run(&[&replay[..], &["--format", "json"]].concat(), &settings).await;
    let opened = json.success().lines().filter(|line| {
        let event: Value = serde_json::from_str(line).expect("an object a line");
        event["type"] == "ChallengeOpened"
    });
    assert_eq!(opened.count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_moments_of_a_history_are_told_apart() {
    let story = Story::tell().await;
    let portal = story.world.portal();
    let settings = Settings::on(&story.world.database);
    let history = events(&portal, Role::Auditor, "/v1/accounts/demo/history").await;
    let time_of = |name: &str| -> String {
        let event = history.iter().find(|event| event["type"] == name);
        let time = event.and_then(|event| event["recorded_at"].as_str());
        time.expect("it happened").to_owned()
    };
    let (on, off) = (
        time_of("EnrollmentActivated"),
        time_of("EnrollmentDisabled"),
    );
    let diff = ["audit", "diff", "--account", "demo", "--format", "json"];
    let diff = async |from: &str, to: &str| -> Value {
        let arguments = [&diff[..], &["--from", from, "--to", to]].concat();
        let output = Process::run(&arguments, &settings).await;
        serde_json::from_str(output.success()).expect("one object")
    };
    let told = diff(&on, &off).await;
    assert_eq!(told["from"]["two_factor"], "on");
    assert_eq!(told["from"]["method"], "email");
    assert_eq!(told["from"]["active_since"], on);
    assert_eq!(told["from"]["codes_go_to"], "proven_mailbox");
    let changes = told["changes"].as_array().expect("changes");
    let fields: Vec<&Value> = changes.iter().map(|change| &change["field"]).collect();
    let expected = [
        "two_factor",
        "method",
        "enrollment_id",
        "mailbox_is_proven",
        "active_since",
        "codes_go_to",
    ];
    assert_eq!(fields, expected);
    assert_eq!(
        changes[0],
        json!({"field": "two_factor", "from": "on", "to": "off"})
    );
    let after = history.iter().filter(|event| {
        let time = event["recorded_at"].as_str().expect("a time");
        on.as_str() < time && time <= off.as_str()
    });
    let positions: Vec<&Value> = after.map(|event| &event["position"]).collect();
    let shown = told["events"].as_array().expect("events");
    let shown: Vec<&Value> = shown.iter().map(|event| &event["position"]).collect();
    assert_eq!(shown, positions);
    let setup = diff(&time_of("SetupStarted"), &on).await;
    assert_eq!(
        setup["changes"][0],
        json!({"field": "two_factor", "from": "setting_up", "to": "on"})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn auditors_are_given_the_keys_that_sign_the_log() {
    let world = World::start().await;
    let settings = Settings::on(&world.database);
    let keys = async |more: &[&str]| {
        let arguments = [&["audit", "keys"], more].concat();
        Process::run(&arguments, &settings).await
    };
    eventually("the keys are published", async || {
        keys(&[]).await.status.success()
    })
    .await;
    let listed = keys(&[]).await;
    let [key] = listed.success().lines().collect::<Vec<_>>()[..] else {
        panic!("{listed:?}")
    };
    assert!(key.starts_with("countersign/log+"), "{key}");
    let none = keys(&["--log-origin", "another/log"]).await;
    assert!(
        none.failure()
            .contains("no key has signed the log another/log yet")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_funnel_tells_what_was_asked_and_what_came_of_it() {
    let story = Story::tell().await;
    let portal = story.world.portal();
    let query = "from=2020-01-01T00:00:00Z&to=2040-01-01T00:00:00Z&bucket=week";
    let path = format!("/v1/analytics/challenge-funnel?{query}");
    let funnel = portal.get(Role::Analyst, &path).await;
    let buckets = funnel.expect(StatusCode::OK)["buckets"].as_array();
    let buckets = buckets.expect("buckets");
    let (with, without): (Vec<&Value>, Vec<&Value>) = buckets
        .iter()
        .partition(|bucket| bucket["asked"]["step_up"] == 1);
    let [week] = with[..] else {
        panic!("{} weeks", with.len())
    };
    assert_eq!(
        week["asked"],
        json!({"sign_in": 1, "step_up": 1, "disable": 1})
    );
    assert_eq!(week["passed"], 2);
    // The last code was entered before its mail was recorded as sent, or after.
    assert!([json!(2), json!(3)].contains(&week["code_sent"]));
    assert_eq!(
        week["ended"],
        json!({"cancelled": 1, "expired": 0, "locked": 0})
    );
    assert_eq!(week["wrong_codes"], 1);
    for step in ["code_sent", "passed"] {
        let seconds = week["median_seconds"][step].as_f64();
        assert!(seconds.is_some_and(|seconds| seconds >= 0.0), "{step}");
    }
    let nothing = json!({
        "from": without[0]["from"],
        "asked": {"sign_in": 0, "step_up": 0, "disable": 0},
        "code_sent": 0,
        "passed": 0,
        "ended": {"cancelled": 0, "expired": 0, "locked": 0},
        "wrong_codes": 0,
        "median_seconds": {"code_sent": null, "passed": null},
    });
    assert_eq!(without[0], &nothing);
}

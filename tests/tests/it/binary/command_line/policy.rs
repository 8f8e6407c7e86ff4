//! `policy explain`: the limits as `serve` would have them, and where an account stands.

use chrono::{DateTime, TimeDelta, Utc};
use countersign::keys::MasterKey;
use countersign_domain::{ChallengePurpose, Policy};
use countersign_tests::{
    binary::Settings,
    database::TestDatabase,
    engine::{Engine, wrong_codes},
};
use serde_json::{Value, json};

use super::run;

async fn explained(arguments: &[&str], settings: &Settings) -> Value {
    let json = ["policy", "explain", "--format", "json"];
    let output = run(&[&json, arguments].concat(), settings).await;
    serde_json::from_str(output.success()).expect("one object")
}

#[tokio::test]
async fn the_limits_need_no_database_and_come_with_the_chance_they_leave() {
    let none = Settings::none();
    let by_default = explained(&[], &none).await;
    assert_eq!(by_default["limits"]["code_digits"], 6);
    assert_eq!(by_default["limits"]["code_lock_seconds"], 86_400);
    let alone = &by_default["guessing"]["while_no_code_is_right"];
    assert_eq!(alone["guesses"], 20);
    let chance = alone["chance"].as_f64().expect("a number");
    assert!((chance - 1.999_985e-5).abs() < 1e-12, "{chance}");
    assert_eq!(by_default.get("account"), None);

    // A flag counts more than a variable, as for `serve`.
    let looser = none.with("COUNTERSIGN_CODE_LOCK_SECONDS", "21600");
    let looser = looser.with("COUNTERSIGN_CODE_DIGITS", "8");
    let flags = ["--code-digits", "7"];
    let other = explained(&flags, &looser).await;
    assert_eq!(other["limits"]["code_digits"], 7);
    assert_eq!(other["limits"]["code_lock_seconds"], 21_600);
    let guesses = &other["guessing"]["while_no_code_is_right"]["guesses"];
    assert_eq!(guesses, 75, "further rows begin, and codes run out first");

    let text = run(&["policy", "explain"], &Settings::none()).await;
    for expected in [
        "--guesses-per-code",
        "Guesses a code takes before it is dead",
        "while no right code is entered: at most 20 guesses, a chance of 1 in 50000\n",
        "at most 75 guesses, a chance of 1 in 13333\n",
    ] {
        assert!(text.success().contains(expected), "{expected}: {text:?}");
    }
    let short = ["policy", "explain", "--challenge-lifetime-seconds", "60"];
    let short = run(&short, &Settings::none()).await;
    assert!(short.failure().contains("must be at least"), "{short:?}");
    let nowhere = ["policy", "explain", "--account", "demo"];
    let nowhere = run(&nowhere, &Settings::none()).await;
    assert!(nowhere.failure().contains("--database-url"), "{nowhere:?}");
}

/// A database with an engine on it, and what the binary needs to look at it.
async fn scene() -> (TestDatabase, Engine, Settings) {
    let (database, master) = (TestDatabase::create().await, MasterKey::generate());
    let engine = Engine::start(&database, &master, Policy::default()).await;
    let settings = Settings::on(&database).with("COUNTERSIGN_MASTER_KEY", &master.to_text());
    (database, engine, settings)
}

/// What is said of an account, and what of the answer it would get, which is the same for each
/// purpose.
async fn standing(account_id: &str, settings: &Settings) -> (Value, Value) {
    let explained = explained(&["--account", account_id], settings).await;
    let account = explained["account"].clone();
    let answers = account["would_be"].as_array().expect("answers");
    let purposes: Vec<&Value> = answers.iter().map(|asked| &asked["purpose"]).collect();
    assert_eq!(purposes, ["sign-in", "step-up", "disable"]);
    let mut answers = answers.iter().map(|asked| {
        let mut answer = asked.as_object().expect("an object").clone();
        answer.remove("purpose");
        Value::Object(answer)
    });
    let first = answers.next().expect("three");
    assert!(answers.all(|answer| answer == first), "{account}");
    (account, first)
}

fn time(value: &Value) -> DateTime<Utc> {
    let text = value.as_str().expect("a time");
    text.parse().expect("of RFC 3339")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_challenged_once_two_factor_is_on_and_again_not_when_it_is_off() {
    let (_database, engine, settings) = scene().await;
    engine.put_account("demo", "demo@example.com").await;
    let off = |setting_up| json!({"answer": "not_required", "setting_up": setting_up});
    assert_eq!(standing("demo", &settings).await.1, off(false));
    engine.start_setup("demo").await.expect("it starts");
    assert_eq!(standing("demo", &settings).await.1, off(true));

    let enrollment_id = engine.switch_on("another").await;
    let (account, answer) = standing("another", &settings).await;
    assert_eq!(account["two_factor"], "on");
    assert_eq!(answer, json!({"answer": "challenged"}));
    engine.switch_off("another", enrollment_id).await;
    assert_eq!(standing("another", &settings).await.1, off(false));

    let nobody = ["policy", "explain", "--account", "nobody"];
    let nobody = run(&nobody, &settings).await;
    assert!(nobody.failure().contains("there is no account nobody"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_had_a_code_waits_for_the_next_and_whoever_guessed_too_often_is_locked() {
    let (database, engine, settings) = scene().await;
    engine.switch_on("demo").await;
    let challenge_id = engine.challenge("demo", ChallengePurpose::SignIn).await;
    let (account, answer) = standing("demo", &settings).await;
    assert_eq!(answer["answer"], "challenged_without_code");
    assert_eq!(answer["next_code_at"], account["next_code_at"]);
    let wait = time(&account["next_code_at"]) - time(&account["at"]);
    assert!(
        wait > TimeDelta::zero() && wait <= TimeDelta::seconds(60),
        "{wait}"
    );

    let one_an_hour = settings
        .clone()
        .with("COUNTERSIGN_CHALLENGES_PER_HOUR", "1");
    let (account, answer) = standing("demo", &one_an_hour).await;
    assert_eq!(answer["answer"], "too_soon");
    let wait = time(&answer["retry_at"]) - time(&account["at"]);
    assert!(
        wait > TimeDelta::minutes(59) && wait <= TimeDelta::hours(1),
        "{wait}"
    );
    let text = run(&["policy", "explain", "--account", "demo"], &one_an_hour).await;
    assert!(
        text.success().contains("  sign-in: refused until "),
        "{text:?}"
    );

    // Four codes with five wrong guesses each.
    let mut challenge_id = challenge_id;
    for round in 1..=4 {
        let right = engine.code_of(challenge_id).await;
        for wrong in wrong_codes(&[&right], 5) {
            let refused = engine.answer(challenge_id, &wrong).await;
            assert!(refused.is_err(), "the code is wrong");
        }
        if round < 4 {
            database.shift_clock(TimeDelta::seconds(61) * round).await;
            challenge_id = engine.challenge("demo", ChallengePurpose::SignIn).await;
        }
    }
    let (account, answer) = standing("demo", &settings).await;
    assert_eq!(answer["answer"], "locked");
    assert_eq!(answer["locked_until"], account["codes_locked_until"]);
    let locked = time(&answer["locked_until"]) - time(&account["at"]);
    assert!(locked > TimeDelta::hours(23) && locked <= TimeDelta::hours(24));
    let explain = ["policy", "explain", "--account", "demo"];
    let text = run(&explain, &settings).await;
    for expected in [
        "  sign-in: locked until ",
        "  locked for wrong codes until ",
    ] {
        assert!(text.success().contains(expected), "{text:?}");
    }
    let shifted = TimeDelta::seconds(183);
    database.shift_clock(shifted + TimeDelta::hours(24)).await;
    let (account, answer) = standing("demo", &settings).await;
    assert_eq!(answer, json!({"answer": "challenged"}));
    assert_eq!(account["codes_locked_until"], Value::Null);
}

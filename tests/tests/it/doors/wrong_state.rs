//! Each command in each state it is not for.

use chrono::TimeDelta;
use countersign_tests::world::World;
use reqwest::StatusCode;

use super::steps::{COMMANDS, bring_to, expect_wrong_state, start_setup};

/// Where an enrollment can stand, with the commands that are not for it there.
const STATES: [(&str, &[&str]); 5] = [
    (
        "awaiting_password",
        &["issue-code", "confirm-code", "acknowledge"],
    ),
    ("awaiting_code", &["verify-password", "acknowledge"]),
    (
        "awaiting_acknowledgement",
        &["verify-password", "issue-code", "confirm-code"],
    ),
    (
        "active",
        &["verify-password", "issue-code", "confirm-code", "cancel"],
    ),
    ("cancelled", &COMMANDS),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_command_in_the_wrong_state_is_told_the_state() {
    let world = World::start().await;
    let portal = world.portal();
    let mut setups = Vec::new();
    for (state, commands) in STATES {
        let id = bring_to(&world, state).await;
        expect_wrong_state(&portal, &id, state, commands).await;
        setups.push((state, id));
    }

    world.database.shift_clock(TimeDelta::minutes(31)).await;
    for (state, id) in &setups {
        match *state {
            "active" | "cancelled" => {
                expect_wrong_state(&portal, id, state, &["issue-code"]).await;
            }
            _ => expect_wrong_state(&portal, id, "expired", &COMMANDS).await,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_setup_is_told_which_one_is_in_the_way() {
    let world = World::start().await;
    let portal = world.portal();
    for (state, _) in STATES {
        let id = bring_to(&world, state).await;
        let second = start_setup(&portal, state).await;
        if state == "cancelled" {
            second.expect(StatusCode::CREATED);
        } else {
            assert_eq!(second.problem(409), "wrong-state");
            assert_eq!(second.body["state"], state);
            assert_eq!(second.body["enrollment_id"], id.as_str());
        }
    }
}

//! `…/cancel` and `…/over`: no code is asked for any more.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{Redirect, Response},
};
use countersign_domain::{Challenge, ChallengeCommand, ChallengePurpose, Refusal};

use super::{
    TURN_OFF,
    asked::{Asked, Step},
};
use crate::{
    pages::{
        Browser, Detour, Form, NoFields, Pages, clock::Clock, services::Service, shell,
        shell::Shell,
    },
    store::{ExecuteError, Ready},
};

#[derive(Template)]
#[template(path = "pages/challenge_over.html")]
struct OverPage<'a> {
    shell: Shell<'a>,
    title: String,
    text: String,
    locked: Option<String>,
    again: Option<String>,
    back: &'static str,
    back_text: String,
}

/// Gives up entering a code; a challenge that is over stays what it is.
pub(super) async fn give_up(
    State(pages): State<Pages>,
    asked: Asked,
    browser: Browser,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Redirect, Detour> {
    let standing = asked.standing(&pages).await?;
    let cancelled = pages
        .execute::<Challenge>(
            "CancelChallenge",
            &asked.visitor().account_id,
            browser,
            asked.challenge_id().to_string(),
            Ready(ChallengeCommand::Cancel),
        )
        .await;
    match cancelled {
        Ok(_) | Err(ExecuteError::Refused(Refusal::WrongChallengeState { .. })) => {}
        Err(error) => return Err(error.into()),
    }
    if let Asked::Halfway(halfway) = &asked {
        halfway.leave(&pages).await?;
        return Ok(Redirect::to("/sign-in"));
    }
    let back = match standing.demand.purpose {
        ChallengePurpose::Disable => "/account/security",
        ChallengePurpose::SignIn | ChallengePurpose::StepUp => "/account",
    };
    Ok(Redirect::to(back))
}

/// That it is over, and how to be asked again.
pub(super) async fn show(State(pages): State<Pages>, asked: Asked) -> Result<Response, Detour> {
    let standing = asked.standing(&pages).await?;
    let Step::Over(_) = standing.step else {
        return Err(Detour::To(asked.next(&standing)));
    };
    let demand = &standing.demand;
    let facts = &standing.loaded.facts;
    let locked_until = match facts.limits.require_no_code_lock(facts.now) {
        Err(Refusal::Locked { locked_until }) => Some(locked_until),
        _ => None,
    };
    let title = if locked_until.is_some() {
        "challenge-locked-title"
    } else {
        "challenge-over-title"
    };
    let shell = Shell::of(&pages, asked.visitor(), title);
    let clock = Clock::of(asked.visitor(), facts.now);
    let again = match demand.purpose {
        ChallengePurpose::SignIn => None,
        ChallengePurpose::StepUp => Service::of(demand).map(|service| service.path().to_owned()),
        ChallengePurpose::Disable => Some(TURN_OFF.to_owned()),
    };
    let (back, back_text) = match demand.purpose {
        ChallengePurpose::SignIn => ("/sign-in", "sign-in-title"),
        ChallengePurpose::StepUp | ChallengePurpose::Disable => {
            ("/account/security", "success-back")
        }
    };
    let page = OverPage {
        title: shell.say(title),
        text: shell.say("challenge-over-text"),
        locked: locked_until
            .map(|until| shell.say_of("security-locked", "until", &clock.shows(until))),
        again: again.filter(|_| locked_until.is_none()),
        back,
        back_text: shell.say(back_text),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

//! `/account/security/turn-off`: two-factor is turned off, with a code and then the password.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use countersign_domain::{
    Challenge, ChallengeId, ChallengePurpose, Enrollment, EnrollmentId, Refusal,
};

use super::{
    TURN_OFF,
    asked::{Asked, Step},
    path, step_up,
};
use crate::{
    pages::{
        Browser, Detour, Form, NoFields, Pages, Visitor,
        clock::Clock,
        codes::refusal,
        password_form::{KeyedIn, PasswordForm},
        problem::Problem,
        renewal,
        saying::{Saying, not_done},
        session::Guard,
        shell,
        shell::Shell,
        token::Token,
        trouble::Trouble,
    },
    passwords::CheckPasswordToDisable,
    store::{AccountRow, ExecuteError},
};

#[derive(Template)]
#[template(path = "pages/turn_off.html")]
struct TurnOffPage<'a> {
    shell: Shell<'a>,
    csrf: &'a str,
    problem: Problem,
    text: String,
}

#[derive(Template)]
#[template(path = "pages/turn_off_password.html")]
struct PasswordPage<'a> {
    shell: Shell<'a>,
    text: String,
    form: PasswordForm<'a>,
}

#[derive(Template)]
#[template(path = "pages/turn_off_done.html")]
struct DonePage<'a> {
    shell: Shell<'a>,
    text: String,
}

/// What turning it off means. Looking sends nothing.
pub(super) async fn show(State(pages): State<Pages>, visitor: Visitor) -> Result<Response, Detour> {
    protected(&pages, &visitor).await?;
    let saying = Saying::take(TURN_OFF, &pages, &visitor).await?;
    let now = pages.store.now().await?;
    let problem = match saying {
        Some(Saying::Refused(refused)) => {
            refusal::problem(&refused, &visitor, &Clock::of(&visitor, now))?
        }
        _ => Problem::default(),
    };
    let shell = Shell::of(&pages, &visitor, "turn-off-title");
    let address = step_up::proven(&pages, &visitor).await?;
    let page = TurnOffPage {
        csrf: &visitor.csrf,
        problem,
        text: shell.say_of("turn-off-text", "address", &address.masked()),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

/// Sends the code, and asks for it.
pub(super) async fn ask(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Detour> {
    protected(&pages, &visitor).await?;
    let purpose = ChallengePurpose::Disable;
    let asked = pages
        .ask_for_code(&visitor.account_id, browser, purpose, None)
        .await;
    match asked {
        Ok(challenge_id) => {
            Ok(Redirect::to(&format!("{}/code", path(challenge_id))).into_response())
        }
        Err(ExecuteError::Refused(Refusal::NotRequired { .. })) => {
            Err(Detour::To("/account/security".to_owned()))
        }
        Err(error) => not_done(error, TURN_OFF, &pages, &visitor).await,
    }
}

/// The way to what comes next after a right code.
pub(super) async fn find(
    State(pages): State<Pages>,
    visitor: Visitor,
    Path(challenge_id): Path<ChallengeId>,
) -> Result<Redirect, Detour> {
    let account = account(&pages, &visitor).await?;
    let step = match account.limits.protection() {
        Some(_) => "password",
        None => "done",
    };
    Ok(Redirect::to(&format!("{TURN_OFF}/{challenge_id}/{step}")))
}

/// The form that takes the password.
pub(super) async fn password(
    State(pages): State<Pages>,
    visitor: Visitor,
    Path(challenge_id): Path<ChallengeId>,
) -> Result<Response, Detour> {
    let asked = Asked::Within(Box::new(visitor), challenge_id);
    let passed = passed(&pages, &asked).await?;
    let (visitor, here) = (asked.visitor(), passed.here());
    let clock = Clock::of(visitor, passed.now);
    let shell = Shell::of(&pages, visitor, "turn-off-password-title");
    let saying = Saying::take(&here, &pages, visitor).await?;
    let form = PasswordForm::new(visitor, &clock, here, saying)?;
    let until = clock.shows(passed.until);
    let page = PasswordPage {
        form,
        text: shell.say_of("turn-off-password-text", "until", &until),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

/// Checks the password. The right one turns two-factor off: other sessions of the account are over
/// then, and this one goes on under a token that nobody had before.
pub(super) async fn confirm(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(challenge_id): Path<ChallengeId>,
    Form(keyed_in): Form<KeyedIn>,
) -> Result<Response, Detour> {
    let asked = Asked::Within(Box::new(visitor), challenge_id);
    let passed = passed(&pages, &asked).await?;
    let (visitor, here) = (asked.visitor(), passed.here());
    let password = match keyed_in.password() {
        Ok(password) => password,
        Err(unfit) => return unfit.leads_to(&here, &pages, visitor).await,
    };
    let renewed = renew(&pages, visitor, &passed).await?;
    let command = CheckPasswordToDisable {
        password: Arc::new(password),
        challenge_id,
        passwords: Arc::clone(&pages.passwords),
    };
    let disabled = pages
        .execute::<Enrollment>(
            "Disable",
            &visitor.account_id,
            browser,
            passed.enrollment_id.to_string(),
            command,
        )
        .await;
    if let Err(error) = disabled {
        return not_done(error, &here, &pages, visitor).await;
    }
    let done = Redirect::to(&format!("{TURN_OFF}/{challenge_id}/done"));
    Ok(match renewed {
        Some(token) => {
            let cookie = AppendHeaders([(header::SET_COOKIE, pages.give(&token))]);
            (cookie, done).into_response()
        }
        None => done.into_response(),
    })
}

/// That it is off.
pub(super) async fn done(
    State(pages): State<Pages>,
    visitor: Visitor,
    Path(challenge_id): Path<ChallengeId>,
) -> Result<Response, Detour> {
    let asked = Asked::Within(Box::new(visitor), challenge_id);
    let standing = asked.standing(&pages).await?;
    let is_off = standing.loaded.facts.limits.protection().is_none();
    let is_this = standing.demand.purpose == ChallengePurpose::Disable;
    if !(is_off && is_this && standing.step == Step::Passed) {
        return Err(Detour::To("/account/security".to_owned()));
    }
    let shell = Shell::of(&pages, asked.visitor(), "turn-off-done-title");
    let address = standing.address.masked();
    let page = DonePage {
        text: shell.say_of("turn-off-done-text", "address", &address),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

/// A right code that two-factor can be turned off with still.
struct Passed {
    challenge_id: ChallengeId,
    enrollment_id: EnrollmentId,
    switches: u32,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
}

impl Passed {
    fn here(&self) -> String {
        format!("{TURN_OFF}/{}/password", self.challenge_id)
    }
}

async fn passed(pages: &Pages, asked: &Asked) -> Result<Passed, Detour> {
    let standing = asked.standing(pages).await?;
    let facts = &standing.loaded.facts;
    let is_this = standing.demand.purpose == ChallengePurpose::Disable;
    match &standing.loaded.state {
        Challenge::Passed {
            assertion_expires_at,
            ..
        } if is_this && facts.limits.protection().is_some() => {
            if facts.now >= *assertion_expires_at {
                return Err(Detour::To(TURN_OFF.to_owned()));
            }
            Ok(Passed {
                challenge_id: standing.demand.challenge_id,
                enrollment_id: standing.demand.enrollment_id,
                switches: facts.limits.switches(),
                until: *assertion_expires_at,
                now: facts.now,
            })
        }
        // Off by now, by this very code as a rule.
        Challenge::Passed { .. } if is_this => {
            let challenge_id = standing.demand.challenge_id;
            Err(Detour::To(format!("{TURN_OFF}/{challenge_id}")))
        }
        Challenge::Passed { .. } => Err(Detour::To("/account/security".to_owned())),
        _ => Err(Detour::To(asked.next(&standing))),
    }
}

/// The token that the session goes on under, once two-factor is off.
async fn renew(
    pages: &Pages,
    visitor: &Visitor,
    passed: &Passed,
) -> Result<Option<Token>, sqlx::Error> {
    let keyring = pages.store.keyring();
    let guard = Guard::with(visitor.password_hash.as_ref(), passed.switches + 1, keyring);
    let after = Token::after(&visitor.token, keyring);
    let tokens = (&visitor.token, &after);
    let renews_at = format!("{TURN_OFF}/{}", passed.challenge_id);
    let renewed = renewal::renew(pages.store.pool(), tokens, &guard, &renews_at).await?;
    Ok(renewed.then_some(after))
}

async fn account(pages: &Pages, visitor: &Visitor) -> Result<AccountRow, Trouble> {
    let account = pages.store.account(&visitor.account_id).await?;
    account.ok_or(Trouble::NotFound)
}

/// Where two-factor is off, there is nothing to turn off.
async fn protected(pages: &Pages, visitor: &Visitor) -> Result<(), Detour> {
    match account(pages, visitor).await?.limits.protection() {
        Some(_) => Ok(()),
        None => Err(Detour::To("/account/security".to_owned())),
    }
}

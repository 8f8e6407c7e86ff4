//! `…/success` and `…/ended`: the walk is over, one way or the other.

use askama::Template;
use axum::{
    extract::{OriginalUri, Path, State},
    http::StatusCode,
    response::Response,
};
use countersign_domain::{Ending, EnrollmentId, Refusal};

use super::{
    Detour,
    standing::{Standing, Step},
};
use crate::pages::{Pages, Visitor, clock::Clock, shell, shell::Shell};

#[derive(Template)]
#[template(path = "pages/ended.html")]
struct EndedPage<'a> {
    shell: Shell<'a>,
    /// `active`, or how it ended without that.
    state: &'static str,
    title: String,
    text: String,
    /// Until when no code is taken.
    locked: Option<String>,
    starts_again: bool,
    /// The portal that sent the customer is where they go next.
    returns: bool,
}

/// How it ended.
pub(super) async fn show(
    State(pages): State<Pages>,
    visitor: Visitor,
    OriginalUri(uri): OriginalUri,
    Path(enrollment_id): Path<EnrollmentId>,
) -> Result<Response, Detour> {
    let standing = Standing::find(&pages, &visitor, enrollment_id).await?;
    if standing.here() != uri.path() {
        return Err(Detour::To(standing.here()));
    }
    let (state, title, text) = match standing.step {
        Step::Success => ("active", "success-title", "success-text"),
        Step::Ended(Ending::Expired) => ("expired", "unfinished-title", "unfinished-text"),
        Step::Ended(Ending::Cancelled) => ("cancelled", "cancelled-title", "cancelled-text"),
        Step::Ended(Ending::Locked) => ("locked", "locked-title", "locked-text"),
        Step::Ended(Ending::Disabled) => ("disabled", "disabled-title", "disabled-text"),
        Step::Password | Step::Code | Step::Okay => return Err(Detour::To(standing.here())),
    };
    let shell = Shell::of(&pages, &visitor, title);
    let facts = &standing.loaded.facts;
    let locked = match facts.limits.require_no_code_lock(facts.now) {
        Err(Refusal::Locked { locked_until }) if standing.step != Step::Success => {
            let until = Clock::of(&visitor, facts.now).shows(locked_until);
            Some(shell.say_of("security-locked", "until", &until))
        }
        _ => None,
    };
    let page = EndedPage {
        state,
        starts_again: standing.step != Step::Success && locked.is_none(),
        returns: standing.step == Step::Success && shell.is_hosted(),
        locked,
        title: shell.say(title),
        text: shell.say_of(text, "address", &standing.address.masked()),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

//! `…/success` and `…/ended`: the walk is over, one way or the other.

use askama::Template;
use axum::{
    extract::{OriginalUri, Path, State},
    http::StatusCode,
    response::Response,
};
use countersign_domain::{Ending, EnrollmentId};

use super::{
    Detour,
    standing::{Standing, Step},
};
use crate::pages::{Pages, Visitor, shell, shell::Shell};

#[derive(Template)]
#[template(path = "pages/ended.html")]
struct EndedPage<'a> {
    shell: Shell<'a>,
    /// `active`, or how it ended without that.
    state: &'static str,
    title: String,
    text: String,
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
        Step::Password | Step::Code | Step::Okay => return Err(Detour::To(standing.here())),
    };
    let shell = Shell::of(&pages, &visitor, title);
    let page = EndedPage {
        state,
        title: shell.say(title),
        text: shell.say_of(text, "address", &standing.address.masked()),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

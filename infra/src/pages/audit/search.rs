//! `/audit`: what to look for, and why.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use countersign_domain::AccountId;
use serde::Deserialize;

use super::{auditor::Auditor, kept::Search, moment};
use crate::{
    pages::{
        Pages, Trouble,
        form::AuditForm,
        problem::Problem,
        shell::{self, Shell},
    },
    readings::Reason,
};

#[derive(Template)]
#[template(path = "pages/audit/search.html")]
struct SearchPage<'a> {
    shell: Shell<'a>,
    auditor: Option<&'a Auditor>,
    wanted: &'a Wanted,
    problem: Problem,
}

/// What was keyed in.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    account: String,
    from: String,
    to: String,
    reason: String,
}

/// The form, with the reason of the search before.
pub(super) async fn show(
    State(pages): State<Pages>,
    auditor: Auditor,
) -> Result<Response, Trouble> {
    let reason = Search::last_reason(&auditor, pages.store.pool()).await?;
    let wanted = Wanted {
        reason: reason.unwrap_or_default(),
        ..Wanted::default()
    };
    let fine = (StatusCode::OK, Problem::default());
    Ok(page(&pages, &auditor, &wanted, fine))
}

/// Keeps what is searched for, and leads there.
pub(super) async fn begin(
    State(pages): State<Pages>,
    auditor: Auditor,
    AuditForm(wanted): AuditForm<Wanted>,
) -> Result<Response, Trouble> {
    match wanted.read() {
        Ok(search) => {
            search.keep(pages.store.pool(), &auditor.token).await?;
            Ok(Redirect::to(&search.path()).into_response())
        }
        Err(Unfit(fields, key)) => {
            let problem = Problem::in_fields(fields, auditor.language.say(key));
            let unfit = (StatusCode::UNPROCESSABLE_ENTITY, problem);
            Ok(page(&pages, &auditor, &wanted, unfit))
        }
    }
}

/// Which fields are not fit to be searched by, and the key of why.
struct Unfit(&'static [&'static str], &'static str);

impl Wanted {
    fn read(&self) -> Result<Search, Unfit> {
        let account_id = match self.account.trim() {
            "" => None,
            id => Some(id.parse::<AccountId>()),
        };
        let account_id = account_id.transpose();
        let account_id = account_id.map_err(|_| Unfit(&["account"], "audit-account-unfit"))?;
        let from_at = time(&["from"], &self.from)?;
        let to_at = time(&["to"], &self.to)?;
        if account_id.is_none() && from_at.is_none() && to_at.is_none() {
            return Err(Unfit(&["account", "from", "to"], "audit-nothing-given"));
        }
        if from_at.zip(to_at).is_some_and(|(from, to)| from > to) {
            return Err(Unfit(&["from", "to"], "audit-times-swapped"));
        }
        let reason = self.reason.trim().parse::<Reason>();
        let Reason(reason) = reason.map_err(|_| Unfit(&["reason"], "audit-reason-unfit"))?;
        Ok(Search {
            from_at,
            to_at,
            ..Search::new(account_id, reason)
        })
    }
}

fn time(fields: &'static [&'static str], text: &str) -> Result<Option<DateTime<Utc>>, Unfit> {
    let given = Some(text.trim()).filter(|text| !text.is_empty());
    let moment = given.map(|text| moment::read(text).ok_or(Unfit(fields, "audit-time-unfit")));
    moment.transpose()
}

fn page(
    pages: &Pages,
    auditor: &Auditor,
    wanted: &Wanted,
    (status, problem): (StatusCode, Problem),
) -> Response {
    let page = SearchPage {
        shell: Shell::for_everybody(pages, auditor.language, "audit-title"),
        auditor: Some(auditor),
        wanted,
        problem,
    };
    shell::answer(status, &page)
}

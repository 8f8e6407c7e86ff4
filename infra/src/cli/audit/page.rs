//! A history as one page that needs nothing else: to keep, to send and to print.

use askama::Template;
use countersign_domain::AccountId;

use super::{story::Step, words};
use crate::cli::Outcome;

/// The page over these steps. `end` says what is so in the end.
pub(super) fn render(
    account: &AccountId,
    reason: Option<&str>,
    steps: &[Step],
    end: &str,
) -> Outcome<String> {
    let days = steps.chunk_by(|one, next| day(one) == day(next));
    let page = Page {
        account: account.as_str(),
        reason,
        count: steps.len(),
        end,
        days: days.map(Day::of).collect(),
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "audit/history.html")]
struct Page<'a> {
    account: &'a str,
    reason: Option<&'a str>,
    count: usize,
    end: &'a str,
    days: Vec<Day<'a>>,
}

struct Day<'a> {
    name: String,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    position: i64,
    stream: String,
    version: i64,
    event_type: String,
    /// By itself, within its day.
    time: String,
    /// With its day.
    at: String,
    who: &'a str,
    from_where: Option<String>,
    what: String,
    state: &'a str,
    is_change: bool,
}

impl<'a> Day<'a> {
    fn of(steps: &'a [Step]) -> Self {
        Self {
            name: steps.first().map(day).unwrap_or_default(),
            rows: steps.iter().map(Row::of).collect(),
        }
    }
}

impl<'a> Row<'a> {
    fn of(step: &'a Step) -> Self {
        let logged = &step.logged;
        Self {
            position: logged.position,
            stream: logged.stream.to_string(),
            version: logged.version,
            event_type: logged.event.event_type(),
            time: logged.recorded_at.format("%T%.6f").to_string(),
            at: words::exact(logged.recorded_at),
            who: step.who(),
            from_where: step.whence(),
            what: step.what(),
            state: &step.state,
            is_change: step.is_change,
        }
    }
}

fn day(step: &Step) -> String {
    step.logged.recorded_at.format("%A %-d %B %Y").to_string()
}

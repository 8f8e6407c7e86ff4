//! `/audit/searches/{search_id}/accounts/{account_id}`: the timeline of an account with the proof of
//! each event, and what was so at any moment.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use countersign_audit::PublicKey;
use countersign_domain::AccountId;
use countersign_handlers::Language;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    auditor::Auditor,
    found,
    kept::Search,
    moment,
    proven::{self, Signed, Verdict},
    reading,
    state::{self, Fact},
    story::{Outline, Told},
};
use crate::{
    pages::{
        Pages, Trouble, activity,
        shell::{self, Shell},
    },
    readings::{self, Means},
    store::log::RawEvent,
};

const READERS_SHOWN: i64 = 20;

#[derive(Template)]
#[template(path = "pages/audit/history.html")]
struct HistoryPage<'a> {
    shell: Shell<'a>,
    auditor: Option<&'a Auditor>,
    account: &'a str,
    path: String,
    when: String,
    reason: &'a str,
    /// What is wrong with the history as a whole.
    alarms: Vec<String>,
    signed: String,
    slider: Option<Slider>,
    facts: Vec<Fact>,
    rows: Vec<Row>,
    earlier: Option<usize>,
    later: Option<usize>,
    readers: Vec<Reader>,
    /// The newest key that signs the log, if there is one.
    vkey: String,
    /// Nothing can be taken away yet.
    is_unsigned: bool,
}

/// The event that was chosen, among those that can be.
struct Slider {
    first: usize,
    last: usize,
    chosen: usize,
    /// There are such; else it is the last event before the search's time.
    is_movable: bool,
    /// It was chosen just now.
    is_moved: bool,
    position: String,
    at: String,
    at_exact: String,
}

/// An event on the timeline.
struct Row {
    number: usize,
    position: String,
    at: String,
    at_exact: String,
    what: String,
    event_type: String,
    stream: String,
    who: String,
    from_where: Vec<String>,
    proof: String,
    verdict: Verdict,
    is_chosen: bool,
}

/// Somebody who looked at the history before.
struct Reader {
    who: String,
    at: String,
    at_exact: String,
    means: String,
    reason: String,
}

/// Which event was chosen: its number among the account's, from 1.
#[derive(Deserialize)]
pub(super) struct Chosen {
    at: Option<usize>,
}

pub(super) async fn show(
    State(pages): State<Pages>,
    auditor: Auditor,
    Path((search_id, account_id)): Path<(Uuid, AccountId)>,
    Query(Chosen { at }): Query<Chosen>,
) -> Result<Response, Trouble> {
    let pool = pages.store.pool();
    let search = Search::of(&auditor, search_id, pool).await?;
    if !search.leads_to(&account_id) {
        return Err(Trouble::NotFound);
    }
    reading::record(&auditor, &search, Some(&account_id), Means::Page, pool).await?;
    let mut connection = pool.acquire().await?;
    let outline = Outline::of(&account_id, &search, &mut connection).await?;
    let chosen = outline.chosen(at);
    let told = outline.tell(&account_id, chosen, &mut connection).await?;
    let signed = Signed::now(&pages, &mut connection).await?;
    let now = pages.store.now().await?;
    let proofs = signed.prove(&told.page, now, &mut connection).await?;
    let language = auditor.language;
    let rows = rows(&told, &proofs, chosen, language);
    let place = outline.place(chosen);
    let (first, last) = outline.ends();
    let (begin, end) = outline.page_of(chosen);
    let page = HistoryPage {
        account: account_id.as_str(),
        path: search.path_of(&account_id),
        when: found::when(&search, &auditor),
        reason: &search.reason,
        alarms: alarms(&outline, &told, &signed, &proofs, language),
        signed: signed_words(&signed, language),
        slider: place.map(|(position, time)| Slider {
            first,
            last,
            chosen,
            is_movable: outline.wanted() > 0,
            is_moved: at.is_some(),
            position: position_words(position, language),
            at: moment::shown(time),
            at_exact: moment::exact(time),
        }),
        facts: place.map_or(vec![], |(_, time)| {
            state::facts(&told.security, time, language)
        }),
        rows,
        earlier: (begin > first).then(|| begin - 1),
        later: (end < last).then_some(end + 1),
        readers: readers(&account_id, language, &mut connection).await?,
        vkey: proven::keys(&pages)
            .last()
            .map(PublicKey::to_string)
            .unwrap_or_default(),
        is_unsigned: !matches!(signed, Signed::UpTo(_)),
        shell: Shell::for_everybody(&pages, language, "audit-history-title"),
        auditor: Some(&auditor),
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

/// What is wrong with the history as a whole. An account that never was is told of as well: whoever
/// keyed in another one would take an empty page for a history.
fn alarms(
    outline: &Outline,
    told: &Told,
    signed: &Signed,
    proofs: &[Verdict],
    language: Language,
) -> Vec<String> {
    let number = |key: &str, number: i64| {
        // As text: a position is a name here, and takes no marks of thousands.
        language.say_with(key, &[("number", number.to_string().into())])
    };
    let not_proven = proofs.iter().filter(|proof| proof.is_alarming()).count();
    [
        outline.is_empty().then(|| language.say("audit-no-account")),
        matches!(signed, Signed::Forged).then(|| language.say("audit-forged-checkpoint")),
        (not_proven > 0).then(|| {
            let count = [("count", not_proven.into())];
            language.say_with("audit-alarm-not-proven", &count)
        }),
        outline
            .missing()
            .map(|missing| number("audit-alarm-missing", missing)),
        told.unreadable
            .map(|position| number("audit-alarm-unreadable", position)),
        outline.is_cut().then(|| language.say("audit-alarm-cut")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn signed_words(signed: &Signed, language: Language) -> String {
    match signed {
        Signed::UpTo(checkpoint) => {
            let position = [("position", checkpoint.size.to_string().into())];
            language.say_with("audit-signed-up-to", &position)
        }
        Signed::Nothing => language.say("audit-signed-nothing"),
        Signed::Forged => language.say("audit-forged-checkpoint"),
    }
}

fn rows(told: &Told, proofs: &[Verdict], chosen: usize, language: Language) -> Vec<Row> {
    let numbered = told.page.iter().zip(proofs).zip(told.page_begin..);
    numbered
        .map(|((event, verdict), number)| Row::of(event, *verdict, (number, chosen), language))
        .collect()
}

impl HistoryPage<'_> {
    fn number_of(&self, slider: &Slider) -> String {
        // As text, like positions: a name takes no marks of thousands.
        let number = slider.chosen.to_string().into();
        let arguments = [("number", number), ("last", slider.last.to_string().into())];
        self.shell
            .language
            .say_with("audit-event-number", &arguments)
    }
}

impl Row {
    fn of(
        event: &RawEvent,
        verdict: Verdict,
        (number, chosen): (usize, usize),
        language: Language,
    ) -> Self {
        let event = event.stored();
        let what = event.read().map_or_else(
            |_| language.say("audit-unreadable"),
            |logged| activity::words(&logged.event, language, moment::shown),
        );
        let known = ["device", "locale", "mail_provider", "request_id"].into_iter();
        let from_where = known.filter_map(|name| {
            let value = [("value", event.metadata.get(name)?.into())];
            Some(language.say_with(from_key(name), &value))
        });
        Self {
            number,
            position: position_words(event.position, language),
            at: moment::shown(event.recorded_at),
            at_exact: moment::exact(event.recorded_at),
            what,
            event_type: event.event_type.clone(),
            stream: event.stream.to_string(),
            who: event.metadata.get("actor").unwrap_or_default().to_owned(),
            from_where: from_where.collect(),
            proof: language.say(verdict.key()),
            verdict,
            is_chosen: number == chosen,
        }
    }
}

fn position_words(position: i64, language: Language) -> String {
    let position = [("position", position.to_string().into())];
    language.say_with("audit-position", &position)
}

fn from_key(name: &str) -> &'static str {
    match name {
        "device" => "audit-from-device",
        "locale" => "audit-from-language",
        "mail_provider" => "audit-from-mailbox",
        _ => "audit-from-request",
    }
}

/// Who has looked at the history, the latest first.
async fn readers(
    account_id: &AccountId,
    language: Language,
    connection: &mut PgConnection,
) -> Result<Vec<Reader>, sqlx::Error> {
    let latest = readings::list(connection, Some(account_id), READERS_SHOWN).await?;
    let readers = latest.into_iter().map(|recorded| Reader {
        at: moment::shown(recorded.read_at),
        at_exact: moment::exact(recorded.read_at),
        means: language.say(means_key(recorded.reading.means)),
        reason: recorded.reading.reason.unwrap_or_default(),
        who: recorded.reading.reader,
    });
    Ok(readers.collect())
}

fn means_key(means: Means) -> &'static str {
    match means {
        Means::History => "audit-means-history",
        Means::Log => "audit-means-log",
        Means::Replay => "audit-means-replay",
        Means::Diff => "audit-means-diff",
        Means::Export => "audit-means-export",
        Means::Page => "audit-means-page",
    }
}

//! `…/delivery`: what became of a code's mail, as it becomes of it.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Path, State},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use countersign_domain::{
    Delivery, Enrollment, EnrollmentEvent, EnrollmentId, IssuedCode, NotSentReason, StreamId,
};
use cqrs_es::Aggregate;
use futures::{Stream, stream};
use serde::Serialize;
use tokio::time;

use super::standing::{Standing, Step};
use crate::{
    pages::{
        Onlooker, Pages, Visitor,
        session::{self, Asks, Session},
        trouble::Trouble,
    },
    store::Failure,
};

/// How soon news is seen. Appends wake nobody here: each would have every open page look.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// A browser asks again after it: no connection is held for ever, nor through a restart for long.
const STREAM_ENDS_AFTER: Duration = Duration::from_secs(60);
const BROWSER_RETRIES_AFTER: Duration = Duration::from_secs(1);

/// What became of a mail.
#[derive(Serialize, Clone, PartialEq, Eq)]
pub(super) struct DeliveryNews {
    /// `queued`, `sent`, `not_sent`, or `voided` where the code is of no use whatever became of it.
    pub(super) state: &'static str,
    pub(super) text: String,
}

/// What is told of a code.
#[derive(PartialEq, Eq)]
enum News {
    Delivery(DeliveryNews),
    /// The page is to be loaded anew: the setup stands at another step by now, or the session is over.
    Moved,
}

/// A stream of what became of the mail of the newest code.
pub(super) async fn events(
    State(pages): State<Pages>,
    Onlooker(visitor): Onlooker,
    Path(enrollment_id): Path<EnrollmentId>,
) -> Result<Response, Trouble> {
    Standing::find(&pages, &visitor, enrollment_id).await?;
    let stream = watch(pages, Arc::new(visitor), enrollment_id);
    Ok(Sse::new(stream)
        .keep_alive(KeepAlive::default())
        .into_response())
}

fn watch(
    pages: Pages,
    visitor: Arc<Visitor>,
    enrollment_id: EnrollmentId,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let ends = time::Instant::now() + STREAM_ENDS_AFTER;
    stream::unfold(None, move |mut told| {
        let (pages, visitor) = (pages.clone(), Arc::clone(&visitor));
        async move {
            while time::Instant::now() < ends && told != Some(News::Moved) {
                // What is away comes back, or the browser does.
                let news = look(&pages, &visitor, enrollment_id).await.ok()?;
                if told.as_ref() != Some(&news) {
                    let event = news.event()?;
                    told = Some(news);
                    return Some((Ok(event), told));
                }
                tokio::select! {
                    () = pages.closing.cancelled() => return None,
                    () = time::sleep(POLL_INTERVAL) => {}
                }
            }
            None
        }
    })
}

async fn look(
    pages: &Pages,
    visitor: &Visitor,
    enrollment_id: EnrollmentId,
) -> Result<News, Trouble> {
    let session = session::find(pages.store.pool(), &visitor.token, Asks::Page).await?;
    let standing = Standing::find(pages, visitor, enrollment_id).await?;
    let account = standing.loaded.account.as_ref();
    let is_of = |session: Session| {
        account.is_some_and(|account| session.is_of(account, pages.store.keyring()))
    };
    if !session.is_some_and(is_of) {
        return Ok(News::Moved);
    }
    let codes = standing.loaded.state.codes();
    match codes.and_then(|codes| codes.newest()) {
        Some(newest) if standing.step == Step::Code => {
            let news = news(pages, visitor, &standing, newest).await?;
            Ok(News::Delivery(news))
        }
        _ => Ok(News::Moved),
    }
}

/// What became of a code's mail, in plain words. Of one that another address voided, that it did.
pub(super) async fn news(
    pages: &Pages,
    visitor: &Visitor,
    standing: &Standing,
    code: &IssuedCode,
) -> Result<DeliveryNews, Trouble> {
    let (state, key) = match code.delivery {
        _ if !code.is_for(&standing.loaded.facts.account.account) => {
            ("voided", "code-address-changed")
        }
        Delivery::Queued => ("queued", "code-queued"),
        Delivery::Sent => ("sent", "code-sent"),
        Delivery::NotSent => {
            let enrollment_id = standing.setup.enrollment_id;
            let reason = why_not_sent(pages, enrollment_id, code.number).await?;
            ("not_sent", key_of(reason))
        }
    };
    let from = [("from", pages.brand.from.as_str().into())];
    let text = visitor.language.say_with(key, &from);
    Ok(DeliveryNews { state, text })
}

fn key_of(reason: NotSentReason) -> &'static str {
    match reason {
        NotSentReason::Refused => "code-not-sent-refused",
        NotSentReason::MailboxUnknown => "code-not-sent-mailbox-unknown",
        NotSentReason::MailboxFull => "code-not-sent-mailbox-full",
        NotSentReason::AgainstRules => "code-not-sent-against-rules",
        NotSentReason::Expired => "code-not-sent-expired",
        NotSentReason::Superseded => "code-not-sent-superseded",
        NotSentReason::AddressChanged => "code-not-sent-address-changed",
        NotSentReason::MailboxLimit => "code-not-sent-mailbox-limit",
        NotSentReason::Erased => "code-not-sent-erased",
    }
}

/// The last word on it: a mail that was given up may have gone after all, and been given up again.
async fn why_not_sent(
    pages: &Pages,
    enrollment_id: EnrollmentId,
    number: u32,
) -> Result<NotSentReason, Failure> {
    let stream = StreamId::new(Enrollment::TYPE, enrollment_id.to_string());
    let events = pages.store.events_of::<Enrollment>(&stream).await?;
    let mut reasons = events.into_iter().rev().filter_map(|event| match event {
        EnrollmentEvent::CodeNotSent { number: of, reason } if of == number => Some(reason),
        _ => None,
    });
    Ok(reasons.next().unwrap_or(NotSentReason::Refused))
}

impl News {
    fn event(&self) -> Option<Event> {
        let retry = BROWSER_RETRIES_AFTER;
        match self {
            Self::Delivery(news) => {
                let event = Event::default().event("delivery").retry(retry);
                event.json_data(news).ok()
            }
            // Without data a browser tells nobody of an event.
            Self::Moved => Some(Event::default().event("moved").data("elsewhere")),
        }
    }
}

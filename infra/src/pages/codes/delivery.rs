//! What became of a code's mail, as it becomes of it.

use std::{convert::Infallible, time::Duration};

use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use countersign_domain::{Decider, Delivery, IssuedCode, NotSentReason, StreamId};
use futures::{Stream, stream};
use serde::Serialize;
use tokio::time;

use crate::{
    pages::{Pages, Visitor, trouble::Trouble},
    store::Failure,
};

/// How soon news is seen. Appends wake nobody here: each would have every open page look.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// A browser asks again after it: no connection is held for ever, nor through a restart for long.
const STREAM_ENDS_AFTER: Duration = Duration::from_secs(60);
const BROWSER_RETRIES_AFTER: Duration = Duration::from_secs(1);

/// What became of a mail.
#[derive(Serialize, Clone, PartialEq, Eq)]
pub(in crate::pages) struct DeliveryNews {
    /// `queued`, `sent`, `not_sent`, or `voided` where the code is of no use whatever became of it.
    pub(in crate::pages) state: &'static str,
    pub(in crate::pages) text: String,
}

/// What is told of a code.
#[derive(PartialEq, Eq)]
pub(in crate::pages) enum News {
    Delivery(DeliveryNews),
    /// The page is to be loaded anew: things stand elsewhere by now, or the session is over.
    Moved,
}

/// A stream of what a look shows, as it changes.
pub(in crate::pages) fn watch<L, F>(pages: Pages, look: L) -> Response
where
    L: Fn() -> F + Send + 'static,
    F: Future<Output = Result<News, Trouble>> + Send + 'static,
{
    Sse::new(changes(pages, look))
        .keep_alive(KeepAlive::default())
        .into_response()
}

fn changes<L, F>(pages: Pages, look: L) -> impl Stream<Item = Result<Event, Infallible>>
where
    L: Fn() -> F,
    F: Future<Output = Result<News, Trouble>>,
{
    let ends = time::Instant::now() + STREAM_ENDS_AFTER;
    stream::unfold(
        (None, pages, look),
        move |(mut told, pages, look)| async move {
            while time::Instant::now() < ends && told != Some(News::Moved) {
                // What is away comes back, or the browser does.
                let news = look().await.ok()?;
                if told.as_ref() != Some(&news) {
                    let event = news.event()?;
                    told = Some(news);
                    return Some((Ok(event), (told, pages, look)));
                }
                tokio::select! {
                    () = pages.closing.cancelled() => return None,
                    () = time::sleep(POLL_INTERVAL) => {}
                }
            }
            None
        },
    )
}

/// What became of the mail of a code issued in a stream, in plain words. `not_sent` reads its
/// events. A code that is void is told of as such, whatever became of it.
pub(in crate::pages) async fn news<A: Decider>(
    pages: &Pages,
    visitor: &Visitor,
    stream: &StreamId,
    (code, is_void): (&IssuedCode, bool),
    not_sent: fn(&A::Event) -> Option<(u32, NotSentReason)>,
) -> Result<DeliveryNews, Failure> {
    let (state, key) = match code.delivery {
        _ if is_void => ("voided", "code-address-changed"),
        Delivery::Queued => ("queued", "code-queued"),
        Delivery::Sent => ("sent", "code-sent"),
        Delivery::NotSent => {
            // The last word on it: a mail that was given up may have gone after all, and been given
            // up again.
            let events = pages.store.events_of::<A>(stream).await?;
            let mut reasons = events.iter().rev().filter_map(not_sent);
            let reason = reasons.find(|(number, _)| *number == code.number);
            let reason = reason.map_or(NotSentReason::Refused, |(_, reason)| reason);
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

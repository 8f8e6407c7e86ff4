//! `…/delivery`: what became of a code's mail, as it becomes of it.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use countersign_domain::{Enrollment, EnrollmentEvent, EnrollmentId, IssuedCode, StreamId};
use cqrs_es::Aggregate;

use super::standing::{Standing, Step};
use crate::pages::{
    Onlooker, Pages, Visitor,
    codes::delivery::{self, DeliveryNews, News},
    session::{self, Asks, Session},
    trouble::Trouble,
};

/// A stream of what became of the mail of the newest code.
pub(super) async fn events(
    State(pages): State<Pages>,
    Onlooker(visitor): Onlooker,
    Path(enrollment_id): Path<EnrollmentId>,
) -> Result<Response, Trouble> {
    Standing::find(&pages, &visitor, enrollment_id).await?;
    let (looking, visitor) = (pages.clone(), Arc::new(visitor));
    Ok(delivery::watch(pages, move || {
        let (pages, visitor) = (looking.clone(), Arc::clone(&visitor));
        async move { look(&pages, &visitor, enrollment_id).await }
    }))
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

/// What became of a code's mail, in plain words.
pub(super) async fn news(
    pages: &Pages,
    visitor: &Visitor,
    standing: &Standing,
    code: &IssuedCode,
) -> Result<DeliveryNews, Trouble> {
    let enrollment_id = standing.setup.enrollment_id;
    let stream = StreamId::new(Enrollment::TYPE, enrollment_id.to_string());
    let is_void = !code.is_for(&standing.loaded.facts.account.account);
    let news =
        delivery::news::<Enrollment>(
            pages,
            visitor,
            &stream,
            (code, is_void),
            |event| match event {
                EnrollmentEvent::CodeNotSent { number, reason } => Some((*number, *reason)),
                _ => None,
            },
        );
    Ok(news.await?)
}

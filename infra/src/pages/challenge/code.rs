//! `…/code`: whoever is asked enters the code from the mailbox, or has another one sent.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use chrono::TimeDelta;
use countersign_domain::{
    Challenge, ChallengeCommand, ChallengeEvent, ChallengePurpose, Codes, IssuedCode, Nonce,
    StreamId, SubmittedCode,
};
use cqrs_es::Aggregate;

use super::asked::{Asked, Listening, Standing, Step};
use crate::{
    entropy,
    pages::{
        Browser, Detour, Form, NoFields, Pages,
        codes::{
            delivery::{self, DeliveryNews, News},
            form::{CodeForm, Entered, Issued},
            refusal,
        },
        saying::{Saying, not_done},
        session, shell,
        shell::Shell,
        trouble::Trouble,
    },
    store::Ready,
};

/// How long whoever has not heard that the code was right is signed in by asking again.
const FINISHES_AGAIN_WITHIN: TimeDelta = TimeDelta::seconds(60);

#[derive(Template)]
#[template(path = "pages/challenge_code.html")]
struct ChallengeCodePage<'a> {
    shell: Shell<'a>,
    csrf: &'a str,
    path: String,
    title: String,
    text: String,
    form: CodeForm<'a>,
}

/// The form, as things stand now; what was entered is not shown again.
pub(super) async fn show(State(pages): State<Pages>, asked: Asked) -> Result<Response, Detour> {
    let standing = asked.standing(&pages).await?;
    match (standing.step, &asked) {
        (Step::Code, _) => {}
        (Step::Passed, Asked::Halfway(_)) => return finish(&pages, &asked, &standing).await,
        _ => return Err(Detour::To(asked.next(&standing))),
    }
    let here = asked.next(&standing);
    let saying = Saying::take(&here, &pages, asked.visitor()).await?;
    page(&pages, &asked, &standing, saying).await
}

/// Compares the code. The right one leads to what it was asked for.
pub(super) async fn verify(
    State(pages): State<Pages>,
    asked: Asked,
    browser: Browser,
    Form(Entered { code }): Form<Entered>,
) -> Result<Response, Detour> {
    let standing = asked.standing(&pages).await?;
    let here = format!("{}/code", asked.path());
    if standing.step != Step::Code {
        return Err(Detour::To(here));
    }
    let visitor = asked.visitor();
    let Some(guess) = SubmittedCode::parse(&code) else {
        let saying = refusal::unfit(&code, &pages);
        return saying.leads_to(&here, &pages, visitor).await;
    };
    let command = Ready(ChallengeCommand::ConfirmCode { guess });
    let confirmed = pages
        .execute::<Challenge>(
            "ConfirmChallengeCode",
            &visitor.account_id,
            browser,
            asked.challenge_id().to_string(),
            command,
        )
        .await;
    if let Err(error) = confirmed {
        return not_done(error, &here, &pages, visitor).await;
    }
    if let Asked::Within(visitor, _) = &asked {
        session::confirm(pages.store.pool(), &visitor.token).await?;
    }
    let standing = asked.standing(&pages).await?;
    match &asked {
        Asked::Halfway(_) => finish(&pages, &asked, &standing).await,
        Asked::Within(..) => Err(Detour::To(asked.next(&standing))),
    }
}

/// Has another code sent.
pub(super) async fn send_again(
    State(pages): State<Pages>,
    asked: Asked,
    browser: Browser,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Detour> {
    let here = format!("{}/code", asked.path());
    let visitor = asked.visitor();
    asked.standing(&pages).await?;
    let nonce = Nonce(entropy::random_bytes());
    let issued = pages
        .execute::<Challenge>(
            "IssueChallengeCode",
            &visitor.account_id,
            browser,
            asked.challenge_id().to_string(),
            Ready(ChallengeCommand::IssueCode { nonce }),
        )
        .await;
    match issued {
        Ok(_) => {
            let saying = Saying::News("code-sent-again".into());
            saying.leads_to(&here, &pages, visitor).await
        }
        Err(error) => not_done(error, &here, &pages, visitor).await,
    }
}

/// The way to where things stand.
pub(super) async fn back(State(pages): State<Pages>, asked: Asked) -> Result<Redirect, Trouble> {
    let standing = asked.standing(&pages).await?;
    Ok(Redirect::to(&asked.next(&standing)))
}

/// A stream of what became of the mail of the newest code. It keeps nobody's session alive.
pub(super) async fn events(
    State(pages): State<Pages>,
    Listening(asked): Listening,
) -> Result<Response, Trouble> {
    asked.standing(&pages).await?;
    let (looking, asked) = (pages.clone(), Arc::new(asked));
    Ok(delivery::watch(pages, move || {
        let (pages, asked) = (looking.clone(), Arc::clone(&asked));
        async move { look(&pages, &asked).await }
    }))
}

async fn look(pages: &Pages, asked: &Asked) -> Result<News, Trouble> {
    let standing = asked.standing(pages).await?;
    let account = standing.loaded.account.as_ref();
    if standing.step != Step::Code || !asked.is_there(pages, account).await? {
        return Ok(News::Moved);
    }
    let newest = standing.loaded.state.codes().and_then(Codes::newest);
    match newest {
        Some(code) => Ok(News::Delivery(news(pages, asked, code).await?)),
        None => Ok(News::Moved),
    }
}

async fn news(pages: &Pages, asked: &Asked, code: &IssuedCode) -> Result<DeliveryNews, Trouble> {
    let stream = StreamId::new(Challenge::TYPE, asked.challenge_id().to_string());
    let news =
        delivery::news::<Challenge>(pages, asked.visitor(), &stream, (code, false), |event| {
            match event {
                ChallengeEvent::CodeNotSent { number, reason } => Some((*number, *reason)),
                _ => None,
            }
        });
    Ok(news.await?)
}

/// Signs in whoever is halfway in: the code was right a moment ago.
async fn finish(pages: &Pages, asked: &Asked, standing: &Standing) -> Result<Response, Detour> {
    let (Asked::Halfway(halfway), Challenge::Passed { passed_at, .. }) =
        (asked, &standing.loaded.state)
    else {
        return Err(Detour::To(asked.next(standing)));
    };
    if standing.loaded.facts.now - *passed_at > FINISHES_AGAIN_WITHIN {
        halfway.leave(pages).await?;
        return Err(Detour::To("/sign-in".to_owned()));
    }
    let token = halfway.finish(pages).await?;
    let cookie = AppendHeaders([(header::SET_COOKIE, pages.give(&token))]);
    Ok((cookie, Redirect::to(&halfway.back)).into_response())
}

async fn page(
    pages: &Pages,
    asked: &Asked,
    standing: &Standing,
    saying: Option<Saying>,
) -> Result<Response, Detour> {
    let visitor = asked.visitor();
    let newest = standing.loaded.state.codes().and_then(Codes::newest);
    let issued = match newest {
        Some(code) => Some(Issued {
            code,
            takes_code: true,
            delivery: news(pages, asked, code).await?,
        }),
        None => None,
    };
    let title = match standing.demand.purpose {
        ChallengePurpose::SignIn => "challenge-title-sign-in",
        ChallengePurpose::StepUp => "challenge-title-step-up",
        ChallengePurpose::Disable => "challenge-title-disable",
    };
    let text = if issued.is_some() {
        "code-text"
    } else {
        "code-later"
    };
    let shell = Shell::of(pages, visitor, title);
    let facts = &standing.loaded.facts;
    let form = CodeForm::new(&shell, visitor, facts, asked.path(), issued, saying)?;
    let page = ChallengeCodePage {
        csrf: &visitor.csrf,
        path: asked.path(),
        title: shell.say(title),
        text: shell.say_of(text, "address", &standing.address.masked()),
        form,
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

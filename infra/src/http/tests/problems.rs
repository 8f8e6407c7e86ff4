//! Problems are RFC 9457, by the contract's names.

use axum::{
    body::to_bytes,
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use chrono::{DateTime, TimeDelta};
use countersign_domain::{EnrollmentState, NoLiveCode, Refusal};
use serde_json::{Value, json};

use crate::http::{problem::Problem, slug::Slug};

/// A problem as a client gets it: its status and body.
pub(super) async fn rendered(problem: Problem) -> (StatusCode, Value) {
    let response = problem.clone().into_response();
    let response = problem.render("r-1", response);
    let content_type = response.headers().get(header::CONTENT_TYPE);
    assert_eq!(
        content_type.map(HeaderValue::as_bytes),
        Some(&b"application/problem+json"[..])
    );
    let status = response.status();
    let body = to_bytes(response.into_body(), 64 * 1024)
        .await
        .expect("a body");
    (
        status,
        serde_json::from_slice(&body).expect("a body is JSON"),
    )
}

#[tokio::test]
async fn a_problem_has_the_members_that_apply_and_no_others() {
    let refusal = Refusal::WrongState {
        state: EnrollmentState::Active,
        enrollment_id: None,
    };
    let (status, body) = rendered(Problem::from(&refusal)).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(
        body,
        json!({
            "type": "urn:countersign:problem:wrong-state",
            "title": "The state does not allow this",
            "status": 409,
            "detail": "the enrollment is in another state",
            "request_id": "r-1",
            "state": "active",
        })
    );
}

#[tokio::test]
async fn each_refusal_has_its_name_and_status() {
    let at = DateTime::UNIX_EPOCH;
    for (refusal, status, slug) in [
        (Refusal::NotFound, 404, "not-found"),
        (Refusal::Erased, 410, "gone"),
        (Refusal::Suspended, 409, "wrong-state"),
        (
            Refusal::NoLiveCode {
                reason: NoLiveCode::UsedUp,
                resend_at: at,
            },
            409,
            "no-live-code",
        ),
        (
            Refusal::WrongPassword {
                attempts_left: 1,
                locked_until: None,
            },
            422,
            "wrong-password",
        ),
        (Refusal::MalformedCode { digits: 6 }, 400, "invalid-input"),
        (
            Refusal::WrongCode {
                attempts_left: 0,
                locked_until: None,
            },
            422,
            "wrong-code",
        ),
        (
            Refusal::SupersededCode {
                attempts_left: 1,
                newer_code_sent_at: at,
            },
            422,
            "superseded-code",
        ),
        (Refusal::ExpiredCode { resend_at: at }, 422, "expired-code"),
        (Refusal::TooSoon { retry_at: at }, 429, "too-soon"),
        (Refusal::Locked { locked_until: at }, 429, "locked"),
    ] {
        let (answered, body) = rendered(Problem::from(&refusal)).await;
        let urn = format!("urn:countersign:problem:{slug}");
        assert_eq!(
            (answered.as_u16(), body["type"].as_str()),
            (status, Some(urn.as_str()))
        );
    }
}

#[test]
fn a_wait_is_told_in_whole_seconds_rounded_up() {
    for (milliseconds, seconds) in [
        (-5_000, "1"),
        (0, "1"),
        (1, "1"),
        (1_000, "1"),
        (59_001, "60"),
    ] {
        let wait = TimeDelta::milliseconds(milliseconds);
        let problem = Problem::new(Slug::TooSoon).retry_after(wait);
        let response = problem.clone().into_response();
        let response = problem.render("r-1", response);
        let told = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|v| v.to_str().ok());
        assert_eq!(told, Some(seconds), "{milliseconds} ms");
    }
}

#[test]
fn the_routers_own_refusals_have_names() {
    for (status, slug) in [
        (404, "not-found"),
        (405, "method-not-allowed"),
        (500, "internal"),
    ] {
        let status = StatusCode::from_u16(status).expect("this is a status");
        assert_eq!(Problem::of_status(status).slug().as_str(), slug);
    }
}

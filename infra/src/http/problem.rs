//! Problems: what an answer is that is no success (RFC 9457).

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{EnrollmentId, NoLiveCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::slug::Slug;

/// An answer that is no success. It becomes a body where the request's id is known: see
/// [`Problem::render`].
#[derive(Debug, Clone)]
pub(super) struct Problem {
    slug: Slug,
    retry_after_seconds: Option<i64>,
    body: Box<ProblemBody>,
}

/// A problem (RFC 9457). Members stand where they apply.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// `urn:countersign:problem:` and what went wrong: `wrong-code` for one.
    #[serde(rename = "type")]
    urn: String,
    /// The same in words, ever the same for one type.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What is to be said of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The id of the request, as logs have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// What is wrong with the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) errors: Vec<FieldError>,
    /// Where the enrollment or the challenge stands, or `suspended`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<&'static str>,
    /// Why there is no live code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "used_up")]
    pub(super) reason: Option<NoLiveCode>,
    /// The enrollment in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub(super) enrollment_id: Option<EnrollmentId>,
    /// Further tries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) attempts_left: Option<u32>,
    /// When the newer code was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) newer_code_sent_at: Option<DateTime<Utc>>,
    /// When the next code, or the next setup, may be asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) resend_at: Option<DateTime<Utc>>,
    /// When the lock ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) locked_until: Option<DateTime<Utc>>,
}

/// What is wrong with one field. Never says what was in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct FieldError {
    /// Its path in the body, or the name of the parameter or header.
    pub(super) field: String,
    /// What is wrong with it.
    pub(super) detail: String,
}

impl Problem {
    pub(super) fn new(slug: Slug) -> Self {
        let (status, title) = slug.status_and_title();
        let body = ProblemBody {
            urn: urn(slug),
            title,
            status: status.as_u16(),
            detail: None,
            request_id: None,
            errors: Vec::new(),
            state: None,
            reason: None,
            enrollment_id: None,
            attempts_left: None,
            newer_code_sent_at: None,
            resend_at: None,
            locked_until: None,
        };
        Self {
            slug,
            retry_after_seconds: None,
            body: Box::new(body),
        }
    }

    /// Input that is none, by the field it is in.
    pub(super) fn invalid_input(field: impl Into<String>, detail: impl Into<String>) -> Self {
        let error = FieldError {
            field: field.into(),
            detail: detail.into(),
        };
        Self::new(Slug::InvalidInput).with(|body| body.errors = vec![error])
    }

    /// What the router's own refusal of this status is.
    pub(super) fn of_status(status: StatusCode) -> Self {
        Self::new(Slug::of_status(status))
    }

    pub(super) fn slug(&self) -> Slug {
        self.slug
    }

    /// What is wrong with the input.
    #[cfg(any(fuzzing, test))]
    pub(super) fn errors(&self) -> &[FieldError] {
        &self.body.errors
    }

    pub(super) fn detail(self, detail: impl Into<String>) -> Self {
        self.with(|body| body.detail = Some(detail.into()))
    }

    /// The same with members that apply.
    pub(super) fn with(mut self, change: impl FnOnce(&mut ProblemBody)) -> Self {
        change(&mut self.body);
        self
    }

    /// The same with `Retry-After`: whole seconds, rounded up, at least 1.
    pub(super) fn retry_after(mut self, wait: TimeDelta) -> Self {
        let seconds = wait.num_seconds() + i64::from(wait.subsec_nanos() > 0);
        self.retry_after_seconds = Some(seconds.max(1));
        self
    }

    /// The answer, in place of `response`, whose other headers stay.
    pub(super) fn render(mut self, request_id: &str, response: Response) -> Response {
        self.body.request_id = Some(request_id.to_owned());
        let (status, _) = self.slug.status_and_title();
        let (mut head, _) = response.into_parts();
        head.status = status;
        head.headers.remove(header::CONTENT_LENGTH);
        head.headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
        if let Some(seconds) = self.retry_after_seconds {
            head.headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.slug == Slug::Unauthorized {
            head.headers
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // Text and numbers are always JSON.
        let body = serde_json::to_vec(&self.body).unwrap_or_default();
        Response::from_parts(head, Body::from(body))
    }
}

/// The `type` of a problem.
pub(super) fn urn(slug: Slug) -> String {
    format!("urn:countersign:problem:{}", slug.as_str())
}

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, _) = self.slug.status_and_title();
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

//! The names of problems.

use axum::http::StatusCode;

/// What went wrong, as a client's code tells one problem from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slug {
    InvalidInput,
    Unauthorized,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    WrongState,
    NoLiveCode,
    InFlight,
    AlreadyAnswered,
    Gone,
    TooLarge,
    UnsupportedMediaType,
    WrongPassword,
    WrongCode,
    SupersededCode,
    ExpiredCode,
    InvalidAssertion,
    IdempotencyMismatch,
    TooSoon,
    Locked,
    Internal,
    Unavailable,
}

impl Slug {
    /// What the router's own refusal of this status is.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            status if status.is_client_error() => Self::InvalidInput,
            _ => Self::Internal,
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid-input",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::WrongState => "wrong-state",
            Self::NoLiveCode => "no-live-code",
            Self::InFlight => "in-flight",
            Self::AlreadyAnswered => "already-answered",
            Self::Gone => "gone",
            Self::TooLarge => "too-large",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::WrongPassword => "wrong-password",
            Self::WrongCode => "wrong-code",
            Self::SupersededCode => "superseded-code",
            Self::ExpiredCode => "expired-code",
            Self::InvalidAssertion => "invalid-assertion",
            Self::IdempotencyMismatch => "idempotency-mismatch",
            Self::TooSoon => "too-soon",
            Self::Locked => "locked",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
        }
    }

    pub(super) const fn status_and_title(self) -> (StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::InvalidInput => (S::BAD_REQUEST, "The input is invalid"),
            Self::Unauthorized => (S::UNAUTHORIZED, "A valid API key is required"),
            Self::Forbidden => (S::FORBIDDEN, "The API key's role may not do this"),
            Self::NotFound => (S::NOT_FOUND, "There is no such thing"),
            Self::MethodNotAllowed => (S::METHOD_NOT_ALLOWED, "The method is not allowed here"),
            Self::WrongState => (S::CONFLICT, "The state does not allow this"),
            Self::NoLiveCode => (S::CONFLICT, "There is no live code"),
            Self::InFlight => (S::CONFLICT, "The same request is under way"),
            Self::AlreadyAnswered => (S::CONFLICT, "The answer showed a secret, once"),
            Self::Gone => (S::GONE, "The account was erased"),
            Self::TooLarge => (S::PAYLOAD_TOO_LARGE, "The body is too large"),
            Self::UnsupportedMediaType => (S::UNSUPPORTED_MEDIA_TYPE, "A body is JSON"),
            Self::WrongPassword => (S::UNPROCESSABLE_ENTITY, "The password is wrong"),
            Self::WrongCode => (S::UNPROCESSABLE_ENTITY, "The code is wrong"),
            Self::SupersededCode => (S::UNPROCESSABLE_ENTITY, "A newer code was sent"),
            Self::ExpiredCode => (S::UNPROCESSABLE_ENTITY, "The code has expired"),
            Self::InvalidAssertion => (
                S::UNPROCESSABLE_ENTITY,
                "The assertion does not stand for this",
            ),
            Self::IdempotencyMismatch => (
                S::UNPROCESSABLE_ENTITY,
                "The idempotency key stands for another request",
            ),
            Self::TooSoon => (S::TOO_MANY_REQUESTS, "It is too soon"),
            Self::Locked => (S::TOO_MANY_REQUESTS, "The account is locked"),
            Self::Internal => (S::INTERNAL_SERVER_ERROR, "Something went wrong here"),
            Self::Unavailable => (
                S::SERVICE_UNAVAILABLE,
                "The service is not available for now",
            ),
        }
    }
}

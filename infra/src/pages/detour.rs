//! What is answered in place of a page.

use axum::response::{IntoResponse, Redirect, Response};

use super::trouble::Trouble;

/// Why a page is not shown.
pub(super) enum Detour {
    /// Things stand elsewhere.
    To(String),
    /// Something is wrong.
    Trouble(Trouble),
}

impl<T: Into<Trouble>> From<T> for Detour {
    fn from(trouble: T) -> Self {
        Self::Trouble(trouble.into())
    }
}

impl IntoResponse for Detour {
    fn into_response(self) -> Response {
        match self {
            Self::To(path) => Redirect::to(&path).into_response(),
            Self::Trouble(trouble) => trouble.into_response(),
        }
    }
}

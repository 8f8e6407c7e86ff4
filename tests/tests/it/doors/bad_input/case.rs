//! One request with bad input, and what it is refused with.

use std::fmt;

use countersign::api_keys::Role;
use countersign_tests::portal::Portal;
use reqwest::{Method, RequestBuilder, header};

use super::Setups;

/// A request that is refused.
pub(super) struct Case {
    name: String,
    role: Role,
    method: Method,
    /// May name a setup: `{awaiting_password}` or `{awaiting_code}`.
    path: String,
    body: Vec<u8>,
    content_type: Option<&'static str>,
    headers: Vec<(&'static str, String)>,
    /// Its answer's status.
    pub(super) status: u16,
    /// Its problem.
    pub(super) slug: &'static str,
    /// The field that is said to be wrong.
    pub(super) field: Option<&'static str>,
}

impl Case {
    /// A request without a body whose `field` is no valid input.
    pub(super) fn new(
        name: impl Into<String>,
        (role, method, path): (Role, Method, impl Into<String>),
        field: &'static str,
    ) -> Self {
        Self {
            name: name.into(),
            role,
            method,
            path: path.into(),
            body: vec![],
            content_type: None,
            headers: vec![],
            status: 400,
            slug: "invalid-input",
            field: Some(field),
        }
    }

    /// The portal's `POST` of JSON whose `field` is no valid input.
    pub(super) fn post(
        name: impl Into<String>,
        path: &str,
        body: impl Into<Vec<u8>>,
        field: &'static str,
    ) -> Self {
        Self::new(name, (Role::Portal, Method::POST, path), field).json(body)
    }

    /// The same with this as JSON.
    pub(super) fn json(self, body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: body.into(),
            content_type: Some("application/json"),
            ..self
        }
    }

    /// The same with a body that says it is of this type, or of none.
    pub(super) fn typed(self, content_type: Option<&'static str>) -> Self {
        Self {
            content_type,
            ..self
        }
    }

    /// The same with a header.
    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same, refused with another problem, which is about no field.
    pub(super) fn refused(self, status: u16, slug: &'static str) -> Self {
        Self {
            status,
            slug,
            field: None,
            ..self
        }
    }

    /// The request.
    pub(super) fn request(&self, portal: &Portal, setups: &Setups) -> RequestBuilder {
        let path = self
            .path
            .replace("{awaiting_password}", &setups.awaiting_password)
            .replace("{awaiting_code}", &setups.awaiting_code);
        let mut request = portal
            .request(self.role, self.method.clone(), &path)
            .body(self.body.clone());
        if let Some(content_type) = self.content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        request
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.method, self.path, self.name)
    }
}

//! A portal backend: the API over HTTP, with a key of each role.

mod challenges;

use countersign::api_keys::Role;
use reqwest::{Client, Method, RequestBuilder, StatusCode, header};
use serde_json::{Value, json};

use crate::smtp::SmtpServer;

pub use challenges::{assertion_of, id_of};

/// The password of every account of the tests.
pub const PASSWORD: &str = "correct horse battery staple";

/// A portal backend.
#[derive(Clone)]
pub struct Portal {
    url: String,
    keys: Vec<(Role, String)>,
    client: Client,
}

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: header::HeaderMap,
    /// Its body as JSON; null where it has none.
    pub body: Value,
}

/// A route, as the OpenAPI document lists it.
#[derive(Debug, Clone)]
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path, with `{account_id}`, `{enrollment_id}` or `{challenge_id}` in it.
    pub path: String,
    /// The roles it is open to; none where it is open to everybody.
    pub roles: Vec<Role>,
}

impl Portal {
    /// A portal of the instance at `url`.
    ///
    /// # Panics
    ///
    /// When no client can be made.
    #[must_use]
    pub fn new(url: String, keys: Vec<(Role, String)>) -> Self {
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { url, keys, client }
    }

    /// Where the instance is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The key of a role.
    ///
    /// # Panics
    ///
    /// Never: there is one for each.
    #[must_use]
    pub fn key(&self, role: Role) -> &str {
        &self
            .keys
            .iter()
            .find(|(of, _)| *of == role)
            .expect("a key for each role")
            .1
    }

    /// A request to be refined, under the key of a role.
    pub fn request(&self, role: Role, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(self.key(role))
    }

    /// A request without a key.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// Every route.
    pub async fn routes(&self) -> Vec<Route> {
        let document = Answer::of(self.bare(Method::GET, "/openapi.json")).await;
        let paths = document.body["paths"].as_object().expect("paths");
        let operations = paths.iter().flat_map(|(path, item)| {
            let operations = item.as_object().expect("operations");
            operations.iter().map(move |operation| (path, operation))
        });
        operations
            .map(|(path, (method, operation))| Route::read(path, method, operation))
            .collect()
    }

    /// What a `GET` answers.
    pub async fn get(&self, role: Role, path: &str) -> Answer {
        Answer::of(self.request(role, Method::GET, path)).await
    }

    /// What a `POST` of the portal's answers.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Role::Portal, Method::POST, path).json(&body)).await
    }

    /// A `PUT` by the portal.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Role::Portal, Method::PUT, path).json(&body)).await
    }

    /// Registers an account, or gives it another address.
    pub async fn put_account(&self, account_id: &str, email: &str) -> Answer {
        let body = json!({"email": email, "password_hash": password_hash()});
        self.put(&format!("/v1/accounts/{account_id}"), body).await
    }

    /// Starts a setup and answers its id.
    pub async fn start_setup(&self, account_id: &str) -> String {
        let path = format!("/v1/accounts/{account_id}/enrollments");
        let started = self.post(&path, json!({"method": "email"})).await;
        started.expect(StatusCode::CREATED)["enrollment_id"]
            .as_str()
            .expect("an id")
            .to_owned()
    }

    /// A command to an enrollment.
    pub async fn command(&self, enrollment_id: &str, command: &str, body: Value) -> Answer {
        self.post(&format!("/v1/enrollments/{enrollment_id}/{command}"), body)
            .await
    }

    /// Keys in the right password.
    pub async fn verify_password(&self, enrollment_id: &str) -> Answer {
        self.command(
            enrollment_id,
            "verify-password",
            json!({"password": PASSWORD}),
        )
        .await
    }

    /// Switches two-factor on for an account that is new; its enrollment.
    pub async fn switch_on(&self, account_id: &str, smtp: &SmtpServer) -> String {
        let email = format!("{account_id}@example.com");
        self.put_account(account_id, &email).await;
        let (enrollment_id, code) = self.awaiting_code(account_id, smtp).await;
        self.finish(&enrollment_id, &code).await;
        enrollment_id
    }

    /// Enters the code, and says Okay.
    pub async fn finish(&self, enrollment_id: &str, code: &str) {
        let code = json!({"code": code});
        let confirmed = self.command(enrollment_id, "confirm-code", code).await;
        confirmed.expect(StatusCode::OK);
        let active = self.command(enrollment_id, "acknowledge", json!({})).await;
        active.expect(StatusCode::OK);
    }

    /// A setup that waits for the code of its first mail; the enrollment and that code.
    pub async fn awaiting_code(&self, account_id: &str, smtp: &SmtpServer) -> (String, String) {
        let before = smtp.mails().len();
        let enrollment_id = self.start_setup(account_id).await;
        self.verify_password(&enrollment_id)
            .await
            .expect(StatusCode::OK);
        (enrollment_id, next_code(smtp, before).await)
    }
}

impl Route {
    /// Its path for this account, and this enrollment or challenge.
    #[must_use]
    pub fn path_of(&self, account_id: &str, id: &str) -> String {
        self.path
            .replace("{account_id}", account_id)
            .replace("{enrollment_id}", id)
            .replace("{challenge_id}", id)
    }

    fn read(path: &str, method: &str, operation: &Value) -> Self {
        let role = |role: &Value| role.as_str()?.parse().ok();
        let roles = operation["x-roles"].as_array();
        Self {
            method: method.to_uppercase().parse().expect("a method"),
            path: path.to_owned(),
            roles: roles
                .into_iter()
                .flatten()
                .map(|name| role(name).expect("a role of ours"))
                .collect(),
        }
    }
}

/// The code of the first mail with one after so many mails.
///
/// # Panics
///
/// When none comes in time.
pub async fn next_code(smtp: &SmtpServer, after: usize) -> String {
    let code = |mails: &[crate::smtp::Received]| {
        mails
            .iter()
            .skip(after)
            .find_map(crate::smtp::Received::code)
    };
    let mails = smtp
        .wait_for(|mails| code(mails).is_some(), crate::world::BOUND)
        .await;
    code(&mails).expect("it was waited for")
}

impl Answer {
    /// What a request is answered.
    ///
    /// # Panics
    ///
    /// When there is no answer, or its body is no JSON.
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("a body");
        let body = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
        };
        Self {
            status,
            headers,
            body,
        }
    }

    /// Its body, if the status is this one.
    ///
    /// # Panics
    ///
    /// When it is another.
    #[track_caller]
    #[expect(
        clippy::must_use_candidate,
        reason = "often the status alone is asked for"
    )]
    pub fn expect(&self, status: StatusCode) -> &Value {
        assert_eq!(self.status, status, "{}", self.body);
        &self.body
    }

    /// The slug of a problem with this status.
    ///
    /// # Panics
    ///
    /// When it is no problem, or another status.
    #[track_caller]
    #[must_use]
    pub fn problem(&self, status: u16) -> &str {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(
            self.headers[header::CONTENT_TYPE],
            "application/problem+json"
        );
        let kind = self.body["type"].as_str().expect("a problem has a type");
        kind.strip_prefix("urn:countersign:problem:")
            .expect("a problem of ours")
    }
}

/// The argon2id hash of [`PASSWORD`], cheap to check.
#[must_use]
pub fn password_hash() -> &'static str {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| {
        use argon2::{
            Algorithm, Argon2, Params, PasswordHasher, Version, password_hash::SaltString,
        };
        let params = Params::new(8 * 1024, 1, 1, None).expect("parameters within bounds");
        let salt = SaltString::encode_b64(b"a salt of tests!").expect("a salt");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password(PASSWORD.as_bytes(), &salt)
            .expect("a hash")
            .to_string()
    })
}

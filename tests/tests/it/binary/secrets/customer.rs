//! A customer who does the nine steps, not without mistakes.

use countersign::api_keys::Role;
use countersign_tests::{
    binary::Dev,
    portal::{Answer, PASSWORD},
    search::Secret,
    world::eventually,
};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

/// The password that the customer keys in first.
pub(super) const WRONG_PASSWORD: &str = "incorrect horse battery staple";

/// What a customer did, and what it was answered.
pub(super) struct CustomerRun {
    pub(super) enrollment_id: String,
    /// The mailed codes and the wrong guess.
    pub(super) codes: Vec<Secret>,
    /// Every answer, headers and all.
    pub(super) answers: String,
}

impl CustomerRun {
    /// The nine steps, with a wrong password, a wrong code and a code sent again.
    pub(super) async fn of(dev: &Dev) -> Self {
        let portal = dev.portal();
        let mut answers = Answers::default();
        let get = |path: &str| portal.request(Role::Portal, Method::GET, path);
        answers.of(get("/v1/accounts/demo/security"), 200).await;
        let setup = "/v1/accounts/demo/enrollments";
        let setup = portal.request(Role::Portal, Method::POST, setup);
        let started = answers
            .of(setup.json(&json!({"method": "email"})), 201)
            .await;
        let enrollment_id = started["enrollment_id"].as_str().expect("an id").to_owned();
        let command = |name: &str, body: Value| {
            let path = format!("/v1/enrollments/{enrollment_id}/{name}");
            portal
                .request(Role::Portal, Method::POST, &path)
                .json(&body)
        };

        let wrong = command("verify-password", json!({"password": WRONG_PASSWORD}));
        answers.of(wrong, 422).await;
        let right = command("verify-password", json!({"password": PASSWORD}));
        answers.of(right, 200).await;
        let first = dev.next_code(0).await;
        let guess = wrong_guess(&first);
        answers
            .of(command("confirm-code", json!({"code": guess})), 422)
            .await;
        eventually("a code may be sent again", async || {
            let again = command("issue-code", json!({}));
            answers.any(again).await.status == StatusCode::OK
        })
        .await;
        let second = dev.next_code(1).await;
        answers
            .of(command("confirm-code", json!({"code": second})), 200)
            .await;
        answers.of(command("acknowledge", json!({})), 200).await;
        eventually("the confirmation is mailed", async || {
            dev.mails().len() == 3
        })
        .await;

        let enrollment = get(&format!("/v1/enrollments/{enrollment_id}"));
        answers.of(enrollment, 200).await;
        answers.of(get("/v1/accounts/demo/security"), 200).await;
        answers.of_readers(dev).await;
        let codes = [
            ("code 1", &first),
            ("code 2", &second),
            ("the guess", &guess),
        ];
        Self {
            codes: codes
                .into_iter()
                .flat_map(|(name, code)| Secret::code(name, code))
                .collect(),
            enrollment_id,
            answers: answers.0.concat(),
        }
    }
}

#[derive(Default)]
struct Answers(Vec<String>);

impl Answers {
    async fn of(&mut self, request: RequestBuilder, status: u16) -> Value {
        let answer = self.any(request).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
        answer.body
    }

    /// What auditors, analysts and operators see.
    async fn of_readers(&mut self, dev: &Dev) {
        for (role, path) in [
            (Role::Auditor, "/v1/accounts/demo/history"),
            (Role::Analyst, "/v1/log"),
        ] {
            let request = dev.portal().request(role, Method::GET, path);
            self.of(request, 200).await;
        }
        for path in ["readyz", "metrics"] {
            let url = format!("{}/{path}", dev.announcement.admin_url);
            self.of(reqwest::Client::new().get(url), 200).await;
        }
    }

    async fn any(&mut self, request: RequestBuilder) -> Answer {
        let answer = Answer::of(request).await;
        self.0
            .push(format!("{:?}\n{}\n", answer.headers, answer.body));
        answer
    }
}

/// Another code, which nobody was mailed.
pub(super) fn wrong_guess(code: &str) -> String {
    let (most, last) = code.split_at(code.len() - 1);
    let last: u8 = last.parse().expect("a digit");
    format!("{most}{}", (last + 1) % 10)
}

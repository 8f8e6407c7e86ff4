//! One customer's visit, from the registration to two-factor switched on, or as far as it goes.

use std::time::Duration;

use countersign::api_keys::Role;
use futures::future::join_all;
use rand::{Rng, rngs::StdRng};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::desk::{Desk, Order};
use crate::{
    faults::Outcome,
    portal::{PASSWORD, password_hash},
};

/// How long a customer waits for the code before it walks away.
const PATIENCE: Duration = Duration::from_secs(2);

/// More guesses at once than a code takes.
const GUESSES_AT_ONCE: usize = 8;

/// A customer comes, with an account that nobody has yet.
pub(super) async fn visit(desk: &Desk, account_id: &str, chance: &mut StdRng) {
    let email = format!("{account_id}@example.com");
    let mut visit = Visit {
        desk,
        account_id,
        enrollment_id: None,
        commands: 0,
        chance,
    };
    let registration = json!({"email": email, "password_hash": password_hash()});
    visit.done("put-account", registration).await;
    let started = visit.done("start-setup", json!({"method": "email"})).await;
    visit.enrollment_id = started["enrollment_id"].as_str().map(str::to_owned);
    if visit.chance.random_bool(0.2) {
        let wrong = visit.ask("verify-password", json!({"password": "wrong"}));
        assert_eq!(wrong.await, Outcome::Refused("wrong-password".to_owned()));
    }
    visit
        .done("verify-password", json!({"password": PASSWORD}))
        .await;
    let Some(code) = desk.code(&email, PATIENCE).await else {
        return;
    };
    if visit.guesses_kill(&code).await {
        return;
    }
    visit.confirm(&code).await;
    visit.done("acknowledge", json!({})).await;
    visit.sees_two_factor_on().await;
}

struct Visit<'a> {
    desk: &'a Desk,
    account_id: &'a str,
    enrollment_id: Option<String>,
    commands: usize,
    chance: &'a mut StdRng,
}

impl Visit<'_> {
    /// A command that has to be done.
    async fn done(&mut self, name: &'static str, body: Value) -> Value {
        match self.ask(name, body).await {
            Outcome::Ok(answer) => answer,
            other => panic!("{} {name}: {other:?}", self.account_id),
        }
    }

    async fn ask(&mut self, name: &'static str, body: Value) -> Outcome {
        let order = self.order(name, body);
        self.desk.ask(order).await
    }

    /// Guesses, now and then; `true` where they were more than the code takes.
    async fn guesses_kill(&mut self, code: &str) -> bool {
        let guesses = match self.chance.random_range(0..10) {
            0 => GUESSES_AT_ONCE,
            1..3 => 2,
            _ => return false,
        };
        let orders: Vec<Order> = (1..=guesses)
            .map(|distance| self.order("confirm-code", json!({"code": other(code, distance)})))
            .collect();
        let desk = self.desk;
        let outcomes = join_all(orders.into_iter().map(|order| desk.ask(order))).await;
        let right = |outcome: &Outcome| matches!(outcome, Outcome::Ok(_));
        assert!(!outcomes.iter().any(right), "a wrong code was taken");
        guesses == GUESSES_AT_ONCE
    }

    /// Enters the right code; now and then twice at once, under one key, over both instances.
    async fn confirm(&mut self, code: &str) {
        let order = self.order("confirm-code", json!({"code": code}));
        if self.chance.random_bool(0.2) {
            let twin = Order {
                first: order.first + 1,
                ..order.clone()
            };
            let outcomes = tokio::join!(self.desk.ask(order), self.desk.ask(twin));
            assert_eq!(outcomes.0, outcomes.1, "one command, one outcome");
            assert!(matches!(outcomes.0, Outcome::Ok(_)), "{outcomes:?}");
        } else {
            let outcome = self.desk.ask(order).await;
            assert!(matches!(outcome, Outcome::Ok(_)), "{outcome:?}");
        }
    }

    /// What was answered is in the read model, or nothing is said of it.
    async fn sees_two_factor_on(&mut self) {
        let portal = &self.desk.portals[self.chance.random_range(0..2)];
        let path = format!("/v1/accounts/{}/security", self.account_id);
        let Ok(response) = portal
            .request(Role::Portal, reqwest::Method::GET, &path)
            .send()
            .await
        else {
            return;
        };
        if response.status() == StatusCode::OK
            && let Ok(security) = response.json::<Value>().await
        {
            assert_eq!(security["two_factor"], "on", "a stale answer: {security}");
        }
    }

    fn order(&mut self, name: &'static str, body: Value) -> Order {
        self.commands += 1;
        Order {
            account_id: self.account_id.to_owned(),
            enrollment_id: self.enrollment_id.clone(),
            name,
            body,
            key: format!("{}-{}", self.account_id, self.commands),
            first: self.chance.random_range(0..2),
        }
    }
}

/// A code that is so far from this one, as long.
fn other(code: &str, distance: usize) -> String {
    let digits = code.len();
    let number: usize = code.parse().expect("a code is a number");
    let all = 10_usize.pow(u32::try_from(digits).expect("a few digits"));
    format!("{:0digits$}", (number + distance) % all)
}

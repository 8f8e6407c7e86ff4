//! Customers who each wait for a code, and what became of their mails.

use std::collections::BTreeMap;

use countersign::api_keys::Role;
use countersign_tests::{
    smtp::Received,
    world::{World, eventually},
};
use futures::future::join_all;
use reqwest::StatusCode;
use sqlx::Row;

/// Customers with a setup each, by account.
pub(super) struct Customers<'a> {
    world: &'a World,
    enrollments: BTreeMap<String, String>,
}

/// A code's mail, as its delivery's row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Delivery {
    /// How often it was tried.
    pub(super) attempts: i32,
    /// `claimed`, `waiting`, `settled` or `dead`.
    pub(super) state: String,
}

impl<'a> Customers<'a> {
    /// So many customers, who all ask for their code at once.
    pub(super) async fn asking(world: &'a World, name: &str, count: usize) -> Self {
        let portal = &world.portal();
        let asking = (0..count).map(async |number| {
            let account_id = format!("{name}-{number}");
            let answer = portal.put_account(&account_id, &address(&account_id)).await;
            answer.expect(StatusCode::CREATED);
            let enrollment_id = portal.start_setup(&account_id).await;
            let verified = portal.verify_password(&enrollment_id).await;
            verified.expect(StatusCode::OK);
            (account_id, enrollment_id)
        });
        let enrollments = join_all(asking).await.into_iter().collect();
        Self { world, enrollments }
    }

    /// One of them.
    pub(super) async fn one(world: &'a World, name: &str) -> Self {
        Self::asking(world, name, 1).await
    }

    /// The enrollment of the first.
    pub(super) fn enrollment_id(&self) -> &str {
        let mut enrollments = self.enrollments.values();
        enrollments.next().expect("there is one at least")
    }

    /// Waits until all of them are told this of their code's mail.
    pub(super) async fn told(&self, what: &str) {
        eventually(&format!("everybody is told {what}"), async || {
            let told = join_all(self.enrollments.values().map(|id| self.is_told(id))).await;
            told.iter().all(|told| told == what)
        })
        .await;
    }

    /// How their codes' mails stand.
    pub(super) async fn deliveries(&self) -> BTreeMap<String, Delivery> {
        let rows = sqlx::query(
            "SELECT account_id, attempts, state FROM deliveries WHERE handler = 'code-mail'",
        )
        .fetch_all(&mut self.world.database.admin().await)
        .await
        .expect("the deliveries are there");
        let deliveries = rows.iter().map(|row| {
            let delivery = Delivery {
                attempts: row.get("attempts"),
                state: row.get("state"),
            };
            (row.get("account_id"), delivery)
        });
        deliveries
            .filter(|(account_id, _)| self.enrollments.contains_key(account_id))
            .collect()
    }

    /// The mails that came to them, by account.
    pub(super) fn mails(&self) -> BTreeMap<String, Vec<Received>> {
        let mails = self.world.smtp.mails();
        let to = |account_id: &String| {
            let address = address(account_id);
            let to = mails
                .iter()
                .filter(|mail| mail.recipients == [address.clone()]);
            to.cloned().collect()
        };
        let accounts = self.enrollments.keys();
        accounts.map(|id| (id.clone(), to(id))).collect()
    }

    async fn is_told(&self, enrollment_id: &str) -> String {
        let path = format!("/v1/enrollments/{enrollment_id}");
        let enrollment = self.world.portal().get(Role::Portal, &path).await;
        let told = enrollment.expect(StatusCode::OK)["code"]["delivery"].as_str();
        told.expect("there is a code").to_owned()
    }
}

/// The mailbox of an account.
pub(super) fn address(account_id: &str) -> String {
    format!("{account_id}@example.com")
}

/// Whether all of these are one mail, that went more than once.
pub(super) fn is_one_mail(mails: &[Received]) -> bool {
    let same = |mail: &Received| (mail.code(), mail.message_id());
    mails.first().is_some_and(|first| {
        first.code().is_some() && mails.iter().all(|mail| same(mail) == same(first))
    })
}

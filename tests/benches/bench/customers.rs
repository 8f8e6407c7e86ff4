//! Customers of a real `countersign serve`, over HTTP, and their mailboxes.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version, password_hash::SaltString};
use countersign::api_keys::Role;
use countersign_tests::{
    binary::{Installation, Serve},
    portal::{Answer, PASSWORD, Portal},
    smtp::Received,
};
use futures::{StreamExt, stream};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

use crate::seed::account_id;

/// Enrollments begun a second.
pub(crate) const A_SECOND: u32 = 20;

/// An instance with its servers, and customers who have accounts there.
pub(crate) struct Customers {
    pub(crate) serve: Serve,
    pub(crate) installation: Arc<Installation>,
    pub(crate) mailboxes: Arc<Mailboxes>,
    pub(crate) portal: Portal,
    _postman: JoinSet<()>,
}

/// What came of an enrollment.
pub(crate) struct Enrolled {
    /// The mail with the code.
    pub(crate) mail: Received,
    /// How long after the answer to the password its last byte came.
    pub(crate) mailed_after: Duration,
}

/// Where each mail goes that comes to an address.
#[derive(Default)]
pub(crate) struct Mailboxes(Mutex<HashMap<String, mpsc::UnboundedSender<Received>>>);

impl Customers {
    /// A fresh instance.
    pub(crate) async fn start() -> Self {
        let mut installation = Installation::make().await;
        installation.settings = installation
            .settings
            .with("COUNTERSIGN_REFERENCE_PORTAL", "true");
        let installation = Arc::new(installation);
        let (serve, portal) = installation.serve().await;
        let mailboxes = Arc::new(Mailboxes::default());
        let mut postman = JoinSet::new();
        let (server, boxes) = (Arc::clone(&installation), Arc::clone(&mailboxes));
        postman.spawn(async move {
            loop {
                for mail in server.smtp.take().await {
                    boxes.deliver(mail);
                }
            }
        });
        Self {
            serve,
            installation,
            mailboxes,
            portal,
            _postman: postman,
        }
    }

    /// Registers the customer of this number, whose password has this hash.
    pub(crate) async fn register(&self, number: usize, password_hash: &str) {
        let body = json!({"email": address(number), "password_hash": password_hash});
        let path = format!("/v1/accounts/{}", account_id(number));
        let put = self.portal.request(Role::Portal, Method::PUT, &path);
        Answer::of(put.json(&body))
            .await
            .expect(StatusCode::CREATED);
    }

    /// A whole enrollment, up to the mail that confirms it.
    pub(crate) async fn enroll(&self, number: usize) -> Enrolled {
        let mut mailbox = self.mailboxes.open(address(number));
        let enrollment_id = self.portal.start_setup(account_id(number).as_str()).await;
        let verified = self.portal.verify_password(&enrollment_id).await;
        let answered_at = Instant::now();
        verified.expect(StatusCode::OK);
        let mail = mailbox.recv().await.expect("the postman works");
        let code = mail.code().expect("it is the mail with the code");
        let confirm = json!({ "code": code });
        let confirmed = self.portal.command(&enrollment_id, "confirm-code", confirm);
        confirmed.await.expect(StatusCode::OK);
        let acknowledged = self
            .portal
            .command(&enrollment_id, "acknowledge", json!({}));
        acknowledged.await.expect(StatusCode::OK);
        mailbox.recv().await.expect("the postman works");
        Enrolled {
            mailed_after: mail.came_at.saturating_duration_since(answered_at),
            mail,
        }
    }

    /// The whole enrollments of these customers, begun [`A_SECOND`].
    pub(crate) async fn enroll_by_time(self: &Arc<Self>, numbers: Range<usize>) -> Vec<Enrolled> {
        by_time(numbers, |number| {
            let customers = Arc::clone(self);
            async move { customers.enroll(number).await }
        })
        .await
    }

    /// The same, so many at a time, one after the other.
    pub(crate) async fn enroll_at_once(&self, numbers: Range<usize>, at_once: usize) {
        stream::iter(numbers)
            .for_each_concurrent(at_once, async |number| {
                self.enroll(number).await;
            })
            .await;
    }

    /// A whole challenge, of a customer whose two-factor is on, up to the answer to the right code.
    pub(crate) async fn pass(&self, number: usize) {
        let mut mailbox = self.mailboxes.open(address(number));
        let path = format!("/v1/accounts/{}/challenges", account_id(number));
        let opened = self.portal.post(&path, json!({"purpose": "sign-in"})).await;
        let challenge_id = opened.expect(StatusCode::CREATED)["challenge_id"].as_str();
        let path = format!(
            "/v1/challenges/{}/confirm-code",
            challenge_id.expect("an id")
        );
        let mail = mailbox.recv().await.expect("the postman works");
        let code = mail.code().expect("it is the mail with the code");
        let passed = self.portal.post(&path, json!({ "code": code })).await;
        passed.expect(StatusCode::OK);
    }

    /// The whole challenges of these customers, begun [`A_SECOND`].
    pub(crate) async fn pass_by_time(self: &Arc<Self>, numbers: Range<usize>) {
        by_time(numbers, |number| {
            let customers = Arc::clone(self);
            async move { customers.pass(number).await }
        })
        .await;
    }
}

impl Mailboxes {
    /// From now on, what comes to this address comes here.
    pub(crate) fn open(&self, address: String) -> mpsc::UnboundedReceiver<Received> {
        let (put, take) = mpsc::unbounded_channel();
        self.boxes().insert(address, put);
        take
    }

    fn deliver(&self, mail: Received) {
        let boxes = self.boxes();
        let addressed = mail
            .recipients
            .iter()
            .find_map(|address| boxes.get(address));
        if let Some(mailbox) = addressed {
            // Whoever has gone reads no more mail.
            let _ = mailbox.send(mail);
        }
    }

    fn boxes(&self) -> MutexGuard<'_, HashMap<String, mpsc::UnboundedSender<Received>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Begins one work [`A_SECOND`] for each number, whether or not those before have ended.
pub(crate) async fn by_time<T, F>(numbers: Range<usize>, work: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut clock = interval(Duration::from_secs(1) / A_SECOND);
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut begun = JoinSet::new();
    for number in numbers {
        clock.tick().await;
        begun.spawn(work(number));
    }
    begun.join_all().await
}

/// Where the mails of a customer go.
pub(crate) fn address(number: usize) -> String {
    format!("{}@example.com", account_id(number))
}

/// The hash of the password of all, by the default parameters of argon2id (19 MiB, two passes).
pub(crate) fn usual_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash(Params::DEFAULT))
}

/// A hash of the same that takes no time, so that all the rest can be measured.
pub(crate) fn quick_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash(Params::new(Params::MIN_M_COST, 1, 1, None).expect("bounds")))
}

fn hash(params: Params) -> String {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let salt = SaltString::encode_b64(b"a salt of a bench").expect("a salt");
    let hash = argon2.hash_password(PASSWORD.as_bytes(), &salt);
    hash.expect("argon2 hashes").to_string()
}

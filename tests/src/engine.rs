//! The engine without its doors: a store with the projectors on a database of its own, and
//! commands as short as a test likes them.

use std::sync::Arc;

use countersign::{
    entropy,
    keys::{Keyring, MasterKey},
    projecting::{self, Reads},
    store::{ExecuteError, Executed, Metadata, Prepare, Prepared, Ready, Store, Submission},
};
use countersign_domain::{
    Account, AccountCommand, AccountId, CodeKeys, Contact, EmailAddress, Enrollment,
    EnrollmentCommand, EnrollmentId, Method, NewProfile, Nonce, PasswordHash, Policy, StreamId,
    SubmittedCode,
};
use cqrs_es::Aggregate;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::database::TestDatabase;

/// One instance's store and projectors. They end with it.
pub struct Engine {
    /// The one door in.
    pub store: Arc<Store>,
    /// Reads that reflect one's own writes.
    pub reads: Reads,
    _projectors: JoinSet<()>,
}

/// An account as a test registers it.
pub struct Registration {
    account_id: AccountId,
    email: String,
}

impl Engine {
    /// An instance on this database. Instances share the master key.
    ///
    /// # Panics
    ///
    /// When the database is not there.
    pub async fn start(database: &TestDatabase, master: &MasterKey, policy: Policy) -> Self {
        let pool = database.pool();
        let keyring = Keyring::open(master.clone(), &pool)
            .await
            .expect("the keys open");
        let store = Arc::new(Store::new(pool.clone(), Arc::new(keyring), policy));
        let mut projectors = JoinSet::new();
        let stop = CancellationToken::new();
        let reads = projecting::start(&mut projectors, &pool, &stop);
        Self {
            store,
            reads,
            _projectors: projectors,
        }
    }

    /// Registers an account, or gives it another address.
    pub async fn put_account(&self, account_id: &str, email: &str) -> Executed<Account> {
        let account_id: AccountId = account_id.parse().expect("an account id");
        let (local, domain) = email.rsplit_once('@').expect("an address");
        let address = EmailAddress::new(local, domain);
        self.store
            .make_room(&account_id, &address)
            .await
            .expect("the database is there");
        let registration = Registration {
            account_id: account_id.clone(),
            email: email.to_owned(),
        };
        let submission = Submission {
            aggregate_id: account_id.to_string(),
            account_id: Some(account_id),
            command: registration,
            metadata: Metadata::by("portal/test"),
            customer: None,
            idempotency: None,
        };
        self.store
            .execute::<Account>(submission)
            .await
            .expect("the account is registered")
    }

    /// Submits a command to an enrollment.
    pub async fn submit(
        &self,
        enrollment_id: EnrollmentId,
        command: EnrollmentCommand,
    ) -> Result<Executed<Enrollment>, ExecuteError> {
        let account_id = match &command {
            EnrollmentCommand::StartSetup { account_id, .. } => Some(account_id.clone()),
            _ => None,
        };
        let submission = Submission {
            aggregate_id: enrollment_id.to_string(),
            account_id,
            command: Ready(command),
            metadata: Metadata::by("portal/test"),
            customer: None,
            idempotency: None,
        };
        self.store.execute::<Enrollment>(submission).await
    }

    /// Starts a setup.
    pub async fn start_setup(
        &self,
        account_id: &str,
    ) -> Result<Executed<Enrollment>, ExecuteError> {
        let enrollment_id = EnrollmentId(entropy::new_id());
        let account_id = account_id.parse().expect("an account id");
        let method = Method::Email;
        let command = EnrollmentCommand::StartSetup {
            enrollment_id,
            account_id,
            method,
        };
        self.submit(enrollment_id, command).await
    }

    /// A setup that waits for its first code, and that code.
    ///
    /// # Panics
    ///
    /// When a step is refused.
    pub async fn awaiting_code(&self, account_id: &str) -> (EnrollmentId, String) {
        let started = self
            .start_setup(account_id)
            .await
            .expect("the setup starts");
        let enrollment_id = started.state.setup().expect("it started").enrollment_id;
        let verified = self.verify_password(enrollment_id, true).await;
        verified.expect("the password is taken");
        (enrollment_id, self.live_code(enrollment_id).await)
    }

    /// What keying in the password comes to.
    pub async fn verify_password(
        &self,
        enrollment_id: EnrollmentId,
        matched: bool,
    ) -> Result<Executed<Enrollment>, ExecuteError> {
        let nonce = Nonce(entropy::random_bytes());
        self.submit(
            enrollment_id,
            EnrollmentCommand::VerifyPassword { matched, nonce },
        )
        .await
    }

    /// What entering a code comes to.
    pub async fn confirm(
        &self,
        enrollment_id: EnrollmentId,
        guess: &str,
    ) -> Result<Executed<Enrollment>, ExecuteError> {
        let guess = SubmittedCode::parse(guess).expect("a guess has the form of a code");
        self.submit(enrollment_id, EnrollmentCommand::ConfirmCode { guess })
            .await
    }

    /// The code that the newest mail of an enrollment carries, derived as the mail handler does.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub async fn live_code(&self, enrollment_id: EnrollmentId) -> String {
        let aggregate_id = enrollment_id.to_string();
        let stream = StreamId::new(Enrollment::TYPE, &aggregate_id);
        let loaded = self
            .store
            .load::<Enrollment>(&stream, None, None)
            .await
            .expect("it loads");
        let setup = loaded.state.setup().expect("it started");
        let issued = loaded
            .state
            .codes()
            .and_then(|codes| codes.newest())
            .expect("a code");
        let contact = loaded.facts.account.contact.as_ref().expect("an address");
        let binding = setup.binding(issued, &contact.address);
        let keys: &CodeKeys = &loaded.facts.code_keys;
        let code = keys.derive(&binding).expect("its key is there");
        code.expose().to_owned()
    }
}

/// The `count` first codes of six digits that are none of these.
#[must_use]
pub fn wrong_codes(right: &[&str], count: usize) -> Vec<String> {
    let all = (0..1_000_000).map(|number| format!("{number:06}"));
    all.filter(|code| !right.contains(&code.as_str()))
        .take(count)
        .collect()
}

impl Prepare<Account> for Registration {
    async fn prepare(
        &self,
        loaded: &countersign::store::Loaded<Account>,
    ) -> Result<Prepared<Account>, ExecuteError> {
        let account = loaded
            .account
            .as_ref()
            .expect("there is room for the account");
        let key = account.key.as_ref().expect("it has a key");
        let (local, domain) = self.email.split_once('@').expect("an address");
        let password_hash = PasswordHash("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA".into());
        let profile = NewProfile {
            account_id: self.account_id.clone(),
            contact: Contact {
                address: EmailAddress::new(local, domain),
                display_name: None,
                hosted_domains: Vec::new(),
            },
            address: key.seal(&self.email),
            display_name: None,
            locale: None,
            time_zone: None,
            hosted_domains: None,
            active: true,
            password_hash: password_hash.clone(),
        };
        let command = AccountCommand::Put(Box::new(profile));
        Ok(Prepared {
            command,
            password_hash: Some(password_hash),
        })
    }
}

//! Challenges without doors: what an engine's account is asked, and what comes of it.

use countersign::{
    entropy,
    store::{ExecuteError, Executed, Metadata, Ready, Submission},
};
use countersign_domain::{
    Challenge, ChallengeCommand, ChallengeId, ChallengePurpose, Codes, EnrollmentCommand,
    EnrollmentId, Nonce, StreamId, SubmittedCode,
};
use cqrs_es::Aggregate;

use crate::engine::Engine;

impl Engine {
    /// Registers an account and switches two-factor on for it.
    pub async fn switch_on(&self, account_id: &str) -> EnrollmentId {
        self.put_account(account_id, &format!("{account_id}@example.com"))
            .await;
        let (enrollment_id, code) = self.awaiting_code(account_id).await;
        self.confirm(enrollment_id, &code)
            .await
            .expect("it is right");
        let okay = self.submit(enrollment_id, EnrollmentCommand::Acknowledge);
        okay.await.expect("it is switched on");
        enrollment_id
    }

    /// Submits a command to a challenge.
    pub async fn submit_to_challenge(
        &self,
        challenge_id: ChallengeId,
        command: ChallengeCommand,
    ) -> Result<Executed<Challenge>, ExecuteError> {
        let account_id = match &command {
            ChallengeCommand::Open { account_id, .. } => Some(account_id.clone()),
            _ => None,
        };
        let submission = Submission {
            aggregate_id: challenge_id.to_string(),
            account_id,
            command: Ready(command),
            metadata: Metadata::by("portal/test"),
            customer: None,
            idempotency: None,
        };
        self.store.execute::<Challenge>(submission).await
    }

    /// Asks for a code.
    pub async fn challenge(&self, account_id: &str, purpose: ChallengePurpose) -> ChallengeId {
        let challenge_id = ChallengeId(entropy::new_id());
        let open = ChallengeCommand::Open {
            challenge_id,
            account_id: account_id.parse().expect("an account id"),
            purpose,
            action: None,
            nonce: Nonce(entropy::random_bytes()),
        };
        let opened = self.submit_to_challenge(challenge_id, open).await;
        opened.expect("a code is asked for");
        challenge_id
    }

    /// What entering a code in a challenge comes to.
    pub async fn answer(
        &self,
        challenge_id: ChallengeId,
        guess: &str,
    ) -> Result<Executed<Challenge>, ExecuteError> {
        let guess = SubmittedCode::parse(guess).expect("a guess has the form of a code");
        self.submit_to_challenge(challenge_id, ChallengeCommand::ConfirmCode { guess })
            .await
    }

    /// The code that the newest mail of a challenge carries, derived as the mail handler does.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub async fn code_of(&self, challenge_id: ChallengeId) -> String {
        let stream = StreamId::new(Challenge::TYPE, challenge_id.to_string());
        let loaded = self.store.load::<Challenge>(&stream, None, None).await;
        let loaded = loaded.expect("it loads");
        let demand = loaded.state.demand().expect("it was opened");
        let issued = loaded.state.codes().and_then(Codes::newest);
        let issued = issued.expect("a code");
        let proven = loaded.facts.account.proven.as_ref();
        let binding = demand.binding(issued, proven.expect("two-factor is on"));
        let code = loaded.facts.code_keys.derive(&binding);
        code.expect("its key is there").expose().to_owned()
    }

    /// Switches two-factor off, with the password and a code.
    pub async fn switch_off(&self, account_id: &str, enrollment_id: EnrollmentId) -> ChallengeId {
        let challenge_id = self.challenge(account_id, ChallengePurpose::Disable).await;
        let code = self.code_of(challenge_id).await;
        let passed = self.answer(challenge_id, &code).await;
        passed.expect("the code is right");
        let disable = EnrollmentCommand::Disable {
            matched: true,
            challenge_id,
        };
        let disabled = self.submit(enrollment_id, disable).await;
        disabled.expect("it is switched off");
        challenge_id
    }
}

//! What may happen.
//!
//! The rules of activating two-factor authentication by email, and of asking for a code from then
//! on, as pure functions: no I/O, no
//! clock, no randomness. Each aggregate is a *decider*: `decide` says which events a command
//! leads to or why it is refused, `evolve` says what an event makes of the state. Time, limits
//! and keys come in as [`Facts`]; ids, nonces and what the outside found out come in with the
//! command.
//!
//! [`Limits`] is a decider too: it is folded from every event of an account, whatever stream
//! the event stands in, and so holds what has to be counted across enrollments and challenges.

mod address;
mod code;
mod id;
mod method;
mod sealed;

mod policy;
mod guessing;
mod refusal;

mod codes;
mod account;
mod enrollment;
mod challenge;
mod event;
mod limits;
mod logged;
mod upcasting;

mod decider;
mod facts;

pub use account::{
    Account, AccountCommand, AccountEvent, LockReason, NewProfile, PasswordHash, Profile,
};
pub use address::{EmailAddress, MailProvider};
pub use challenge::{
    Action, Challenge, ChallengeCommand, ChallengeEnding, ChallengeEvent, ChallengePurpose,
    ChallengeState, Demand, InvalidAction,
};
pub use code::{Algorithm, Binding, Code, CodeKey, CodeKeys, KeyId, Nonce, Purpose, SubmittedCode};
pub use codes::{Codes, Delivery, IssuedCode, NotSentReason, Rejection};
pub use decider::Decider;
pub use enrollment::{
    Ending, Enrollment, EnrollmentCommand, EnrollmentEvent, EnrollmentState, Setup,
};
pub use event::{Event, Unreadable};
pub use facts::{AccountFacts, Contact, Facts};
pub use guessing::Guessing;
pub use id::{AccountId, ChallengeId, EnrollmentId, InvalidId, StreamId};
pub use limits::{CurrentEnrollment, Limits, Proof, Protection};
pub use logged::LoggedEvent;
pub use method::Method;
pub use policy::Policy;
pub use refusal::{NoLiveCode, Refusal};
pub use sealed::Sealed;
pub use upcasting::{
    FIRST_VERSION, Fields, UPCASTS, Upcast, Written, newest_version, read_serialized, upcasters,
};

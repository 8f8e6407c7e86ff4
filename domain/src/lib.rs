//! What may happen.
//!
//! The rules of activating two-factor authentication by email, as pure functions: no I/O, no
//! clock, no randomness. Each aggregate is a *decider*: `decide` says which events a command
//! leads to or why it is refused, `evolve` says what an event makes of the state. Time, limits
//! and keys come in as [`Facts`]; ids, nonces and what the outside found out come in with the
//! command.
//!
//! [`Limits`] is the third decider: it is folded from every event of an account, whatever stream
//! the event stands in, and so holds what has to be counted across enrollments.

mod address;
mod code;
mod id;
mod method;
mod sealed;

mod policy;
mod refusal;

mod account;
mod enrollment;
mod event;
mod limits;
mod logged;

mod decider;
mod facts;

pub use account::{
    Account, AccountCommand, AccountEvent, LockReason, NewProfile, PasswordHash, Profile,
};
pub use address::{EmailAddress, MailProvider};
pub use code::{Algorithm, Binding, Code, CodeKey, CodeKeys, KeyId, Nonce, Purpose, SubmittedCode};
pub use decider::Decider;
pub use enrollment::{
    Codes, Delivery, Ending, Enrollment, EnrollmentCommand, EnrollmentEvent, EnrollmentState,
    IssuedCode, NotSentReason, Rejection, Setup,
};
pub use event::{Event, Unreadable};
pub use facts::{AccountFacts, Contact, Facts};
pub use id::{AccountId, EnrollmentId, InvalidId, StreamId};
pub use limits::{CurrentEnrollment, Limits};
pub use logged::LoggedEvent;
pub use method::Method;
pub use policy::Policy;
pub use refusal::{NoLiveCode, Refusal};
pub use sealed::Sealed;

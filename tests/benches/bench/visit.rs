//! What one customer does in the first row: an enrollment that is given up.

use countersign::{
    entropy,
    store::{ExecuteError, Executed},
};
use countersign_domain::{
    AccountId, Enrollment, EnrollmentCommand, EnrollmentId, Method, Nonce, Refusal, SubmittedCode,
};

/// The commands of a visit, each of which leads to an event or two: a password keyed in wrong and
/// then right, two wrong guesses at the code, and the end.
pub(crate) fn commands(
    enrollment_id: EnrollmentId,
    account_id: &AccountId,
) -> [EnrollmentCommand; 6] {
    let verify = |matched| EnrollmentCommand::VerifyPassword {
        matched,
        nonce: Nonce(entropy::random_bytes()),
    };
    // Right once in a million visits, and then it leads to an event as well.
    let guess = || EnrollmentCommand::ConfirmCode {
        guess: SubmittedCode::parse("000000").expect("it has the form of a code"),
    };
    [
        EnrollmentCommand::StartSetup {
            enrollment_id,
            account_id: account_id.clone(),
            method: Method::Email,
        },
        verify(false),
        verify(true),
        guess(),
        guess(),
        EnrollmentCommand::Cancel,
    ]
}

/// A wrong password or code is refused, and recorded all the same.
pub(crate) fn expect_done(executed: Result<Executed<Enrollment>, ExecuteError>) {
    match executed {
        Ok(_)
        | Err(ExecuteError::Refused(Refusal::WrongPassword { .. } | Refusal::WrongCode { .. })) => {
        }
        Err(error) => panic!("a step failed: {error}"),
    }
}

//! What holds a code, a key, a password or a customer's name can be neither printed nor stored.

use std::{fmt::Debug, marker::PhantomData};

use countersign_domain::{
    ChallengeCommand, Code, CodeKey, CodeKeys, Contact, EnrollmentCommand, IssuedCode, NewProfile,
    PasswordHash, SubmittedCode,
};
use serde::Serialize;

/// Says of any type whether it can be printed or stored: the inherent constants count where the
/// bounds hold, the trait's otherwise.
struct Probe<T>(PhantomData<T>);

trait Otherwise {
    const DEBUGS: bool = false;
    const SERIALIZES: bool = false;
}

impl<T> Otherwise for Probe<T> {}

mod debugs {
    use super::{Debug, Probe};

    impl<T: Debug> Probe<T> {
        pub(super) const DEBUGS: bool = true;
    }
}

mod serializes {
    use super::{Probe, Serialize};

    impl<T: Serialize> Probe<T> {
        pub(super) const SERIALIZES: bool = true;
    }
}

#[test]
fn what_holds_a_secret_is_neither_printed_nor_stored() {
    macro_rules! shows {
        ($($secret:ty),*) => {
            [$((
                stringify!($secret),
                Probe::<$secret>::DEBUGS,
                Probe::<$secret>::SERIALIZES,
            )),*]
        };
    }
    for (shown, debugs, serializes) in shows![String, IssuedCode] {
        assert!(debugs && serializes, "the probe sees that {shown} is shown");
    }
    let secrets = shows![
        Code,
        SubmittedCode,
        CodeKey,
        CodeKeys,
        PasswordHash,
        NewProfile,
        Contact,
        EnrollmentCommand,
        ChallengeCommand
    ];
    for (secret, debugs, serializes) in secrets {
        assert!(!debugs && !serializes, "{secret} is shown");
    }
}

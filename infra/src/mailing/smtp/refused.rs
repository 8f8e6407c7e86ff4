//! Why a mail server refused a mail, as far as machines are told.

use countersign_domain::NotSentReason;

/// Why a mail was refused for good, by the enhanced status code (RFC 3463, and its registry at
/// IANA) that the server's words begin with. The words are the server's, and are kept nowhere.
pub(super) fn reason(said: &str) -> NotSentReason {
    let code = said.split_ascii_whitespace().next().unwrap_or_default();
    let mut numbers = code.split('.').map(number);
    let code = [numbers.next(), numbers.next(), numbers.next()].map(Option::flatten);
    match (code, numbers.next()) {
        // No such mailbox or host, no address, moved away, a host or a mailbox that takes no mail.
        ([Some(5), Some(1), Some(1 | 2 | 3 | 6 | 10)] | [Some(5), Some(2), Some(1)], None) => {
            NotSentReason::MailboxUnknown
        }
        ([Some(5), Some(2), Some(2)], None) => NotSentReason::MailboxFull,
        // 5.7.0 is a server's that wants us to sign in, for one: no customer can do anything.
        ([Some(5), Some(7), Some(1..)], None) => NotSentReason::AgainstRules,
        _ => NotSentReason::Refused,
    }
}

/// A number of a code, of one to three digits.
fn number(digits: &str) -> Option<u16> {
    let is_one = digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_one)
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, test_runner::Config};

    use super::*;

    #[test]
    fn the_code_that_comes_first_says_why() {
        for (said, why) in [
            (
                "5.1.1 <ada@example.com>: user unknown",
                NotSentReason::MailboxUnknown,
            ),
            (
                "5.1.10 RESOLVER.ADR.RecipientNotFound",
                NotSentReason::MailboxUnknown,
            ),
            ("5.2.1 disabled", NotSentReason::MailboxUnknown),
            ("5.2.2 over quota", NotSentReason::MailboxFull),
            ("5.2.2", NotSentReason::MailboxFull),
            ("5.7.1 looks like spam", NotSentReason::AgainstRules),
            ("5.7.26 not authenticated", NotSentReason::AgainstRules),
            // The mail is too large, the sender's address is bad, or it is not said.
            ("5.2.3 too large", NotSentReason::Refused),
            ("5.1.8 bad sender", NotSentReason::Refused),
            ("5.7.0 authentication required", NotSentReason::Refused),
            ("no such user, 5.1.1", NotSentReason::Refused),
            ("5.1.1.1 what is that", NotSentReason::Refused),
            ("5.1.+1 or that", NotSentReason::Refused),
            ("4.2.2 for now", NotSentReason::Refused),
            ("", NotSentReason::Refused),
        ] {
            assert_eq!(reason(said), why, "{said}");
        }
    }

    proptest! {
        #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

        #[test]
        fn whatever_is_said_without_a_code_is_a_refusal(said in "[^5]?.{0,40}") {
            prop_assume!(!said.trim_start().starts_with('5'));
            prop_assert_eq!(reason(&said), NotSentReason::Refused);
        }

        #[test]
        fn what_follows_the_code_changes_nothing(
            code in "5\\.[0-9]{1,3}\\.[0-9]{1,3}",
            said in ".{0,40}",
        ) {
            prop_assert_eq!(reason(&format!("{code} {said}")), reason(&code));
        }
    }
}

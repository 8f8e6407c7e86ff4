//! Master keys as text: what is taken comes back as it was written, and what is not is not said.

use proptest::{collection::vec, prelude::*, test_runner::Config};

use super::{MasterKey, MasterKeys};

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn config() -> Config {
    Config {
        failure_persistence: None,
        ..Config::default()
    }
}

/// 43 digits of which the last has its two lowest bits unset, and one sign of padding (RFC 4648
/// section 4).
fn is_key(text: &str) -> bool {
    let Some(digits) = text.strip_suffix('=') else {
        return false;
    };
    let last = digits.chars().last().and_then(|last| ALPHABET.find(last));
    digits.len() == 43
        && digits.chars().all(|digit| ALPHABET.contains(digit))
        && last.is_some_and(|value| value % 4 == 0)
}

fn any_key_or_nearly() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=",
        1 => "[A-Za-z0-9+/_-]{42,44}={0,2}",
        1 => "[^\\s]{0,50}",
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_key_is_taken_as_it_is_written(text in any_key_or_nearly(), before in "\\s{0,2}", after in "\\s{0,2}") {
        match MasterKey::parse(&format!("{before}{text}{after}")) {
            Ok(key) => {
                prop_assert!(is_key(&text));
                prop_assert!(*key.to_text() == text);
            }
            Err(error) => {
                prop_assert!(!is_key(&text));
                prop_assert!(text.len() < 8 || !error.to_string().contains(&text));
            }
        }
    }

    #[test]
    fn a_file_is_taken_where_each_of_its_keys_is(
        texts in vec(any_key_or_nearly(), 0..4),
        between in "[ \n\t]{1,3}",
    ) {
        let words: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
        let keys = MasterKeys::parse(&texts.join(&between));
        prop_assert_eq!(keys.is_ok(), !words.is_empty() && words.iter().all(|word| is_key(word)));
        if let Ok(keys) = keys {
            prop_assert!(*keys.current().to_text() == words[0]);
        }
    }
}

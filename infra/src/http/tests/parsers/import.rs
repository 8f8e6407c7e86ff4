//! Lines of a file of accounts.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{SECRET, config, near};
use crate::http::AccountLine;

const HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAECAwQFBgcICQoLDA0ODw";

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_line_is_read_or_refused(line in near("\\{(\"[a-z_]{1,14}\":(\"[a-z]{0,4}\"|[0-9]),?){0,4}\\}")) {
        prop_assert!(AccountLine::parse(&line).is_err());
    }

    #[test]
    fn a_line_is_taken_where_its_id_and_its_body_are(
        account_id in near("[A-Za-z0-9._~-]{0,66}"),
        with_secret in any::<bool>(),
    ) {
        let address = if with_secret { SECRET } else { "ada@example.com" };
        let line = json!({"account_id": account_id, "email": address, "password_hash": HASH});
        let is_id = (1..=64).contains(&account_id.len())
            && account_id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._~-".contains(&b));
        match AccountLine::parse(&line.to_string()) {
            Ok(_) => prop_assert!(is_id && !with_secret),
            Err(bad) => {
                let field = if is_id { "email: " } else { "account_id: " };
                let bad = bad.to_string();
                prop_assert!(bad.starts_with(field) && !bad.contains(SECRET), "{}", bad);
            }
        }
    }

    #[test]
    fn an_id_that_is_no_text_is_refused(account_id in prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        Just(json!([SECRET])),
    ]) {
        let line = json!({"account_id": account_id, "email": "ada@example.com", "password_hash": HASH});
        let bad = AccountLine::parse(&line.to_string()).err().map(|bad| bad.to_string());
        prop_assert_eq!(bad.as_deref(), Some("account_id: is not a string"));
    }
}

//! Accounts that come as lines of a file: the same fields as the `PUT`'s, by the same rules.

use countersign_domain::{Account, AccountId};
use serde_json::Value;
use thiserror::Error;

use super::{
    endpoints::put_account::{PutAccount, SealProfile},
    problem::FieldError,
    reading::read_fields,
};
use crate::store::{ExecuteError, Executed, Metadata, Store, Submission};

const ACCOUNT_ID: &str = "account_id";

/// What errors call a line as a whole.
const THE_LINE: &str = "the line";

/// An account as a line of a file has it: the body of its `PUT` as an object, with its
/// `account_id` in it.
pub struct AccountLine {
    account_id: AccountId,
    profile: SealProfile,
}

/// Why a line is no account. Says nothing of what is in its fields.
#[derive(Debug, Error)]
#[error("{field}: {detail}")]
pub struct BadLine {
    field: String,
    detail: String,
}

impl AccountLine {
    /// Reads a line.
    pub fn parse(line: &str) -> Result<Self, BadLine> {
        let bad = |field: &str, detail: &str| BadLine {
            field: field.to_owned(),
            detail: detail.to_owned(),
        };
        let Ok(Value::Object(mut fields)) = serde_json::from_str(line) else {
            return Err(bad(THE_LINE, "is no JSON object"));
        };
        let account_id = match fields.remove(ACCOUNT_ID) {
            Some(Value::String(account_id)) => account_id,
            Some(_) => return Err(bad(ACCOUNT_ID, "is not a string")),
            None => return Err(bad(ACCOUNT_ID, "is missing")),
        };
        let account_id: AccountId = account_id
            .parse()
            .map_err(|_| bad(ACCOUNT_ID, "is no account's id"))?;
        let fields: PutAccount = read_fields(Value::Object(fields), THE_LINE)
            .map_err(|FieldError { field, detail }| BadLine { field, detail })?;
        Ok(Self {
            profile: SealProfile::new(account_id.clone(), fields),
            account_id,
        })
    }

    /// Registers the account, or brings it up to date.
    pub async fn put(
        self,
        store: &Store,
        metadata: Metadata,
    ) -> Result<Executed<Account>, ExecuteError> {
        let address = self.profile.address();
        store.make_room(&self.account_id, address).await?;
        let submission = Submission {
            aggregate_id: self.account_id.to_string(),
            account_id: Some(self.account_id),
            command: self.profile,
            metadata,
            customer: None,
            idempotency: None,
        };
        store.execute(submission).await
    }
}

#[cfg(test)]
mod tests {
    use super::AccountLine;

    const HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAECAwQFBgcICQoLDA0ODw";

    fn wrong(line: &str) -> String {
        let line = line.replace("HASH", HASH);
        AccountLine::parse(&line)
            .err()
            .map_or(String::new(), |bad| bad.to_string())
    }

    #[test]
    fn a_line_is_read_by_the_rules_of_the_put() {
        let good = r#"{"account_id": "a-1", "email": "a@example.com", "password_hash": "HASH"}"#;
        assert_eq!(wrong(good), "");
        for (line, what) in [
            ("[]", "the line: is no JSON object"),
            (r#"{"email": "a@example.com"}"#, "account_id: is missing"),
            (r#"{"account_id": 1}"#, "account_id: is not a string"),
            (r#"{"account_id": "a 1"}"#, "account_id: is no account's id"),
            (r#"{"account_id": "a-1"}"#, "email: is missing"),
            (
                &good.replace("\"a-1\",", "\"a-1\", \"x\": 1,"),
                "x: is not known here",
            ),
        ] {
            assert_eq!(wrong(line), what);
        }
    }
}

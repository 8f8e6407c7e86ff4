//! What a try to sign in comes to.

use std::sync::Arc;

use countersign_domain::PasswordHash;

use super::{
    Pages, Trouble,
    known::Identifier,
    sign_in_limit::{Tries, Turn},
};
use crate::{passwords::Password, store::AccountRow};

/// What is compared where no account has a hash: the usual parameters.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What a try to sign in comes to.
pub(super) enum Tried {
    /// It was right.
    Right(Box<AccountRow>),
    /// It was not, whatever of it.
    Wrong,
    /// It was one too many.
    TooSoon {
        /// How long the next one has to wait.
        wait_seconds: i64,
    },
}

/// Compares what somebody keyed in, from where. Whoever is not known costs as much, and is answered
/// alike.
pub(super) async fn check(
    pages: &Pages,
    identifier: &Identifier,
    from: &str,
    password: Password,
) -> Result<Tried, Trouble> {
    let (pool, keyring) = (pages.store.pool(), pages.store.keyring());
    let name = identifier.normalised();
    let naming = Tries::naming(&name, from, keyring);
    if let Turn::Wait { wait_seconds } = naming.take(pool).await? {
        return Ok(Tried::TooSoon { wait_seconds });
    }
    let account = identifier.account(&pages.store).await?;
    // Who knows an account by its id and by its address has no more tries for it than who knows one
    // of them, and is not told so: to have to wait under a name that was never tried would say that
    // both are somebody's.
    let meant = account.as_ref().map(|account| account.account_id.as_str());
    let meaning = Tries::meaning(meant.unwrap_or(&name), from, keyring);
    let counts = matches!(meaning.take(pool).await?, Turn::Taken);
    let hash = hash_to_compare(pages, account.as_ref()).await?;
    let password = Arc::new(password);
    let matches = pages.passwords.matches(&password, &hash).await?;
    let is_its_own = |account: &AccountRow| account.password_hash.is_some();
    let Some(account) = account.filter(|account| counts && matches && is_its_own(account)) else {
        return Ok(Tried::Wrong);
    };
    naming.forgive(pool).await?;
    meaning.forgive(pool).await?;
    Ok(Tried::Right(Box::new(account)))
}

/// Where there is no account, the hash of another: its parameters are the portal's, and so it takes
/// as long. What it says of the password is heard by nobody.
async fn hash_to_compare(
    pages: &Pages,
    account: Option<&AccountRow>,
) -> Result<PasswordHash, Trouble> {
    // Looked for also where it is not needed, which takes its time too.
    let of_another = pages.store.any_password_hash().await?;
    let its_own = account.and_then(|account| account.password_hash.clone());
    let hash = its_own.or(of_another);
    Ok(hash.unwrap_or_else(|| PasswordHash(NOBODYS_HASH.to_owned())))
}

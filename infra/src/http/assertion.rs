//! Assertions: what tells a portal's backend, offline, that a code was right (RFC 7519).

use countersign_domain::{AccountId, Challenge, ChallengeId, ChallengePurpose, EnrollmentId};
use jsonwebtoken::{Algorithm, Validation};
use serde::{Deserialize, Serialize};

use super::Api;
use crate::{
    api_keys::Caller,
    keys::{KeyError, SigningKeys},
};

/// How a customer proved who they are (RFC 8176 section 2 has no name for it).
const AMR: &str = "email_code";

/// Between whom an assertion is: who makes it, and whom it is for.
pub(super) struct Parties<'a> {
    pub(super) issuer: &'a str,
    pub(super) audience: &'a str,
}

/// What an assertion says.
#[derive(Serialize, Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: String,
    sub: AccountId,
    purpose: ChallengePurpose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    action: Option<String>,
    amr: Vec<String>,
    auth_time: i64,
    iat: i64,
    /// From when on it does not count, in seconds since 1970.
    pub(super) exp: i64,
    jti: String,
    /// The challenge that was passed.
    pub(super) challenge_id: ChallengeId,
    /// The enrollment that two-factor was on by.
    pub(super) enrollment_id: EnrollmentId,
}

impl<'a> Parties<'a> {
    /// This service, and whoever owns the caller's key.
    pub(super) fn of(api: &'a Api, caller: &'a Caller) -> Self {
        Self {
            issuer: &api.pages.public_url,
            audience: &caller.owner,
        }
    }

    /// The assertion of a challenge, if it was passed: the same token each time, since nothing in it
    /// is of the moment it is made. A challenge is passed once, so its id names the token.
    pub(super) fn assert(
        &self,
        challenge: &Challenge,
        keys: &SigningKeys,
    ) -> Result<Option<String>, KeyError> {
        let Challenge::Passed {
            demand,
            passed_at,
            assertion_expires_at,
            ..
        } = challenge
        else {
            return Ok(None);
        };
        let claims = Claims {
            iss: self.issuer.to_owned(),
            aud: self.audience.to_owned(),
            sub: demand.account_id.clone(),
            purpose: demand.purpose,
            action: demand.action.clone().map(String::from),
            amr: vec![AMR.to_owned()],
            auth_time: passed_at.timestamp(),
            iat: passed_at.timestamp(),
            exp: assertion_expires_at.timestamp(),
            jti: demand.challenge_id.to_string(),
            challenge_id: demand.challenge_id,
            enrollment_id: demand.enrollment_id,
        };
        keys.sign(&claims, *passed_at).map(Some)
    }

    /// What a token says, if it is an assertion between these two about this account and this
    /// purpose. Whether it is still time for it is for who has the database's time.
    pub(super) fn verify(
        &self,
        token: &str,
        (account_id, purpose): (&AccountId, ChallengePurpose),
        keys: &SigningKeys,
    ) -> Option<Claims> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[self.issuer]);
        validation.set_audience(&[self.audience]);
        validation.sub = Some(account_id.to_string());
        // By this machine's clock otherwise.
        validation.validate_exp = false;
        let claims: Claims = keys.verify(token, validation).ok()?;
        (claims.purpose == purpose).then_some(claims)
    }
}

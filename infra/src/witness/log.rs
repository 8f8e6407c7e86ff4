//! The log, as it shows itself to anybody with an auditor's key.

use countersign_audit::{Checkpoint, Hash, Note, PublicKey};
use reqwest::{
    Client, RequestBuilder,
    header::{AUTHORIZATION, HeaderValue},
};
use serde::Deserialize;
use thiserror::Error;
use url::{Host, Url};

use super::refusal::{Failure, NotCosigned, Refusal};
use crate::fetching;

/// The log that is watched. None of what it answers is believed.
pub struct Log {
    client: Client,
    url: Url,
    keys: Vec<PublicKey>,
    authorization: HeaderValue,
}

/// Why a log cannot be watched.
#[derive(Debug, Error)]
pub enum LogError {
    /// Who listens would have the key.
    #[error("an API key goes there: say https://, or http:// on this machine")]
    Open,
    /// The key does not fit a header.
    #[error("it is no API key")]
    ApiKey,
    /// There are none, or one is a witness's.
    #[error("the log's keys have to be keys of a log")]
    NotLogKeys,
    /// Two keys of different names are those of two logs.
    #[error("the log's keys are those of different logs")]
    SeveralLogs,
    /// There is no client.
    #[error("nothing can be fetched")]
    Client(#[from] reqwest::Error),
}

/// As the service answers.
#[derive(Deserialize)]
struct Consistency {
    from: u64,
    to: u64,
    proof: Vec<Hash>,
}

impl Log {
    /// The log at this base URL, which signs by these keys, read under this API key.
    pub fn new(url: Url, keys: Vec<PublicKey>, api_key: &str) -> Result<Self, LogError> {
        if url.scheme() != "https" && !is_here(&url) {
            return Err(LogError::Open);
        }
        let first = keys.first().ok_or(LogError::NotLogKeys)?;
        if keys.iter().any(PublicKey::is_cosigner) {
            return Err(LogError::NotLogKeys);
        }
        if keys.iter().any(|key| key.name() != first.name()) {
            return Err(LogError::SeveralLogs);
        }
        let bearer = HeaderValue::from_str(&format!("Bearer {api_key}"));
        let mut authorization = bearer.map_err(|_| LogError::ApiKey)?;
        authorization.set_sensitive(true);
        Ok(Self {
            client: fetching::client()?,
            url,
            keys,
            authorization,
        })
    }

    /// The log's name.
    pub(super) fn origin(&self) -> &str {
        self.keys.first().map_or("", PublicKey::name)
    }

    /// Its newest checkpoint, signed.
    pub(super) async fn checkpoint(&self) -> Result<Note, NotCosigned> {
        let url = fetching::below(&self.url, &["v1", "log", "checkpoint"]);
        let answer = fetching::fetch(self.get(url)).await;
        let note = Note::from_bytes(&answer.map_err(Failure::Log)?);
        let note = note.map_err(Refusal::Unsigned)?;
        note.require_signed(&self.keys).map_err(Refusal::Unsigned)?;
        Ok(note)
    }

    /// What it shows as the proof that one checkpoint grew out of another.
    pub(super) async fn consistency(
        &self,
        from: &Checkpoint,
        to: &Checkpoint,
    ) -> Result<Vec<Hash>, Failure> {
        let mut url = fetching::below(&self.url, &["v1", "log", "proof", "consistency"]);
        url.set_query(Some(&format!("from={}&to={}", from.size, to.size)));
        let answer = fetching::fetch(self.get(url)).await;
        let answer: Consistency =
            serde_json::from_slice(&answer.map_err(Failure::Log)?).map_err(Failure::Proof)?;
        if (answer.from, answer.to) == (from.size, to.size) {
            Ok(answer.proof)
        } else {
            Err(Failure::OtherProof)
        }
    }

    fn get(&self, url: Url) -> RequestBuilder {
        let request = self.client.get(url);
        request.header(AUTHORIZATION, self.authorization.clone())
    }
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

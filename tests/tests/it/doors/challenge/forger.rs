//! Tokens that look like an assertion and are none.

use std::{collections::HashMap, fmt::Display};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_tests::portal::{Answer, Portal};
use jsonwebtoken::{Algorithm, EncodingKey, Header, decode_header, encode, jwk::JwkSet};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Where the published keys are.
pub(super) const JWKS: &str = "/.well-known/jwks.json";

/// A token like `token` with another header, other claims or another signature.
pub(super) struct Forger {
    claims: Value,
    kid: String,
    public: Vec<u8>,
    parts: [String; 3],
}

impl Forger {
    pub(super) async fn of(token: &str, portal: &Portal) -> Self {
        let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        let parts: [String; 3] = parts.try_into().expect("three parts");
        let claims = URL_SAFE_NO_PAD.decode(&parts[1]).expect("base64url");
        let kid = decode_header(token).expect("a header").kid.expect("an id");
        let (_, answer) = published(portal).await;
        let keys = answer.body["keys"].as_array().expect("keys").clone();
        let key = keys.iter().find(|key| key["kid"] == kid.as_str());
        let x = key.expect("its key")["x"]
            .as_str()
            .expect("a point")
            .to_owned();
        Self {
            claims: serde_json::from_slice(&claims).expect("claims"),
            kid,
            public: URL_SAFE_NO_PAD.decode(x).expect("base64url"),
            parts,
        }
    }

    fn unsigned(&self, header: impl Display, signature: &str) -> String {
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        format!("{header}.{}.{signature}", self.parts[1])
    }

    fn with_signature(&self, signature: &str) -> String {
        format!("{}.{}.{signature}", self.parts[0], self.parts[1])
    }

    pub(super) fn with_claims(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = self.claims.clone();
        change(&mut claims);
        let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
        format!("{}.{claims}.{}", self.parts[0], self.parts[2])
    }

    fn signed(
        &self,
        algorithm: Algorithm,
        key: &EncodingKey,
        change: impl FnOnce(&mut Header),
    ) -> String {
        let mut header = Header::new(algorithm);
        header.kid = Some(self.kid.clone());
        change(&mut header);
        encode(&header, &self.claims, key).expect("it can be signed")
    }

    /// Every forgery, by what it is.
    pub(super) fn all(&self) -> HashMap<&'static str, String> {
        // An Ed25519 key of somebody else's, in PKCS #8.
        let mut own = URL_SAFE_NO_PAD
            .decode("MC4CAQAwBQYDK2VwBCIEIA")
            .expect("a prefix");
        own.extend([7; 32]);
        let own = EncodingKey::from_ed_der(&own);
        let published = jsonwebtoken::jwk::Jwk::from_encoding_key(&own, Algorithm::EdDSA);
        let published = published.expect("a public key");
        let public_as_secret = EncodingKey::from_secret(&self.public);
        let signature = &self.parts[2];
        let [opened, closed] = ["[", "]"].map(|bracket| bracket.repeat(1_000));
        let deep = format!(
            r#"{{"alg":"EdDSA","kid":"{}","x":{opened}{closed}}}"#,
            self.kid
        );
        HashMap::from([
            (
                "no algorithm",
                self.unsigned(json!({"alg": "none", "kid": self.kid}), ""),
            ),
            (
                "no algorithm, and a signature",
                self.unsigned(json!({"alg": "none", "kid": self.kid}), signature),
            ),
            (
                "an algorithm in other letters",
                self.unsigned(json!({"alg": "nOnE"}), ""),
            ),
            ("no signature", self.with_signature("")),
            (
                "all but its last character",
                self.with_signature(&signature[..signature.len() - 1]),
            ),
            (
                "itself and more",
                self.with_signature(&format!("{signature}.{signature}")),
            ),
            ("as long as may be", "x.".repeat(2_048)),
            (
                "a header of a thousand levels",
                self.unsigned(deep, signature),
            ),
            (
                "no key's id",
                self.unsigned(json!({"alg": "EdDSA"}), signature),
            ),
            (
                "the public key as a secret",
                self.signed(Algorithm::HS256, &public_as_secret, |_| {}),
            ),
            (
                "somebody else's key under this id",
                self.signed(Algorithm::EdDSA, &own, |_| {}),
            ),
            (
                "somebody else's key under its own id",
                self.signed(Algorithm::EdDSA, &own, |header| {
                    header.kid = Some("own".to_owned());
                }),
            ),
            (
                "a key that it brings along",
                self.signed(Algorithm::EdDSA, &own, |header| {
                    header.jwk = Some(published);
                }),
            ),
            (
                "a key that it says where to get",
                self.signed(Algorithm::EdDSA, &own, |header| {
                    header.jku = Some("https://evil.example/jwks.json".to_owned());
                }),
            ),
            (
                "another account",
                self.with_claims(|claims| claims["sub"] = json!("other")),
            ),
            (
                "more time",
                self.with_claims(|claims| claims["exp"] = json!(99_999_999_999_u64)),
            ),
            ("no token", "x".to_owned()),
            ("dots", "..".to_owned()),
        ])
    }
}

/// The published keys, as somebody without an API key sees them.
pub(super) async fn published(portal: &Portal) -> (JwkSet, Answer) {
    let answer = Answer::of(portal.bare(Method::GET, JWKS)).await;
    let keys = serde_json::from_value(answer.expect(StatusCode::OK).clone());
    (keys.expect("a set of keys"), answer)
}

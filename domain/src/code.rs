//! The code: derived, never stored.
//!
//! `CodeIssued` holds nothing secret. Who has the code key computes the code from the event, the
//! account and the recipient: the decider to verify a guess, the mail handler to write the mail,
//! again and the same at each redelivery.

use std::collections::BTreeMap;

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{AccountId, ChallengePurpose, EmailAddress, IssuedCode};

const HEX_DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Domain separation: no other use of a code key starts with these bytes.
const LABEL: &[u8] = b"countersign/email-code/v1\0";

/// A code in clear: digits, leading zeros kept. It shows itself to nobody but who calls
/// [`Code::expose`] or [`Code::grouped`].
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Code(String);

/// What a customer submitted as a code: 6 to 8 ASCII digits.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SubmittedCode(String);

/// What a code is for. A code of one purpose never works for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Switching two-factor authentication on.
    Enrollment,
    /// Answering a challenge of this purpose.
    Challenge(ChallengePurpose),
}

/// What a code is bound to: change any of it and another code results.
pub struct Binding<'a> {
    /// Whose code it is.
    pub account_id: &'a AccountId,
    /// What it is for.
    pub purpose: Purpose,
    /// The enrollment or challenge it was issued in.
    pub aggregate_id: Uuid,
    /// The issue: number, nonce and expiry.
    pub issued: &'a IssuedCode,
    /// The mailbox it was mailed to.
    pub recipient: &'a EmailAddress,
}

/// 256 bits from the operating system's generator, fresh for each code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nonce(pub [u8; 32]);

/// The name of a code key, as `CodeIssued` says it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub String);

/// A 256-bit key that codes are derived under.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct CodeKey(pub [u8; 32]);

/// The code keys at hand.
#[derive(Clone)]
pub struct CodeKeys {
    /// The key that new codes are issued under.
    pub current: KeyId,
    /// Every key not destroyed yet, the current one among them.
    pub keys: BTreeMap<KeyId, CodeKey>,
}

/// How a code was derived, with its number of digits: `hmac-sha256/dec6/v1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Algorithm {
    /// Digits of the code, 6 to 8.
    pub digits: u32,
}

impl Code {
    /// The digits.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The digits in two groups, `123 456`, as a mail shows them.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (left, right) = self.0.split_at(self.0.len().div_ceil(2));
        format!("{left} {right}")
    }

    /// Whether the guess is this code, in time that does not depend on where they differ.
    #[must_use]
    pub fn matches(&self, guess: &SubmittedCode) -> bool {
        self.0.as_bytes().ct_eq(guess.0.as_bytes()).into()
    }
}

impl SubmittedCode {
    /// The longest text looked at, in bytes: eight digits with generous spacing.
    pub const LENGTH_MAX_BYTES: usize = 64;

    /// Reads 6 to 8 ASCII digits, with spaces anywhere; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > Self::LENGTH_MAX_BYTES {
            return None;
        }
        let digits = Self(text.chars().filter(|c| !c.is_whitespace()).collect());
        let is_code =
            (6..=8).contains(&digits.0.len()) && digits.0.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then_some(digits)
    }

    pub(crate) fn digits(&self) -> usize {
        self.0.len()
    }
}

impl CodeKeys {
    /// The code of one issue, or `None` once its key is destroyed.
    #[must_use]
    pub fn derive(&self, binding: &Binding<'_>) -> Option<Code> {
        let key = self.keys.get(&binding.issued.key_id)?;
        Some(derive(key, binding))
    }
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Enrollment => "enrollment",
            Self::Challenge(purpose) => purpose.as_str(),
        }
    }
}

/// HMAC-SHA-256 over everything the code is bound to, its first 128 bits modulo 10^digits: with
/// 128 bits the modulo's bias is nil for any number of digits in use.
fn derive(key: &CodeKey, binding: &Binding<'_>) -> Code {
    let issued = binding.issued;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.0).expect("HMAC takes a key of any length");
    mac.update(LABEL);
    for field in [
        binding.account_id.as_str(),
        binding.purpose.as_str(),
        &binding.aggregate_id.hyphenated().to_string(),
    ] {
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field.as_bytes());
    }
    mac.update(&issued.number.to_be_bytes());
    mac.update(&issued.nonce.0);
    mac.update(&binding.recipient.digest());
    mac.update(&issued.expires_at.timestamp_micros().to_be_bytes());
    let tag: [u8; 32] = mac.finalize().into_bytes().into();
    let (head, _) = tag.split_first_chunk::<16>().expect("a tag has 32 bytes");
    let digits = issued.algorithm.digits;
    let number = u128::from_be_bytes(*head) % 10_u128.pow(digits);
    Code(format!("{number:0width$}", width = digits as usize))
}

impl TryFrom<String> for Nonce {
    type Error = &'static str;

    fn try_from(hex: String) -> Result<Self, Self::Error> {
        unhex(&hex)
            .map(Self)
            .ok_or("a nonce is 64 hexadecimal digits in lower case")
    }
}

/// Not by `from_str_radix`, which takes a sign for a digit, and so more than one spelling.
fn unhex(hex: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hex.len() != 2 * bytes.len() {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        *byte = value(digits[0])? << 4 | value(digits[1])?;
    }
    Some(bytes)
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl From<Nonce> for String {
    fn from(nonce: Nonce) -> Self {
        nonce
            .0
            .iter()
            .fold(Self::with_capacity(64), |mut hex, byte| {
                hex.push(char::from(HEX_DIGITS[usize::from(byte >> 4)]));
                hex.push(char::from(HEX_DIGITS[usize::from(byte & 15)]));
                hex
            })
    }
}

impl TryFrom<String> for Algorithm {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let digits = match name.as_str() {
            "hmac-sha256/dec6/v1" => 6,
            "hmac-sha256/dec7/v1" => 7,
            "hmac-sha256/dec8/v1" => 8,
            _ => return Err("an unknown algorithm of deriving codes"),
        };
        Ok(Self { digits })
    }
}

impl From<Algorithm> for String {
    fn from(algorithm: Algorithm) -> Self {
        format!("hmac-sha256/dec{}/v1", algorithm.digits)
    }
}

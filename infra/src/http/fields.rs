//! What a field of a request may hold. Each is read once, at the door, into a type that has
//! nothing else; what is wrong with a field is said without saying what was in it.

use std::{collections::BTreeSet, ops::RangeInclusive, sync::Arc};

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;
use countersign_domain::{EmailAddress, PasswordHash, SubmittedCode};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use lettre::Address;
use oxilangtag::LanguageTag;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::request_id::is_visible_ascii;
use crate::passwords::{self, Password, UnfitHash};

const EMAIL_MAX_BYTES: usize = 254;
const DISPLAY_NAME_MAX_CHARACTERS: usize = 100;
const LANGUAGE_TAG_MAX_BYTES: usize = 64;
pub(super) const HOSTED_DOMAINS_MAX: usize = 100;
const ASSERTION_LENGTH_MAX: usize = 4_096;
/// RFC 3339 cannot tell a time beyond them, nor the Monday before the year 0.
const YEARS: RangeInclusive<i32> = 1..=9_999;

/// An e-mail address (RFC 5321 section 4.1.2), as the mailer takes it.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Email(pub(super) EmailAddress);

/// A name to address somebody by.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct DisplayName(pub(super) String);

/// A language tag (BCP 47), in its usual spelling.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Language(pub(super) String);

/// Domains whose mail somebody hosts, each once, sorted.
#[derive(Deserialize)]
#[serde(try_from = "Vec<Domain>")]
pub(super) struct HostedDomains(pub(super) Vec<String>);

/// A domain that may have mailboxes: a host name (RFC 1123 section 2.1) below a top level, in lower
/// case, its international labels as A-labels (RFC 5891).
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Domain(String);

/// The name of a time zone in the IANA database.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct TimeZone(pub(super) String);

/// An argon2id hash in PHC form.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct HashField(pub(super) PasswordHash);

/// A password in clear.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct PasswordField(pub(super) Arc<Password>);

/// A code in clear.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct CodeField(pub(super) SubmittedCode);

/// An assertion, whoever may have made it.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct AssertionField(pub(super) Zeroizing<String>);

/// A time (RFC 3339).
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Timestamp(pub(super) DateTime<Utc>);

impl TryFrom<String> for Email {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let unprintable = |c: char| c.is_control() || c.is_whitespace();
        if text.len() > EMAIL_MAX_BYTES || text.contains(unprintable) {
            return Err("an e-mail address has at most 254 bytes and no spaces");
        }
        let address: Address = text
            .parse()
            .map_err(|_| "an e-mail address is local@domain")?;
        Ok(Self(EmailAddress::new(address.user(), address.domain())))
    }
}

impl TryFrom<String> for DisplayName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let length = text.chars().count();
        if !(1..=DISPLAY_NAME_MAX_CHARACTERS).contains(&length) || text.contains(char::is_control) {
            return Err("a name has 1 to 100 characters, none of them a control character");
        }
        Ok(Self(text))
    }
}

impl TryFrom<String> for Language {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const NOT_A_TAG: &str = "a language is a BCP 47 tag";
        if text.len() > LANGUAGE_TAG_MAX_BYTES {
            return Err(NOT_A_TAG);
        }
        let tag = LanguageTag::parse_and_normalize(&text).map_err(|_| NOT_A_TAG)?;
        Ok(Self(tag.into_inner()))
    }
}

impl TryFrom<Vec<Domain>> for HostedDomains {
    type Error = &'static str;

    fn try_from(domains: Vec<Domain>) -> Result<Self, Self::Error> {
        if domains.len() > HOSTED_DOMAINS_MAX {
            return Err("there may be at most 100 domains");
        }
        let domains: BTreeSet<String> = domains.into_iter().map(|Domain(name)| name).collect();
        Ok(Self(domains.into_iter().collect()))
    }
}

impl TryFrom<String> for Domain {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const NOT_A_DOMAIN: &str = "a domain is a host name such as example.com";
        let name = Uts46::new()
            .to_ascii(
                text.as_bytes(),
                AsciiDenyList::STD3,
                Hyphens::CheckFirstLast,
                DnsLength::Verify,
            )
            .map_err(|_| NOT_A_DOMAIN)?;
        let (_, top) = name.rsplit_once('.').ok_or(NOT_A_DOMAIN)?;
        if top.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NOT_A_DOMAIN);
        }
        Ok(Self(name.into_owned()))
    }
}

impl TryFrom<String> for TimeZone {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let zone: Tz = text
            .parse()
            .map_err(|_| "a time zone is a name of the IANA database")?;
        Ok(Self(zone.name().to_owned()))
    }
}

impl TryFrom<String> for HashField {
    type Error = UnfitHash;

    fn try_from(text: String) -> Result<Self, UnfitHash> {
        passwords::parse_hash(text).map(Self)
    }
}

impl TryFrom<String> for PasswordField {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let password = Password::new(text).ok_or("a password has 1 to 1024 bytes")?;
        Ok(Self(Arc::new(password)))
    }
}

impl TryFrom<String> for CodeField {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = Zeroizing::new(text);
        SubmittedCode::parse(&text)
            .map(Self)
            .ok_or("a code has 6 to 8 digits")
    }
}

impl TryFrom<String> for AssertionField {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = Zeroizing::new(text);
        if is_visible_ascii(&text, ASSERTION_LENGTH_MAX) {
            Ok(Self(text))
        } else {
            Err("an assertion has 1 to 4096 visible ASCII characters")
        }
    }
}

impl TryFrom<String> for Timestamp {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        DateTime::parse_from_rfc3339(&text)
            .ok()
            .map(|time| time.to_utc())
            .filter(|time| YEARS.contains(&time.year()))
            .map(Self)
            .ok_or("a time is one of RFC 3339, from the year 1 on")
    }
}

//! Searching for what should stand nowhere, byte by byte.

use std::collections::HashMap;

/// What secrets are told apart by at first; none is shorter.
const BEGIN_BYTES: usize = 4;

/// What is searched for. Has no `Debug`: a failed test names it and does not show it.
pub struct Secret {
    name: String,
    bytes: Vec<u8>,
    /// Counts only where no letter or digit adjoins it.
    alone: bool,
}

impl Secret {
    /// One that is long enough to count wherever it stands.
    #[must_use]
    pub fn long(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.to_owned(),
            bytes: bytes.into(),
            alone: false,
        }
    }

    /// A code, as it is entered and as it is mailed: in two groups. Eight digits may be part of an
    /// id or a number; they count where no letter or digit adjoins them.
    #[must_use]
    pub fn code(name: &str, code: &str) -> [Self; 2] {
        let (first, second) = code.split_at(code.len() / 2);
        [code.to_owned(), format!("{first} {second}")].map(|form| Self {
            name: name.to_owned(),
            bytes: form.into_bytes(),
            alone: true,
        })
    }

    /// What to call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn stands_at(&self, bytes: &[u8], at: usize) -> bool {
        let end = at + self.bytes.len();
        let adjoins = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        bytes[at..].starts_with(&self.bytes)
            && !(self.alone && (adjoins(bytes[..at].last()) || adjoins(bytes.get(end))))
    }
}

/// The names of those secrets that stand in `bytes`.
///
/// # Panics
///
/// When a secret is shorter than four bytes.
#[must_use]
pub fn found<'a>(bytes: &[u8], secrets: &'a [Secret]) -> Vec<&'a str> {
    let mut by_begin: HashMap<&[u8], Vec<&Secret>> = HashMap::new();
    let mut begins = [false; 256];
    for secret in secrets {
        let begin = &secret.bytes[..BEGIN_BYTES];
        by_begin.entry(begin).or_default().push(secret);
        begins[usize::from(begin[0])] = true;
    }
    let mut found = vec![];
    for (at, window) in bytes.windows(BEGIN_BYTES).enumerate() {
        // Most bytes are none to begin with, and there are a hundred million of them.
        if begins[usize::from(window[0])]
            && let Some(secrets) = by_begin.get(window)
        {
            let here = secrets.iter().filter(|secret| secret.stands_at(bytes, at));
            found.extend(here.map(|secret| secret.name()));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::{Secret, found};

    #[test]
    fn a_code_counts_in_both_forms_where_it_stands_alone() {
        let secrets = Secret::code("code", "12345678");
        for text in ["12345678", "code=\"12345678\"", "\0 1234 5678\r\n"] {
            assert_eq!(found(text.as_bytes(), &secrets), ["code"], "{text}");
        }
        for text in ["123456789", "a1234 5678", "1234567", "1234  5678"] {
            assert!(found(text.as_bytes(), &secrets).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_long_secret_counts_wherever_it_stands() {
        let secrets = [
            Secret::long("key", "cs_key"),
            Secret::long("other", "other"),
        ];
        assert_eq!(found(b"xcs_keyx", &secrets), ["key"]);
    }
}

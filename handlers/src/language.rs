//! The languages that pages and mails speak, and their words.

use std::{borrow::Cow, collections::HashMap};

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, static_loader};

static_loader! {
    static WORDS = {
        locales: "../locales",
        fallback_language: "en",
        // Marks around what is put in would stand in a mail's plain text, and in a code's line.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language that pages and mails speak. Their words stand in `locales/`, by language and by what
/// they are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English, also where none of these is asked for.
    #[default]
    English,
    /// Bahasa Melayu.
    Malay,
    /// Chinese in simplified characters.
    Chinese,
}

/// What is put into a text, by name.
pub type Argument<'a> = (&'static str, FluentValue<'a>);

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::English, Self::Malay, Self::Chinese];

    /// The language's tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Malay => "ms",
            Self::Chinese => "zh-Hans",
        }
    }

    /// How its speakers call it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Malay => "Bahasa Melayu",
            Self::Chinese => "简体中文",
        }
    }

    /// The first language of a list such as an account's locale or a browser's `Accept-Language`
    /// (RFC 9110 section 12.5.4) that is spoken here. Browsers list what they like best first.
    #[must_use]
    pub fn asked_for(languages: &str) -> Option<Self> {
        fluent_langneg::parse_accepted_languages(languages)
            .iter()
            .find_map(|tag| match tag.language.as_str() {
                "en" => Some(Self::English),
                "ms" => Some(Self::Malay),
                "zh" => Some(Self::Chinese),
                _ => None,
            })
    }

    /// The text under a key.
    #[must_use]
    pub fn say(self, key: &str) -> String {
        WORDS.lookup(&self.identifier(), key)
    }

    /// The text under a key, with what is put into it.
    #[must_use]
    pub fn say_with(self, key: &str, arguments: &[Argument<'_>]) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> = arguments
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), value.clone()))
            .collect();
        WORDS.lookup_with_args(&self.identifier(), key, &arguments)
    }

    fn identifier(self) -> LanguageIdentifier {
        self.tag().parse().expect("each tag is one of BCP 47")
    }
}

//! A page that says one thing.

use askama::Template;
use countersign_handlers::Language;

use super::{Pages, shell::Shell};

/// A page that says one thing, to whomever.
#[derive(Template)]
#[template(path = "pages/notice.html")]
pub(super) struct Notice<'a> {
    shell: Shell<'a>,
    title: String,
    text: String,
    /// Where it leads, the likeliest first: a URL and its words.
    links: Vec<(&'a str, String)>,
}

impl<'a> Notice<'a> {
    /// What it says, and what its links are called, by keys.
    pub(super) fn new(
        pages: &'a Pages,
        language: Language,
        title: &'static str,
        text: &str,
        links: &[(&'a str, &str)],
    ) -> Self {
        Self {
            shell: Shell::for_everybody(pages, language, title),
            title: language.say(title),
            text: language.say(text),
            links: links
                .iter()
                .map(|(link, key)| (*link, language.say(key)))
                .collect(),
        }
    }
}

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
    link: &'a str,
    link_text: String,
}

impl<'a> Notice<'a> {
    /// What it says, by keys, and where it leads.
    pub(super) fn new(
        pages: &'a Pages,
        language: Language,
        title: &'static str,
        text: &str,
        (link, link_text): (&'a str, &str),
    ) -> Self {
        Self {
            shell: Shell::for_everybody(pages, language, title),
            title: language.say(title),
            text: language.say(text),
            link,
            link_text: language.say(link_text),
        }
    }
}

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
    /// What it says, by keys. Its link goes to Account Security.
    pub(super) fn new(
        pages: &'a Pages,
        language: Language,
        title: &'static str,
        text: &str,
    ) -> Self {
        Self {
            shell: Shell::for_everybody(pages, language, title),
            title: language.say(title),
            text: language.say(text),
            link: "/account/security",
            link_text: language.say("security-title"),
        }
    }

    /// The same with a link to somewhere else.
    pub(super) fn with_link(self, link: &'a str, text: &str) -> Self {
        let link_text = self.shell.say(text);
        Self {
            link,
            link_text,
            ..self
        }
    }
}

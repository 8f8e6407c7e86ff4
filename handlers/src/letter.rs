//! A mail as it is written: one structure for all, in the words of the customer's language.

use askama::Template;
use countersign_domain::Contact;
use fluent_templates::fluent_bundle::FluentValue;

use crate::{
    Argument, Brand, Content, Language, Occurrence, Unanswerable, salutation::greeted_name,
};

/// What a mail says, part by part. Each part but the code is one line.
pub(crate) struct Letter<'a> {
    /// The language it is written in.
    pub language: Language,
    /// What it is about, as a phone's list shows it first. Without the code.
    pub subject: String,
    /// What the list shows behind it. Without the code.
    pub preheader: String,
    /// How the customer is greeted.
    pub greeting: String,
    /// Its paragraphs, up to the code where there is one.
    pub opening: Vec<String>,
    /// The code in its groups, in memory that others see to.
    pub code: Option<&'a str>,
    /// The paragraphs after the code.
    pub rest: Vec<String>,
    /// What to do where it was not the customer.
    pub not_you: String,
    /// Where there is help.
    pub support: String,
    /// Who writes.
    pub signature: String,
}

/// The words of one customer's mail: texts by their keys, and what is put into all of them.
pub(crate) struct Words<'a> {
    language: Language,
    brand: &'a Brand,
    name: Option<String>,
    arguments: Vec<Argument<'a>>,
}

impl<'a> Words<'a> {
    /// The words for the occurrence's customer, with the company put in as `brand`, its support
    /// team as `support` and `hotline`.
    pub(crate) fn new(occurrence: &Occurrence<'a>, contact: Option<&Contact>) -> Self {
        let brand = occurrence.brand;
        let arguments = [
            ("brand", &brand.name),
            ("support", &brand.support_address),
            ("hotline", &brand.hotline),
        ];
        Self {
            language: occurrence.language(),
            brand,
            name: contact.and_then(greeted_name),
            arguments: arguments
                .map(|(name, text)| (name, FluentValue::from(text.as_str())))
                .into(),
        }
    }

    /// The same with another text put in. Never a code: what is put in is copied.
    pub(crate) fn with(mut self, name: &'static str, text: String) -> Self {
        self.arguments.push((name, text.into()));
        self
    }

    /// The text under a key.
    pub(crate) fn say(&self, key: &str) -> String {
        self.language.say_with(key, &self.arguments)
    }

    /// A letter that says this, to be filled with paragraphs.
    pub(crate) fn letter(&self, subject: String, preheader: String) -> Letter<'a> {
        let greeting = match &self.name {
            Some(name) => {
                let name = [("name", name.as_str().into())];
                self.language.say_with("mail-greeting", &name)
            }
            None => self.say("mail-greeting-nameless"),
        };
        Letter {
            language: self.language,
            subject,
            preheader,
            greeting,
            opening: Vec::new(),
            code: None,
            rest: Vec::new(),
            not_you: String::new(),
            support: self.say("mail-support"),
            signature: self.brand.name.clone(),
        }
    }
}

impl Letter<'_> {
    /// The letter as a mail's subject and two parts.
    pub(crate) fn write(self) -> Result<Content, Unanswerable> {
        let letter = &self;
        Content::write(letter.subject.clone(), &Text { letter }, &Html { letter })
    }
}

#[derive(Template)]
#[template(path = "letter/text.txt")]
struct Text<'a> {
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "letter/html.html")]
struct Html<'a> {
    letter: &'a Letter<'a>,
}

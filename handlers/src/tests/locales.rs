//! No word is missing in any language, and none is left over: of the pages' words as of the mails'.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use fluent_syntax::{
    ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};

use crate::Language;

/// Where texts are said.
const SOURCES: [&str; 4] = [
    "handlers/src",
    "handlers/templates",
    "infra/src",
    "infra/templates",
];

/// The calls that say a text by its key.
const CALLS: [&str; 3] = [".say(", ".say_with(", ".say_of("];

/// What a text takes: the arguments put in, and the other texts it says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Takes {
    arguments: BTreeSet<String>,
    texts: BTreeSet<String>,
}

#[test]
fn every_language_has_the_same_files_and_texts_with_the_same_arguments() {
    let english = texts(Language::English);
    for language in Language::ALL {
        assert_eq!(files(language), files(Language::English));
        let texts = texts(language);
        for key in english.keys().chain(texts.keys()) {
            assert_eq!(texts.get(key), english.get(key), "{} {key}", language.tag());
        }
    }
}

#[test]
fn every_text_that_is_said_exists() {
    let texts = texts(Language::English);
    let mut said = 0;
    for (path, source) in sources() {
        for key in said_in(&source) {
            let path = path.display();
            assert!(texts.contains_key(&key), "{path} says {key}, which is none");
            said += 1;
        }
    }
    assert!(said > 30, "the sources are where they are looked for");
}

#[test]
fn every_text_is_said_somewhere() {
    let texts = texts(Language::English);
    let by_others: BTreeSet<&String> = texts.values().flat_map(|takes| &takes.texts).collect();
    let sources = sources();
    for key in texts.keys() {
        let quoted = format!("\"{key}\"");
        let said = sources.iter().any(|(_, source)| source.contains(&quoted));
        assert!(said || by_others.contains(key), "nobody says {key}");
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn folder(language: Language) -> PathBuf {
    repository().join("locales").join(language.tag())
}

fn files(language: Language) -> BTreeSet<String> {
    let files = fs::read_dir(folder(language)).expect("the language's folder");
    files
        .map(|file| file.expect("a file").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

/// Every text of a language with what it takes, an attribute under `key.attribute`.
fn texts(language: Language) -> BTreeMap<String, Takes> {
    let mut texts = BTreeMap::new();
    for file in files(language) {
        let text = fs::read_to_string(folder(language).join(&file)).expect("a file");
        let resource = parser::parse(text.as_str()).unwrap_or_else(|(_, errors)| {
            panic!("{} {file}: {errors:?}", language.tag());
        });
        let patterns = resource.body.iter().flat_map(|entry| match entry {
            Entry::Message(message) => {
                patterns(message.id.name, message.value.as_ref(), &message.attributes)
            }
            Entry::Term(term) => {
                let key = format!("-{}", term.id.name);
                patterns(&key, Some(&term.value), &term.attributes)
            }
            Entry::Junk { content } => panic!("{} {file}: {content}", language.tag()),
            _ => Vec::new(),
        });
        for (key, pattern) in patterns {
            let mut takes = Takes::default();
            takes.pattern(pattern);
            let earlier = texts.insert(key.clone(), takes);
            assert_eq!(earlier, None, "{} has {key} twice", language.tag());
        }
    }
    texts
}

fn patterns<'a>(
    key: &str,
    value: Option<&'a Pattern<&'a str>>,
    attributes: &'a [fluent_syntax::ast::Attribute<&'a str>],
) -> Vec<(String, &'a Pattern<&'a str>)> {
    let attributes = attributes
        .iter()
        .map(|attribute| (format!("{key}.{}", attribute.id.name), &attribute.value));
    let value = value.map(|pattern| (key.to_owned(), pattern));
    value.into_iter().chain(attributes).collect()
}

impl Takes {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.arguments.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, attribute } => {
                let attribute = attribute.as_ref().map(|id| format!(".{}", id.name));
                let key = id.name.to_owned() + &attribute.unwrap_or_default();
                self.texts.insert(key);
            }
            InlineExpression::TermReference { id, arguments, .. } => {
                self.texts.insert(format!("-{}", id.name));
                if let Some(arguments) = arguments {
                    self.call(arguments);
                }
            }
            InlineExpression::FunctionReference { arguments, .. } => self.call(arguments),
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }

    fn call(&mut self, arguments: &CallArguments<&str>) {
        let named = arguments.named.iter().map(|argument| &argument.value);
        for argument in arguments.positional.iter().chain(named) {
            self.inline(argument);
        }
    }
}

/// The text of every source of the program, without its tests'.
fn sources() -> Vec<(PathBuf, String)> {
    let mut folders: Vec<PathBuf> = SOURCES.map(|folder| repository().join(folder)).into();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            let is_tests = path.file_stem().is_some_and(|name| name == "tests");
            if path.is_dir() && !is_tests {
                folders.push(path);
            } else if path.is_file() && !is_tests {
                // What is no text says nothing.
                let source = fs::read_to_string(&path).ok();
                sources.extend(source.map(|source| (path, source)));
            }
        }
    }
    sources
}

/// The keys that stand literally in calls.
fn said_in(source: &str) -> Vec<String> {
    let calls = CALLS.iter().flat_map(|call| source.split(call).skip(1));
    calls
        .filter_map(|behind| behind.trim_start().strip_prefix('"')?.split('"').next())
        .map(str::to_owned)
        .collect()
}

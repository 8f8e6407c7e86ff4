//! Each mail as a customer reads it, in every language: `letters/` has them.

use std::{fs, path::Path};

use super::wording::{code_line, every_mail};
use crate::{Language, Mail};

/// The names of what [`every_mail`] gives.
const NAMES: [&str; 13] = [
    "code",
    "code-sign-in",
    "code-step-up",
    "code-disable",
    "activation",
    "unfinished",
    "lock-wrong-codes",
    "lock-wrong-passwords",
    "address-change",
    "disabled",
    "wrong-codes-sign-in",
    "wrong-codes-step-up",
    "wrong-codes-disable",
];

#[test]
fn every_mail_reads_as_agreed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/letters");
    for language in Language::ALL {
        for (name, mail) in NAMES.into_iter().zip(every_mail(language)) {
            let path = folder.join(language.tag()).join(format!("{name}.txt"));
            let agreed = fs::read_to_string(&path).expect("the mail as agreed");
            assert_eq!(read(&mail), agreed, "{}", path.display());
        }
    }
}

/// The mail as a list shows it, and its text below, with `CODE` for the code.
fn read(mail: &Mail) -> String {
    let content = &mail.content;
    let (_, hidden) = content
        .html
        .split_once("mso-hide: all;\">")
        .expect("a line");
    let (preheader, _) = hidden.split_once('<').expect("its end");
    let mut text = content.text.clone();
    if mail.record.is_some() {
        text = text.replace(code_line(&text), "CODE");
    }
    format!("{}\n{preheader}\n\n{text}", content.subject)
}

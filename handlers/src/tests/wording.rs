//! What the mails say, and what no customer can make them say.

use countersign_domain::{ChallengePurpose, LockReason, Rejection};

use super::{
    Given,
    events::{
        active, address_changed, awaiting_code, challenge_rejected, challenged, disabled, locked,
        minute, speaks, unfinished,
    },
    given,
};
use crate::{Language, Mail};

fn code_mail(name: &str) -> Box<Mail> {
    given(awaiting_code()).named(name).mail("code-mail")
}

/// The line that holds the code and nothing else.
pub(super) fn code_line(text: &str) -> &str {
    let is_code = |line: &&str| {
        let digits = line.bytes().filter(u8::is_ascii_digit).count();
        digits == 6 && line.len() == 7 && line.as_bytes()[3] == b' '
    };
    let mut lines = text.lines().filter(is_code);
    let line = lines.next().expect("a line with the code alone");
    assert!(lines.next().is_none(), "one code");
    line
}

/// How many of [`every_mail`] carry a code.
const CODE_MAILS: usize = 4;

/// One mail of each kind and reason, those with a code first.
pub(super) fn every_mail(language: Language) -> [Box<Mail>; 13] {
    let with = |events, event| {
        let mut given: Given = given(events);
        given.happens(speaks(language.tag()));
        given.happens(event);
        given
    };
    let last = |mut events: Vec<_>| {
        let last = events.pop().expect("an event");
        with(events, last)
    };
    let challenge_code = |purpose| last(challenged(purpose)).mail("challenge-code-mail");
    let wrong_codes = |purpose| {
        let third = challenge_rejected(Rejection::Wrong, 3);
        with(challenged(purpose), third).mail("wrong-code-notice")
    };
    [
        last(awaiting_code()).mail("code-mail"),
        challenge_code(ChallengePurpose::SignIn),
        challenge_code(ChallengePurpose::StepUp),
        challenge_code(ChallengePurpose::Disable),
        last(active()).mail("activation-mail"),
        last(unfinished()).mail("unfinished-mail"),
        with(active(), locked(LockReason::WrongCodes, minute(20))).mail("lock-notice"),
        with(active(), locked(LockReason::WrongPasswords, minute(20))).mail("lock-notice"),
        with(active(), address_changed("other")).mail("address-notice"),
        with(active(), disabled()).mail("disabled-mail"),
        wrong_codes(ChallengePurpose::SignIn),
        wrong_codes(ChallengePurpose::StepUp),
        wrong_codes(ChallengePurpose::Disable),
    ]
}

/// Those of [`every_mail`] that carry a code.
fn code_mails(language: Language) -> impl Iterator<Item = Box<Mail>> {
    every_mail(language).into_iter().take(CODE_MAILS)
}

#[test]
fn a_code_mail_has_no_link() {
    for language in Language::ALL {
        for mail in code_mails(language) {
            for part in [&mail.content.text, &mail.content.html] {
                for link in ["http", "href", "src=", "www.", "mailto", "tel:"] {
                    assert!(!part.contains(link), "{link} in {part}");
                }
            }
        }
    }
}

#[test]
fn a_code_stands_alone_on_one_line_and_nowhere_a_list_shows_it() {
    for language in Language::ALL {
        for mail in code_mails(language) {
            let content = &mail.content;
            let code = code_line(&content.text);
            assert_eq!(content.text.matches(code).count(), 1);
            assert_eq!(content.html.matches(&format!(">{code}</p>")).count(), 1);
            assert_eq!(content.html.matches(code).count(), 1);
            let digits = code.replace(' ', "");
            for part in [&content.subject, &content.text, &content.html] {
                assert!(!part.contains(&digits), "{part}");
            }
            assert!(!content.subject.contains(code));
        }
    }
}

/// Grown memory would leave copies of the code behind.
#[test]
fn a_mail_is_written_into_the_memory_it_was_given() {
    for language in Language::ALL {
        for mail in every_mail(language) {
            let content = &mail.content;
            for part in [&content.text, &content.html] {
                assert_eq!(part.capacity(), 16 * 1024, "{} bytes", part.len());
            }
        }
    }
}

#[test]
pub(super) fn every_mail_is_well_formed_and_names_the_support_team_in_every_language() {
    for language in Language::ALL {
        for mail in every_mail(language) {
            let content = &mail.content;
            assert!(content.subject.contains("Nimbus & Co"));
            assert!(!content.subject.contains(['\r', '\n']));
            assert!(content.text.ends_with("\n\nNimbus & Co\n"));
            assert!(!content.text.contains("\n\n\n"), "{}", content.text);
            assert!(content.html.starts_with("<!doctype html>"));
            let lang = format!("<html lang=\"{}\">", language.tag());
            assert!(content.html.contains(&lang));
            assert!(content.html.contains("Nimbus &#38; Co"));
            for part in [&content.subject, &content.text, &content.html] {
                assert!(!part.contains("Unknown localization"), "{part}");
                assert!(!part.contains("{$") && !part.contains("{ $"), "{part}");
            }
            for part in [&content.text, &content.html] {
                assert!(part.contains("Aisha"));
                assert!(part.contains("help@nimbus.example") && part.contains("+60 3 1234 5678"));
                assert!(!part.contains("MFA") && !part.contains("AAL"));
            }
        }
    }
}

#[test]
pub(super) fn every_mail_has_a_line_for_the_list_and_reads_in_the_dark() {
    for language in Language::ALL {
        for mail in every_mail(language) {
            let html = &mail.content.html;
            assert!(html.contains("name=\"color-scheme\" content=\"light dark\""));
            assert!(!html.contains(" color: ") && !html.contains("background"));
            let (before, hidden) = html
                .split_once("<div style=\"display: none")
                .expect("a line");
            assert!(before.trim_end().ends_with('>') && !before.contains("<main"));
            let (line, _) = hidden.split_once("</div>").expect("its end");
            let (_, line) = line.split_once('>').expect("its beginning");
            assert!((15..=140).contains(&line.chars().count()), "{line}");
        }
    }
}

#[test]
fn a_mail_is_written_in_the_language_of_the_account() {
    let greeting = |locale: &str| {
        let mut given = given([speaks(locale)]);
        given.happens(locked(LockReason::WrongCodes, minute(20)));
        let mail = given.mail("lock-notice");
        mail.content
            .text
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    for (locale, says) in [
        ("en-GB", "Hello Aisha,"),
        ("ms-MY", "Salam sejahtera Aisha,"),
        ("zh-Hans-CN", "Aisha，您好！"),
        ("zh", "Aisha，您好！"),
        ("ta-MY", "Hello Aisha,"),
    ] {
        assert_eq!(greeting(locale), says);
    }
}

#[test]
fn a_name_is_escaped_in_html_and_left_alone_in_text() {
    let mail = code_mail("<img src=x onerror=alert(1)> & Sons");
    assert!(!mail.content.html.contains("<img"));
    let escaped = "&#60;img src=x onerror=alert(1)&#62; &#38; Sons";
    assert!(mail.content.html.contains(escaped));
    let greeting = "Hello <img src=x onerror=alert(1)> & Sons,\n";
    assert!(mail.content.text.starts_with(greeting));
}

#[test]
fn a_name_stays_on_one_line_and_out_of_the_subject() {
    let mail = code_mail("Aisha\r\nBcc: all\u{2028}\u{202e}\u{0}123 456 ");
    let greeting = "Hello Aisha Bcc: all 123 456,\n\n";
    assert!(mail.content.text.starts_with(greeting));
    code_line(&mail.content.text);
    assert!(!mail.content.subject.contains("Aisha"));
}

#[test]
fn a_name_that_would_be_a_link_or_a_message_is_left_out() {
    let long = "a".repeat(65);
    for name in ["see evil.example", "https://evil", "a@b", " \r\n", &long] {
        let mail = code_mail(name);
        assert!(mail.content.text.starts_with("Hello,\n"), "{name}");
        assert!(mail.content.html.contains("<p>Hello,</p>"), "{name}");
    }
    for name in [
        "J.R.R. Tolkien",
        "Dr. Ng",
        "O'Brien-Lim",
        "陳大文",
        "علی\u{200c}رضا",
    ] {
        let greeting = format!("Hello {name},\n");
        assert!(
            code_mail(name).content.text.starts_with(&greeting),
            "{name}"
        );
    }
}

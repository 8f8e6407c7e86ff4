//! What the mails say, and what no customer can make them say.

use countersign_domain::LockReason;

use super::{
    Given,
    events::{active, address_changed, awaiting_code, locked, minute, start},
    given,
};
use crate::{Mail, local_time};

const CODE_MAIL: &str = "\
Hello Aisha,

Enter this email verification code on the page that asked for it,
to switch on two-factor authentication for your Nimbus & Co account:

CODE

The code works once, until 14:11 (Asia/Kuala_Lumpur, UTC+08:00).
If you asked for several, only the newest one works.

Our staff never ask for this code. Do not tell it to anybody.

If you did not ask for it, somebody else knows the password of your account:
change the password and tell our support team. Without this code nobody can
switch anything on.

Need help? Our support team reads help@nimbus.example
and answers the hotline +60 3 1234 5678.

Nimbus & Co
";

fn code_mail(name: &str) -> Box<Mail> {
    given(awaiting_code()).named(name).mail("code-mail")
}

/// The line that holds the code and nothing else.
fn code_line(text: &str) -> &str {
    let is_code = |line: &&str| {
        let digits = line.bytes().filter(u8::is_ascii_digit).count();
        digits == 6 && line.len() == 7 && line.as_bytes()[3] == b' '
    };
    let mut lines = text.lines().filter(is_code);
    let line = lines.next().expect("a line with the code alone");
    assert!(lines.next().is_none(), "one code");
    line
}

fn every_mail() -> [Box<Mail>; 5] {
    let with = |event| {
        let mut given: Given = given(active());
        given.happens(event);
        given
    };
    [
        code_mail("Aisha"),
        given(active()).mail("activation-mail"),
        with(locked(LockReason::WrongCodes, minute(20))).mail("lock-notice"),
        with(locked(LockReason::WrongPasswords, minute(20))).mail("lock-notice"),
        with(address_changed("other")).mail("address-notice"),
    ]
}

#[test]
fn the_code_mail_reads_as_agreed() {
    let mail = code_mail("Aisha");
    let code = code_line(&mail.content.text);
    assert_eq!(mail.content.text.replace(code, "CODE"), CODE_MAIL);
    assert!(mail.content.html.contains(&format!(">{code}</p>")));
    assert_eq!(
        mail.content.subject,
        "Your Nimbus & Co email verification code"
    );
}

#[test]
fn a_code_mail_has_no_link() {
    let mail = code_mail("Aisha");
    for part in [&mail.content.text, &mail.content.html] {
        for link in ["http", "href", "src=", "www.", "mailto"] {
            assert!(!part.contains(link), "{link} in {part}");
        }
    }
}

#[test]
fn every_mail_is_well_formed_and_names_the_support_team() {
    for mail in every_mail() {
        let content = &mail.content;
        assert!(content.subject.contains("Nimbus & Co"));
        assert!(!content.subject.contains(['\r', '\n']));
        assert!(content.text.starts_with("Hello Aisha,\n\n"));
        assert!(content.text.ends_with("\n\nNimbus & Co\n"));
        assert!(!content.text.contains("\n\n\n"), "{}", content.text);
        assert!(content.html.starts_with("<!doctype html>"));
        assert!(content.html.contains("name=\"color-scheme\""));
        assert!(content.html.contains("Nimbus &#38; Co"));
        for part in [&content.text, &content.html] {
            assert!(part.contains("help@nimbus.example") && part.contains("+60 3 1234 5678"));
            assert!(!part.contains("MFA") && !part.contains("AAL"));
        }
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

#[test]
fn a_moment_is_told_by_the_clock_of_the_customer() {
    let at = |time: &str| time.parse().expect("a moment");
    let told = |time, zone| local_time(at(time), start(), zone);
    let kuala_lumpur = Some("Asia/Kuala_Lumpur");
    assert_eq!(
        told("2026-03-04T06:05:59Z", kuala_lumpur),
        "14:05 (Asia/Kuala_Lumpur, UTC+08:00)"
    );
    assert_eq!(
        told("2026-03-04T16:00:00Z", kuala_lumpur),
        "2026-03-05 00:00 (Asia/Kuala_Lumpur, UTC+08:00)"
    );
    assert_eq!(
        told("2026-07-01T12:00:00Z", Some("America/New_York")),
        "2026-07-01 08:00 (America/New_York, UTC-04:00)"
    );
    for zone in [None, Some("UTC"), Some("Mars/Olympus\r\nBcc: all")] {
        assert_eq!(told("2026-03-04T16:00:00Z", zone), "16:00 (UTC)");
    }
}

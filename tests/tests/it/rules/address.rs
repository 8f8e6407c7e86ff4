//! Addresses: how they are compared, shown, counted and told apart for analytics.

use countersign_domain::{EmailAddress, MailProvider};

fn address(text: &str) -> EmailAddress {
    let (local, domain) = text.rsplit_once('@').expect("an address");
    EmailAddress::new(local, domain)
}

#[test]
fn domains_compare_without_case_and_mailboxes_as_they_are() {
    assert!(address("a@Example.COM") == address("a@example.com"));
    assert!(address("a@example.com") != address("A@example.com"));
    assert_eq!(address("Aisha@Example.COM").expose(), "Aisha@example.com");
}

#[test]
fn a_masked_address_shows_one_letter_of_at_least_two() {
    let masked = [
        ("demo@example.com", "d***@example.com"),
        ("ab@example.com", "a***@example.com"),
        ("a@example.com", "***@example.com"),
        ("üser@example.com", "ü***@example.com"),
        ("明子@example.jp", "明***@example.jp"),
    ];
    for (text, shown) in masked {
        assert_eq!(address(text).masked(), shown);
    }
}

#[test]
fn spellings_of_one_mailbox_are_counted_as_one() {
    let spellings = ["aisha", "Aisha", "aisha+shop", "AISHA+", "aisha+a+b"];
    for local in spellings {
        let counted_as = EmailAddress::new(local, "Example.com").normalised();
        assert_eq!(counted_as, "aisha@example.com");
    }
    assert_eq!(
        address("ai.sha@example.com").normalised(),
        "ai.sha@example.com"
    );
}

#[test]
fn providers_come_from_a_fixed_list() {
    let providers = [
        ("gmail.com", MailProvider::Google),
        ("GoogleMail.com", MailProvider::Google),
        ("hotmail.com", MailProvider::Microsoft),
        ("yahoo.com.my", MailProvider::Yahoo),
        ("icloud.com", MailProvider::Apple),
        ("proton.me", MailProvider::Proton),
        ("qq.com", MailProvider::Tencent),
        ("126.com", MailProvider::NetEase),
        ("example.com", MailProvider::Other),
        ("gmail.com.example", MailProvider::Other),
        ("notgmail.com", MailProvider::Other),
    ];
    for (domain, provider) in providers {
        assert_eq!(EmailAddress::new("a", domain).provider(), provider);
        let json = serde_json::to_value(provider).expect("a name");
        assert_eq!(json, provider.as_str());
    }
}

#[test]
fn debugging_shows_no_address() {
    let shown = format!("{:?}", address("aisha@example.com"));
    assert_eq!(shown, "EmailAddress(..)");
}

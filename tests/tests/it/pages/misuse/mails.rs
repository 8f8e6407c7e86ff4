//! What a customer says is text in every mail, and stands in no header.

use countersign_tests::{
    smtp::Received,
    world::{BOUND, World},
};
use reqwest::StatusCode;
use serde_json::json;

use super::injection::{NAME, put};

/// An address with what HTML and a header's `name <address>` are made of.
const ADDRESS: &str = "'&#/{}|=@example.com";

#[tokio::test(flavor = "multi_thread")]
async fn names_and_addresses_are_text_in_mails_and_stand_in_no_header_but_to() {
    let world = World::start().await;
    let portal = world.portal();
    let names = [NAME, "Ada\u{2028}Bcc: eve", "'\"<b>Ada</b>\u{202e}"];
    for (name, account_id) in names.into_iter().zip(["a", "b", "c"]) {
        let more = json!({"display_name": name, "email": ADDRESS});
        assert_eq!(put(&portal, account_id, more).await, StatusCode::CREATED);
        let (id, code) = portal.awaiting_code(account_id, &world.smtp).await;
        portal.finish(&id, &code).await;
        let more = json!({"display_name": name, "email": "new@example.com"});
        assert_eq!(put(&portal, account_id, more).await, StatusCode::OK);
    }
    let mails = world.smtp.wait_for(|mails| mails.len() == 9, BOUND).await;
    assert!(
        mails
            .iter()
            .any(|mail| text_of(mail).contains("<b>Ada</b>")),
        "as text"
    );
    for mail in mails {
        assert_eq!(mail.recipients, [ADDRESS]);
        let headers = String::from_utf8_lossy(&mail.raw);
        let (headers, _) = headers.split_once("\r\n\r\n").expect("a body");
        for word in ["script", "alert", "Ada", "Bcc", "eve"] {
            assert!(!headers.contains(word), "{word} in {headers}");
        }
        let html = mail.html_part().expect("an HTML part");
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert!(!html.contains("\u{202e}") && !text_of(&mail).contains("\u{202e}"));
        let subject = mail.header("subject").expect("a subject");
        assert!(subject.is_ascii(), "{subject}");
    }
}

fn text_of(mail: &Received) -> String {
    mail.text_part().expect("a text part")
}

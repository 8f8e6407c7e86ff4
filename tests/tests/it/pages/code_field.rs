//! The field that takes the code.

use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Key, Wish},
    portal,
};
use serde_json::json;

use super::walk::{to_the_code, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_code_can_be_pasted_as_the_mail_writes_it() {
    let world = world().await;
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(world.portal().url(), "demo", Language::English)
        .await;
    to_the_code(&browser).await;
    let code = portal::next_code(&world.smtp, 0).await;
    let grouped = format!("{} {}", &code[..3], &code[3..]);
    browser.key_in(&grouped).await;
    browser.cut_and_paste().await;
    assert_eq!(browser.value().await, grouped, "all of it is there");
    browser.press(Key::Enter).await;
    browser.sees("The code was right").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_offers_digits_and_the_code_of_the_mail() {
    let world = world().await;
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(world.portal().url(), "demo", Language::English)
        .await;
    to_the_code(&browser).await;
    let fields = browser
        .run(
            "return [...document.querySelectorAll('main input:not([type=hidden])')]
                 .map(({name, type, inputMode, autocomplete, required}) =>
                     [name, type, inputMode, autocomplete, required])",
        )
        .await;
    let code = ["code", "text", "numeric", "one-time-code"];
    let code = code.map(|text| json!(text)).into_iter();
    let code: Vec<_> = code.chain([json!(true)]).collect();
    assert_eq!(fields, json!([code]), "one field, for all digits");
}

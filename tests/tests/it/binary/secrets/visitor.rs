//! A customer at the pages, who has tokens besides: in a cookie, in forms, and in a URL.

use countersign_tests::{
    binary::Dev,
    portal::{PASSWORD, Portal},
    search::Secret,
    stranger::Stranger,
};
use reqwest::StatusCode;
use serde_json::json;

use super::customer::{WRONG_PASSWORD, wrong_guess};

/// Whose pages they are.
const ACCOUNT: &str = "visitor";

/// The secrets of a whole visit: both kinds of session, and the nine steps not without mistakes.
pub(super) async fn secrets_of_a_visit(dev: &Dev) -> Vec<Secret> {
    let portal = dev.portal();
    portal.put_account(ACCOUNT, "visitor@example.com").await;
    let mut secrets = vec![];
    let mut customer = Stranger::at(portal.url());
    customer.sign_in(ACCOUNT, WRONG_PASSWORD).await;
    secrets.extend(tokens("before signing in", &customer));
    customer.sign_in(ACCOUNT, PASSWORD).await.leads_to();
    secrets.extend(walk(dev, &mut customer).await);
    secrets.extend(tokens("signed in", &customer));
    customer.csrf.push('x');
    let forged = customer.post("/sign-out", &[]).await;
    forged.is(StatusCode::FORBIDDEN);

    secrets.extend(sign_in_with_a_code_and_turn_off(dev).await);

    let entry = entry(&portal).await;
    let unused = self::entry(&portal).await;
    let mut hosted = Stranger::at(portal.url());
    hosted.get(&format!("/hosted/{entry}")).await.leads_to();
    hosted.get("/account/security").await.is(StatusCode::OK);
    secrets.extend(tokens("hosted", &hosted));
    hosted.post("/hosted/return", &[]).await.leads_to();
    hosted
        .get(&format!("/hosted/{entry}"))
        .await
        .is(StatusCode::GONE);
    secrets.push(Secret::long("a used URL's token", entry));
    secrets.push(Secret::long("an unused URL's token", unused));
    secrets
}

/// The steps, and the codes in them.
async fn walk(dev: &Dev, customer: &mut Stranger) -> Vec<Secret> {
    let mails = dev.mails().len();
    let setup = customer.begin_setup().await;
    for password in [WRONG_PASSWORD, PASSWORD] {
        let fields = [("password", password)];
        customer.post(&format!("{setup}/password"), &fields).await;
    }
    customer
        .get(&format!("{setup}/code"))
        .await
        .is(StatusCode::OK);
    let code = dev.next_code(mails).await;
    let guess = wrong_guess(&code);
    for code in [&guess, &code] {
        customer
            .post(&format!("{setup}/code"), &[("code", code)])
            .await;
    }
    let okay = customer.post(&format!("{setup}/okay"), &[]).await;
    assert_eq!(okay.leads_to(), setup);
    customer
        .get(&format!("{setup}/success"))
        .await
        .is(StatusCode::OK);
    let codes = [
        ("the visitor's code", &code),
        ("the visitor's guess", &guess),
    ];
    codes
        .into_iter()
        .flat_map(|(name, code)| Secret::code(name, code))
        .collect()
}

/// Signing in once two-factor is on, and turning it off again.
async fn sign_in_with_a_code_and_turn_off(dev: &Dev) -> Vec<Secret> {
    let mut customer = Stranger::at(dev.portal().url());
    let mut secrets = vec![];
    let mails = dev.mails().len();
    let asked = customer.sign_in(ACCOUNT, PASSWORD).await;
    let form = asked.leads_to().to_owned();
    customer.get(&form).await.is(StatusCode::OK);
    secrets.extend(tokens("halfway in", &customer));
    let code = dev.next_code(mails).await;
    let wrong = wrong_guess(&code);
    for code in [&wrong, &code] {
        customer.post(&form, &[("code", code)]).await.leads_to();
    }
    secrets.extend(Secret::code("the code to sign in", &code));
    secrets.extend(Secret::code("the guess at signing in", &wrong));

    let turn_off = "/account/security/turn-off";
    customer.get(turn_off).await.is(StatusCode::OK);
    secrets.extend(tokens("signed in with a code", &customer));
    let mails = dev.mails().len();
    let asked = customer.post(turn_off, &[]).await;
    let form = asked.leads_to().to_owned();
    customer.get(&form).await.is(StatusCode::OK);
    let code = dev.next_code(mails).await;
    secrets.extend(Secret::code("the code to turn it off", &code));
    let right = customer.post(&form, &[("code", &code)]).await;
    let form = right.leads_to().to_owned();
    for password in [WRONG_PASSWORD, PASSWORD] {
        customer.get(&form).await.is(StatusCode::OK);
        customer
            .post(&form, &[("password", password)])
            .await
            .leads_to();
    }
    customer
        .get("/account/security")
        .await
        .is(StatusCode::OK)
        .says("badge-off");
    secrets.extend(tokens("with two-factor off again", &customer));
    secrets
}

fn tokens(when: &str, stranger: &Stranger) -> [Secret; 2] {
    let cookie = stranger.cookie.as_ref().expect("a cookie");
    let (_, token) = cookie.split_once('=').expect("a value");
    let csrf = stranger.csrf.clone();
    assert!(token.len() >= 43 && csrf.len() >= 43, "whole tokens");
    [
        Secret::long(&format!("the session's token, {when}"), token),
        Secret::long(&format!("the form's token, {when}"), csrf),
    ]
}

/// The token of a URL that opens Account Security.
async fn entry(portal: &Portal) -> String {
    let path = format!("/v1/accounts/{ACCOUNT}/page-sessions");
    let body = json!({"return_url": "http://localhost:8000/account"});
    let answer = portal.post(&path, body).await;
    let url = answer.expect(StatusCode::CREATED)["url"].as_str();
    let token = url.and_then(|url| url.rsplit('/').next());
    token.expect("a URL").to_owned()
}

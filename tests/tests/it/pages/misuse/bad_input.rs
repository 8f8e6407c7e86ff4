//! Bad input: refused with the field named, and kept as far as it is no secret.

use countersign_tests::{
    portal::{PASSWORD, next_code},
    stranger::Stranger,
};
use reqwest::StatusCode;

use crate::pages::walk::world;

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_names_its_field_and_keeps_the_input_but_no_secret() {
    const SECRET: &str = "a secret of mine";
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url());
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    let page = customer.sign_in(" ", SECRET).await;
    page.is(unfit).says("Enter your email address or account.");
    let long = SECRET.repeat(100);
    for (password, problem) in [
        ("", "Enter your password, of at most 1024 bytes."),
        (&long, "Enter your password, of at most 1024 bytes."),
        (SECRET, "Email address, account or password is not right."),
    ] {
        let page = customer.sign_in("ada@example.com", password).await;
        page.is(unfit)
            .says(problem)
            .says("value=\"ada@example.com\"");
        assert!(!page.text.contains(SECRET));
    }

    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.begin_setup().await;
    for (password, problem) in [
        ("", "Enter the password of your account."),
        (&long, "A password has at most 1024 bytes."),
        (SECRET, "This is not the password of your account."),
    ] {
        let step = format!("{setup}/password");
        let sent = customer.post(&step, &[("password", password)]).await;
        assert_eq!(sent.leads_to(), step);
        let page = customer.get(&step).await;
        page.is(StatusCode::OK)
            .says(problem)
            .says("aria-describedby=\"problem\"");
        assert!(!page.text.contains(SECRET));
    }

    customer
        .post(&format!("{setup}/password"), &[("password", PASSWORD)])
        .await
        .leads_to();
    let code = next_code(&world.smtp, 0).await;
    let wrong = if code == "424242" { "242424" } else { "424242" };
    let wide = "４２４２４２";
    for (guess, problem) in [
        ("", "Enter the code from the email."),
        ("12345", "A code has 6 digits."),
        (wide, "A code has 6 digits."),
        ("+424242", "A code has 6 digits."),
        (wrong, "This code is wrong."),
    ] {
        let step = format!("{setup}/code");
        let sent = customer.post(&step, &[("code", guess)]).await;
        assert_eq!(sent.leads_to(), step);
        let page = customer.get(&step).await;
        page.is(StatusCode::OK)
            .says(problem)
            .says("aria-describedby=\"problem code-hint");
        assert!(
            guess.is_empty() || !page.text.contains(guess),
            "{guess} is shown again"
        );
    }
}

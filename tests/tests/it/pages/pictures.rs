//! The pictures of the walk in the README, made anew by `make pictures`.

use std::{fs, path::Path};

use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Wish},
    portal::{self, PASSWORD, password_hash},
};
use reqwest::StatusCode;
use serde_json::json;

use super::walk::world;

/// Each page fits whole.
const DESK: (u32, u32) = (1024, 1160);
const TELEPHONE: (u32, u32) = (390, 1220);

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it writes into the checkout: `make pictures`"]
async fn the_walk_is_pictured() {
    let world = world().await;
    for (screen, dark, folder) in [(DESK, false, "desk"), (TELEPHONE, true, "telephone")] {
        let aisha = json!({
            "email": format!("aisha-{folder}@example.com"),
            "display_name": "Aisha Rahman",
            "time_zone": "Asia/Kuala_Lumpur",
            "password_hash": password_hash(),
        });
        let path = format!("/v1/accounts/{folder}");
        let put = world.portal().put(&path, aisha).await;
        put.expect(StatusCode::CREATED);
        let wish = Wish {
            screen,
            dark,
            ..Wish::default()
        };
        let browser = Browser::open(&wish).await;
        let mails = world.smtp.mails().len();
        let picture = async |name: &str| {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../docs/walk")
                .join(folder);
            let fits = "return document.documentElement.scrollHeight <= innerHeight";
            assert_eq!(browser.run(fits).await, true, "{name} is cut off");
            fs::create_dir_all(&folder).expect("the folder can be made");
            let picture = browser.picture().await;
            fs::write(folder.join(format!("{name}.png")), picture).expect("it can be written");
        };
        browser
            .sign_in(world.portal().url(), folder, Language::English)
            .await;
        picture("1-account-security").await;
        browser.click("Setup Two-Factor Authentication").await;
        browser.sees("How would you like").await;
        picture("2-methods").await;
        browser.click("Email Authentication").await;
        browser.sees("Confirm your password").await;
        picture("3-password").await;
        browser.fill("Account password", PASSWORD).await;
        browser.click("Confirm").await;
        browser.sees("The mail server accepted the mail.").await;
        picture("4-code").await;
        let code = portal::next_code(&world.smtp, mails).await;
        browser.fill("Code from the email", &code).await;
        browser.click("Verify").await;
        browser.sees("The code was right").await;
        picture("5-okay").await;
        browser.click("Okay").await;
        browser.sees("Two-factor authentication is on").await;
        picture("6-success").await;
    }
}

//! A new master key wraps everything anew while an instance runs.

use std::fs;

use countersign::{api_keys::Role, keys::MasterKey};
use countersign_tests::{
    binary::{Installation, Process, Settings},
    ground,
};
use reqwest::StatusCode;
use serde_json::json;

const ROTATE: &[&str] = &["keys", "rotate", "--master"];

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_wrapped_anew_beneath_a_running_instance() {
    let mut installation = Installation::make().await;
    let folder = ground::folder("keys");
    let file = folder.path().join("master.key");
    let (old, new) = (MasterKey::generate(), MasterKey::generate());
    let keep = |keys: &[&MasterKey]| {
        let lines: String = keys
            .iter()
            .map(|key| key.to_text().to_string() + "\n")
            .collect();
        fs::write(&file, lines).expect("it can be written");
    };
    keep(&[&old]);
    let settings = installation.settings.without("COUNTERSIGN_MASTER_KEY");
    let path = file.to_str().expect("an ordinary path");
    installation.settings = settings.with("COUNTERSIGN_MASTER_KEY_FILE", path);
    let (_serve, portal) = installation.serve().await;
    portal.put_account("ann", "ann@example.com").await;
    portal.put_account("bob", "bob@example.com").await;
    let (ann, code) = portal.awaiting_code("ann", &installation.smtp).await;

    keep(&[&new, &old]);
    let rotated = Process::run(ROTATE, &installation.settings).await;
    assert_eq!(rotated.success(), format!("{}\n", new.id()));
    assert!(rotated.stderr.contains("2 of accounts"), "{rotated:?}");
    let again = Process::run(ROTATE, &installation.settings).await;
    assert!(
        again
            .stderr
            .contains("0 keys of the service and 0 of accounts"),
        "{again:?}"
    );

    // The instance meets what it cannot open, and reads its file again.
    let confirmed = portal
        .command(&ann, "confirm-code", json!({"code": code}))
        .await;
    confirmed.expect(StatusCode::OK);
    keep(&[&new]);
    let (second, _portal) = installation.serve().await;
    let portal = second.portal(&[(Role::Portal, portal.key(Role::Portal).to_owned())]);
    let okay = portal.command(&ann, "acknowledge", json!({})).await;
    assert_eq!(okay.expect(StatusCode::OK)["state"], "active");
    portal.awaiting_code("bob", &installation.smtp).await;

    keep(&[&old]);
    let refused = Process::run(&["keys", "rotate"], &installation.settings).await;
    assert!(
        refused.failure().contains("wrapped by master key"),
        "{refused:?}"
    );
    let nothing = Settings::on(&installation.database);
    let refused = Process::run(ROTATE, &nothing).await;
    assert!(refused.failure().contains("COUNTERSIGN_MASTER_KEY"));
}

//! `countersign dev`: ready on a fresh folder, alone there, gone with its servers, and back with
//! its data.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    time::{Duration, Instant},
};

use countersign::{api_keys::Role, nats};
use countersign_tests::{
    binary::{Dev, Process, Settings},
    ground,
    portal::Answer,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

/// How long a stop may take.
const STOP: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn dev_outlives_a_crash_and_leaves_nothing_running() {
    let folder = ground::folder("dev");
    let data_dir = folder.path().join("data");

    let mut dev = Dev::start(&data_dir, &[], &Settings::none()).await;
    announces_what_the_contract_says(&data_dir, &dev).await;
    refuses_a_second_one(&data_dir, &dev).await;
    let portal = dev.portal();
    let enrollment_id = portal.start_setup("demo").await;
    let verified = portal.verify_password(&enrollment_id).await;
    verified.expect(StatusCode::OK);
    let code = dev.next_code(0).await;

    let family = dev.process.family();
    assert!(family.has("postgres") && family.has("nats-server"));
    dev.process.kill();
    family.gone().await;

    let keys = dev.announcement.api_keys;
    let mut dev = Dev::start(&data_dir, &[], &Settings::none()).await;
    assert!(dev.announcement.api_keys == keys, "the keys are the same");
    let portal = dev.portal();
    let confirmed = portal
        .command(&enrollment_id, "confirm-code", json!({"code": code}))
        .await;
    confirmed.expect(StatusCode::OK);
    let active = portal
        .command(&enrollment_id, "acknowledge", json!({}))
        .await;
    assert_eq!(active.expect(StatusCode::OK)["state"], "active");

    let family = dev.process.family();
    assert!(family.has("postgres") && family.has("nats-server"));
    let asked = Instant::now();
    let status = dev.process.stop().await;
    assert!(asked.elapsed() < STOP);
    assert!(status.success(), "{}", dev.process.stderr());
    family.gone().await;
    assert!(!data_dir.join("dev.json").exists(), "nothing is announced");
}

async fn announces_what_the_contract_says(data_dir: &Path, dev: &Dev) {
    let file = data_dir.join("dev.json");
    let mode = fs::metadata(&file)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let said: Value = serde_json::from_slice(&fs::read(&file).expect("it is ours")).expect("JSON");
    let roles: Vec<_> = said["api_keys"].as_object().expect("keys").keys().collect();
    assert_eq!(
        roles,
        ["analyst", "auditor", "operator", "portal", "support"]
    );

    let announcement = &dev.announcement;
    let is_superuser = async |url: &str| -> bool {
        let mut connection = PgConnection::connect(url)
            .await
            .expect("PostgreSQL is there");
        let asked =
            sqlx::query_scalar("SELECT rolsuper FROM pg_roles WHERE rolname = current_user");
        asked.fetch_one(&mut connection).await.expect("an answer")
    };
    assert!(!is_superuser(&announcement.database_url).await);
    assert!(is_superuser(&announcement.admin_database_url).await);
    let client = nats::connect(&announcement.nats_url).await.expect("a URL");
    let stream = nats::jetstream(client).get_stream(nats::STREAM).await;
    assert!(stream.is_ok(), "the log is published");
    assert!(announcement.mail_dir.is_dir());
    let ready = reqwest::get(format!("{}/readyz", announcement.admin_url)).await;
    assert_eq!(ready.expect("an answer").status(), StatusCode::OK);
    let security = "/v1/accounts/demo/security";
    let security = dev.portal().get(Role::Support, security).await;
    assert_eq!(security.expect(StatusCode::OK)["two_factor"], "off");
}

async fn refuses_a_second_one(data_dir: &Path, first: &Dev) {
    let path = data_dir.to_str().expect("an ordinary path");
    let arguments = ["dev", "--listen", "127.0.0.1:0", "--data-dir", path];
    let second = Process::run(&arguments, &Settings::none()).await;
    let url = &first.announcement.url;
    assert_eq!(
        second.failure(),
        format!("countersign: another `countersign dev` is running on {path}, at {url}\n")
    );
    let first = first.portal();
    let healthy = Answer::of(first.bare(Method::GET, "/healthz")).await;
    healthy.expect(StatusCode::OK);
    assert!(data_dir.join("dev.json").exists(), "the first one's stays");
}

#[tokio::test]
async fn dev_opens_to_no_network() {
    let folder = ground::folder("dev");
    let data_dir = folder.path().join("data");
    let path = data_dir.to_str().expect("an ordinary path");
    let arguments = ["dev", "--listen", "0.0.0.0:0", "--data-dir", path];
    let refused = Process::run(&arguments, &Settings::none()).await;
    assert!(refused.failure().contains("loopback"), "{refused:?}");
    assert!(!data_dir.exists(), "nothing was begun");
}

//! `countersign serve`: whole or not at all.

use countersign_tests::{
    binary::{Installation, Process},
    database::TestDatabase,
};

#[tokio::test(flavor = "multi_thread")]
async fn serve_does_not_start_half_configured() {
    let installation = Installation::make().await;
    let settings = &installation.settings;
    for (missing, named) in [
        ("DATABASE_URL", "--database-url"),
        ("NATS_URL", "--nats-url"),
        ("SMTP_URL", "--smtp-url"),
        ("COUNTERSIGN_MASTER_KEY", "COUNTERSIGN_MASTER_KEY"),
        ("COUNTERSIGN_BRAND_NAME", "--brand-name"),
        ("COUNTERSIGN_MAIL_FROM", "--mail-from"),
        ("COUNTERSIGN_SUPPORT_ADDRESS", "--support-address"),
        ("COUNTERSIGN_HOTLINE", "--hotline"),
    ] {
        let refused = Process::run(&["serve"], &settings.clone().without(missing)).await;
        assert!(refused.failure().contains(named), "{missing}: {refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_refuses_settings_that_cannot_be_right() {
    let installation = Installation::make().await;
    let empty = TestDatabase::create_empty().await;
    let taken = installation.smtp.url().replace("smtp://", "");
    for (name, value, named) in [
        ("COUNTERSIGN_CODE_DIGITS", "9", "--code-digits"),
        (
            "COUNTERSIGN_CODE_LIFETIME_SECONDS",
            "1801",
            "--setup-lifetime-seconds",
        ),
        ("COUNTERSIGN_LISTEN", "0.0.0.0:0", "--behind-tls-proxy"),
        ("COUNTERSIGN_LISTEN", "nowhere", "--listen"),
        ("COUNTERSIGN_LISTEN", &taken, &taken),
        (
            "COUNTERSIGN_MASTER_KEY",
            "bm8ga2V5",
            "COUNTERSIGN_MASTER_KEY",
        ),
        ("COUNTERSIGN_MASTER_KEY_FILE", "/nonexistent", "set twice"),
        ("COUNTERSIGN_LOG", "every=thing", "--log"),
        ("COUNTERSIGN_MAIL_FROM", "nobody", "--mail-from"),
        ("SMTP_URL", "http://127.0.0.1", "--smtp-url"),
        ("SMTP_URL", "smtp://mail.example.com", "--smtp-url"),
        ("NATS_URL", "http://127.0.0.1", "--nats-url"),
        ("NATS_URL", "nats://", "--nats-url"),
        ("NATS_URL", "nats://127.0.0.1:4222,nats://", "--nats-url"),
        (
            "NATS_URL",
            "nats://a:b@127.0.0.1:4222,nats://a:c@127.0.0.1:4223",
            "--nats-url",
        ),
        ("DATABASE_URL", "nonsense", "--database-url"),
        (
            "DATABASE_URL",
            "mysql://127.0.0.1/countersign",
            "--database-url",
        ),
        (
            "COUNTERSIGN_OTLP_ENDPOINT",
            "127.0.0.1:4318",
            "--otlp-endpoint",
        ),
        (
            "COUNTERSIGN_OTLP_ENDPOINT",
            "http://token@127.0.0.1:4318",
            "--otlp-endpoint",
        ),
        ("DATABASE_URL", &empty.url(), "countersign migrate"),
    ] {
        let settings = installation.settings.clone().with(name, value);
        let refused = Process::run(&["serve"], &settings).await;
        assert!(refused.failure().contains(named), "{name}: {refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_stops_when_it_is_asked_to_and_says_nothing_on_stdout() {
    let installation = Installation::make().await;
    let (mut serve, portal) = installation.serve().await;
    portal.put_account("demo", "demo@example.com").await;
    let status = serve.process.stop().await;
    assert!(status.success(), "{}", serve.process.stderr());
    assert_eq!(serve.process.stdout(), "");
}

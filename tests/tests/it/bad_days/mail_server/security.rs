//! Mail under TLS, to a server that is trusted and to one that is not.

use countersign_tests::{
    binary::Installation,
    smtp::{Certificate, Security, SmtpServer},
    world::eventually,
};

/// `user` and `pass/word`, as AUTH PLAIN says them (RFC 4616).
const CREDENTIALS: &str = "AUTH PLAIN AHVzZXIAcGFzcy93b3Jk";

#[tokio::test(flavor = "multi_thread")]
async fn tls_from_the_first_byte() {
    a_mail_goes_under(Security::Tls, "smtps", "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_when_it_is_asked_for() {
    a_mail_goes_under(Security::StartTls, "smtp", "?tls=required").await;
}

async fn a_mail_goes_under(security: Security, scheme: &str, query: &str) {
    let mut installation = Installation::make().await;
    let certificate = Certificate::make();
    let server = SmtpServer::start_secured(security, &certificate).await;
    let server = server.expect("a mail server starts");
    let url = format!(
        "{scheme}://user:pass%2Fword@localhost:{}{query}",
        server.port()
    );
    installation.settings = installation.settings.with("SMTP_URL", &url);
    let (stranger, portal) = installation.serve().await;
    portal.put_account("demo", "demo@example.com").await;
    let enrollment_id = portal.start_setup("demo").await;
    portal.verify_password(&enrollment_id).await;
    eventually(
        "an instance that does not trust the server tries",
        async || {
            stranger
                .process
                .stderr()
                .contains("an event is tried again")
        },
    )
    .await;
    assert!(!server.conversations().concat().contains("AUTH"));
    drop(stranger);

    let file = certificate.file();
    let file = file.to_str().expect("a path of ours");
    installation.settings = installation.settings.with("SSL_CERT_FILE", file);
    let (_trusting, _) = installation.serve().await;
    eventually("the mail came", async || server.mails().len() == 1).await;
    let conversation = &server.mails()[0].conversation;
    assert!(conversation.contains(CREDENTIALS), "{conversation}");
}

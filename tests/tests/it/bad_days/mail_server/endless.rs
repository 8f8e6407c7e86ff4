//! A mail server whose line does not end.

use std::fs;

use countersign_tests::{
    binary::{Installation, Serve},
    portal::Portal,
    smtp::{Behaviour, SmtpServer, Stage},
    world::eventually,
};

const LINE_BYTES: u64 = 100 * 1024 * 1024;
/// Far less than one such line, and more than hashes of passwords come and go with.
const GROWTH_BYTES_MAX: usize = 64 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_line_frees_the_handler_and_fills_no_memory() {
    let installation = Installation::make().await;
    let (serve, portal) = installation.serve().await;
    mail(&portal, &installation.smtp, "usual").await;
    let before = most_memory_bytes(&serve);
    for stage in Stage::OF_A_MAIL {
        let endless = Behaviour::Endless(LINE_BYTES);
        installation.smtp.script_times(1, stage, endless);
    }
    mail(&portal, &installation.smtp, "endless").await;
    let grown = most_memory_bytes(&serve) - before;
    assert!(grown < GROWTH_BYTES_MAX, "by {grown} bytes");
}

/// As many mails as there are stages, each to its own mailbox.
async fn mail(portal: &Portal, smtp: &SmtpServer, name: &str) {
    let to = |stage: &Stage| format!("{name}-{stage:?}@example.com");
    for stage in Stage::OF_A_MAIL {
        let account_id = format!("{name}-{stage:?}");
        portal.put_account(&account_id, &to(&stage)).await;
        let enrollment_id = portal.start_setup(&account_id).await;
        portal.verify_password(&enrollment_id).await;
    }
    eventually("every mail came", async || {
        let mails = smtp.mails();
        let came = |to: String| mails.iter().any(|mail| mail.recipients == [to.clone()]);
        Stage::OF_A_MAIL.iter().map(to).all(came)
    })
    .await;
}

/// The most memory that the process ever had (proc(5)).
fn most_memory_bytes(serve: &Serve) -> usize {
    let path = format!("/proc/{}/status", serve.process.pid().as_raw_nonzero());
    let status = fs::read_to_string(path).expect("it runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = peak.and_then(|peak| peak.trim().strip_suffix(" kB"));
    let kibibytes: usize = kibibytes.expect("a peak").trim().parse().expect("a number");
    kibibytes * 1024
}

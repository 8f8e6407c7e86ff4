//! The service and its witness, both as they are run.

use std::{fs::File, net::TcpListener};

use countersign::api_keys::Role;
use countersign_audit::{Asked, LogKey, Note, PublicKey, verify};
use countersign_tests::{
    binary::{Installation, Process, Witness},
    ground,
    portal::Portal,
    world::eventually,
};
use reqwest::{Method, StatusCode};

/// Where nobody listens yet.
fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener
        .local_addr()
        .expect("it has an address")
        .to_string()
}

/// The key of the witness in a folder, which it makes at its first start.
async fn key_of_witness(folder: &std::path::Path) -> PublicKey {
    let nobody = LogKey::new("log.example/1", &[1; 32]).expect("a name");
    let keys = [nobody.public().clone()];
    let settings = Witness::settings(&format!("http://{}", free_address()), &keys, "none", folder);
    let witness = Witness::start(&settings).await;
    witness.vkey()
}

async fn cosigned(portal: &Portal) -> Option<Note> {
    let path = "/v1/log/checkpoint?cosigned=true";
    let answer = portal
        .request(Role::Auditor, Method::GET, path)
        .send()
        .await;
    let answer = answer.expect("an answer");
    if answer.status() == StatusCode::NOT_FOUND {
        return None;
    }
    Some(Note::from_bytes(&answer.bytes().await.expect("a body")).expect("a note"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_signs_once_its_witness_has_spoken_and_publishes_what_it_cosigns() {
    let (folder, address) = (ground::folder("witness"), free_address());
    let witness_key = key_of_witness(folder.path()).await;
    let mut installation = Installation::make().await;
    installation.settings = installation
        .settings
        .with("COUNTERSIGN_WITNESS_URL", &format!("http://{address}"))
        .with("COUNTERSIGN_WITNESS_VKEY", &witness_key.to_string());
    let (serve, portal) = installation.serve().await;
    portal
        .put_account("a-1", "a@example.com")
        .await
        .expect(StatusCode::CREATED);
    eventually("the signer waits for the witness", async || {
        let answer = reqwest::get(serve.readyz()).await.expect("an answer");
        answer
            .text()
            .await
            .expect("text")
            .contains("the witness has not said yet")
    })
    .await;
    let nothing = portal.get(Role::Auditor, "/v1/log/checkpoint").await;
    assert_eq!(nothing.problem(404), "not-found");

    let log_key = installation.data_of(&["audit", "keys"]).await;
    let log_key: PublicKey = log_key.trim_end().parse().expect("a key");
    let api_key = portal.key(Role::Auditor);
    let settings = Witness::settings(
        portal.url(),
        std::slice::from_ref(&log_key),
        api_key,
        folder.path(),
    )
    .with("COUNTERSIGN_WITNESS_LISTEN", &address);
    let witness = Witness::start(&settings).await;
    portal
        .put_account("a-2", "b@example.com")
        .await
        .expect(StatusCode::CREATED);
    eventually("all of it is cosigned and published", async || {
        cosigned(&portal)
            .await
            .is_some_and(|note| note.checkpoint().size == 2)
    })
    .await;
    let note = cosigned(&portal).await.expect("it was there");
    note.require_signed(std::slice::from_ref(&log_key))
        .expect("by the log");
    note.require_cosigned(&witness_key).expect("by the witness");
    assert_eq!(witness.alarm().await, None);

    let bundle = folder.path().join("bundle");
    let out = bundle.to_str().expect("an ordinary path");
    let export = ["audit", "export", "--cosigned", "--out", out];
    Process::run(&export, &installation.settings)
        .await
        .success();
    let asked = Asked {
        keys: vec![log_key],
        witnesses: vec![witness_key],
        earlier: Some(note),
    };
    let verified = verify(File::open(bundle).expect("it is there"), &asked, |_| {});
    assert_eq!(verified.expect("it is good").events, 2);
}

//! A whole run of `countersign dev` at its most talkative, and then a search through every byte it
//! left behind for every secret there was: mailed codes, guesses, passwords, keys.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign::api_keys::Role;
use countersign_tests::{
    binary::{Announcement, Dev, Settings},
    ground,
    portal::{Answer, PASSWORD},
    search::{Secret, found},
    world::eventually,
};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

const WRONG_PASSWORD: &str = "incorrect horse battery staple";

/// Where the secrets of `dev` belong: its mails, and files that nobody else can read. `dev.json` is
/// gone with it.
const THEIR_PLACES: [&str; 7] = [
    "mail",
    "master.key",
    "api-keys.json",
    "database-password",
    "postgres/password",
    "nats/password",
    "nats/nats.conf",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_stands_in_anything_that_a_run_leaves_behind() {
    let folder = ground::folder("dev");
    let data_dir = folder.path().join("data");
    let loud = Settings::none().with("COUNTERSIGN_LOG", "trace");
    let limits = ["--code-digits", "8", "--issue-gap-seconds", "1"];
    let mut dev = Dev::start(&data_dir, &limits, &loud).await;
    let run = Run::of_a_customer(&dev).await;
    let mails = dev.mails().concat();
    let status = dev.process.stop().await;
    assert!(status.success(), "{status}");

    let mut remains = folder_by_folder(&data_dir);
    remains.insert("the answers".to_owned(), run.answers.into_bytes());
    remains.insert("the logs".to_owned(), dev.process.stderr().into_bytes());
    // Nothing is hidden from the search: it finds what does stand there.
    let known = [Secret::long("the enrollment", run.enrollment_id)];
    for place in ["postgres", "nats", "the logs", "the answers"] {
        assert_eq!(
            found(&remains[place], &known),
            ["the enrollment"],
            "in {place}"
        );
    }
    let codes = found(&mails, &run.codes);
    assert_eq!(
        codes,
        ["code 1", "code 2"],
        "the mails have the codes as they are searched for"
    );
    assert!(dev.process.stderr().contains("TRACE"));

    let mut secrets = run.codes;
    secrets.extend(lasting_secrets(&dev.announcement, &data_dir));
    secrets.push(Secret::long("the password", PASSWORD));
    secrets.push(Secret::long("the wrong password", WRONG_PASSWORD));
    for (place, bytes) in &remains {
        assert_eq!(found(bytes, &secrets), [""; 0], "in {place}");
    }
    // The guide is there to be pasted: it signs in with three keys and the demo account's password,
    // which are all in `dev.json` or the manual. Nothing else stands there.
    let guide = dev.process.stdout();
    let pasted = [
        "analyst's key",
        "auditor's key",
        "portal's key",
        "the password",
    ];
    assert_eq!(found(guide.as_bytes(), &secrets), pasted, "in the guide");
}

/// What a customer did, and what it was answered.
struct Run {
    enrollment_id: String,
    /// The mailed codes and the wrong guess.
    codes: Vec<Secret>,
    answers: String,
}

impl Run {
    /// The nine steps, with a wrong password, a wrong code and a code sent again.
    async fn of_a_customer(dev: &Dev) -> Self {
        let portal = dev.portal();
        let mut answers = Answers::default();
        let get = |path: &str| portal.request(Role::Portal, Method::GET, path);
        answers.of(get("/v1/accounts/demo/security"), 200).await;
        let setup = "/v1/accounts/demo/enrollments";
        let setup = portal.request(Role::Portal, Method::POST, setup);
        let started = answers
            .of(setup.json(&json!({"method": "email"})), 201)
            .await;
        let enrollment_id = started["enrollment_id"].as_str().expect("an id").to_owned();
        let command = |name: &str, body: Value| {
            let path = format!("/v1/enrollments/{enrollment_id}/{name}");
            portal
                .request(Role::Portal, Method::POST, &path)
                .json(&body)
        };

        let wrong = command("verify-password", json!({"password": WRONG_PASSWORD}));
        answers.of(wrong, 422).await;
        let right = command("verify-password", json!({"password": PASSWORD}));
        answers.of(right, 200).await;
        let first = dev.next_code(0).await;
        let guess = wrong_guess(&first);
        answers
            .of(command("confirm-code", json!({"code": guess})), 422)
            .await;
        eventually("a code may be sent again", async || {
            let again = command("issue-code", json!({}));
            answers.any(again).await.status == StatusCode::OK
        })
        .await;
        let second = dev.next_code(1).await;
        answers
            .of(command("confirm-code", json!({"code": second})), 200)
            .await;
        answers.of(command("acknowledge", json!({})), 200).await;
        eventually("the confirmation is mailed", async || {
            dev.mails().len() == 3
        })
        .await;

        answers
            .of(get(&format!("/v1/enrollments/{enrollment_id}")), 200)
            .await;
        answers.of(get("/v1/accounts/demo/security"), 200).await;
        for (role, path) in [
            (Role::Auditor, "/v1/accounts/demo/history"),
            (Role::Analyst, "/v1/log"),
        ] {
            answers
                .of(portal.request(role, Method::GET, path), 200)
                .await;
        }
        for path in ["readyz", "metrics"] {
            let url = format!("{}/{path}", dev.announcement.admin_url);
            answers.of(reqwest::Client::new().get(url), 200).await;
        }
        let codes = [
            ("code 1", &first),
            ("code 2", &second),
            ("the guess", &guess),
        ];
        Self {
            codes: codes
                .into_iter()
                .flat_map(|(name, code)| Secret::code(name, code))
                .collect(),
            enrollment_id,
            answers: answers.0,
        }
    }
}

/// Every answer, headers and all.
#[derive(Default)]
struct Answers(String);

impl Answers {
    async fn of(&mut self, request: RequestBuilder, status: u16) -> Value {
        let answer = self.any(request).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
        answer.body
    }

    async fn any(&mut self, request: RequestBuilder) -> Answer {
        let answer = Answer::of(request).await;
        self.0
            .push_str(&format!("{:?}\n{}\n", answer.headers, answer.body));
        answer
    }
}

/// Keys and passwords that outlast a run, in each form they are kept in.
fn lasting_secrets(announcement: &Announcement, data_dir: &Path) -> Vec<Secret> {
    let text = |file: &str| fs::read_to_string(data_dir.join(file)).expect("it is ours");
    let master_key = text("master.key");
    let raw = STANDARD.decode(&master_key).expect("base64");
    let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut secrets = vec![
        Secret::long("the master key in base64", master_key),
        Secret::long("the master key in hex", hex),
        Secret::long("the master key", raw),
    ];
    for (role, key) in &announcement.api_keys {
        secrets.push(Secret::long(&format!("{role}'s key"), key.as_str()));
    }
    for file in ["database-password", "postgres/password", "nats/password"] {
        secrets.push(Secret::long(file, text(file)));
    }
    secrets
}

/// The bytes of all files below the data folder, but for those that secrets belong in, by what
/// stands in the data folder itself.
fn folder_by_folder(data_dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let their_places = THEIR_PLACES.map(|place| data_dir.join(place));
    let mut all = BTreeMap::new();
    for path in entries(data_dir) {
        let mut bytes = vec![];
        let mut paths = vec![path.clone()];
        while let Some(path) = paths.pop() {
            if their_places.contains(&path) {
                continue;
            }
            if path.is_dir() {
                paths.extend(entries(&path));
            } else {
                bytes.extend(fs::read(path).expect("root or its owner reads it"));
            }
        }
        let name = path.file_name().expect("it is in the folder");
        all.insert(name.to_string_lossy().into_owned(), bytes);
    }
    all
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("root or its owner reads it");
    entries.flatten().map(|entry| entry.path()).collect()
}

/// Another code, which nobody was mailed.
fn wrong_guess(code: &str) -> String {
    let (most, last) = code.split_at(code.len() - 1);
    let last: u8 = last.parse().expect("a digit");
    format!("{most}{}", (last + 1) % 10)
}

//! A whole run of `countersign dev` at its most talkative, and then a search through every byte it
//! left behind for every secret there was: mailed codes, guesses, passwords, keys, tokens.

mod customer;
mod remains;
mod visitor;

use countersign_tests::{
    binary::{Dev, Settings},
    ground,
    portal::PASSWORD,
    search::{Secret, found},
};

use customer::{CustomerRun, WRONG_PASSWORD};

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_stands_in_anything_that_a_run_leaves_behind() {
    let folder = ground::folder("dev");
    let data_dir = folder.path().join("data");
    let loud = Settings::none().with("COUNTERSIGN_LOG", "trace");
    let limits = ["--code-digits", "8", "--issue-gap-seconds", "1"];
    let mut dev = Dev::start(&data_dir, &limits, &loud).await;
    let run = CustomerRun::of(&dev).await;
    let of_a_visit = visitor::secrets_of_a_visit(&dev).await;
    let mails = dev.mails().concat();
    let status = dev.process.stop().await;
    assert!(status.success(), "{status}");

    let mut remains = remains::folder_by_folder(&data_dir);
    remains.insert("the answers".to_owned(), run.answers.into_bytes());
    remains.insert("the logs".to_owned(), dev.process.stderr().into_bytes());
    // Nothing is hidden from the search: it finds what does stand there.
    let known = [Secret::long("the enrollment", run.enrollment_id)];
    for place in ["postgres", "nats", "the logs", "the answers"] {
        let found = found(&remains[place], &known);
        assert_eq!(found, ["the enrollment"], "in {place}");
    }
    let mailed = found(&mails, &run.codes);
    assert_eq!(mailed, ["code 1", "code 2"], "as they are searched for");
    assert!(dev.process.stderr().contains("TRACE"));

    let mut secrets = run.codes;
    secrets.extend(of_a_visit);
    secrets.extend(remains::lasting_secrets(&dev.announcement, &data_dir));
    for (name, secret) in [
        ("the address", "demo@example.com"),
        ("the password", PASSWORD),
        ("the wrong password", WRONG_PASSWORD),
    ] {
        secrets.push(Secret::long(name, secret));
    }
    for (place, bytes) in &remains {
        assert_eq!(found(bytes, &secrets), [""; 0], "in {place}");
    }
    // The guide is there to be pasted: it signs in with three keys and as the demo account, as
    // `dev.json` and the manual have them. Nothing else stands there.
    let guide = dev.process.stdout();
    let mut pasted = found(guide.as_bytes(), &secrets);
    pasted.retain(|name| !["the address", "the password"].contains(name));
    let keys = ["analyst's key", "auditor's key", "portal's key"];
    assert_eq!(pasted, keys, "in the guide");
}

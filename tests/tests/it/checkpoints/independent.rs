//! A check that shares no line with ours: a script after the documented format.

use std::{fs, path::Path, process::Command};

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign::checkpoints::Export;
use countersign_tests::world::World;

use super::scene::{Bundle, head, signed_up_to, vkey};

#[tokio::test(flavor = "multi_thread")]
async fn root_and_signature_are_recomputed_by_others() {
    let world = World::start().await;
    for account_id in ["a-1", "a-2", "a-3"] {
        world.portal().switch_on(account_id, &world.smtp).await;
    }
    let pool = world.database.pool();
    signed_up_to(&world, head(&pool).await).await;
    let bundle = Bundle::of(&pool, &Export::default())
        .await
        .expect("it is exported");
    let vkey = vkey(&world).to_string();
    let (good, told) = check(&bundle.path(), &vkey);
    let checkpoint = &bundle.exported.checkpoint;
    let expected = format!(
        "{} {}\n",
        checkpoint.size,
        STANDARD.encode(checkpoint.root.0)
    );
    assert!(good && told == expected, "{told}");
    let mut bytes = fs::read(bundle.path()).expect("it is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(bundle.path(), bytes).expect("it is written");
    assert!(!check(&bundle.path(), &vkey).0, "it looks at every byte");
}

fn check(bundle: &Path, vkey: &str) -> (bool, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/independent/bundle.py");
    let output = Command::new("python3")
        .args([script.as_ref(), bundle.as_os_str(), vkey.as_ref()])
        .output()
        .expect("python3 is there");
    let told = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&told).into_owned(),
    )
}

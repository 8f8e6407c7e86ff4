//! What the service takes from its witness.

use countersign::{
    checkpoints::{self, CosignError},
    fetching,
};
use countersign_audit::{CosignerKey, PublicKey};
use countersign_tests::binary::Witness;

use super::{Scene, log::TinyLog};

#[tokio::test(flavor = "multi_thread")]
async fn a_note_counts_with_both_signatures_alone() {
    let scene = Scene::of(0).await;
    let witness = Witness::start(&scene.settings).await;
    let client = fetching::client().expect("a client");
    let (url, vkey) = (witness.url().parse().expect("a URL"), witness.vkey());
    let fetch = async |log_key: &PublicKey, witness: &PublicKey| {
        checkpoints::fetch(&client, &url, std::slice::from_ref(log_key), witness).await
    };
    let log_key = TinyLog::key(1);
    let none_yet = fetch(&log_key, &vkey).await;
    assert!(
        matches!(none_yet, Err(CosignError::Away(_))),
        "{none_yet:?}"
    );

    scene.log.grow(9);
    witness.reaches(9).await;
    let note = fetch(&log_key, &vkey).await.expect("both have signed");
    assert_eq!(note.checkpoint().size, 9);
    let other = CosignerKey::new(vkey.name(), &[1; 32], 0).expect("a name");
    for (log_key, witness) in [
        (&TinyLog::key(2), &vkey),
        (&log_key, other.public()),
        (&log_key, &log_key),
    ] {
        let refused = fetch(log_key, witness).await;
        assert!(matches!(refused, Err(CosignError::Note(_))), "{refused:?}");
    }
    drop(witness);
    let away = fetch(&log_key, &vkey).await;
    assert!(matches!(away, Err(CosignError::Away(_))), "{away:?}");
}

//! Dependencies point one way.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Each crate with everything it may depend on; a new dependency is a decision made here too.
const MAY_DEPEND_ON: [(&str, &[&str]); 4] = [
    (
        "countersign-domain",
        &[
            "chrono",
            "cqrs-es",
            "hmac",
            "idna",
            "serde",
            "serde_json",
            "sha2",
            "subtle",
            "thiserror",
            "uuid",
            "zeroize",
        ],
    ),
    (
        "countersign-projections",
        &[
            "chrono",
            "countersign-domain",
            "serde",
            "serde_json",
            "sqlx",
            "thiserror",
            "uuid",
        ],
    ),
    (
        "countersign-handlers",
        &[
            "askama",
            "chrono",
            "chrono-tz",
            "countersign-domain",
            "fluent-langneg",
            "fluent-templates",
            "thiserror",
            "zeroize",
        ],
    ),
    (
        // Nothing of ours: it is what an auditor has to read.
        "countersign-audit",
        &[
            "base64",
            "ed25519-dalek",
            "serde",
            "serde_json",
            "sha2",
            "signature",
            "signed_note",
            "thiserror",
            "tlog_tiles",
            "zstd",
        ],
    ),
];

#[test]
fn dependencies_point_one_way() {
    let metadata = MetadataCommand::new()
        .no_deps()
        .exec()
        .expect("cargo knows the workspace");
    for (name, allowed) in MAY_DEPEND_ON {
        let package = metadata
            .packages
            .iter()
            .find(|package| package.name.as_str() == name);
        let package = package.unwrap_or_else(|| panic!("there is no crate {name}"));
        let allowed: BTreeSet<&str> = allowed.iter().copied().collect();
        for dependency in &package.dependencies {
            if dependency.kind == DependencyKind::Normal {
                let used = dependency.name.as_str();
                assert!(allowed.contains(used), "{name} must not depend on {used}");
            }
        }
    }
}

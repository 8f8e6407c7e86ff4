//! What is claimed of a code by email: no more than it is, with the figures that hold.

use std::{
    fs,
    path::{Path, PathBuf},
};

use countersign_domain::Policy;
use countersign_tests::world::World;
use reqwest::Method;

/// Words of which each would claim more than that somebody reads a mailbox, without regard to case.
/// Those of letters alone are looked for as whole words.
const CLAIMS: &[&str] = &[
    "aal",
    "aal1",
    "aal2",
    "aal3",
    "mfa",
    "assurance level",
    "multi-factor",
    "multifactor",
    "multi factor",
    "strong authentication",
    "phishing-resistant",
    "pelbagai faktor",
    "berbilang faktor",
    "多因素",
    "多因子",
    "多重要素",
];

/// The claims in a text.
fn claims(text: &str) -> Vec<&'static str> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let is_word = |claim: &str| claim.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let claims = CLAIMS.iter().filter(|claim| {
        if is_word(claim) {
            words.contains(claim)
        } else {
            text.contains(**claim)
        }
    });
    claims.copied().collect()
}

/// Every file below a folder of the workspace.
fn files(folder: &str) -> Vec<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let mut folders = vec![workspace.expect("it is a member").join(folder)];
    let mut files = vec![];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)
            .expect("the folder is there")
            .flatten()
        {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn a_claim_is_found_wherever_it_stands() {
    assert_eq!(claims("It is MFA, at AAL2."), ["aal2", "mfa"]);
    assert_eq!(claims("\"amr\":[\"mfa\"]"), ["mfa"]);
    assert_eq!(
        claims("Multi-Factor 多因素认证"),
        ["multi-factor", "多因素"]
    );
    assert_eq!(claims("Email Verification by a comfary waal"), [""; 0]);
}

#[test]
fn no_page_and_no_mail_claims_more_than_a_check_of_the_mailbox() {
    let mut looked_at = 0;
    for folder in ["locales", "infra/templates", "infra/src/pages"] {
        for file in files(folder) {
            // Pictures say nothing.
            let Ok(text) = fs::read_to_string(&file) else {
                continue;
            };
            looked_at += 1;
            assert_eq!(claims(&text), [""; 0], "{}", file.display());
        }
    }
    assert!(looked_at > 40, "only {looked_at} files");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_claims_no_more_either() {
    let world = World::start().await;
    let document = world.portal().bare(Method::GET, "/openapi.json").send();
    let document = document.await.expect("an answer").text().await;
    let document = document.expect("a text");
    assert!(document.contains("/v1/analytics/challenge-funnel"));
    assert_eq!(claims(&document), [""; 0]);
}

#[test]
fn the_security_page_tells_the_limits_and_the_chances_that_they_leave() {
    let page = include_str!("../../../docs/security.md");
    let policy = Policy::default();
    let thousands = |count: f64| {
        let digits = format!("{count:.0}");
        let (front, back) = digits.split_at(digits.len() - 3);
        format!("{front},{back}")
    };
    let chance = |chance: f64| format!("1 in {}", thousands((1.0 / chance).floor()));
    let (alone, beside) = (policy.guessing_alone(), policy.guessing_beside_owner());
    for told in [
        format!(
            "{}, by the lock | {} |",
            alone.guesses,
            chance(alone.chance)
        ),
        format!(
            "{}, by the codes | {} |",
            beside.guesses,
            chance(beside.chance)
        ),
        format!(
            "{} digits, works for {} minutes, takes {} guesses",
            policy.code_digits,
            policy.code_lifetime.num_minutes(),
            policy.guesses_per_code
        ),
        format!(
            "{} seconds apart, {} in any hour, {} in any 24 hours",
            policy.issue_gap.num_seconds(),
            policy.issues_per_hour,
            policy.issues_per_day
        ),
        format!(
            "| {}, then the account is locked for {} hours",
            policy.wrong_codes_until_lock,
            policy.code_lock.num_hours()
        ),
        format!(
            "| {}, then none is taken for {} minutes",
            policy.wrong_passwords_until_lock,
            policy.password_lock.num_minutes()
        ),
        format!(
            "| {} in any hour; one ends {} minutes after its last step |",
            policy.setups_per_hour,
            policy.setup_lifetime.num_minutes()
        ),
        format!(
            "| {} in any hour, passed ones among them; one ends {} minutes after its last code |",
            policy.challenges_per_hour,
            policy.challenge_lifetime.num_minutes()
        ),
        format!(
            "| counts for {} minutes |",
            policy.assertion_lifetime.num_minutes()
        ),
    ] {
        assert!(page.contains(&told), "{told}");
    }
}

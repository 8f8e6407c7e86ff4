//! The files in `docs/operations/` that look at metrics: they ask for none that is not there.

use std::collections::BTreeSet;

use super::metrics::documented;

#[test]
fn dashboard_and_alarms_ask_for_documented_metrics_alone() {
    for (file, text) in [
        (
            "dashboard.json",
            include_str!("../../../../docs/operations/dashboard.json"),
        ),
        (
            "alarms.yml",
            include_str!("../../../../docs/operations/alarms.yml"),
        ),
    ] {
        let asked = asked(text);
        assert!(asked.len() > 5, "{file}: {asked:?}");
        let unknown: Vec<_> = asked.difference(&series()).cloned().collect();
        assert!(unknown.is_empty(), "{file}: {unknown:?}");
    }
}

#[test]
fn the_dashboard_shows_every_metric() {
    let dashboard = include_str!("../../../../docs/operations/dashboard.json");
    serde_json::from_str::<serde_json::Value>(dashboard).expect("it is JSON");
    let asked = asked(dashboard);
    for name in documented().keys() {
        let shown = asked.iter().any(|series| series.starts_with(name.as_str()));
        assert!(shown, "{name}");
    }
}

#[test]
fn each_alarm_says_what_to_do() {
    let page = include_str!("../../../../docs/operations.md");
    let rules = include_str!("../../../../docs/operations/alarms.yml");
    let alarms = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "));
    let alarms: Vec<&str> = alarms.collect();
    assert!(alarms.len() > 5, "{alarms:?}");
    for alarm in alarms {
        assert!(page.contains(&format!("| `{alarm}` |")), "{alarm}");
    }
}

/// Everything in a text that is named like a metric of ours.
fn asked(text: &str) -> BTreeSet<String> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.split(|letter: char| !is_name(letter))
        .filter(|word| word.starts_with("countersign_"))
        .map(str::to_owned)
        .collect()
}

/// The series of the documented metrics; a histogram, told by its unit or by what it counts, has
/// three.
fn series() -> BTreeSet<String> {
    documented()
        .into_keys()
        .flat_map(|name| {
            let histogram = ["_bucket", "_sum", "_count"].map(|part| format!("{name}{part}"));
            let is_histogram = name.ends_with("_duration_seconds") || name.ends_with("_appends");
            if is_histogram {
                histogram.to_vec()
            } else {
                vec![name]
            }
        })
        .collect()
}

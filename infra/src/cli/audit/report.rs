//! What is said of a bundle.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use countersign_audit::{Cosigned, Finding, Verified};
use serde_json::{Value, json};

use super::{timeline::plain, words};
use crate::causes::with_causes;

/// What is said of a bundle that is good.
pub(super) struct Report<'a> {
    verified: &'a Verified,
    positions: Option<RangeInclusive<u64>>,
    times: Option<RangeInclusive<String>>,
}

/// An event's place in the log, and when it was appended in microseconds since 1970.
pub(super) type Place = (u64, i64);

impl<'a> Report<'a> {
    pub(super) fn of(verified: &'a Verified, span: Option<(Place, Place)>) -> Self {
        let time = |micros| exact(DateTime::from_timestamp_micros(micros));
        Self {
            verified,
            positions: span.map(|((first, _), (last, _))| first..=last),
            times: span.map(|((_, first), (_, last))| time(first)..=time(last)),
        }
    }

    pub(super) fn lines(&self) -> Vec<String> {
        let Verified {
            header,
            checkpoint,
            events,
            cosigned,
        } = self.verified;
        let holds = match &header.account {
            Some(account_id) => format!("{events} events of the account {}", plain(account_id)),
            None => format!("{events} events: the whole log"),
        };
        let mut lines = vec![
            "Verified: every event of the bundle is as it was signed.".to_owned(),
            format!("log         {}", checkpoint.origin),
            format!("holds       {holds}"),
        ];
        if let (Some(positions), Some(times)) = (&self.positions, &self.times) {
            lines.push(format!(
                "positions   {} to {}",
                positions.start(),
                positions.end()
            ));
            lines.push(format!("recorded    {} to {}", times.start(), times.end()));
        }
        lines.push(format!(
            "signed      the log up to position {}, root {}",
            checkpoint.size, checkpoint.root
        ));
        for Cosigned { by, at_seconds } in cosigned {
            lines.push(format!("cosigned    by {by}, {}", at(*at_seconds)));
        }
        if cosigned.is_empty() {
            lines.push("cosigned    nobody was asked for (--witness)".to_owned());
        }
        lines.extend(self.limits().map(str::to_owned));
        lines
    }

    /// What a bundle of one account proves, and what it cannot.
    fn limits(&self) -> Option<&'static str> {
        self.verified.header.account.as_ref()?;
        Some(if self.positions.is_some() {
            "Proven: each of these events stands in the signed log at its position, and none of the \
             account's is missing before the last of them. An account's bundle alone cannot prove \
             that no LATER event exists: only the whole log can."
        } else {
            "It holds no event, so it proves nothing about the account: only the whole log can."
        })
    }

    pub(super) fn json(&self) -> Value {
        let Verified {
            header,
            checkpoint,
            events,
            cosigned,
        } = self.verified;
        let cosigned: Vec<Value> = cosigned
            .iter()
            .map(|Cosigned { by, at_seconds }| json!({"by": by, "at": at(*at_seconds)}))
            .collect();
        json!({
            "verified": true,
            "log": checkpoint.origin,
            "account": header.account,
            "events": events,
            "first_position": self.positions.as_ref().map(RangeInclusive::start),
            "last_position": self.positions.as_ref().map(RangeInclusive::end),
            "first_recorded_at": self.times.as_ref().map(RangeInclusive::start),
            "last_recorded_at": self.times.as_ref().map(RangeInclusive::end),
            "checkpoint": {"size": checkpoint.size, "root": checkpoint.root.to_string()},
            "cosigned": cosigned,
        })
    }
}

fn at(seconds: u64) -> String {
    exact(
        i64::try_from(seconds)
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
    )
}

/// A time that somebody put in need not be one that a calendar has.
fn exact(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(|| "a time beyond every calendar".to_owned(), words::exact)
}

/// What is said of one that is not.
pub(super) fn refuted(finding: &Finding) -> Value {
    json!({
        "verified": false,
        "kind": finding.kind(),
        "position": finding.position(),
        "what": with_causes(finding),
    })
}

//! How it stands between the witness and its log.

use std::{
    mem::{Discriminant, discriminant},
    time::{Duration, Instant},
};

use super::refusal::{NotCosigned, Refusal};
use crate::causes::with_causes;

/// How long a log may show fewer events than were cosigned: an instance of it may lag.
const LAG_MAX: Duration = Duration::from_secs(10);

/// How long the log may be away.
const AWAY_MAX: Duration = Duration::from_secs(30);

/// How long what goes on unchanged is not said again.
const QUIET: Duration = Duration::from_secs(60);

/// How it stands.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    /// What can never be well again, in a line.
    contradiction: Option<String>,
    /// What the log showed last, if it was refused.
    refused: Option<Refused>,
    /// When the log was last looked at with an outcome.
    followed: Instant,
    failure: Option<String>,
    said: Option<(Kind, Instant)>,
}

#[derive(Debug, Clone)]
struct Refused {
    since: Instant,
    patience: Duration,
    reason: String,
}

/// What is said once, as long as it stays the same.
type Kind = (Discriminant<NotCosigned>, bool);

impl Standing {
    /// The standing at a start, with the contradiction that an earlier process came upon.
    pub(super) fn new(now: Instant, contradiction: Option<String>) -> Self {
        Self {
            contradiction,
            refused: None,
            followed: now,
            failure: None,
            said: None,
        }
    }

    /// The log goes together with what was cosigned.
    pub(super) fn is_followed(&mut self, now: Instant) {
        if self.said.take().is_some() {
            tracing::info!("the log is followed again");
        }
        self.refused = None;
        self.failure = None;
        self.followed = now;
    }

    /// It does not, or cannot be looked at. Says so in the logs.
    pub(super) fn is_not_followed(&mut self, now: Instant, why: &NotCosigned) {
        match why {
            NotCosigned::Refused(refusal) => self.is_refused(now, refusal),
            NotCosigned::Failed(_) => self.failure = Some(with_causes(why)),
        }
        let is_alarm = self.trouble(now).is_some();
        let kind = (discriminant(why), is_alarm);
        let is_said = |(said, at): (Kind, Instant)| said == kind && now - at < QUIET;
        if self.said.is_some_and(is_said) {
            return;
        }
        self.said = Some((kind, now));
        // Whole, for a log line shows no more of an error than its first line.
        let error = with_causes(why);
        if is_alarm {
            tracing::error!(error, "nothing is cosigned");
        } else {
            tracing::warn!(error, "nothing is cosigned for now");
        }
    }

    /// The reason of an alarm, in a line.
    pub(super) fn trouble(&self, now: Instant) -> Option<String> {
        let refused = self.refused.as_ref();
        let refused = refused.filter(|refused| now - refused.since >= refused.patience);
        let is_away = now - self.followed > AWAY_MAX;
        let away = is_away.then_some(self.failure.as_ref()).flatten();
        let lasting = refused.map(|refused| &refused.reason).or(away);
        self.contradiction.as_ref().or(lasting).cloned()
    }

    fn is_refused(&mut self, now: Instant, refusal: &Refusal) {
        let reason = with_causes(refusal);
        if refusal.contradiction().is_some() {
            self.contradiction.get_or_insert_with(|| reason.clone());
        }
        let since = self.refused.as_ref().map_or(now, |refused| refused.since);
        let patience = match refusal {
            Refusal::Smaller(_) => LAG_MAX,
            _ => Duration::ZERO,
        };
        self.refused = Some(Refused {
            since,
            patience,
            reason,
        });
        // It answers, if only this.
        self.failure = None;
        self.followed = now;
    }
}

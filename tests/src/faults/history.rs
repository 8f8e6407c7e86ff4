//! What the clients of a run asked for, and what they know of it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

/// What a client knows of a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was done, with this answer.
    Ok(Value),
    /// It was refused, with this problem.
    Refused(String),
    /// There was no answer, or one that says nothing: it was done or not.
    Unknown,
}

/// A command, under a key of its own, with every answer to it: what was unknown is asked again
/// under the same key.
#[derive(Debug, Clone)]
pub struct Command {
    /// Whose.
    pub account_id: String,
    /// To which enrollment; none where it starts one or is to the account itself.
    pub enrollment_id: Option<String>,
    /// `put-account`, `start-setup`, or the command's name in its path.
    pub name: &'static str,
    /// The idempotency key.
    pub key: String,
    /// The outcomes, each under the same key.
    pub outcomes: Vec<Outcome>,
}

/// All commands of a run, in the order in which they were settled.
#[derive(Default)]
pub struct History(Mutex<Vec<Command>>);

impl Command {
    /// What the client knows in the end.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        self.outcomes.last().unwrap_or(&Outcome::Unknown)
    }

    /// Whether it was unknown before it was known.
    #[must_use]
    pub fn was_unknown(&self) -> bool {
        self.outcomes.first() == Some(&Outcome::Unknown)
    }

    /// The enrollment it is about: the one it is to, or the one it started.
    #[must_use]
    pub fn enrollment(&self) -> Option<&str> {
        let started = match self.outcome() {
            Outcome::Ok(answer) => answer["enrollment_id"].as_str(),
            _ => None,
        };
        self.enrollment_id.as_deref().or(started)
    }
}

impl History {
    /// Keeps a command.
    pub fn keep(&self, command: Command) {
        self.lock().push(command);
    }

    /// The commands so far.
    #[must_use]
    pub fn commands(&self) -> Vec<Command> {
        self.lock().clone()
    }

    /// How many were done so far.
    #[must_use]
    pub fn done(&self) -> usize {
        let commands = self.lock();
        let done = |command: &&Command| matches!(command.outcome(), Outcome::Ok(_));
        commands.iter().filter(done).count()
    }

    /// How many were unknown at first so far.
    #[must_use]
    pub fn unknown_at_first(&self) -> usize {
        let commands = self.lock();
        commands
            .iter()
            .filter(|command| command.was_unknown())
            .count()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Command>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

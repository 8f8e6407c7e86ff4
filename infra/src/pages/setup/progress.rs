//! How far the customer is in the walk.

use countersign_handlers::Language;

const STEPS: [&str; 4] = [
    "setup-step-method",
    "setup-step-password",
    "setup-step-code",
    "setup-step-okay",
];

/// How far the customer is in the walk.
pub(super) struct Progress {
    pub(super) text: String,
    pub(super) steps: Vec<ProgressStep>,
}

/// One step of it.
pub(super) struct ProgressStep {
    pub(super) name: String,
    /// `done`, `now` or `next`.
    pub(super) class: &'static str,
}

impl Progress {
    /// At a step, 1 to 4.
    pub(super) fn at(step: usize, language: Language) -> Self {
        let arguments = [("step", step.into()), ("count", STEPS.len().into())];
        let steps = (1..).zip(STEPS).map(|(number, key)| ProgressStep {
            name: language.say(key),
            class: match number {
                number if number < step => "done",
                number if number == step => "now",
                _ => "next",
            },
        });
        Self {
            text: language.say_with("setup-step", &arguments),
            steps: steps.collect(),
        }
    }
}

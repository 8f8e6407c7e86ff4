//! The limits, and the chance that they leave to guessing.

use clap::{Args, Command};
use countersign_domain::{Guessing, Policy};
use serde::Serialize;
use serde_json::Value;

use crate::{
    cli::{
        Outcome,
        output::{print, print_table},
    },
    settings::PolicySettings,
};

/// The limits, and what they come to.
#[derive(Serialize)]
pub(super) struct Limits {
    /// Each under the name of its flag.
    limits: PolicySettings,
    /// In any 24 hours, for one account.
    guessing: Chances,
}

#[derive(Serialize)]
struct Chances {
    while_no_code_is_right: Chance,
    while_the_owner_enters_right_codes: Chance,
}

/// What guessing comes to at most.
#[derive(Serialize)]
struct Chance {
    guesses: u32,
    chance: f64,
}

impl Limits {
    pub(super) fn of(settings: PolicySettings, policy: &Policy) -> Self {
        Self {
            limits: settings,
            guessing: Chances {
                while_no_code_is_right: policy.guessing_alone().into(),
                while_the_owner_enters_right_codes: policy.guessing_beside_owner().into(),
            },
        }
    }

    pub(super) fn print_text(&self) -> Outcome {
        print_table(["LIMIT", "VALUE", "WHAT"], &self.rows()?)?;
        let Chances {
            while_no_code_is_right: alone,
            while_the_owner_enters_right_codes: beside,
        } = &self.guessing;
        print(format_args!(
            "
Guessing codes of one account without its mailbox, in any 24 hours:
  while no right code is entered: at most {}
  while the owner keeps entering right codes, so that wrong ones never add up to the lock: at most {}
The model: everything but the mailbox is known; codes are sent and guessed as fast as the limits
allow, no guess twice at one code, beginning when as many codes as can be still work.",
            alone.text(),
            beside.text()
        ))?;
        Ok(())
    }

    /// Each limit with its value and what its flag's help says.
    fn rows(&self) -> Outcome<Vec<[String; 3]>> {
        let values = serde_json::to_value(&self.limits)?;
        let flags = PolicySettings::augment_args(Command::new("limits"));
        let row = |flag: &clap::Arg| {
            let value = values.get(flag.get_id().as_str()).map(Value::to_string);
            Some([
                format!("--{}", flag.get_long()?),
                value?,
                flag.get_help()?.to_string(),
            ])
        };
        Ok(flags.get_arguments().filter_map(row).collect())
    }
}

impl Chance {
    fn text(&self) -> String {
        let Self { guesses, chance } = self;
        // Rounded down, so that the chance is never said to be less than it is.
        let one_in = (1.0 / chance).floor();
        format!("{guesses} guesses, a chance of 1 in {one_in}")
    }
}

impl From<Guessing> for Chance {
    fn from(guessing: Guessing) -> Self {
        let Guessing { guesses, chance } = guessing;
        Self { guesses, chance }
    }
}

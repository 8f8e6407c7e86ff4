//! How far guessing gets: the chance that the limits leave to somebody without the mailbox.

use chrono::TimeDelta;

use crate::Policy;

const DAY: TimeDelta = TimeDelta::days(1);
const HOUR: TimeDelta = TimeDelta::hours(1);

/// What guessing comes to at most, for one account in any 24 hours.
///
/// The model: somebody who has everything but the mailbox has codes sent and enters guesses in
/// challenges of their own, as fast as the limits let them, beginning at the worst moment. Each code
/// is any of its numbers with the same chance, and no guess is made twice at one code.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guessing {
    /// Guesses that are compared with a code.
    pub guesses: u32,
    /// The chance that one of them is right, from 0 to 1.
    pub chance: f64,
}

impl Policy {
    /// What guessing comes to while no code is confirmed: wrong ones add up to the lock.
    #[must_use]
    pub fn guessing_alone(&self) -> Guessing {
        // One row of wrong codes, and another each time that the lock before it has ended.
        let rows = periods(DAY, self.code_lock);
        let until_locks = self.wrong_codes_until_lock.max(1).saturating_mul(rows);
        self.guessing(self.guesses_at_codes().min(until_locks))
    }

    /// What guessing comes to while the owner enters right codes often enough that wrong ones never
    /// add up to the lock: only what codes are issued, and what each takes, is in the way.
    #[must_use]
    pub fn guessing_beside_owner(&self) -> Guessing {
        self.guessing(self.guesses_at_codes())
    }

    /// Guesses that the codes take which work at some time of 24 hours: those issued in them, and
    /// those issued before that still work when they begin.
    fn guesses_at_codes(&self) -> u32 {
        let issued = self.issues_per_day.max(1);
        let in_gaps = periods(self.code_lifetime, self.issue_gap);
        let in_hours = self
            .issues_per_hour
            .max(1)
            .saturating_mul(periods(self.code_lifetime, HOUR));
        let working = in_gaps.min(in_hours).min(issued);
        issued
            .saturating_add(working)
            .saturating_mul(self.guesses_per_code)
    }

    /// The chance is greatest where as few codes as possible take all the guesses.
    fn guessing(&self, guesses: u32) -> Guessing {
        let missed = |at_one_code: u32| {
            let share = f64::from(at_one_code) / 10_f64.powf(self.code_digits.into());
            (-share.min(1.0)).ln_1p()
        };
        let each = self.guesses_per_code.max(1);
        let all_missed = f64::from(guesses / each) * missed(each) + missed(guesses % each);
        Guessing {
            guesses,
            chance: -all_missed.exp_m1(),
        }
    }
}

/// How often something may happen within `length` that happens once in a `period`.
fn periods(length: TimeDelta, period: TimeDelta) -> u32 {
    let seconds = |time: TimeDelta| time.num_seconds().max(1).unsigned_abs();
    u32::try_from(seconds(length).div_ceil(seconds(period))).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::Guessing;
    use crate::Policy;

    #[track_caller]
    fn require(guessing: Guessing, guesses: u32, chance: f64) {
        assert_eq!(guessing.guesses, guesses);
        let off = (guessing.chance - chance).abs();
        assert!(off < 1e-16, "{} is no {chance}", guessing.chance);
    }

    #[test]
    fn the_defaults_leave_less_than_one_chance_in_ten_thousand_an_account_day() {
        let policy = Policy::default();
        assert!(policy.guessing_alone().chance < 1e-4);
        assert!(policy.guessing_beside_owner().chance < 1e-4);
    }

    #[test]
    fn the_lock_comes_first_by_default() {
        // 20 wrong codes lock for the day: four codes of five guesses. 1 - (1 - 5e-6)^4.
        let chance = 2e-5 - 6.0 * 25e-12 + 4.0 * 125e-18;
        require(Policy::default().guessing_alone(), 20, chance);
    }

    #[test]
    fn beside_the_owner_the_codes_of_a_day_and_those_that_still_work_take_guesses() {
        // 10 in the day and 5 before it, by the limit of the hour. 1 - (1 - 5e-6)^15.
        let chance = 7.5e-5 - 105.0 * 25e-12 + 455.0 * 125e-18 - 1_365.0 * 625e-24;
        require(Policy::default().guessing_beside_owner(), 75, chance);
    }

    #[test]
    fn few_codes_are_in_the_way_before_the_lock() {
        let policy = Policy {
            guesses_per_code: 3,
            issues_per_day: 4,
            issue_gap: TimeDelta::minutes(5),
            ..Policy::default()
        };
        // 4 in the day and 2 before it, 5 minutes apart. 1 - (1 - 3e-6)^6.
        let chance = 1.8e-5 - 15.0 * 9e-12 + 20.0 * 27e-18;
        require(policy.guessing_alone(), 18, chance);
        require(policy.guessing_beside_owner(), 18, chance);
    }

    #[test]
    fn a_lock_that_ends_within_the_day_lets_further_rows_begin() {
        let policy = Policy {
            wrong_codes_until_lock: 10,
            code_lock: TimeDelta::hours(6),
            ..Policy::default()
        };
        // At hour 0, 6, 12 and 18: eight codes of five. 1 - (1 - 5e-6)^8.
        let chance = 4e-5 - 28.0 * 25e-12 + 56.0 * 125e-18 - 70.0 * 625e-24;
        require(policy.guessing_alone(), 40, chance);
    }

    #[test]
    fn what_is_left_for_the_last_code_counts_too() {
        let policy = Policy {
            wrong_codes_until_lock: 7,
            ..Policy::default()
        };
        // Five at one code and two at another. 1 - (1 - 5e-6)(1 - 2e-6).
        require(policy.guessing_alone(), 7, 7e-6 - 1e-11);
    }

    #[test]
    fn another_digit_is_worth_a_tenth() {
        let policy = Policy {
            code_digits: 7,
            wrong_codes_until_lock: 5,
            ..Policy::default()
        };
        require(policy.guessing_alone(), 5, 5e-7);
    }
}

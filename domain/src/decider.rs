//! What every aggregate of this crate offers to the one door that commands go through.

use cqrs_es::Aggregate;

use crate::{Event, Facts, IssuedCode, Refusal};

/// An aggregate that decides by [`Facts`] and refuses with a [`Refusal`].
pub trait Decider:
    Aggregate<Services = Facts, Error = Refusal, Command: Clone, Event: Into<Event>> + Clone + 'static
{
    /// The refusal that was recorded: a wrong guess is a successful append of its rejection, and
    /// yet the command's answer is a refusal. `self` is the state after `events`.
    fn recorded_refusal(&self, events: &[Self::Event], facts: &Facts) -> Option<Refusal>;

    /// The newest code, whose key has to be at hand before a guess can be decided.
    fn newest_code(&self) -> Option<&IssuedCode>;
}

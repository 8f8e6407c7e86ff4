//! Taking a code, wherever one is asked for.

pub(super) mod delivery;
pub(super) mod form;
pub(super) mod refusal;

//! The pieces that need no server: fields, problems, and everything that takes apart what comes
//! from outside.

mod fields;
mod parsers;
mod problems;

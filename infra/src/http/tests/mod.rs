//! The pieces that need no server: fields, problems, and the document.

mod fields;
mod problems;

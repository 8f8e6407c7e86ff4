//! What users do, over HTTP, with the code read from a real SMTP conversation.

mod known;
mod nine_steps;

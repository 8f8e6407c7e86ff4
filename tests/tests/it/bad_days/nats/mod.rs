//! NATS away, for a while or with all it had: commands and reads go on, and mails follow when it
//! is back, unless they came too late or went before.

mod scene;

mod away;
mod stream;

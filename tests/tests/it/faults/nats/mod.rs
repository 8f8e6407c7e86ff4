//! NATS away, in doubt, slow, full, or without what it had.

mod scene;

mod away;
mod unsure;
mod storage;

//! A part is away while somebody is at the page that takes a code: nobody gets in, the page says
//! what it can, and the same visit goes on when the part is back.

mod scene;
mod asked;

mod postgresql;
mod keys;
mod mail;
mod nats;

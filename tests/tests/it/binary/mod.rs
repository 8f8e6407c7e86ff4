//! What the binary does as a process of its own: on the command line, to its children, and to
//! whoever looks into everything it leaves behind.

mod dev;
mod serve;
mod command_line;
mod operating;
mod master_key;
mod secrets;

//! A backup of the database, and its restore, as the manual has them.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use countersign::servers::Binaries;

use crate::database::TestDatabase;

/// The roles and the database, as text.
pub struct Backup {
    roles: Vec<u8>,
    database: Vec<u8>,
}

impl Backup {
    /// Dumps a database, and the roles of its server, while it is worked on.
    ///
    /// # Panics
    ///
    /// When PostgreSQL does not do it.
    #[must_use]
    pub fn take(database: &TestDatabase) -> Self {
        let url = database.admin_url();
        let roles = run("pg_dumpall", &["--roles-only", "--dbname", &url], &[]);
        // A fresh server has its own superuser, with a password of its own.
        let of_the_service = { roles.split_inclusive(|byte| *byte == b'\n') }.filter(|line| {
            !(line.starts_with(b"CREATE ROLE postgres;")
                || line.starts_with(b"ALTER ROLE postgres "))
        });
        Self {
            roles: of_the_service.collect::<Vec<_>>().concat(),
            database: run("pg_dump", &["--dbname", &url], &[]),
        }
    }

    /// Restores it on a fresh server.
    ///
    /// # Panics
    ///
    /// When PostgreSQL does not do it.
    pub async fn restore(&self) -> TestDatabase {
        let database = TestDatabase::create_bare().await;
        let url = database.admin_url();
        for statements in [&self.roles, &self.database] {
            let stop = ["--set", "ON_ERROR_STOP=1", "--quiet"];
            run(
                "psql",
                &[&stop[..], &["--dbname", &url]].concat(),
                statements,
            );
        }
        database
    }
}

/// Runs one of PostgreSQL's programs, out of the folder of its server's.
fn run(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let binaries = Binaries::find().expect("PostgreSQL is installed");
    let mut child = Command::new(binaries.postgres.with_file_name(program))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("PostgreSQL's programs are together");
    // None of them writes much before it has read everything.
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(input).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it is our child");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {errors}");
    output.stdout
}

//! One of the instances, with links of its own to everything.

use std::process::ExitStatus;

use countersign::{api_keys::Role, servers::Nats, stop_point::StopPoint};

use super::Link;
use crate::{
    binary::{Serve, Settings},
    database::TestDatabase,
    portal::Portal,
    smtp::SmtpServer,
    world::eventually,
};

/// One instance, running or not, and the links that are its alone.
pub struct Member {
    /// From its clients to it. It stays where it is when the instance starts again.
    pub door: Link,
    /// From it to PostgreSQL.
    pub postgres: Link,
    /// From it to NATS.
    pub nats: Link,
    /// From it to the mail server.
    pub smtp: Link,
    /// What it is started with.
    pub settings: Settings,
    serve: Option<Serve>,
    logs: Vec<String>,
}

impl Member {
    pub(super) async fn make(
        settings: &Settings,
        database: &TestDatabase,
        nats: &Nats,
        smtp: &SmtpServer,
    ) -> Self {
        let port_of = |url: &str| {
            let (_, port) = url.rsplit_once(':').expect("a port");
            port.parse().expect("a port")
        };
        let links = [
            // Nobody is there yet.
            Link::to(0).await,
            Link::to(database.port()).await,
            Link::to(nats.port()).await,
            Link::to(port_of(&smtp.url())).await,
        ];
        let [door, postgres, nats_link, smtp_link] = links;
        let settings = settings
            .clone()
            .with("DATABASE_URL", &postgres.by_way(&database.url()))
            .with("NATS_URL", &nats_link.by_way(&nats.url()))
            .with("SMTP_URL", &smtp_link.by_way(&smtp.url()));
        Self {
            door,
            postgres,
            nats: nats_link,
            smtp: smtp_link,
            settings,
            serve: None,
            logs: vec![],
        }
    }

    /// Starts it, and waits until it listens.
    pub async fn start(&mut self) {
        self.start_with(&self.settings.clone()).await;
    }

    /// The same, and it kills itself when it passes this point for the n-th time.
    pub async fn start_stopping_at(&mut self, point: StopPoint, pass: u32) {
        self.start_with(&self.settings.clone().stopping_at(point, pass))
            .await;
    }

    /// Starts it with other settings.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start_with(&mut self, settings: &Settings) {
        let serve = Serve::start(settings).await;
        let (_, port) = serve.url().rsplit_once(':').expect("a port");
        self.door.lead_to(port.parse().expect("a port"));
        self.serve = Some(serve);
    }

    /// The running instance.
    ///
    /// # Panics
    ///
    /// When it does not run.
    #[must_use]
    pub fn serve(&mut self) -> &mut Serve {
        self.serve.as_mut().expect("it runs")
    }

    /// Ends it at once (SIGKILL), if it runs.
    pub fn kill(&mut self) {
        if let Some(mut serve) = self.serve.take() {
            serve.process.kill();
            self.logs.push(serve.process.stderr());
        }
    }

    /// Asks it to stop (SIGTERM), and waits for its end.
    ///
    /// # Panics
    ///
    /// When it does not run.
    pub async fn stop(&mut self) -> ExitStatus {
        let mut serve = self.serve.take().expect("it runs");
        let status = serve.process.stop().await;
        self.logs.push(serve.process.stderr());
        status
    }

    /// Waits until it has ended by itself.
    ///
    /// # Panics
    ///
    /// When it does not in time.
    pub async fn ended(&mut self) -> ExitStatus {
        let mut serve = self.serve.take().expect("it runs");
        let status = serve.process.end().await;
        self.logs.push(serve.process.stderr());
        status
    }

    /// Whether it was started and not ended since.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.serve.is_some()
    }

    /// Everything it has ever logged.
    #[must_use]
    pub fn logs(&self) -> String {
        let now = self.serve.as_ref().map(|serve| serve.process.stderr());
        self.logs.iter().cloned().chain(now).collect()
    }

    /// A portal that uses it, through its door.
    #[must_use]
    pub fn portal(&self, keys: &[(Role, String)]) -> Portal {
        let url = format!("http://127.0.0.1:{}", self.door.port());
        Portal::new(url, keys.to_vec())
    }

    /// All links are whole and it runs, with what it is usually started with, and is ready.
    pub async fn heal(&mut self) {
        for link in [&self.door, &self.postgres, &self.nats, &self.smtp] {
            link.heal();
        }
        let ended = |serve: &mut Serve| serve.process.ended().is_some();
        if self.serve.as_mut().is_none_or(ended) {
            self.kill();
            self.start().await;
        }
        let readyz = self.serve().readyz();
        eventually("the instance is ready", async || {
            reqwest::get(&readyz)
                .await
                .is_ok_and(|answer| answer.status().is_success())
        })
        .await;
    }
}

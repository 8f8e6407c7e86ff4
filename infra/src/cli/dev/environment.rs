//! The servers, the instance on them, and what it needs to be tried.

use std::path::PathBuf;

use axum::Router;
use countersign_handlers::Brand;

use super::{announcement::Announcement, api_keys, database, demo, mailbox};
use crate::{
    cli::{Outcome, output::say},
    data_folder::DataFolder,
    instance::{Instance, InstanceSettings, Listeners, Outbox},
    keys::{MasterKey, MasterKeys},
    metering,
    pages::{Look, PageSettings},
    servers::{Binaries, Durability, Nats, Postgres},
    settings::{LOG_ORIGIN, PolicySettings},
};

/// Where a portal that is being made may have its customers come back to.
const RETURN_ORIGIN: &str = "http://localhost:8000";

const MASTER_KEY_FILE: &str = "master.key";
const MAIL_FOLDER: &str = "mail";
const DATABASE_CONNECTIONS: u32 = 32;

/// Everything that runs. The fields are dropped in their order: the instance before its servers.
pub(super) struct Environment {
    instance: Instance,
    postgres: Postgres,
    nats: Nats,
    announcement: Announcement,
}

impl Environment {
    /// Starts everything, and makes what is missing.
    pub(super) async fn start(
        folder: &DataFolder,
        listeners: Listeners,
        limits: &PolicySettings,
        smtp_url: Option<String>,
    ) -> Outcome<Self> {
        let policy = limits.policy()?;
        let master_keys = master_keys(folder)?;
        let binaries = Binaries::find()?;
        tracing::info!(folder = %folder.path().display(), "starting PostgreSQL and NATS");
        let (postgres_folder, nats_folder) =
            (folder.path().join("postgres"), folder.path().join("nats"));
        let (postgres, nats) = tokio::try_join!(
            Postgres::start(&binaries, &postgres_folder, Durability::Synced),
            Nats::start(&binaries, &nats_folder),
        )?;
        let database = database::prepare(folder, &postgres).await?;
        let post = Post::new(folder, smtp_url)?;
        let instance = Instance::start(InstanceSettings {
            listeners,
            database_url: database.service.clone(),
            database_connections: DATABASE_CONNECTIONS,
            nats_url: nats.url(),
            jetstream_replicas: 1,
            log_origin: LOG_ORIGIN.to_owned(),
            witness: None,
            outbox: post.outbox,
            master_keys,
            policy,
            mail_limits: limits.mail_limits(),
            page_settings: PageSettings {
                signs_in: true,
                return_origins: vec![RETURN_ORIGIN.to_owned()],
                ..PageSettings::default()
            },
            look: Look::default(),
            brand: brand(),
            metrics: metering::install()?,
            pages: post.pages,
        })
        .await?;
        demo::seed(instance.store()).await?;
        let announcement = Announcement {
            url: instance.url(),
            admin_url: instance.admin_url(),
            database_url: database.service,
            admin_database_url: database.admin,
            nats_url: nats.url(),
            mail_dir: post.mail_dir,
            log_vkey: instance.log_vkey()?,
            api_keys: api_keys::keep(folder, instance.store().pool()).await?,
        };
        Ok(Self {
            instance,
            postgres,
            nats,
            announcement,
        })
    }

    pub(super) fn instance(&mut self) -> &mut Instance {
        &mut self.instance
    }

    pub(super) fn announcement(&self) -> &Announcement {
        &self.announcement
    }

    /// Stops the instance and then its servers.
    pub(super) async fn stop(mut self) {
        self.instance.stop().await;
        tokio::join!(self.postgres.stop(), self.nats.stop());
    }
}

/// Where mails go, and where they can be read.
struct Post {
    outbox: Outbox,
    mail_dir: Option<PathBuf>,
    pages: Router,
}

impl Post {
    fn new(folder: &DataFolder, smtp_url: Option<String>) -> Outcome<Self> {
        if let Some(url) = smtp_url {
            return Ok(Self {
                outbox: Outbox::Smtp(url),
                mail_dir: None,
                pages: Router::new(),
            });
        }
        let mail_dir = folder.private_folder(MAIL_FOLDER)?;
        Ok(Self {
            outbox: Outbox::Files(mail_dir.clone()),
            pages: mailbox::router(mail_dir.clone()),
            mail_dir: Some(mail_dir),
        })
    }
}

fn brand() -> Brand {
    Brand {
        name: "Customer Portal".to_owned(),
        from: "no-reply@example.com".to_owned(),
        support_address: "support@example.com".to_owned(),
        hotline: "+60 3 0000 0000".to_owned(),
    }
}

/// Made once, and said: without it the data is lost.
fn master_keys(folder: &DataFolder) -> Outcome<MasterKeys> {
    let path = folder.path().join(MASTER_KEY_FILE);
    if folder.read(MASTER_KEY_FILE)?.is_none() {
        folder.write(MASTER_KEY_FILE, MasterKey::generate().to_text())?;
        say(&format!(
            "made a master key and keep it in {}",
            path.display()
        ));
    }
    Ok(MasterKeys::read(&path)?)
}

//! NATS JetStream: the transport of what leaves the system. The truth is in PostgreSQL.

use std::time::Duration;

use async_nats::{
    Client, ConnectOptions, ServerAddr,
    jetstream::{
        Context,
        context::CreateStreamError,
        stream::{Config, DiscardPolicy, Info, RetentionPolicy, StorageType, Stream},
    },
};
use percent_encoding::percent_decode_str;
use thiserror::Error;

/// The stream that carries the log.
pub const STREAM: &str = "countersign";
/// The subjects of the log; one an event's type, below it.
pub const SUBJECTS: &str = "countersign.log.>";

/// How long JetStream may take to answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
const RECONNECT_DELAY_MAX: Duration = Duration::from_secs(2);

/// Why there is no connection to wait for.
#[derive(Debug, Error)]
pub enum NatsUrlError {
    /// It is none.
    #[error("--nats-url is not usable")]
    Form(#[source] std::io::Error),
    /// It names no host.
    #[error("--nats-url names no host")]
    NoHost,
    /// Its user or password is not UTF-8 once it is decoded.
    #[error("--nats-url holds credentials that are no text")]
    Credentials(#[from] std::str::Utf8Error),
    /// The servers of one cluster are spoken to under one name.
    #[error("--nats-url holds different credentials for its servers")]
    CredentialsDiffer,
    /// It is not tried in the background.
    #[error("the NATS client does not start")]
    Client(#[from] async_nats::ConnectError),
}

/// A client that connects in the background and again for ever: an instance starts, and works,
/// while NATS is away. Several servers of a cluster stand in `urls` with commas between.
pub async fn connect(urls: &str) -> Result<Client, NatsUrlError> {
    let delay = |attempt: usize| {
        let attempt = u32::try_from(attempt.min(8)).unwrap_or(8);
        Duration::from_millis(50 << attempt).min(RECONNECT_DELAY_MAX)
    };
    let (servers, credentials) = servers(urls)?;
    let options = match credentials {
        Some(Credentials::User { name, password }) => {
            ConnectOptions::with_user_and_password(name, password)
        }
        Some(Credentials::Token(token)) => ConnectOptions::with_token(token),
        None => ConnectOptions::new(),
    };
    let options = options
        .name("countersign")
        .retry_on_initial_connect()
        .max_reconnects(None)
        .reconnect_delay_callback(delay)
        .request_timeout(Some(ANSWER_TIMEOUT));
    Ok(options.connect(servers).await?)
}

/// JetStream over a client.
#[must_use]
pub fn jetstream(client: Client) -> Context {
    let mut jetstream = async_nats::jetstream::new(client);
    jetstream.set_timeout(ANSWER_TIMEOUT);
    jetstream
}

/// The subject that an event is published on.
#[must_use]
pub fn subject(aggregate_type: &str, event_type: &str) -> String {
    format!("{STREAM}.log.{aggregate_type}.{event_type}")
}

/// The stream, made where it is not there.
pub async fn stream(
    jetstream: &Context,
    replicas: usize,
) -> Result<Stream<Info>, CreateStreamError> {
    let config = Config {
        name: STREAM.to_owned(),
        description: Some("The log of Countersign, as PostgreSQL has it".to_owned()),
        subjects: vec![SUBJECTS.to_owned()],
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::New,
        storage: StorageType::File,
        num_replicas: replicas,
        allow_direct: true,
        ..Config::default()
    };
    jetstream.get_or_create_stream(config).await
}

/// What a client shows the servers. It has no `Debug`.
#[derive(PartialEq, Eq)]
enum Credentials {
    User { name: String, password: String },
    Token(String),
}

/// The servers of a list, and the credentials of the first that has any; the others have the same
/// or none.
fn servers(urls: &str) -> Result<(Vec<ServerAddr>, Option<Credentials>), NatsUrlError> {
    let mut servers = vec![];
    let mut credentials = None;
    for url in urls.split(',') {
        let (server, found) = server(url.trim())?;
        servers.push(server);
        match (&credentials, &found) {
            (None, _) => credentials = found,
            (Some(known), Some(found)) if known != found => {
                return Err(NatsUrlError::CredentialsDiffer);
            }
            _ => {}
        }
    }
    Ok((servers, credentials))
}

/// The client does not look for credentials in a URL, and logs it when a connection fails: they
/// are taken out. One without a password is a token.
fn server(url: &str) -> Result<(ServerAddr, Option<Credentials>), NatsUrlError> {
    let server: ServerAddr = url.parse().map_err(NatsUrlError::Form)?;
    let decode = |text: &str| percent_decode_str(text).decode_utf8().map(String::from);
    let user = server.username().map(decode).transpose()?;
    let password = server.password().map(decode).transpose()?;
    let credentials = match (user, password) {
        (Some(name), Some(password)) => Some(Credentials::User { name, password }),
        (Some(token), None) => Some(Credentials::Token(token)),
        (None, _) => None,
    };
    let mut url = server.into_inner();
    if url.host_str().is_none_or(str::is_empty) {
        return Err(NatsUrlError::NoHost);
    }
    // A URL that cannot hold credentials has none.
    let _ = url.set_password(None);
    let _ = url.set_username("");
    let server = ServerAddr::from_url(url).map_err(NatsUrlError::Form)?;
    Ok((server, credentials))
}

#[cfg(test)]
mod tests {
    use super::servers;

    #[test]
    fn credentials_leave_the_urls() {
        for (urls, count) in [
            ("nats://us%40er:pass%2Fword@127.0.0.1:4222", 1),
            ("tls://token@nats.example.com", 1),
            ("nats.example.com", 1),
            (
                "nats://u:p@a.example.com, nats://b.example.com,nats://u:p@c.example.com",
                3,
            ),
        ] {
            let (servers, _) = servers(urls).expect(urls);
            assert_eq!(servers.len(), count);
            for server in servers {
                assert!(server.username().is_none() && server.password().is_none());
            }
        }
    }

    #[test]
    fn what_names_no_server_is_refused() {
        for urls in [
            "",
            "http://127.0.0.1:4222",
            "nats://",
            "nats://user:password@",
            "nats://127.0.0.1,",
            "nats://u:p@a.example.com,nats://u:q@b.example.com",
        ] {
            assert!(servers(urls).is_err(), "{urls}");
        }
    }
}

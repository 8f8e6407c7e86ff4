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
    #[error("the NATS URL is not usable")]
    Form(#[source] std::io::Error),
    /// Its user or password is not UTF-8 once it is decoded.
    #[error("the NATS URL holds credentials that are no text")]
    Credentials(#[from] std::str::Utf8Error),
    /// It is not tried in the background.
    #[error("the NATS client does not start")]
    Client(#[from] async_nats::ConnectError),
}

/// A client that connects in the background and again for ever: an instance starts, and works,
/// while NATS is away.
pub async fn connect(url: &str) -> Result<Client, NatsUrlError> {
    let delay = |attempt: usize| {
        let attempt = u32::try_from(attempt.min(8)).unwrap_or(8);
        Duration::from_millis(50 << attempt).min(RECONNECT_DELAY_MAX)
    };
    let (server, options) = server(url)?;
    let options = options
        .name("countersign")
        .retry_on_initial_connect()
        .max_reconnects(None)
        .reconnect_delay_callback(delay)
        .request_timeout(Some(ANSWER_TIMEOUT));
    Ok(options.connect(server).await?)
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

/// The client does not look for credentials in a URL, and logs it when a connection fails: they
/// are taken out. One without a password is a token.
fn server(url: &str) -> Result<(ServerAddr, ConnectOptions), NatsUrlError> {
    let server: ServerAddr = url.parse().map_err(NatsUrlError::Form)?;
    let decode = |text: &str| percent_decode_str(text).decode_utf8().map(String::from);
    let user = server.username().map(decode).transpose()?;
    let password = server.password().map(decode).transpose()?;
    let options = match (user, password) {
        (Some(user), Some(password)) => ConnectOptions::with_user_and_password(user, password),
        (Some(token), None) => ConnectOptions::with_token(token),
        (None, _) => ConnectOptions::new(),
    };
    let mut url = server.into_inner();
    // A URL that cannot hold credentials has none.
    let _ = url.set_password(None);
    let _ = url.set_username("");
    let server = ServerAddr::from_url(url).map_err(NatsUrlError::Form)?;
    Ok((server, options))
}

#[cfg(test)]
mod tests {
    use super::server;

    #[test]
    fn credentials_leave_the_url() {
        for url in [
            "nats://us%40er:pass%2Fword@127.0.0.1:4222",
            "tls://token@nats.example.com",
            "nats.example.com",
        ] {
            let (server, _) = server(url).expect(url);
            assert!(server.username().is_none() && server.password().is_none());
        }
        assert!(server("http://127.0.0.1:4222").is_err());
    }
}

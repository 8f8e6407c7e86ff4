//! The mail server that a URL names, and the connection to it.

use std::{io, sync::Arc};

use lettre::transport::smtp::{
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::{AsyncSmtpConnection, TlsParameters},
    extension::ClientId,
};
use percent_encoding::percent_decode_str;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName};
use thiserror::Error;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

use super::bounded::Bounded;
use crate::mailing::MailerError;

/// Mail between servers (RFC 5321 section 4.5.4.2), and on this machine.
const SMTP_PORT: u16 = 25;
/// Submission with STARTTLS (RFC 6409 section 3.1).
const SUBMISSION_PORT: u16 = 587;
/// Submission under TLS from the first byte (RFC 8314 section 3.3).
const SUBMISSIONS_PORT: u16 = 465;

/// A mail server and how one speaks to it.
pub(super) struct Server {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
}

/// Why there is no connection that a mail could go over.
#[derive(Debug, Error)]
pub(super) enum ConnectError {
    #[error("the mail server is not reached")]
    Away(#[from] io::Error),
    #[error("the mail server does not let us in")]
    Refused(#[from] lettre::transport::smtp::Error),
}

enum Security {
    /// Nobody is on the way: the server is on this machine.
    None,
    /// TLS once the server was asked for it.
    StartTls(TlsParameters),
    /// TLS from the first byte.
    Tls(TlsConnector, ServerName<'static>),
}

impl Server {
    /// The server of `smtps://…`, `smtp://…?tls=required`, or a plain `smtp://…` on this machine.
    pub(super) fn of(url: &str) -> Result<Self, MailerError> {
        let url = Url::parse(url).map_err(|_| MailerError::Url)?;
        let host = url.host_str().ok_or(MailerError::Url)?.to_owned();
        let (security, port) = match (url.scheme(), url.query()) {
            ("smtp", None) if is_this_machine(&host) => (Security::None, SMTP_PORT),
            ("smtp", None) => return Err(MailerError::Plain),
            ("smtp", Some("tls=required")) => {
                let tls = TlsParameters::new(host.clone()).map_err(|_| MailerError::Url)?;
                (Security::StartTls(tls), SUBMISSION_PORT)
            }
            ("smtps", None) => {
                let name = ServerName::try_from(unbracketed(&host).to_owned());
                let name = name.map_err(|_| MailerError::Url)?;
                (Security::Tls(tls()?, name), SUBMISSIONS_PORT)
            }
            _ => return Err(MailerError::Url),
        };
        Ok(Self {
            port: url.port().unwrap_or(port),
            security,
            credentials: credentials(&url)?,
            host,
        })
    }

    /// A connection over which a mail may go.
    pub(super) async fn connect(&self) -> Result<AsyncSmtpConnection, ConnectError> {
        let hello = ClientId::default();
        let tcp = TcpStream::connect((unbracketed(&self.host), self.port)).await?;
        let mut connection = match &self.security {
            Security::None => {
                let stream = Box::new(Bounded::plain(tcp)?);
                AsyncSmtpConnection::connect_with_transport(stream, &hello).await?
            }
            Security::StartTls(tls) => {
                let stream = Box::new(Bounded::plain(tcp)?);
                let mut plain = AsyncSmtpConnection::connect_with_transport(stream, &hello).await?;
                plain.starttls(tls.clone(), &hello).await?;
                plain
            }
            Security::Tls(tls, name) => {
                let peer = tcp.peer_addr()?;
                let stream = Bounded::new(tls.connect(name.clone(), tcp).await?, peer);
                AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await?
            }
        };
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

/// TLS that trusts whom this machine trusts.
fn tls() -> Result<TlsConnector, MailerError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(MailerError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

fn credentials(url: &Url) -> Result<Option<Credentials>, MailerError> {
    let decode = |text| percent_decode_str(text).decode_utf8().map(String::from);
    let Some(password) = url.password() else {
        return Ok(None);
    };
    let user = decode(url.username()).map_err(|_| MailerError::Url)?;
    let password = decode(password).map_err(|_| MailerError::Url)?;
    Ok(Some(Credentials::new(user, password)))
}

fn is_this_machine(host: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].contains(&host)
}

/// A URL puts an IPv6 address into brackets; nobody else does.
fn unbracketed(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, test_runner::Config};

    use super::Server;
    use crate::mailing::MailerError;

    #[test]
    fn plain_mail_stays_on_this_machine() {
        for (url, port) in [
            ("smtp://127.0.0.1:2525", 2525),
            ("smtp://localhost", 25),
            ("smtp://u:p@[::1]:25", 25),
            ("smtps://mail.example.com", 465),
            ("smtps://us%40er:p%2F@192.0.2.1:466", 466),
            ("smtp://mail.example.com?tls=required", 587),
        ] {
            let server = Server::of(url).unwrap_or_else(|error| panic!("{url}: {error}"));
            assert_eq!(server.port, port, "{url}");
        }
        for url in [
            "smtp://mail.example.com",
            "smtp://127.0.0.1.example.com",
            "smtp://127.0.0.1@mail.example.com:25",
            "smtp://localhost.example.com:25",
        ] {
            assert!(matches!(Server::of(url), Err(MailerError::Plain)), "{url}");
        }
        for url in [
            "mail.example.com",
            "http://localhost",
            "smtp://mail.example.com?tls=opportunistic",
            "smtp://mail.example.com?tls=none",
            "smtp://",
        ] {
            assert!(matches!(Server::of(url), Err(MailerError::Url)), "{url}");
        }
    }

    proptest! {
        #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

        #[test]
        fn a_url_is_taken_where_the_way_is_private(
            scheme in "smtp|smtps|SMTP|Smtps|http",
            user in prop_oneof![Just(String::new()), "[a-z]{1,6}:[a-z0-9=]{0,9}@".boxed()],
            host in "localhost|127\\.0\\.0\\.1|\\[::1\\]|[a-z]{1,9}\\.example|localhost\\.example",
            port in prop_oneof![Just(String::new()), ":[1-9][0-9]{0,3}".boxed()],
            query in "|\\?tls=(required|opportunistic|none)|\\?a=1&tls=required",
        ) {
            let url = format!("{scheme}://{user}{host}{port}{query}");
            let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
            let private = match (scheme.to_lowercase().as_str(), query.as_str()) {
                ("smtp", "") => here,
                ("smtp", "?tls=required") | ("smtps", "") => true,
                _ => false,
            };
            prop_assert_eq!(Server::of(&url).is_ok(), private, "{}", url);
        }

        #[test]
        fn any_text_is_taken_or_refused(url in any::<String>()) {
            prop_assert!(Server::of(&url).is_err());
        }
    }
}

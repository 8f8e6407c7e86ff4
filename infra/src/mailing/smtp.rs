//! Mail to an SMTP server.

use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, transport::smtp::Error};

use url::Url;

use super::{MailerError, NotHandedOver};

/// An SMTP server. Each mail has a connection of its own: one that is cut off by its budget
/// leaves nothing behind that the next could read.
pub(super) struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

impl Smtp {
    pub(super) fn new(url: &str) -> Result<Self, MailerError> {
        if !is_private(url) {
            return Err(MailerError::Plain);
        }
        Ok(Self(
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build(),
        ))
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), NotHandedOver> {
        self.0
            .send(message)
            .await
            .map(|_| ())
            .map_err(|error| not_handed_over(&error))
    }
}

/// A 5xx is for good (RFC 5321 section 4.2.1); anything else may pass, a broken line included.
fn not_handed_over(error: &Error) -> NotHandedOver {
    match error.status() {
        Some(status) if error.is_permanent() => NotHandedOver::ForGood(status.to_string()),
        Some(status) => NotHandedOver::ForNow(status.to_string()),
        None if error.is_timeout() => NotHandedOver::ForNow("timeout".to_owned()),
        None => NotHandedOver::ForNow("the connection failed".to_owned()),
    }
}

/// Whether a mail sent to this URL is read by nobody on the way. Read as lettre reads it; what is
/// no URL of a mail server is refused there.
fn is_private(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return true;
    };
    let on_this_machine = ["127.0.0.1", "localhost", "[::1]"];
    let tls = url.query_pairs().find(|(name, _)| name == "tls");
    url.scheme() != "smtp"
        || url
            .host_str()
            .is_none_or(|host| on_this_machine.contains(&host))
        || tls.is_some_and(|(_, tls)| tls == "required")
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, test_runner::Config};

    use super::{Smtp, is_private};

    #[test]
    fn plain_mail_stays_on_this_machine() {
        for url in [
            "smtp://127.0.0.1:25",
            "smtp://localhost",
            "smtp://u:p@[::1]:25",
            "smtps://mail.example.com",
            "smtp://mail.example.com:587?tls=required",
        ] {
            assert!(is_private(url), "{url}");
        }
        for url in [
            "smtp://mail.example.com",
            "smtp://127.0.0.1.example.com",
            "smtp://127.0.0.1@mail.example.com:25",
            "smtp://localhost.example.com:25",
            "SMTP://mail.example.com",
            "smtp://user:tls=required@mail.example.com",
            "smtp://mail.example.com/tls=required",
            "smtp://mail.example.com/#?tls=required",
            "smtp://mail.example.com?tls=opportunistic&tls=required",
        ] {
            assert!(!is_private(url), "{url}");
        }
    }

    proptest! {
        #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

        #[test]
        fn a_url_is_private_where_nobody_can_read_on_the_way(
            scheme in "smtp|smtps|SMTP|Smtps|http",
            user in "|[a-z]{1,6}:[a-z0-9=]{0,9}@",
            host in "localhost|127\\.0\\.0\\.1|\\[::1\\]|[a-z]{1,9}\\.example|localhost\\.example",
            port in "|:[1-9][0-9]{0,3}",
            path in "|/[a-z=]{0,12}",
            query in "|\\?tls=(required|opportunistic|none)|\\?a=1&tls=required|#tls=required",
        ) {
            let url = format!("{scheme}://{user}{host}{port}{path}{query}");
            let scheme = scheme.to_lowercase();
            let required = query.starts_with('?') && query.ends_with("tls=required");
            let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
            prop_assert_eq!(is_private(&url), scheme != "smtp" || here || required, "{}", url);
        }

        #[test]
        fn any_other_text_is_refused(url in any::<String>()) {
            prop_assert!(Smtp::new(&url).is_err());
        }
    }
}

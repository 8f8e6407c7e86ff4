//! Mail to an SMTP server.

use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, transport::smtp::Error};

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

/// Whether a mail sent to this URL is read by nobody on the way.
fn is_private(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("smtp://") else {
        return true;
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let on_this_machine = ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|name| host == *name || host.starts_with(&format!("{name}:")));
    on_this_machine || rest.contains("tls=required")
}

#[cfg(test)]
mod tests {
    use super::is_private;

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
        ] {
            assert!(!is_private(url), "{url}");
        }
    }
}

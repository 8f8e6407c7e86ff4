//! Mail to an SMTP server (RFC 5321).

mod bounded;
mod refused;
mod server;

use std::{error::Error as _, time::Duration};

use countersign_domain::NotSentReason;
use lettre::{
    Message,
    transport::smtp::{
        Error,
        client::AsyncSmtpConnection,
        commands::{Data, Mail, Quit, Rcpt},
        extension::{MailBodyParameter, MailParameter},
    },
};
use tokio::time::timeout;

use self::server::{ConnectError, Server};
use super::{MailerError, NotHandedOver};

/// How long a server is given to say goodbye. Nothing depends on it.
const GOODBYE_BUDGET: Duration = Duration::from_secs(1);

/// An SMTP server. Each mail has a connection of its own: one that is cut off by its budget
/// leaves nothing behind that the next could read.
pub(super) struct Smtp(Server);

impl Smtp {
    pub(super) fn new(url: &str) -> Result<Self, MailerError> {
        Ok(Self(Server::of(url)?))
    }

    pub(super) async fn send(&self, message: &Message) -> Result<(), NotHandedOver> {
        let mut connection = self.0.connect().await.map_err(|error| match error {
            ConnectError::Away(_) => NotHandedOver::ForNow("the server is not reached".to_owned()),
            // Whatever it has against us, it has heard of no mail yet.
            ConnectError::Refused(error) => not_handed_over(&error, |_| NotSentReason::Refused),
        })?;
        let outcome = hand_over(&mut connection, message).await;
        // What was said of the mail stands, whether or not the server says goodbye as well.
        let _ = timeout(GOODBYE_BUDGET, connection.command(Quit)).await;
        outcome.map_err(|error| not_handed_over(&error, refused::reason))
    }
}

/// One mail over a fresh connection. lettre's own `send` asks for a goodbye before it tells what
/// became of the mail: a server that took it and then fell silent would get it again.
async fn hand_over(connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), Error> {
    let (envelope, mail) = (message.envelope(), message.formatted());
    // A server that does not know a parameter refuses it for good (RFC 5321 section 4.1.1.11).
    let mut parameters = vec![];
    if !envelope
        .to()
        .iter()
        .all(|to| AsRef::<str>::as_ref(to).is_ascii())
    {
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !mail.is_ascii() {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    connection
        .command(Mail::new(envelope.from().cloned(), parameters))
        .await?;
    for to in envelope.to() {
        connection.command(Rcpt::new(to.clone(), vec![])).await?;
    }
    connection.command(Data).await?;
    connection.message(&mail).await?;
    Ok(())
}

/// A 5xx is for good (RFC 5321 section 4.2.1); anything else may pass, a broken line included.
fn not_handed_over(error: &Error, reason: impl Fn(&str) -> NotSentReason) -> NotHandedOver {
    match error.status() {
        Some(status) if error.is_permanent() => {
            let said = error.source().map(ToString::to_string);
            NotHandedOver::ForGood {
                why: status.to_string(),
                reason: reason(&said.unwrap_or_default()),
            }
        }
        Some(status) => NotHandedOver::ForNow(status.to_string()),
        None => NotHandedOver::ForNow("the connection failed".to_owned()),
    }
}

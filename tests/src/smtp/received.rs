//! A mail as the server took it.

use std::{fmt, time::Instant};

use mail_parser::{Message, MessageParser};

/// A mail that the server took, with the envelope it came in.
#[derive(Clone, PartialEq, Eq)]
pub struct Received {
    /// Whom the envelope names as sender; empty for the null sender.
    pub envelope_from: String,
    /// Whom the envelope names as recipients and the server did not refuse.
    pub recipients: Vec<String>,
    /// Headers and body as they came, with the dots that SMTP doubles undoubled.
    pub raw: Vec<u8>,
    /// When its last byte came.
    pub came_at: Instant,
    /// What was said on the connection until the mail was whole: see
    /// [`conversations`](super::SmtpServer::conversations).
    pub conversation: String,
}

impl Received {
    /// The first address of the `To` header.
    #[must_use]
    pub fn to(&self) -> Option<String> {
        Some(self.message()?.to()?.first()?.address()?.to_owned())
    }

    /// The value of a header, by its name in any case: as text where it is text, decoded and
    /// unfolded, else as it stands.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let message = self.message()?;
        match message.header(name)?.as_text() {
            Some(text) => Some(text.to_owned()),
            None => message.header_raw(name).map(|raw| raw.trim().to_owned()),
        }
    }

    /// The decoded text part. One that is only made up from the HTML part does not count.
    #[must_use]
    pub fn text_part(&self) -> Option<String> {
        text_part(&self.raw)
    }

    /// The decoded HTML part. One that is only made up from the text part does not count.
    #[must_use]
    pub fn html_part(&self) -> Option<String> {
        let message = self.message()?;
        let part = message.html_part(0).filter(|part| part.is_text_html())?;
        part.text_contents().map(str::to_owned)
    }

    /// The `Message-ID` without its angle brackets.
    #[must_use]
    pub fn message_id(&self) -> Option<String> {
        self.message()?.message_id().map(str::to_owned)
    }

    /// The code in it: see [`code_in`].
    #[must_use]
    pub fn code(&self) -> Option<String> {
        code_in(&self.raw)
    }

    fn message(&self) -> Option<Message<'_>> {
        MessageParser::default().parse(&self.raw)
    }
}

/// The code in a mail, when exactly one line of the text part is two groups of digits and nothing
/// else: `123 456` gives `123456`.
#[must_use]
pub fn code_in(mail: &[u8]) -> Option<String> {
    let text = text_part(mail)?;
    let mut codes = text.lines().filter_map(code_of);
    let code = codes.next()?;
    codes.next().is_none().then_some(code)
}

/// Without the mail itself, which may hold a code.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("envelope_from", &self.envelope_from)
            .field("recipients", &self.recipients)
            .field("message_id", &self.message_id())
            .finish_non_exhaustive()
    }
}

fn text_part(mail: &[u8]) -> Option<String> {
    let message = MessageParser::default().parse(mail)?;
    let part = message
        .text_part(0)
        .filter(|part| part.is_text() && !part.is_text_html())?;
    part.text_contents().map(str::to_owned)
}

fn code_of(line: &str) -> Option<String> {
    let (first, second) = line.trim_end().split_once(' ')?;
    let is_group = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_group(first) && is_group(second)).then(|| format!("{first}{second}"))
}

//! Mails as they lie in the folder.

use std::{io, path::Path};

use mail_parser::MessageParser;
use tokio::fs;
use uuid::Uuid;

/// The most mails on the page.
const LETTERS_MAX: usize = 50;

/// A mail.
pub(super) struct Letter {
    /// The event it came of, which names its file.
    pub(super) event_id: Uuid,
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) date: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// The newest mails, newest first: the ids of later events sort later.
pub(super) async fn newest(folder: &Path) -> io::Result<Vec<Letter>> {
    let mut files = fs::read_dir(folder).await?;
    let mut ids: Vec<Uuid> = Vec::new();
    while let Some(file) = files.next_entry().await? {
        let name = file.file_name();
        let id = name.to_str().and_then(|name| name.strip_suffix(".eml"));
        ids.extend(id.and_then(|id| id.parse::<Uuid>().ok()));
    }
    ids.sort_unstable_by(|one, other| other.cmp(one));
    let mut letters = Vec::new();
    for event_id in ids.into_iter().take(LETTERS_MAX) {
        letters.extend(read(folder, event_id).await?);
    }
    Ok(letters)
}

/// The mail of an event; `None` where there is none.
pub(super) async fn read(folder: &Path, event_id: Uuid) -> io::Result<Option<Letter>> {
    match fs::read(folder.join(format!("{event_id}.eml"))).await {
        Ok(mail) => Ok(parse(event_id, &mail)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn parse(event_id: Uuid, mail: &[u8]) -> Option<Letter> {
    let message = MessageParser::default().parse(mail)?;
    let to = message.to().and_then(|to| to.first());
    let body = |body: Option<std::borrow::Cow<'_, str>>| body.unwrap_or_default().into_owned();
    Some(Letter {
        event_id,
        to: to
            .and_then(|to| to.address())
            .unwrap_or_default()
            .to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        date: message
            .date()
            .map_or(String::new(), mail_parser::DateTime::to_rfc3339),
        text: body(message.body_text(0)),
        html: body(message.body_html(0)),
    })
}

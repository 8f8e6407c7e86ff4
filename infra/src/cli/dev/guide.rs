//! What `countersign dev` prints: where everything is, and the nine steps to be pasted into a shell.

use askama::Template;

use super::{announcement::Announcement, demo};
use crate::data_folder::DataFolder;

/// The text.
pub(super) fn guide(
    announcement: &Announcement,
    folder: &DataFolder,
) -> Result<String, askama::Error> {
    let key = |role: &str| announcement.api_keys.get(role).map_or("", String::as_str);
    let mail_dir = announcement.mail_dir.as_ref();
    Guide {
        url: &announcement.url,
        admin_url: &announcement.admin_url,
        folder: &folder.path().display().to_string(),
        mail_dir: mail_dir.map(|path| path.display().to_string()),
        account_id: demo::ACCOUNT_ID,
        email: demo::EMAIL,
        password: demo::PASSWORD,
        portal: key("portal"),
        auditor: key("auditor"),
        analyst: key("analyst"),
    }
    .render()
}

#[derive(Template)]
#[template(path = "dev/guide.txt")]
struct Guide<'a> {
    url: &'a str,
    admin_url: &'a str,
    folder: &'a str,
    mail_dir: Option<String>,
    account_id: &'a str,
    email: &'a str,
    password: &'a str,
    portal: &'a str,
    auditor: &'a str,
    analyst: &'a str,
}

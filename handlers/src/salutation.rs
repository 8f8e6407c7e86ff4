//! How a mail calls a customer.

use countersign_domain::Contact;

/// A longer text, in characters, is no name but a message to somebody.
const NAME_LENGTH_MAX: usize = 64;

/// The name to greet with, as one line without control characters, or `None` where the customer
/// gave none, or one that a mail program might turn into a link: whoever opens an account with a
/// stranger's address could mail that stranger a link in our name.
pub(crate) fn greeted_name(contact: &Contact) -> Option<String> {
    let name = single_line(contact.display_name.as_deref()?);
    let is_name = !name.is_empty()
        && name.chars().count() <= NAME_LENGTH_MAX
        && !name.contains("://")
        && !name.contains('@')
        && !name.split_whitespace().any(has_host_name);
    is_name.then_some(name)
}

fn single_line(text: &str) -> String {
    let visible = text.replace(is_invisible, " ");
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Control characters, line separators, and what turns the direction of the text around it. The
/// two joiners stay: names in Persian or Hindi need them.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' |
            '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether there is something like `example.com` in the word: two letters or more after a dot
/// that itself follows a letter or digit. `J.R.R.` is none.
fn has_host_name(word: &str) -> bool {
    word.match_indices('.').any(|(dot, _)| {
        let before = word[..dot].chars().next_back();
        let mut after = word[dot + 1..].chars();
        before.is_some_and(char::is_alphanumeric)
            && after.next().is_some_and(char::is_alphanumeric)
            && after.next().is_some_and(char::is_alphanumeric)
    })
}

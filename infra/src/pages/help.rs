//! `/help/two-factor-email`: the article a customer would look for.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{Pages, shell, shell::Shell};

/// The nine steps: the key of each, and a picture of where to look on the screen.
const STEPS: [(&str, &str); 9] = [
    (
        "help-step-1",
        r#"<rect class="mark" x="66" y="3" width="25" height="6" rx="3"/>"#,
    ),
    (
        "help-step-2",
        r#"<rect x="58" y="14" width="33" height="24" rx="3"/><path class="mark" d="M63 21h23"/><path class="faint" d="M63 30h17"/>"#,
    ),
    (
        "help-step-3",
        r#"<path class="faint" d="M8 22h18"/><path class="mark" d="M32 22h28"/><path class="faint" d="M8 34h80M8 44h60"/>"#,
    ),
    (
        "help-step-4",
        r#"<path class="faint" d="M8 22h60M8 30h44"/><rect class="mark" x="8" y="39" width="48" height="12" rx="3"/>"#,
    ),
    (
        "help-step-5",
        r#"<rect x="8" y="19" width="80" height="32" rx="3"/><path class="faint" d="M16 28h50"/><rect class="mark" x="16" y="35" width="36" height="10" rx="3"/>"#,
    ),
    (
        "help-step-6",
        r#"<rect class="mark" x="8" y="20" width="80" height="12" rx="3"/><path d="M14 26h.1M20 26h.1M26 26h.1M32 26h.1M38 26h.1"/><rect class="mark" x="8" y="40" width="30" height="11" rx="3"/>"#,
    ),
    (
        "help-step-7",
        r#"<rect x="8" y="18" width="30" height="20" rx="2"/><path d="m8 20 15 10 15-10"/><rect class="mark" x="46" y="20" width="42" height="14" rx="3"/><path d="M51 27h12M69 27h12"/><rect class="mark" x="46" y="41" width="26" height="10" rx="3"/>"#,
    ),
    (
        "help-step-8",
        r#"<path class="faint" d="M8 22h60M8 30h44"/><rect class="mark" x="8" y="39" width="28" height="12" rx="3"/>"#,
    ),
    (
        "help-step-9",
        r#"<circle class="mark" cx="22" cy="35" r="12"/><path class="mark" d="m16 35 5 5 8-9"/><path class="faint" d="M44 30h44M44 40h30"/>"#,
    ),
];

#[derive(Template)]
#[template(path = "pages/help.html")]
struct HelpPage<'a> {
    shell: Shell<'a>,
    steps: Vec<Step>,
}

struct Step {
    text: String,
    picture: &'static str,
}

/// The article, for everybody.
pub(super) async fn show(State(pages): State<Pages>, headers: HeaderMap) -> Response {
    let language = shell::language_of(&headers);
    let steps = STEPS.map(|(key, picture)| Step {
        text: language.say(key),
        picture,
    });
    let page = HelpPage {
        shell: Shell::for_everybody(&pages, language, "help-title"),
        steps: steps.into(),
    };
    shell::answer(StatusCode::OK, &page)
}

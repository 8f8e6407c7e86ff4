//! `/help/two-factor-email`: the article a customer would look for.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use countersign_handlers::Language;

use super::{PageSettings, Pages, Visitor, shell, shell::Shell, visitor::Absent};

/// In the pictures, grouped as mails write a code.
const EXAMPLE_CODE: &str = "123 456";

#[derive(Template)]
#[template(path = "pages/help.html")]
struct HelpPage<'a> {
    shell: Shell<'a>,
    /// How long a code opens what is protected.
    services: String,
}

/// The article, for everybody; for whoever is signed in, in their language and with their menu.
pub(super) async fn show(
    State(pages): State<Pages>,
    visitor: Result<Visitor, Absent>,
    headers: HeaderMap,
) -> Response {
    let visitor = visitor.ok();
    let shell = match &visitor {
        Some(visitor) => Shell::of(&pages, visitor, "help-title"),
        None => Shell::for_everybody(&pages, shell::language_of(&headers), "help-title"),
    };
    let services = services(&pages.settings, shell.language);
    shell::answer(StatusCode::OK, &HelpPage { shell, services })
}

/// How long a code opens what is protected; where a portal protects that, it alone knows.
fn services(settings: &PageSettings, language: Language) -> String {
    if !settings.signs_in {
        return language.say("help-after-services-portal");
    }
    let seconds = settings.step_up_lifetime.num_seconds();
    let lifetime = if seconds % 60 == 0 {
        language.say_with("minutes-long", &[("minutes", (seconds / 60).into())])
    } else {
        language.say_with("seconds-long", &[("seconds", seconds.into())])
    };
    language.say_with("help-after-services", &[("lifetime", lifetime.into())])
}

impl HelpPage<'_> {
    /// The name of a picture, by the key of what is marked in it.
    fn picture_of(&self, marked: &str) -> String {
        let marked = self.shell.say(marked);
        self.shell.say_of("help-picture", "marked", &marked)
    }
}

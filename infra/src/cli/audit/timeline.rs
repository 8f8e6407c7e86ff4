//! A history for a terminal: by days, in columns, with what changed standing out.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use countersign_projections::TwoFactor;

use super::story::Step;

const DAY: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

/// Writes the steps, styled: whoever prints them takes the styles away where nobody sees them. Below
/// each event stands what is so since then, marked where that is new, and where the event came from.
pub(super) fn write(out: &mut impl Write, steps: &[Step]) -> io::Result<()> {
    let width = |of: fn(&Step) -> usize| steps.iter().map(of).max().unwrap_or(0);
    let positions = width(|step| step.logged.position.to_string().len());
    let actors = width(|step| plain(step.who()).chars().count());
    let indent = "  00:00:00.000000  ".len() + positions + "  ".len() + actors;
    let mut day = None;
    for step in steps {
        let at = step.logged.recorded_at;
        if day.replace(at.date_naive()) != Some(at.date_naive()) {
            let name = at.format("%A %-d %B %Y");
            writeln!(out, "\n{DAY}{name}{DAY:#}")?;
        }
        let (time, position) = (at.format("%T%.6f"), step.logged.position);
        let (who, what) = (plain(step.who()), plain(&step.what()));
        writeln!(
            out,
            "  {time}  {position:>positions$}  {who:actors$}  {what}"
        )?;
        let (mark, style) = if step.is_change {
            ("→", changed(step))
        } else {
            (" ", QUIET)
        };
        let state = &step.state;
        write!(out, "{:indent$}{style}{mark} {state}{style:#}", "")?;
        let from = step.whence().map(|from| plain(&from));
        let from = from.map(|from| format!(" {QUIET}· {from}{QUIET:#}"));
        writeln!(out, "{}", from.unwrap_or_default())?;
    }
    Ok(())
}

/// The text without what a terminal would take for a command.
pub(super) fn plain(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

fn changed(step: &Step) -> Style {
    let locked = step.security.locked_until(step.logged.recorded_at);
    let color = match &step.security.two_factor {
        _ if locked.is_some() => AnsiColor::Red,
        TwoFactor::Off => return Style::new().bold(),
        TwoFactor::SettingUp { .. } => AnsiColor::Yellow,
        TwoFactor::On { .. } => AnsiColor::Green,
    };
    color.on_default().bold()
}

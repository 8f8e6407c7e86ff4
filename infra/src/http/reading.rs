//! Reading fields, and saying which one is wrong and why, without saying what was in it.

use serde::{Deserialize, Deserializer};
use serde_path_to_error::{Path, Segment};

use super::problem::{FieldError, Problem};

/// The longest name of a field that is said back to who sent it.
const NAME_MAX_CHARACTERS: usize = 64;

/// Reads fields. `whole` names the input where no field of it is to blame.
pub(super) fn read<'de, T, D>(deserializer: D, whole: &str) -> Result<T, Problem>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    read_fields(deserializer, whole)
        .map_err(|FieldError { field, detail }| Problem::invalid_input(field, detail))
}

/// The same for input that is no request.
pub(super) fn read_fields<'de, T, D>(deserializer: D, whole: &str) -> Result<T, FieldError>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    serde_path_to_error::deserialize(deserializer)
        .map_err(|error| field_error(error.path(), &error.inner().to_string(), whole))
}

/// Takes apart what serde and the types of the fields say. Serde quotes the value before what it
/// expected, and names an unknown field in backticks; only the latter is said back, cut short.
fn field_error(path: &Path, message: &str, whole: &str) -> FieldError {
    let message = without_place(message);
    let parent: Vec<String> = path
        .iter()
        .filter_map(|segment| match segment {
            Segment::Map { key } => Some(key.clone()),
            Segment::Seq { .. } | Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    let named = |start: &str| {
        let name = quoted(message.strip_prefix(start)?)?;
        // The path may or may not reach down to the field itself.
        let reaches = parent.last().is_some_and(|last| last == name);
        let mut path: Vec<String> = parent.iter().map(|key| presentable(key)).collect();
        if !reaches {
            path.push(presentable(name));
        }
        Some(path.join("."))
    };
    let error = |field: String, detail: &str| FieldError {
        field,
        detail: detail.to_owned(),
    };
    if let Some(field) = named("missing field") {
        return error(field, "is missing");
    }
    if let Some(field) = named("unknown field") {
        return error(field, "is not known here");
    }
    if let Some(field) = named("duplicate field") {
        return error(field, "stands twice");
    }
    let field = if parent.is_empty() {
        whole.to_owned()
    } else {
        parent.join(".")
    };
    let quotes_value = [
        "invalid type",
        "invalid value",
        "invalid length",
        "unknown variant",
    ];
    if quotes_value.iter().any(|start| message.starts_with(start)) {
        let expected = message
            .rsplit_once(", expected ")
            .map(|(_, expected)| expected);
        let detail = expected.map_or("is not valid".to_owned(), |what| format!("is not {what}"));
        return FieldError { field, detail };
    }
    error(field, message)
}

/// The message without the line and column that `serde_json` ends it with.
fn without_place(message: &str) -> &str {
    let is_place = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_digit() || b" column".contains(&b))
    };
    match message.rsplit_once(" at line ") {
        Some((message, place)) if is_place(place) => message,
        _ => message,
    }
}

/// The name in backticks, which may hold some itself, before what was expected in its place.
fn quoted(text: &str) -> Option<&str> {
    let text = text.strip_prefix(" `")?;
    let end = ["`, expected ", "`, there are no fields", "`"]
        .iter()
        .find_map(|behind| text.rfind(behind))?;
    Some(&text[..end])
}

fn presentable(name: &str) -> String {
    let printable = name.chars().filter(|c| !c.is_control());
    printable.take(NAME_MAX_CHARACTERS).collect()
}

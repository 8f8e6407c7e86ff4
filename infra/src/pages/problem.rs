//! What was wrong with a form, and in which of its fields.

/// What was wrong with a form, if anything was.
#[derive(Default)]
pub(super) struct Problem {
    /// In words.
    pub(super) text: Option<String>,
    /// The names of the fields that hold what was wrong.
    fields: &'static [&'static str],
}

impl Problem {
    /// Of nothing that stands in a field: what would stand there now would be refused as well.
    pub(super) fn of(text: String) -> Self {
        Self::in_fields(&[], text)
    }

    /// Of what stands in these fields, or in one of them where nobody is told in which.
    pub(super) fn in_fields(fields: &'static [&'static str], text: String) -> Self {
        let text = Some(text);
        Self { text, fields }
    }

    /// Whether what was wrong stands in this field.
    pub(super) fn is_in(&self, field: &str) -> bool {
        self.fields.contains(&field)
    }
}

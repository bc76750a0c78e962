//! What is shown in a form: values that were typed, and what is wrong with them.

use super::Form;

/// Values and problems of a form's fields.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    values: Vec<(String, String)>,
    problems: Vec<Problem>,
}

/// What is wrong with a field, in the visitor's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's name; empty when it is about the form as a whole.
    pub name: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl Fields {
    /// A form that nobody has typed into.
    pub fn empty() -> Fields {
        Fields::default()
    }

    /// The named fields of a form that came. Name no passwords and codes: they are typed again.
    pub fn from(form: &Form, names: &[&str]) -> Fields {
        let values = names
            .iter()
            .flat_map(|name| form.all(name).into_iter().map(|v| ((*name).into(), v.to_owned())))
            .collect();
        Fields { values, problems: Vec::new() }
    }

    /// Puts a value in, in place of what was there.
    pub fn set(&mut self, name: &str, value: impl Into<String>) -> &mut Fields {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), value.into()));
        self
    }

    /// The same for building: `Fields::empty().with("phone", known)`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Fields {
        self.set(name, value);
        self
    }

    /// Says that a field is wrong. The name `""` is about the form as a whole.
    pub fn error(&mut self, name: &str, text: impl Into<String>) -> &mut Fields {
        self.problems.push(Problem { name: name.to_owned(), text: text.into() });
        self
    }

    /// The value of a field; empty when there is none.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(known, _)| known == name).map_or("", |(_, v)| v.as_str())
    }

    /// Whether a field has this value among its values: a ticked box, a chosen radio button.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(known, v)| known == name && v == value)
    }

    /// What is wrong with a field, if anything is.
    pub fn problem(&self, name: &str) -> Option<&str> {
        self.problems.iter().find(|p| p.name == name).map(|p| p.text.as_str())
    }

    /// Whether anything is wrong.
    pub fn has_errors(&self) -> bool {
        !self.problems.is_empty()
    }

    /// All problems, in the order they were found, for the summary.
    pub fn errors(&self) -> &[Problem] {
        &self.problems
    }
}

/// One of several answers, for radio buttons, boxes and lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// A line below it; empty for none.
    pub hint: String,
}

impl Choice {
    /// An answer without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: String::new() }
    }

    /// With a line below it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Choice {
        self.hint = hint.into();
        self
    }
}

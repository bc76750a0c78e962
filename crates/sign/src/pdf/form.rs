//! The form of a PDF and its fields (ISO 32000-1, 12.7).

use std::collections::HashSet;

use super::Broken;
use super::file::File;
use super::value::{Dictionary, Id, Value};
use crate::certificate::visible;

/// Fields of one file.
const FIELDS: usize = 50_000;
/// Fields in fields.
const DEEPEST: usize = 32;

/// The form of a file.
#[derive(Default)]
pub(super) struct Form {
    /// Where it stands, unless in the catalogue.
    pub id: Option<Id>,
    pub dictionary: Dictionary,
    pub fields: Vec<Field>,
}

/// A field that is no mere group of others.
pub(super) struct Field {
    pub id: Id,
    /// Its names from the outermost group on, with dots between.
    pub name: String,
    /// `Sig`, `Tx`, `Ch`, `Btn`.
    pub kind: String,
    /// Its value as it stands there: mostly a reference, for a signature.
    pub value: Option<Value>,
    /// Whether people cannot fill it in.
    pub read_only: bool,
    pub dictionary: Dictionary,
    /// The objects that show it, itself often.
    pub widgets: Vec<Id>,
}

impl Form {
    pub(super) fn of(file: &File<'_>, root: &Dictionary) -> Result<Form, Broken> {
        let Some(dictionary) = file.dictionary(root, "AcroForm")? else {
            return Ok(Form::default());
        };
        let id = root.get("AcroForm").and_then(Value::as_reference);
        let mut walk = Walk { file, seen: HashSet::new(), fields: Vec::new() };
        for field in file.entry(&dictionary, "Fields")?.as_array().unwrap_or_default() {
            walk.field(field, None, 0)?;
        }
        Ok(Form { id, dictionary, fields: walk.fields })
    }

    /// `Signature1` or the first after it that no field has.
    pub(super) fn free_name(&self) -> String {
        let is_free = |name: &String| self.fields.iter().all(|field| field.name != *name);
        let mut names = (1_u32..).map(|number| format!("Signature{number}"));
        names.find(is_free).unwrap_or_default()
    }

    pub(super) fn field(&self, id: Id) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }
}

struct Walk<'a, 'b> {
    file: &'a File<'b>,
    seen: HashSet<Id>,
    fields: Vec<Field>,
}

/// What a field has from the group around it.
#[derive(Clone, Default)]
struct Group {
    name: String,
    kind: String,
    value: Option<Value>,
    read_only: bool,
}

impl Walk<'_, '_> {
    fn field(&mut self, value: &Value, group: Option<&Group>, depth: usize) -> Result<(), Broken> {
        let error = Broken { at: 0, expected: "a form whose fields are objects, each once" };
        let id = value.as_reference().ok_or(error)?;
        if !self.seen.insert(id) || self.seen.len() > FIELDS || depth > DEEPEST {
            return Err(error);
        }
        let Some(Value::Dictionary(dictionary)) = self.file.object(id)?.map(|o| o.value) else {
            // A field that is not there is none.
            return Ok(());
        };
        let own = own(self.file, &dictionary, group)?;
        let kids = self.file.entry(&dictionary, "Kids")?;
        let mut widgets = Vec::new();
        if dictionary.get("Subtype").is_some_and(|kind| kind.is_name("Widget")) {
            widgets.push(id);
        }
        let mut is_group = false;
        for kid in kids.as_array().unwrap_or_default() {
            if self.is_field(kid)? {
                is_group = true;
                self.field(kid, Some(&own), depth + 1)?;
            } else if let Some(kid) = kid.as_reference() {
                if !self.seen.insert(kid) {
                    return Err(error);
                }
                widgets.push(kid);
            }
        }
        if !is_group {
            let Group { name, kind, value, read_only } = own;
            let field = Field { id, name, kind, value, read_only, dictionary, widgets };
            self.fields.push(field);
        }
        Ok(())
    }

    /// A kid without a name of its own only shows its field.
    fn is_field(&self, kid: &Value) -> Result<bool, Broken> {
        let kid = self.file.resolve(kid)?;
        Ok(kid.as_dictionary().is_some_and(|kid| kid.get("T").is_some()))
    }
}

fn own(file: &File<'_>, dictionary: &Dictionary, group: Option<&Group>) -> Result<Group, Broken> {
    let mut own = group.cloned().unwrap_or_default();
    if let Some(name) = file.entry(dictionary, "T")?.as_words() {
        if !own.name.is_empty() {
            own.name.push('.');
        }
        own.name.push_str(&visible(&name));
    }
    if let Value::Name(kind) = file.entry(dictionary, "FT")? {
        own.kind = String::from_utf8_lossy(&kind).into_owned();
    }
    if let Some(flags) = file.entry(dictionary, "Ff")?.as_integer() {
        own.read_only = flags & 1 != 0;
    }
    if let Some(value) = dictionary.get("V") {
        own.value = Some(value.clone());
    }
    Ok(own)
}

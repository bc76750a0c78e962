//! What became of a file after it was signed.
//!
//! The file as it was signed is its beginning; the file as it is now has more revisions. Both are
//! read, and everything that the old one shows is walked through: pages, what they draw, fonts,
//! attachments, names. Nothing of it may have become something else, not even what was missing
//! and has appeared. Only at a few places changes are expected: fields of the form, lists of
//! annotations (for new signatures), data for validation, metadata. Each is compared by a rule.

use std::collections::HashSet;

use super::Broken;
use super::file::{File, Object};
use super::form::{Field, Form};
use super::table;
use super::value::{Dictionary, Id, Lexer, Value};
use crate::say;
use crate::verdict::Text;

/// One thing that is otherwise than it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A further signature in this field; it is visible if it takes room on a page.
    Signed {
        /// The field.
        field: String,
        /// Whether it takes room on a page and so may cover something.
        visible: bool,
    },
    /// The mark of the further signature in this field covers much of a page.
    Covered(String),
    /// An empty field for a signature was added.
    FieldAdded(String),
    /// A field was filled in.
    Filled(String),
    /// Certificates, revocations and stamps for later checks.
    ValidationData,
    /// The description of the file.
    Metadata,
    /// A note or another annotation.
    Annotated,
    /// Anything else: what is shown is not what was signed.
    Other(Text),
}

impl Change {
    /// Whether it may be after a signature that permits this much: 1 no changes, 2 filling in
    /// and signing, 3 annotations, too (ISO 32000-1, table 254).
    pub fn is_permitted(&self, level: u8) -> bool {
        match self {
            Change::ValidationData | Change::Metadata => true,
            Change::Signed { .. }
            | Change::Covered(_)
            | Change::FieldAdded(_)
            | Change::Filled(_) => level >= 2,
            Change::Annotated => level >= 3,
            Change::Other(_) => false,
        }
    }

    /// What happened, for people.
    pub fn words(&self) -> Text {
        match self {
            Change::Signed { field, visible: false } => {
                say!("добавлена подпись «{field}»", "the signature “{field}” was added")
            }
            Change::Signed { field, visible: true } => say!(
                "добавлена подпись «{field}» с отметкой на странице",
                "the signature “{field}” was added with a mark on a page"
            ),
            Change::Covered(field) => say!(
                "отметка подписи «{field}» закрывает значительную часть страницы",
                "the mark of the signature “{field}” covers much of a page"
            ),
            Change::FieldAdded(field) => say!(
                "добавлено пустое поле для подписи «{field}»",
                "the empty signature field “{field}” was added"
            ),
            Change::Filled(field) => {
                say!("заполнено поле «{field}»", "the field “{field}” was filled in")
            }
            Change::ValidationData => {
                say!("добавлены данные для проверки", "data for validation were added")
            }
            Change::Metadata => {
                say!("изменено описание файла", "the description of the file was changed")
            }
            Change::Annotated => say!("добавлена пометка", "an annotation was added"),
            Change::Other(words) => words.clone(),
        }
    }
}

/// What is different between a file and its beginning.
pub(super) fn between(before: &File<'_>, after: &File<'_>) -> Result<Vec<Change>, Broken> {
    let rest = &after.bytes()[before.bytes().len()..];
    if rest.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    let ((root, old), (new_root, new)) = (before.root()?, after.root()?);
    let mut walk = Walk {
        before,
        after,
        old_form: Form::of(before, &old)?,
        new_form: Form::of(after, &new)?,
        fields: HashSet::new(),
        seen: HashSet::new(),
        todo: Vec::new(),
        changes: Vec::new(),
    };
    if account(before.bytes().len(), after).is_err() {
        walk.other(say!(
            "после подписи дописаны байты, которых таблицы файла не объясняют",
            "bytes were appended that the tables of the file do not explain"
        ));
    }
    if root != new_root {
        walk.other(say!("подменён корень документа", "the root of the document was exchanged"));
    }
    walk.describe(&old, &new);
    walk.note_fields();
    walk.forms()?;
    walk.todo.push(root);
    while let Some(id) = walk.todo.pop() {
        if walk.seen.insert(id) {
            walk.object(id, id == root)?;
        }
    }
    Ok(walk.changes)
}

/// Reads everything after `from`: whole objects and tables that some table names, nothing else.
fn account(from: usize, after: &File<'_>) -> Result<(), Broken> {
    let mut lexer = Lexer::new(after.bytes(), from);
    loop {
        lexer.space();
        if lexer.is_over() {
            return Ok(());
        }
        let start = lexer.at();
        let unnamed = lexer.error("only what a table names");
        if lexer.word("startxref") {
            lexer.number()?;
            continue;
        }
        if !after.is_named(start) {
            return Err(unnamed);
        }
        if lexer.word("xref") {
            table::pass(&mut lexer, &mut |_, _| {})?;
            lexer.value()?;
        } else {
            let end = after.end_of(start)?;
            lexer.skip(end - start)?;
        }
    }
}

struct Walk<'a, 'b> {
    before: &'a File<'b>,
    after: &'a File<'b>,
    old_form: Form,
    new_form: Form,
    /// Old fields and what shows them; they are compared with `forms`.
    fields: HashSet<Id>,
    seen: HashSet<Id>,
    todo: Vec<Id>,
    changes: Vec<Change>,
}

/// What may differ in the catalogue without more ado; each has a rule, or says nothing of pages.
const CATALOGUE: &[&str] = &["AcroForm", "DSS", "Metadata", "Extensions", "Version"];
/// Square points that the mark of a later signature may take: an eighth of a page of A4.
const LARGEST_MARK: f64 = 62_600.0;
/// What filling in a field changes.
const FILLED: &[&str] = &["V", "AP", "AS", "I", "M", "RV"];

impl Walk<'_, '_> {
    fn note(&mut self, change: Change) {
        if !self.changes.contains(&change) && self.changes.len() < 64 {
            self.changes.push(change);
        }
    }

    fn other(&mut self, words: Text) {
        self.note(Change::Other(words));
    }

    fn note_fields(&mut self) {
        for field in &self.old_form.fields {
            self.fields.insert(field.id);
            self.fields.extend(&field.widgets);
        }
    }

    /// Compares one object of the old file with what it is now, and goes on to what it names.
    fn object(&mut self, id: Id, is_root: bool) -> Result<(), Broken> {
        if self.fields.contains(&id) {
            return Ok(());
        }
        let old = self.before.object(id)?;
        let is_page = old.as_ref().is_some_and(is_page);
        let but: &[&str] = match (is_root, is_page) {
            (true, _) => CATALOGUE,
            (_, true) => &["Annots"],
            _ => &[],
        };
        if self.before.place(id.number) != self.after.place(id.number) {
            let new = self.after.object(id)?;
            if let Some(difference) = self.difference(old.as_ref(), new.as_ref(), but)? {
                self.changed(id, is_root, is_page, &difference);
            }
        }
        if is_page {
            self.annotations(id)?;
        }
        let Some(old) = old else { return Ok(()) };
        match &old.value {
            Value::Dictionary(dictionary) => {
                let followed = dictionary.iter().filter(|(key, _)| !is_one_of(key, but));
                followed.for_each(|(_, value)| follow(value, &mut self.todo));
            }
            value => follow(value, &mut self.todo),
        }
        Ok(())
    }

    /// Why the two are not the same, but for some keys; streams byte by byte.
    fn difference(
        &self,
        old: Option<&Object>,
        new: Option<&Object>,
        but: &[&str],
    ) -> Result<Option<String>, Broken> {
        let (Some(old), Some(new)) = (old, new) else {
            return Ok((old.is_some() != new.is_some()).then(String::new));
        };
        if let (Value::Dictionary(one), Value::Dictionary(two)) = (&old.value, &new.value) {
            if let Some(key) = one.first_difference(two, but) {
                return Ok(Some(key));
            }
        } else if old.value != new.value {
            return Ok(Some(String::new()));
        }
        let same = self.before.stream(old)? == self.after.stream(new)?;
        Ok((!same).then(String::new))
    }

    fn changed(&mut self, id: Id, is_root: bool, is_page: bool, key: &str) {
        let number = id.number;
        self.other(if is_root {
            say!("изменён корень документа: {key}", "the root of the document was changed: {key}")
        } else if is_page {
            say!(
                "изменена страница (объект {number}): {key}",
                "a page was changed (object {number}): {key}"
            )
        } else {
            say!(
                "изменено содержимое (объект {number})",
                "the content was changed (object {number})"
            )
        });
    }

    /// Tells of what says nothing of pages.
    fn describe(&mut self, old: &Dictionary, new: &Dictionary) {
        let (before, after) = (self.before, self.after);
        let differs = |old: &Dictionary, new: &Dictionary, key| {
            let number = old.get(key).and_then(Value::as_reference).map(|id| id.number);
            let moved = number.is_some_and(|number| before.place(number) != after.place(number));
            old.get(key) != new.get(key) || moved
        };
        if differs(old, new, "DSS") {
            self.note(Change::ValidationData);
        }
        if differs(old, new, "Metadata") || differs(before.trailer(), after.trailer(), "Info") {
            self.note(Change::Metadata);
        }
    }

    /// Annotations of a page stay; only what shows new signatures may come.
    fn annotations(&mut self, page: Id) -> Result<(), Broken> {
        let list = |file: &File<'_>| -> Result<Vec<Value>, Broken> {
            let page = file.object(page)?.map(|page| page.value);
            let Some(Value::Dictionary(page)) = page else { return Ok(Vec::new()) };
            Ok(file.entry(&page, "Annots")?.as_array().unwrap_or_default().to_vec())
        };
        let (old, new) = (list(self.before)?, list(self.after)?);
        let mut rest = old.iter().peekable();
        for annotation in &new {
            if rest.next_if_eq(&annotation).is_none() && !self.shows_new_field(annotation) {
                self.note(Change::Annotated);
            }
        }
        if rest.next().is_some() {
            let number = page.number;
            self.other(say!(
                "со страницы убраны пометки или поля (объект {number})",
                "annotations or fields were removed from a page (object {number})"
            ));
        }
        old.iter().for_each(|annotation| follow(annotation, &mut self.todo));
        Ok(())
    }

    fn shows_new_field(&self, annotation: &Value) -> bool {
        let Some(id) = annotation.as_reference() else { return false };
        let mut fields = self.new_form.fields.iter();
        let shown = fields.any(|field| field.kind == "Sig" && field.widgets.contains(&id));
        shown && self.before.place(id.number).0.is_none()
    }

    fn forms(&mut self) -> Result<(), Broken> {
        self.form()?;
        let old = std::mem::take(&mut self.old_form.fields);
        for field in &old {
            self.field(field)?;
        }
        let known: HashSet<Id> = old.iter().map(|field| field.id).collect();
        let fields = std::mem::take(&mut self.new_form.fields);
        for field in fields.iter().filter(|field| !known.contains(&field.id)) {
            self.added(field)?;
        }
        (self.old_form.fields, self.new_form.fields) = (old, fields);
        Ok(())
    }

    /// What belongs to the form and to no field.
    fn form(&mut self) -> Result<(), Broken> {
        let (old, new) = (&self.old_form.dictionary, &self.new_form.dictionary);
        let mut difference = old.first_difference(new, &["Fields", "SigFlags", "DR", "DA"]);
        let resources = |file: &File<'_>, form| file.dictionary(form, "DR");
        let (fonts, new_fonts) = (resources(self.before, old)?, resources(self.after, new)?);
        let kept = fonts.is_none_or(|fonts| {
            new_fonts.is_some_and(|new| fonts.iter().all(|(key, font)| has(&new, key, font)))
        });
        if !kept {
            difference = Some("DR".into());
        }
        let values = old.iter().filter(|(key, _)| *key != b"Fields");
        values.for_each(|(_, value)| follow(value, &mut self.todo));
        if let Some(key) = difference {
            self.other(say!("изменена форма: {key}", "the form was changed: {key}"));
        }
        Ok(())
    }

    fn field(&mut self, old: &Field) -> Result<(), Broken> {
        let name = &old.name;
        let Some(new) = self.new_form.field(old.id) else {
            self.other(say!("убрано поле «{name}»", "the field “{name}” was removed"));
            return Ok(());
        };
        let is_filled = self.value(self.before, old)? != self.value(self.after, new)?;
        let is_signature = old.kind == "Sig";
        let exchanged = is_signature && old.value.is_some() && old.value != new.value;
        let signed = is_signature && old.value.is_none() && new.value.is_some();
        let (visible, covers) = (self.is_visible(new)?, self.covers(new)?);
        let same = old.kind == new.kind && old.name == new.name && old.widgets == new.widgets;
        let mut whole = same && !exchanged;
        let but = if is_filled { FILLED } else { &[] };
        for id in std::iter::once(old.id).chain(old.widgets.iter().copied()) {
            let (one, two) = (self.before.object(id)?, self.after.object(id)?);
            whole &= self.difference(one.as_ref(), two.as_ref(), but)?.is_none();
            if let Some(Value::Dictionary(shown)) = one.map(|object| object.value) {
                let kept = shown.iter().filter(|(key, _)| !is_one_of(key, but));
                kept.for_each(|(_, value)| follow(value, &mut self.todo));
            }
        }
        let name = name.clone();
        if !whole {
            self.other(say!("изменено поле «{name}»", "the field “{name}” was changed"));
        } else if signed {
            self.signed(name, visible, covers);
        } else if is_filled && old.read_only {
            self.other(say!(
                "заполнено поле «{name}», которое заполнять нельзя",
                "the field “{name}” was filled in, which nobody may fill in"
            ));
        } else if is_filled {
            self.note(Change::Filled(name));
        }
        Ok(())
    }

    fn value(&self, file: &File<'_>, field: &Field) -> Result<Value, Broken> {
        field.value.as_ref().map_or(Ok(Value::Null), |value| file.resolve(value))
    }

    fn added(&mut self, field: &Field) -> Result<(), Broken> {
        let name = field.name.clone();
        let mut objects = std::iter::once(field.id).chain(field.widgets.iter().copied());
        let is_new = objects.all(|id| self.before.place(id.number).0.is_none());
        if field.kind != "Sig" || !is_new {
            self.other(say!("добавлено поле «{name}»", "the field “{name}” was added"));
        } else if self.has(field, &["A", "AA"])? || !self.is_shown_by_widgets(field)? {
            self.other(say!(
                "добавлено поле «{name}» с действиями или с тем, что полем не является",
                "the field “{name}” was added with actions or with what is no field"
            ));
        } else if field.value.is_some() {
            let (visible, covers) = (self.is_visible(field)?, self.covers(field)?);
            self.signed(name, visible, covers);
        } else if self.is_visible(field)? || self.has(field, &["AP", "MK"])? {
            // Nobody signed for what it shows, and it lies over what others signed.
            self.other(say!(
                "добавлено пустое поле для подписи «{name}», видимое на странице",
                "the empty signature field “{name}” was added, which shows on a page"
            ));
        } else {
            self.note(Change::FieldAdded(name));
        }
        Ok(())
    }

    fn signed(&mut self, field: String, visible: bool, covers: bool) {
        self.note(Change::Signed { field: field.clone(), visible });
        if covers {
            self.note(Change::Covered(field));
        }
    }

    /// Whether a field or what shows it has one of these keys.
    fn has(&self, field: &Field, keys: &[&str]) -> Result<bool, Broken> {
        for id in std::iter::once(&field.id).chain(&field.widgets) {
            let object = self.after.object(*id)?.map(|object| object.value);
            let dictionary = object.as_ref().and_then(Value::as_dictionary);
            if dictionary.is_some_and(|it| keys.iter().any(|key| it.get(key).is_some())) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A kid of a field is a widget; a note or a picture there would be seen as one.
    fn is_shown_by_widgets(&self, field: &Field) -> Result<bool, Broken> {
        for id in &field.widgets {
            let object = self.after.object(*id)?.map(|object| object.value);
            let Some(Value::Dictionary(widget)) = object else { continue };
            if !self.after.entry(&widget, "Subtype")?.is_name("Widget") {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether what shows a field takes more room than a mark needs.
    fn covers(&self, field: &Field) -> Result<bool, Broken> {
        for id in &field.widgets {
            let object = self.after.object(*id)?.map(|object| object.value);
            let Some(Value::Dictionary(widget)) = object else { continue };
            let rectangle = self.after.entry(&widget, "Rect")?;
            let mut corners = Vec::new();
            for corner in rectangle.as_array().unwrap_or_default() {
                corners.push(number(&self.after.resolve(corner)?));
            }
            let small = match corners[..] {
                [Some(left), Some(bottom), Some(right), Some(top)] => {
                    ((right - left) * (top - bottom)).abs() <= LARGEST_MARK
                }
                _ => rectangle == Value::Null,
            };
            if !small {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a field takes room on a page.
    fn is_visible(&self, field: &Field) -> Result<bool, Broken> {
        for id in &field.widgets {
            let widget = self.after.object(*id)?.map(|widget| widget.value);
            let Some(Value::Dictionary(widget)) = widget else { continue };
            let rectangle = self.after.entry(&widget, "Rect")?;
            let corners = rectangle.as_array().unwrap_or_default();
            let visible = match corners {
                [left, bottom, right, top] => left != right && bottom != top,
                // Who knows what a program makes of it.
                _ => rectangle != Value::Null,
            };
            if visible {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn is_page(object: &Object) -> bool {
    let dictionary = object.value.as_dictionary();
    dictionary.and_then(|page| page.get("Type")).is_some_and(|kind| kind.is_name("Page"))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(text) => std::str::from_utf8(text).ok()?.parse().ok(),
        _ => None,
    }
}

fn is_one_of(key: &[u8], keys: &[&str]) -> bool {
    keys.iter().any(|name| name.as_bytes() == key)
}

/// Whether a key has this value, or a dictionary that has all of its entries.
fn has(dictionary: &Dictionary, key: &[u8], value: &Value) -> bool {
    let Some((_, found)) = dictionary.iter().find(|(name, _)| *name == key) else { return false };
    match (found, value) {
        (Value::Dictionary(found), Value::Dictionary(wanted)) => {
            wanted.iter().all(|(key, value)| has(found, key, value))
        }
        (found, value) => found == value,
    }
}

/// All references in a value, at any depth.
fn follow(value: &Value, todo: &mut Vec<Id>) {
    if let Value::Reference(id) = value {
        todo.push(*id);
    }
    value.children().for_each(|child| follow(child, todo));
}

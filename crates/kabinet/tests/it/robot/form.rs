//! Forms: what they hold as they stand on a page, and what a browser sends of them.

use scraper::{ElementRef, Html, Selector};
use web::Request;

/// Stands between the parts of a form with files, and in none of them.
const BOUNDARY: &str = "----robot-in-the-tests-7MA4YWxkTrZu0gW";

/// A form of a page as it came: where it goes, and its fields as they stand.
#[derive(Clone, Debug)]
pub struct Blank {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Blank {
    /// Puts a value into a field, also into one that sends nothing by itself, such as a box.
    pub fn set(mut self, name: &str, value: &str) -> Blank {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same form sent to another address.
    pub fn to(mut self, action: &str) -> Blank {
        action.clone_into(&mut self.action);
        self
    }

    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }
}

/// A file that somebody chose for a field.
#[derive(Clone)]
pub(super) struct File {
    pub(super) field: String,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// What is sent of a form.
pub(super) struct Body {
    pub(super) fields: Vec<(String, String)>,
    /// Where the form takes files, those that were chosen.
    pub(super) files: Option<Vec<File>>,
}

impl Body {
    /// A form without files.
    pub(super) fn of(fields: Vec<(String, String)>) -> Body {
        Body { fields, files: None }
    }

    pub(super) fn request(&self, url: &str) -> Request {
        let Some(files) = &self.files else {
            let pairs: Vec<(&str, &str)> =
                self.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            return Request::post_form(url, &pairs);
        };
        let mut body = Vec::new();
        for (name, value) in &self.fields {
            part(&mut body, &format!("name=\"{name}\""), value.as_bytes());
        }
        for File { field, name, bytes } in files {
            let name = name.replace('"', "%22");
            let about = format!("name=\"{field}\"; filename=\"{name}\"");
            part(&mut body, &format!("{about}\r\nContent-Type: application/octet-stream"), bytes);
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        Request::new(http::Method::POST, url).header("content-type", &kind).body(body)
    }
}

/// Adds a part of a form with files (RFC 7578).
fn part(body: &mut Vec<u8>, about: &str, content: &[u8]) {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {about}\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n");
}

/// The names of the fields that take files, where the form sends files at all.
pub(super) fn file_fields(form: ElementRef) -> Option<Vec<String>> {
    let takes = attribute(form, "enctype") == "multipart/form-data";
    let inputs = Selector::parse("input[type=file][name]").unwrap();
    takes.then(|| form.select(&inputs).map(|input| attribute(input, "name")).collect())
}

/// The field that a label with these words belongs to.
pub(super) fn labelled<'h>(html: &'h Html, words: &str) -> Option<ElementRef<'h>> {
    let labels = Selector::parse("label[for]").unwrap();
    let exact = |l: &ElementRef| text(*l) == words;
    let close = |l: &ElementRef| text(*l).contains(words);
    let label = html.select(&labels).find(exact).or_else(|| html.select(&labels).find(close))?;
    let id = label.value().attr("for")?;
    let fields = Selector::parse("input, select, textarea").unwrap();
    html.select(&fields).find(|f| f.value().attr("id") == Some(id))
}

/// What a form sends when nothing is touched.
pub(super) fn defaults(form: ElementRef) -> Vec<(String, String)> {
    let controls = Selector::parse("input[name], select[name], textarea[name]").unwrap();
    let chosen = Selector::parse("option[selected]").unwrap();
    let options = Selector::parse("option").unwrap();
    let mut out = Vec::new();
    for control in form.select(&controls) {
        let kind = attribute(control, "type");
        let ticked = control.value().attr("checked").is_some();
        let value = match (control.value().name(), kind.as_str()) {
            ("input", "checkbox" | "radio") if !ticked => continue,
            ("input", "submit" | "button" | "file") => continue,
            ("select", _) => control
                .select(&chosen)
                .next()
                .or_else(|| control.select(&options).next())
                .map_or_else(String::new, |o| attribute(o, "value")),
            ("textarea", _) => control.text().collect(),
            _ => attribute(control, "value"),
        };
        out.push((attribute(control, "name"), value));
    }
    out
}

pub(super) fn attribute(element: ElementRef, name: &str) -> String {
    element.value().attr(name).unwrap_or_default().to_owned()
}

/// The words inside, with white space folded.
pub(super) fn text(element: ElementRef) -> String {
    let raw: String = element.text().collect::<Vec<_>>().join(" ");
    raw.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! Forms of pages, read as a browser reads them: where they go, and what is in their fields.

/// A form of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// Names and values, as they would be sent.
    pub fields: Vec<(String, String)>,
    /// Names and values of buttons, which are sent only when pressed.
    pub buttons: Vec<(String, String)>,
    /// Names and values of boxes that can be ticked.
    pub boxes: Vec<(String, String)>,
}

impl Form {
    /// All POST forms of a page, in order.
    pub fn all(html: &str) -> Vec<Form> {
        let mut forms = Vec::new();
        let mut open: Option<Form> = None;
        for tag in tags(html) {
            match (tag_name(tag), &mut open) {
                ("form", _) if attribute(tag, "method").as_deref() == Some("post") => {
                    let action = attribute(tag, "action").unwrap_or_default();
                    open = Some(Form { action, ..Form::default() });
                }
                ("/form", _) => forms.extend(open.take()),
                ("input", Some(form)) => form.input(tag),
                ("button", Some(form)) => {
                    if let Some(name) = attribute(tag, "name") {
                        form.buttons.push((name, attribute(tag, "value").unwrap_or_default()));
                    }
                }
                _ => {}
            }
        }
        forms
    }

    fn input(&mut self, tag: &str) {
        let Some(name) = attribute(tag, "name") else { return };
        let value = attribute(tag, "value").unwrap_or_default();
        match attribute(tag, "type").as_deref() {
            Some("checkbox" | "radio") => self.boxes.push((name, value)),
            _ => self.fields.push((name, value)),
        }
    }

    /// Whether there is a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }

    /// Types into a field that is there.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let field = self.fields.iter_mut().find(|(known, _)| known == name);
        let field = field.ok_or_else(|| format!("the form {} asks for no {name}", self.action))?;
        value.clone_into(&mut field.1);
        Ok(())
    }

    /// The body that a browser would send, with the button of this value pressed.
    pub fn body(&self, pressed: Option<&str>) -> String {
        let button = self.buttons.iter().filter(|(_, value)| Some(value.as_str()) == pressed);
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.fields.iter().chain(button.take(1)))
            .finish()
    }
}

/// Everything between `<` and `>`. A `>` inside of quotes does not end a tag.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        rest = &rest[rest.find('<')? + 1..];
        let mut quoted = false;
        let end = rest.find(|c| {
            quoted ^= c == '"';
            c == '>' && !quoted
        })?;
        let (tag, after) = rest.split_at(end);
        rest = after;
        Some(tag)
    })
}

fn tag_name(tag: &str) -> &str {
    tag.split_ascii_whitespace().next().unwrap_or_default()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = format!(" {name}=\"");
    // Attributes may stand on lines of their own.
    let tag = tag.replace(['\n', '\t'], " ");
    let rest = &tag[tag.find(&start)? + start.len()..];
    Some(unescape(&rest[..rest.find('"')?]))
}

/// Undoes what askama writes for the five characters of HTML.
fn unescape(text: &str) -> String {
    const NAMED: [(&str, &str); 10] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#x22;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ];
    if !text.contains('&') {
        return text.to_owned();
    }
    let plain = NAMED.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    plain.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_with_their_hidden_fields_and_buttons() {
        let html = "<p>a < b</p><form method=\"get\" action=\"/find\"><input name=\"q\"></form>\
            <form method=\"post\" action=\"/x?a=1&#38;b=2\" novalidate>\
            <input type=\"hidden\" name=\"_key\" value=\"k&quot;&gt;\">\n\
            <input id=\"login\" name=\"login\" type=\"text\" value=\"\">\
            <input type=\"checkbox\" name=\"agree\" value=\"yes\">\
            <button type=\"submit\" name=\"answer\" value=\"allow\">Да</button></form>";
        let forms = Form::all(html);
        assert_eq!(forms.len(), 1, "forms that only look something up are left out");
        let mut form = forms[0].clone();
        assert_eq!(form.action, "/x?a=1&b=2");
        form.set("login", "+7 999").unwrap();
        assert!(form.set("password", "x").is_err());
        assert_eq!(form.body(None), "_key=k%22%3E&login=%2B7+999");
        assert_eq!(form.body(Some("allow")), "_key=k%22%3E&login=%2B7+999&answer=allow");
    }
}

//! What the browser gets: small, and nothing inline, for the content policy forbids it.

use super::Finding;
use super::tree::{File, Tree};

const CSS_MAX: usize = 60 * 1024;
const JS_MAX: usize = 20 * 1024;

/// Entities that templates use; numbers (`&#160;`) are fine, too.
const ENTITIES: &[&str] = &[
    "amp", "apos", "bull", "copy", "darr", "emsp", "ensp", "gt", "hellip", "laquo", "ldquo",
    "larr", "lsquo", "lt", "mdash", "middot", "minus", "nbsp", "ndash", "numero", "quot", "raquo",
    "rarr", "rdquo", "rsquo", "sect", "shy", "thinsp", "times", "uarr", "zwnj",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (ending, max) in [("css", CSS_MAX), ("js", JS_MAX)] {
        let total = size(tree, ending);
        if total > max {
            let says = format!("{total} bytes of {ending}, at most {max}: remove some");
            found.push(Finding::new("static", 1, says));
        }
    }
    for file in tree.with_ending("html") {
        for (number, line) in file.lines() {
            entities(file, number, line, &mut found);
        }
        inline(file, &mut found);
    }
    found
}

/// One phrase for the summary of tidy.
pub fn summary(tree: &Tree) -> String {
    let share = |ending, max: usize| {
        format!("{ending} {:.1} of {} KB", size(tree, ending) as f64 / 1024.0, max / 1024)
    };
    format!("{}; {}", share("css", CSS_MAX), share("js", JS_MAX))
}

fn size(tree: &Tree, ending: &str) -> usize {
    tree.with_ending(ending).filter(|file| !file.is_test()).map(|file| file.text.len()).sum()
}

fn entities(file: &File, number: usize, line: &str, found: &mut Vec<Finding>) {
    for (at, _) in line.match_indices('&') {
        let name: String = line[at + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        let closed = line[at + 1 + name.len()..].starts_with(';');
        if !name.is_empty() && closed && !ENTITIES.contains(&name.as_str()) {
            let says = format!("`&{name};` is no entity we know: write the sign itself");
            found.push(Finding::new(&file.path, number, says));
        }
    }
}

/// Finds styles and scripts inside tags of a template.
fn inline(file: &File, found: &mut Vec<Finding>) {
    let mut say = |at: usize, what: &str, says: &str| {
        let says = format!("{what} is forbidden by the content policy: {says}");
        found.push(Finding::new(&file.path, file.line_at(at), says));
    };
    for (at, _) in file.text.match_indices('<') {
        let end = file.text[at..].find('>').map_or(file.text.len(), |end| at + end);
        let tag = file.text[at + 1..end].to_ascii_lowercase();
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        if name == "style" || attributes(&tag).any(|name| name == "style") {
            say(at, "an inline style", "put it into a class in static/");
        }
        if name == "script" && !attributes(&tag).any(|name| name == "src") {
            say(at, "an inline script", "put it into a module in static/");
        }
        if attributes(&tag).any(|name| name.starts_with("on")) || tag.contains("javascript:") {
            say(at, "an inline handler", "add a listener in a module in static/");
        }
    }
}

/// Names of the attributes of a tag (the text between `<` and `>`).
fn attributes(tag: &str) -> impl Iterator<Item = &str> {
    tag.match_indices('=').filter_map(|(at, _)| {
        let name = tag[..at].rsplit(|c: char| c.is_whitespace() || c == '"' || c == '\'').next()?;
        let before = tag[..at - name.len()].chars().next_back()?;
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        (!name.is_empty() && plain && before.is_whitespace()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_fires, assert_quiet};
    use super::*;

    #[test]
    fn an_unknown_entity_is_named() {
        assert_fires(check, &[("a.html", "\n&nbps;")], "a.html:2: `&nbps;`");
        assert_quiet(check, &[("a.html", "a && b; &nbsp; &#8381; ?a=b&c=d")]);
    }

    #[test]
    fn nothing_is_inline() {
        assert_fires(check, &[("a.html", "<p\n style=\"x\">")], "a.html:1: an inline style");
        assert_fires(check, &[("a.html", "<style>")], "a.html:1: an inline style");
        assert_fires(check, &[("a.html", "<a onclick=\"x\">")], "a.html:1: an inline handler");
        assert_fires(check, &[("a.html", "<script>x()</script>")], "a.html:1: an inline script");
        let fine = "<script src=\"/a.js\"></script><p class=\"style\" data-on=\"1\">";
        assert_quiet(check, &[("a.html", fine)]);
    }

    #[test]
    fn style_sheets_and_scripts_stay_small() {
        let big = "/**/\n".repeat(13_000);
        let start = "static:1: 65000 bytes of css";
        assert_fires(check, &[("static/a.css", &big)], start);
        assert_fires(check, &[("static/a.js", &big)], "static:1: 65000 bytes of js");
    }
}

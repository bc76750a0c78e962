//! XML in its canonical form: Canonical XML 1.0 and Exclusive XML Canonicalization 1.0 of the W3C,
//! of a whole document without one of its elements, or of one element.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, NodeId, NodeType};

/// How deep elements may nest: lists of trust have a dozen levels.
const DEPTH_MAX: usize = 200;
/// How many prefixes may be declared at one place.
const PREFIXES_MAX: usize = 64;
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A method of canonicalisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Method {
    /// Only the prefixes that are used are declared, and these.
    pub exclusive: Option<Vec<String>>,
    /// Comments stay.
    pub comments: bool,
}

/// What is nested too deep or declares too many prefixes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

/// The prefixes that the elements around declare, with their namespaces.
type Declared<'a> = BTreeMap<&'a str, &'a str>;

struct Writer<'a, 'input, F> {
    document: &'a Document<'input>,
    method: &'a Method,
    without: Option<NodeId>,
    write: F,
}

/// Writes a document without one of its elements.
pub(super) fn document(
    document: &Document<'_>,
    method: &Method,
    without: NodeId,
    write: impl FnMut(&[u8]),
) -> Result<(), TooMuch> {
    let mut writer = Writer { document, method, without: Some(without), write };
    let root = document.root_element();
    for child in document.root().children() {
        if child == root {
            writer.element(child, &Declared::new(), 0)?;
        } else {
            writer.beside_root(child, child.range().start < root.range().start);
        }
    }
    Ok(())
}

/// Writes one element.
pub(super) fn element(
    document: &Document<'_>,
    method: &Method,
    element: Node<'_, '_>,
    write: impl FnMut(&[u8]),
) -> Result<(), TooMuch> {
    let mut writer = Writer { document, method, without: None, write };
    writer.element(element, &Declared::new(), 0)
}

impl<'input, F: FnMut(&[u8])> Writer<'_, 'input, F> {
    fn put(&mut self, text: &str) {
        (self.write)(text.as_bytes());
    }

    fn beside_root(&mut self, node: Node<'_, 'input>, is_before: bool) {
        let is_written = node.is_pi() || (node.is_comment() && self.method.comments);
        if !is_written {
            return;
        }
        if !is_before {
            self.put("\n");
        }
        self.leaf(node);
        if is_before {
            self.put("\n");
        }
    }

    fn element(
        &mut self,
        node: Node<'_, 'input>,
        around: &Declared<'_>,
        depth: usize,
    ) -> Result<(), TooMuch> {
        if self.without == Some(node.id()) {
            return Ok(());
        }
        if depth > DEPTH_MAX {
            return Err(TooMuch);
        }
        let name = qualified(self.document, node);
        let in_scope = in_scope(node)?;
        let mut declared = around.clone();
        self.put("<");
        self.put(name);
        for (prefix, uri) in self.declarations(node, name, &in_scope) {
            if around.get(prefix).copied().unwrap_or_default() == uri {
                continue;
            }
            declared.insert(prefix, uri);
            let separator = if prefix.is_empty() { "" } else { ":" };
            self.put(&format!(" xmlns{separator}{prefix}=\""));
            self.attribute_value(uri);
            self.put("\"");
        }
        self.attributes(node, depth == 0);
        self.put(">");
        for child in node.children() {
            match child.node_type() {
                NodeType::Element => self.element(child, &declared, depth + 1)?,
                _ => self.leaf(child),
            }
        }
        self.put("</");
        self.put(name);
        self.put(">");
        Ok(())
    }

    /// The declarations that the element needs, by prefix.
    fn declarations<'n>(
        &self,
        node: Node<'n, 'input>,
        name: &'n str,
        in_scope: &Declared<'n>,
    ) -> Declared<'n>
    where
        'input: 'n,
    {
        // An element without a prefix under one with a default namespace may have to take it back.
        let default = in_scope.get("").copied().unwrap_or_default();
        let Some(listed) = &self.method.exclusive else {
            let mut all = in_scope.clone();
            all.insert("", default);
            return all;
        };
        let mut used = Declared::new();
        let mut add = |prefix: &'n str| {
            if let Some(uri) = in_scope.get(prefix) {
                used.insert(prefix, uri);
            }
        };
        for prefix in in_scope.keys().copied() {
            if listed.iter().any(|listed| listed == prefix) {
                add(prefix);
            }
        }
        match name.split_once(':') {
            Some((prefix, _)) => add(prefix),
            None => {
                used.insert("", default);
            }
        }
        for attribute in node.attributes() {
            if let Some(uri) = attribute.namespace()
                && uri != XML
            {
                let range = attribute.range_qname();
                let name = node.document().input_text().get(range).unwrap_or_default();
                if let Some((prefix, _)) = name.split_once(':')
                    && let Some((prefix, uri)) = in_scope.get_key_value(prefix)
                {
                    used.insert(prefix, uri);
                }
            }
        }
        used
    }

    fn attributes(&mut self, node: Node<'_, 'input>, is_top: bool) {
        let mut found: BTreeMap<(String, String), (String, String)> = BTreeMap::new();
        let mut add = |node: Node<'_, '_>, only_xml: bool| {
            for attribute in node.attributes() {
                let uri = attribute.namespace().unwrap_or_default();
                if only_xml && uri != XML {
                    continue;
                }
                let key = (uri.to_owned(), attribute.name().to_owned());
                let range = attribute.range_qname();
                let name = node.document().input_text().get(range).unwrap_or_default();
                let value = (name.to_owned(), attribute.value().to_owned());
                found.entry(key).or_insert(value);
            }
        };
        add(node, false);
        // What is said in the xml namespace of the elements around is said of this one, too.
        if is_top && self.method.exclusive.is_none() {
            node.ancestors().skip(1).for_each(|around| add(around, true));
        }
        for (name, value) in found.into_values() {
            self.put(&format!(" {name}=\""));
            self.attribute_value(&value);
            self.put("\"");
        }
    }

    fn attribute_value(&mut self, value: &str) {
        self.escaped(value, |c| {
            Some(match c {
                '&' => "&amp;",
                '<' => "&lt;",
                '"' => "&quot;",
                '\t' => "&#x9;",
                '\n' => "&#xA;",
                '\r' => "&#xD;",
                _ => return None,
            })
        });
    }

    fn leaf(&mut self, node: Node<'_, 'input>) {
        match node.node_type() {
            NodeType::Text => self.escaped(node.text().unwrap_or_default(), |c| {
                Some(match c {
                    '&' => "&amp;",
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '\r' => "&#xD;",
                    _ => return None,
                })
            }),
            NodeType::Comment if self.method.comments => {
                let text = node.text().unwrap_or_default();
                self.put(&format!("<!--{}-->", text.replace('\r', "&#xD;")));
            }
            NodeType::PI => {
                let Some(instruction) = node.pi() else { return };
                self.put(&format!("<?{}", instruction.target));
                if let Some(value) = instruction.value {
                    self.put(&format!(" {}", value.replace('\r', "&#xD;")));
                }
                self.put("?>");
            }
            _ => {}
        }
    }

    fn escaped(&mut self, text: &str, escape: impl Fn(char) -> Option<&'static str>) {
        let mut plain = 0;
        for (place, c) in text.char_indices() {
            if let Some(escaped) = escape(c) {
                self.put(&text[plain..place]);
                self.put(escaped);
                plain = place + c.len_utf8();
            }
        }
        self.put(&text[plain..]);
    }
}

/// The name of an element with its prefix, as it stands in the text.
pub(super) fn qualified<'a>(document: &'a Document<'_>, node: Node<'_, '_>) -> &'a str {
    let text = document.input_text().get(node.range()).unwrap_or_default();
    let name = text.strip_prefix('<').unwrap_or(text);
    let end = name.find(|c: char| c.is_whitespace() || c == '/' || c == '>');
    &name[..end.unwrap_or(name.len())]
}

fn in_scope<'n>(node: Node<'n, '_>) -> Result<Declared<'n>, TooMuch> {
    let mut found = Declared::new();
    for namespace in node.namespaces() {
        let prefix = namespace.name().unwrap_or_default();
        if prefix != "xml" {
            found.insert(prefix, namespace.uri());
        }
        if found.len() > PREFIXES_MAX {
            return Err(TooMuch);
        }
    }
    Ok(found)
}

//! `multipart/form-data` (RFC 7578) piece by piece. What is kept in memory is bounded by the
//! largest piece that comes and [`HEAD`], whatever is sent.

/// The largest head of a part, in bytes.
const HEAD: usize = 8 * 1024;

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// A part begins.
    Part {
        /// The name of its field.
        name: String,
        /// The name of its file, as it was sent; a part without one is an ordinary field.
        file: Option<String>,
    },
    /// Bytes of the part.
    Data(Vec<u8>),
    /// The part is over.
    Over,
    /// Everything is over.
    End,
}

/// It is not a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// Reads one body.
pub(super) struct Parts {
    /// `CR LF -- boundary`.
    delimiter: Vec<u8>,
    buffer: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    Delimited,
    Head,
    Data,
    End,
}

impl Parts {
    /// A reader of bodies with this content type.
    pub(super) fn new(content_type: &str) -> Result<Parts, Malformed> {
        let (kind, parameters) = content_type.split_once(';').ok_or(Malformed)?;
        let boundary = parameter(parameters.as_bytes(), "boundary").ok_or(Malformed)?;
        let fits = (1..=70).contains(&boundary.len());
        if !kind.trim().eq_ignore_ascii_case("multipart/form-data") || !fits {
            return Err(Malformed);
        }
        let delimiter = [b"\r\n--", boundary.as_slice()].concat();
        // The first delimiter has no line before it that ends.
        Ok(Parts { delimiter, buffer: b"\r\n".to_vec(), state: State::Start })
    }

    /// Adds a piece of the body; call it when [`Parts::next`] has nothing to tell.
    pub(super) fn push(&mut self, piece: &[u8]) {
        self.buffer.extend_from_slice(piece);
    }

    /// What comes next; `None` when more has to come first.
    pub(super) fn next(&mut self) -> Result<Option<Event>, Malformed> {
        loop {
            let event = match self.state {
                State::Start => self.start()?,
                State::Delimited => self.delimited()?,
                State::Head => return self.head(),
                State::Data => return Ok(self.data()),
                State::End => return Ok(Some(Event::End)),
            };
            if !event {
                return Ok(None);
            }
        }
    }

    fn start(&mut self) -> Result<bool, Malformed> {
        let length = self.delimiter.len().min(self.buffer.len());
        if self.buffer[..length] != self.delimiter[..length] {
            return Err(Malformed);
        }
        let whole = length == self.delimiter.len();
        if whole {
            self.buffer.drain(..length);
            self.state = State::Delimited;
        }
        Ok(whole)
    }

    fn delimited(&mut self) -> Result<bool, Malformed> {
        let Some(two) = self.buffer.get(..2) else { return Ok(false) };
        self.state = match two {
            b"\r\n" => State::Head,
            b"--" => State::End,
            _ => return Err(Malformed),
        };
        self.buffer.drain(..2);
        Ok(true)
    }

    fn head(&mut self) -> Result<Option<Event>, Malformed> {
        let searched = &self.buffer[..self.buffer.len().min(HEAD)];
        let Some(at) = find(searched, b"\r\n\r\n") else {
            return if self.buffer.len() >= HEAD { Err(Malformed) } else { Ok(None) };
        };
        let part = part(&self.buffer[..at]).ok_or(Malformed)?;
        self.buffer.drain(..at + 4);
        self.state = State::Data;
        Ok(Some(part))
    }

    fn data(&mut self) -> Option<Event> {
        match find(&self.buffer, &self.delimiter) {
            Some(0) => {
                self.buffer.drain(..self.delimiter.len());
                self.state = State::Delimited;
                Some(Event::Over)
            }
            Some(at) => Some(Event::Data(self.buffer.drain(..at).collect())),
            None => {
                // A delimiter may have begun in the last bytes.
                let sure = self.buffer.len().saturating_sub(self.delimiter.len() - 1);
                (sure > 0).then(|| Event::Data(self.buffer.drain(..sure).collect()))
            }
        }
    }
}

fn part(head: &[u8]) -> Option<Event> {
    let mut lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let value = lines.find_map(|line| {
        let at = line.iter().position(|b| *b == b':')?;
        let named = line[..at].trim_ascii().eq_ignore_ascii_case(b"content-disposition");
        named.then(|| line[at + 1..].trim_ascii())
    })?;
    let parameters = value.strip_prefix(b"form-data")?;
    let name = String::from_utf8(parameter(parameters, "name")?).ok()?;
    let file = parameter(parameters, "filename");
    let file = file.map(|name| unescaped(&String::from_utf8_lossy(&name)));
    Some(Event::Part { name: unescaped(&name), file })
}

/// The value of a parameter after `;`, quoted or not.
fn parameter(text: &[u8], wanted: &str) -> Option<Vec<u8>> {
    let mut rest = text;
    loop {
        let start = rest.iter().position(|b| !b" \t;".contains(b))?;
        rest = &rest[start..];
        let equals = rest.iter().position(|b| *b == b'=')?;
        let name = rest[..equals].trim_ascii();
        let (value, after) = value(&rest[equals + 1..])?;
        if name.eq_ignore_ascii_case(wanted.as_bytes()) {
            return Some(value);
        }
        rest = after;
    }
}

fn value(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let Some(quoted) = text.strip_prefix(b"\"") else {
        let end = text.iter().position(|b| *b == b';').unwrap_or(text.len());
        return Some((text[..end].trim_ascii().to_vec(), &text[end..]));
    };
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        match *quoted.get(at)? {
            b'"' => return Some((out, &quoted[at + 1..])),
            // Only the quote is escaped: a Windows path has backslashes of its own.
            b'\\' if quoted.get(at + 1) == Some(&b'"') => {
                out.push(b'"');
                at += 2;
            }
            byte => {
                out.push(byte);
                at += 1;
            }
        }
    }
}

/// What browsers write for the three characters that would break the line.
fn unescaped(name: &str) -> String {
    name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    let first = *part.first()?;
    let mut from = 0;
    loop {
        let at = from + text[from..].iter().position(|b| *b == first)?;
        if text[at..].starts_with(part) {
            return Some(at);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KIND: &str = "multipart/form-data; boundary=----x";

    fn read(pieces: &[&[u8]]) -> Result<Vec<Event>, Malformed> {
        let mut parts = Parts::new(KIND)?;
        let mut events: Vec<Event> = Vec::new();
        for piece in pieces {
            parts.push(piece);
            while let Some(event) = parts.next()? {
                match (events.last_mut(), event) {
                    (Some(Event::Data(all)), Event::Data(more)) => all.extend(more),
                    (_, Event::End) => {
                        events.push(Event::End);
                        return Ok(events);
                    }
                    (_, event) => events.push(event),
                }
            }
            assert!(parts.buffer.len() <= HEAD + piece.len());
        }
        Ok(events)
    }

    fn body(content: &[u8]) -> Vec<u8> {
        let head = "------x\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\nabc\r\n\
            ------x\r\nContent-Disposition: form-data; name=\"scan\"; \
            filename=\"диплом %22А%22.pdf\"\r\nContent-Type: application/pdf\r\n\r\n";
        [head.as_bytes(), content, b"\r\n------x--\r\n"].concat()
    }

    fn expected(content: &[u8]) -> Vec<Event> {
        let file = Some("диплом \"А\".pdf".to_owned());
        let mut events = vec![
            Event::Part { name: "_token".into(), file: None },
            Event::Data(b"abc".to_vec()),
            Event::Over,
            Event::Part { name: "scan".into(), file },
        ];
        if !content.is_empty() {
            events.push(Event::Data(content.to_vec()));
        }
        events.extend([Event::Over, Event::End]);
        events
    }

    #[test]
    fn fields_and_files_come_in_order() {
        for content in [&b""[..], b"x", b"\r\n", b"\r\n------", b"\r\n------y", b"--x--\r\n"] {
            assert_eq!(read(&[&body(content)]).unwrap(), expected(content));
        }
    }

    #[test]
    fn names_are_read_as_browsers_and_programs_write_them() {
        let file = |head: &str| match part(head.as_bytes()) {
            Some(Event::Part { file, .. }) => file,
            _ => None,
        };
        let cases = [
            ("name=a; filename=\"C:\\tmp\\x.pdf\"", "C:\\tmp\\x.pdf"),
            ("name=\"a\"; filename=\"say \\\"x\\\".png\"", "say \"x\".png"),
            ("filename=plain.pdf; name=a", "plain.pdf"),
            ("name=a; filename=\"a;name=b\"", "a;name=b"),
            ("name=a; filename=\"x%0D%0Ay\"", "x\r\ny"),
        ];
        for (head, name) in cases {
            let head = format!("content-DISPOSITION: form-data; {head}");
            assert_eq!(file(&head).as_deref(), Some(name), "{head}");
        }
        assert!(part(b"Content-Type: text/plain").is_none());
        assert!(part(b"Content-Disposition: form-data; filename=\"x").is_none());
    }

    #[test]
    fn what_is_no_form_is_refused_and_an_endless_head_is_not_gathered() {
        for kind in ["multipart/form-data", "text/plain; boundary=x", "multipart/form-data; a=b"] {
            assert!(Parts::new(kind).is_err());
        }
        assert!(read(&[b"hello, this is no delimiter"]).is_err());
        assert!(read(&[b"------x??"]).is_err());
        let endless = vec![b'a'; 4096];
        assert!(read(&[b"------x\r\n", &endless, &endless, &endless]).is_err());
    }

    proptest! {
        /// However the network cuts it, the same comes out.
        #[test]
        fn pieces_do_not_matter(
            content in prop::collection::vec(prop::sample::select(&b"\r\n-x"[..]), 0..60),
            sizes in prop::collection::vec(1_usize..40, 1..60),
        ) {
            let whole = body(&content);
            let mut rest = &whole[..];
            let mut pieces = Vec::new();
            for size in sizes.into_iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (now, later) = rest.split_at(size.min(rest.len()));
                pieces.push(now);
                rest = later;
            }
            let read = read(&pieces);
            // The content may hold the delimiter itself; then it is another form.
            if find(&content, b"\r\n------x").is_none() {
                prop_assert_eq!(read.unwrap(), expected(&content));
            }
        }

        #[test]
        fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&[b"------x\r\n", &bytes]);
            let _ = read(&[&bytes]);
        }
    }
}

//! The little HTTP that `cargo x` speaks, to programs on this machine only: one request, one
//! answer, one connection.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

const ANSWER_SECONDS_MAX: u64 = 60;

/// A site at a port of this machine. Names below `localhost` are not in every resolver, so the
/// connection goes to the loopback address and the name travels in `Host`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub host: String,
    pub port: u16,
}

pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Site {
    /// Reads `http://host:port`, with or without a path behind it.
    pub fn read(url: &str) -> Result<Site, String> {
        let rest = url.strip_prefix("http://").ok_or(format!("not plain HTTP: {url}"))?;
        let host = rest.split('/').next().unwrap_or_default();
        let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
        let port = port.parse().map_err(|_| format!("no port in {url}"))?;
        Ok(Site { host: name.to_owned(), port })
    }

    pub fn get(&self, path: &str) -> Result<Answer, String> {
        self.send("GET", path, None)
    }

    pub fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer, String> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}:{}\r\nConnection: close\r\n\
             Content-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            self.port,
            body.len()
        );
        let says =
            |error: std::io::Error| format!("{method} {}:{}{path}: {error}", self.host, self.port);
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(says)?;
        let limit = Some(Duration::from_secs(ANSWER_SECONDS_MAX));
        stream.set_read_timeout(limit).map_err(says)?;
        stream.write_all(request.as_bytes()).map_err(says)?;
        let mut answer = Vec::new();
        let mut piece = [0; 16 * 1024];
        loop {
            let count = stream.read(&mut piece).map_err(says)?;
            answer.extend(&piece[..count]);
            // Not every program hangs up after `Connection: close`; the length tells the end.
            if count == 0 || is_whole(&answer) {
                break;
            }
        }
        read(&answer).ok_or(format!("{method} {path}: the answer is not HTTP"))
    }
}

/// Whether as many bytes are there as the head announces.
fn is_whole(answer: &[u8]) -> bool {
    let Some((head, body)) = split(answer) else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    length.and_then(|length| length.trim().parse().ok()).is_some_and(|n: usize| body.len() >= n)
}

/// The head in lower case, and what has come of the body.
fn split(answer: &[u8]) -> Option<(String, &[u8])> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some((String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase(), &answer[end + 4..]))
}

fn read(answer: &[u8]) -> Option<Answer> {
    let (head, body) = split(answer)?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let body = match head.contains("transfer-encoding: chunked") {
        true => unchunk(body)?,
        false => body.to_vec(),
    };
    Some(Answer { status, body: String::from_utf8_lossy(&body).into_owned() })
}

fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|two| two == b"\r\n")?;
        let size = std::str::from_utf8(&body[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend(body.get(end + 2..end + 2 + size)?);
        body = body.get(end + 4 + size..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_read_from_its_address() {
        let site = Site::read("http://sep.localhost:8080/a").unwrap();
        assert_eq!((site.host.as_str(), site.port), ("sep.localhost", 8080));
        assert!(Site::read("https://sep.localhost").is_err());
    }

    #[test]
    fn whole_and_chunked_answers_are_read() {
        let whole = read(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab").unwrap();
        assert_eq!((whole.status, whole.body.as_str()), (200, "ab"));
        let chunks =
            b"HTTP/1.1 404 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
        let chunked = read(chunks).unwrap();
        assert_eq!((chunked.status, chunked.body.as_str()), (404, "abc"));
        assert!(read(b"nothing").is_none());
    }
}

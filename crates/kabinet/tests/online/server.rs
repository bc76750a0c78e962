//! A server that answers as it is told, well or badly.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What comes back.
#[derive(Clone)]
pub enum Reply {
    /// This, with status 200.
    Bytes(Vec<u8>),
    /// A page with another status.
    Status(u16),
    /// Nothing, for longer than anybody waits.
    Hang,
    /// One byte now and then.
    Drip,
    /// Half of what was announced.
    Cut,
    /// What is not HTTP.
    Garbage,
    /// Bytes without end.
    Endless,
    /// Somewhere else.
    Redirect(String),
    /// What comes out for the body of the question.
    Answer(Arc<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>),
}

/// Replies by path; what has none is not found. Stops with the test.
pub struct Server {
    pub port: u16,
    replies: Arc<Mutex<BTreeMap<String, Reply>>>,
    asked: Arc<Mutex<Vec<(String, Vec<u8>)>>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (replies, asked) = (Arc::<Mutex<_>>::default(), Arc::<Mutex<_>>::default());
        let server = Self { port, replies: Arc::clone(&replies), asked: Arc::clone(&asked) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (replies, asked) = (Arc::clone(&replies), Arc::clone(&asked));
                thread::spawn(move || answer(stream, &replies, &asked));
            }
        });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn replies(&self, path: &str, reply: Reply) {
        self.replies.lock().unwrap().insert(path.to_owned(), reply);
    }

    /// What was asked since the last time, with the bodies.
    pub fn asked(&self) -> Vec<(String, Vec<u8>)> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn answer(
    mut stream: TcpStream,
    replies: &Mutex<BTreeMap<String, Reply>>,
    asked: &Mutex<Vec<(String, Vec<u8>)>>,
) {
    let Some((path, body)) = read(&stream) else { return };
    asked.lock().unwrap().push((path.clone(), body.clone()));
    let reply = replies.lock().unwrap().get(&path).cloned().unwrap_or(Reply::Status(404));
    let head = |status: u16, length: usize, more: &str| {
        format!(
            "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{more}\r\n"
        )
    };
    let reply = match reply {
        Reply::Answer(answer) => Reply::Bytes(answer(&body)),
        reply => reply,
    };
    // Whoever asked may be gone by now, and that is no fault of the test.
    let _ = match reply {
        Reply::Answer(_) => Ok(()),
        Reply::Bytes(bytes) => {
            stream.write_all(&[head(200, bytes.len(), "").as_bytes(), &bytes].concat())
        }
        Reply::Status(status) => stream.write_all((head(status, 6, "") + "<html>").as_bytes()),
        Reply::Hang => {
            thread::sleep(Duration::from_secs(60));
            Ok(())
        }
        Reply::Drip => {
            let mut sent = stream.write_all(head(200, 100_000, "").as_bytes());
            while sent.is_ok() {
                thread::sleep(Duration::from_millis(100));
                sent = stream.write_all(b"0");
            }
            sent
        }
        Reply::Cut => stream.write_all((head(200, 1000, "") + "half").as_bytes()),
        Reply::Garbage => stream.write_all(b"220 mail.example ESMTP\r\n\r\n"),
        Reply::Endless => {
            let mut sent = stream.write_all(b"HTTP/1.1 200 X\r\nconnection: close\r\n\r\n");
            while sent.is_ok() {
                sent = stream.write_all(&[b'x'; 64 * 1024]);
            }
            sent
        }
        Reply::Redirect(to) => {
            stream.write_all(head(302, 0, &format!("location: {to}\r\n")).as_bytes())
        }
    };
}

/// The path of a request and its body.
fn read(stream: &TcpStream) -> Option<(String, Vec<u8>)> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let path = first.split_whitespace().nth(1)?.to_owned();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((path, body))
}

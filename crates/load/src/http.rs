//! One keep-alive HTTP/1.1 connection to the loopback. It does little, so that one core can ask
//! more than the other one answers.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// Longer than the program itself lets a request take.
const LONGEST: Duration = Duration::from_secs(15);

/// A name and a port; the connection always goes to 127.0.0.1, the name travels in `Host`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// As it stands in `Host`: `sep.localhost:8080`.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Place {
    /// Reads `http://host:port/path`; the path is `/` when there is none.
    pub fn of(url: &str) -> Result<(Place, &str), String> {
        let rest = url.strip_prefix("http://").ok_or_else(|| format!("not plain HTTP: {url}"))?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        let port = host.rsplit_once(':').map_or(Ok(80), |(_, port)| port.parse());
        let port = port.map_err(|_| format!("no port in {url}"))?;
        Ok((Place { host: host.to_owned(), port }, if path.is_empty() { "/" } else { path }))
    }
}

/// What was answered.
pub struct Answer {
    /// The status.
    pub status: u16,
    head: Vec<u8>,
    /// The body, without its chunks.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    /// All headers of this name.
    pub fn headers<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        let lines = std::str::from_utf8(&self.head).unwrap_or_default().split("\r\n");
        lines.filter_map(move |line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A connection that is opened when it is needed.
pub struct Connection {
    /// Where to.
    pub place: Place,
    from: Ipv4Addr,
    stream: Option<TcpStream>,
    read: Vec<u8>,
}

/// Why there is no answer.
enum Broken {
    /// The other side had closed the idle connection: the request was not taken.
    Closed,
    /// Anything else.
    Why(String),
}

impl Connection {
    /// To this place.
    pub fn to(place: &Place) -> Connection {
        Connection::between(Ipv4Addr::LOCALHOST, place)
    }

    /// From an address of 127.0.0.0/8, as if from another computer.
    pub fn between(from: Ipv4Addr, place: &Place) -> Connection {
        Connection { place: place.clone(), from, stream: None, read: Vec::with_capacity(16_384) }
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn send(&mut self, request: &[u8]) -> Result<Answer, String> {
        let answer = tokio::time::timeout(LONGEST, self.answer(request)).await;
        let answer = answer.unwrap_or_else(|_| Err(format!("no answer in {LONGEST:?}")));
        if answer.is_err() {
            self.stream = None;
        }
        answer
    }

    async fn answer(&mut self, request: &[u8]) -> Result<Answer, String> {
        let fresh = self.stream.is_none();
        match self.exchange(request).await {
            Ok(answer) => Ok(answer),
            Err(Broken::Closed) if !fresh => {
                self.stream = None;
                self.exchange(request).await.map_err(Broken::into_words)
            }
            Err(broken) => Err(broken.into_words()),
        }
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<Answer, Broken> {
        if self.stream.is_none() {
            self.stream = Some(self.connect().await.map_err(Broken::why)?);
            self.read.clear();
        }
        let Some(stream) = &mut self.stream else { return Err(Broken::Closed) };
        stream.write_all(request).await.map_err(|_| Broken::Closed)?;
        let head = loop {
            if let Some(head) = end_of_head(&self.read) {
                break head;
            }
            let got = stream.read_buf(&mut self.read).await;
            match got {
                Ok(0) | Err(_) if self.read.is_empty() => return Err(Broken::Closed),
                Ok(0) => return Err(Broken::Why("cut off in the head".into())),
                Ok(_) => {}
                Err(error) => return Err(Broken::why(error)),
            }
        };
        let mut answer = Answer { status: 0, head: self.read[..head].to_vec(), body: Vec::new() };
        answer.status = status(&answer.head).ok_or(Broken::Why("not HTTP".into()))?;
        let used = match answer.header("content-length").and_then(|n| n.parse::<usize>().ok()) {
            Some(length) => {
                fill(stream, &mut self.read, head + length).await?;
                answer.body.extend_from_slice(&self.read[head..head + length]);
                head + length
            }
            None if answer.header("transfer-encoding").is_some() => {
                chunks(stream, &mut self.read, head, &mut answer.body).await?
            }
            None => head,
        };
        self.read.drain(..used);
        if answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
            self.stream = None;
        }
        Ok(answer)
    }

    async fn connect(&self) -> std::io::Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        if self.from != Ipv4Addr::LOCALHOST {
            socket.bind(SocketAddr::from((self.from, 0)))?;
        }
        let to = SocketAddr::from((Ipv4Addr::LOCALHOST, self.place.port));
        let stream = socket.connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

impl Broken {
    fn why(error: std::io::Error) -> Broken {
        Broken::Why(error.to_string())
    }

    fn into_words(self) -> String {
        match self {
            Broken::Closed => "the connection was closed".into(),
            Broken::Why(why) => why,
        }
    }
}

/// A request with a body of a form, or without any.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Some(body) = body {
        let kind = "Content-Type: application/x-www-form-urlencoded";
        text.push_str(&format!("{kind}\r\nContent-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body.unwrap_or_default());
    text.into_bytes()
}

fn end_of_head(read: &[u8]) -> Option<usize> {
    read.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

fn status(head: &[u8]) -> Option<u16> {
    let digits = head.strip_prefix(b"HTTP/1.")?.get(2..5)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

async fn fill(stream: &mut TcpStream, read: &mut Vec<u8>, length: usize) -> Result<(), Broken> {
    while read.len() < length {
        if stream.read_buf(read).await.map_err(Broken::why)? == 0 {
            return Err(Broken::Why("cut off in the body".into()));
        }
    }
    Ok(())
}

/// Reads chunks from `at` and answers where they end.
async fn chunks(
    stream: &mut TcpStream,
    read: &mut Vec<u8>,
    mut at: usize,
    body: &mut Vec<u8>,
) -> Result<usize, Broken> {
    loop {
        let line = loop {
            match read[at..].windows(2).position(|two| two == b"\r\n") {
                Some(length) => break length,
                None => fill(stream, read, read.len() + 1).await?,
            }
        };
        let size = std::str::from_utf8(&read[at..at + line]).unwrap_or_default();
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|e| Broken::Why(e.to_string()))?;
        at += line + 2;
        fill(stream, read, at + size + 2).await?;
        body.extend_from_slice(&read[at..at + size]);
        at += size + 2;
        if size == 0 {
            return Ok(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_place_and_a_path() {
        let (place, path) = Place::of("http://sep.localhost:8080/go?next=%2F").unwrap();
        assert_eq!((place.host.as_str(), place.port), ("sep.localhost:8080", 8080));
        assert_eq!(path, "/go?next=%2F");
        assert_eq!(Place::of("http://localhost:1").unwrap().1, "/");
        assert!(Place::of("https://localhost").is_err());
    }

    #[tokio::test]
    async fn plain_and_chunked_answers_are_read_and_a_closed_connection_is_opened_again() {
        let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = server.local_addr().unwrap().port();
        let serving = tokio::spawn(async move {
            let answers: [&[u8]; 2] = [
                b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nab",
                b"HTTP/1.1 404 X\r\nTransfer-Encoding: chunked\r\n\r\n\
                  2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
            ];
            for answer in answers {
                let (mut stream, _) = server.accept().await.unwrap();
                let mut read = [0; 1024];
                assert!(stream.read(&mut read).await.unwrap() > 0);
                stream.write_all(answer).await.unwrap();
            }
        });
        let mut connection = Connection::to(&Place { host: "a".into(), port });
        let asked = request("GET", "/", &[("Host", "a")], None);
        let whole = connection.send(&asked).await.unwrap();
        assert_eq!((whole.status, whole.text().as_str()), (200, "ab"));
        assert_eq!(whole.header("set-cookie"), Some("a=b"));
        let chunked = connection.send(&asked).await.unwrap();
        assert_eq!((chunked.status, chunked.text().as_str()), (404, "abc"));
        serving.await.unwrap();
    }
}

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::{Bounds, Out, OutError, PER_HOST, Request};

const SOON: Duration = Duration::from_millis(300);

/// Answers every connection with these bytes after reading the head; then keeps it open.
async fn answers(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut head = [0; 4096];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(bytes).await;
                tokio::time::sleep(Duration::from_secs(30)).await;
            });
        }
    });
    format!("http://provider.localhost:{port}/")
}

#[tokio::test]
async fn names_below_localhost_are_this_machine_and_an_answer_is_read() {
    let url =
        answers(b"HTTP/1.1 404 Not Found\r\nx-a: b\r\ncontent-length: 7\r\n\r\n{\"a\":1}").await;
    let answer = Out::new().send(Request::get(url), SOON).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.header("x-a")), (404, Some("b")));
    assert_eq!(answer.json::<serde_json::Value>().unwrap()["a"], 1);
}

#[tokio::test]
async fn who_hangs_before_or_within_the_answer_costs_no_more_than_the_deadline() {
    for bytes in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"] {
        let url = answers(bytes).await;
        let begun = Instant::now();
        let failed = Out::new().send(Request::get(url), SOON).await.unwrap_err();
        assert_eq!(failed, OutError::Timeout);
        assert!(begun.elapsed() < SOON * 3);
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer() {
    let url = answers(b"HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n").await;
    let answer = Out::new().send(Request::get(url), SOON).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.header("location")), (302, Some("/x")));
}

#[tokio::test]
async fn an_answer_beyond_a_mebibyte_is_not_read() {
    let url = answers(b"HTTP/1.1 200 OK\r\ncontent-length: 1048577\r\n\r\n").await;
    let failed = Out::new().send(Request::get(url), SOON).await.unwrap_err();
    assert_eq!(failed, OutError::TooLarge, "announced");
    let long: &'static [u8] = Vec::leak(
        [&b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"[..], &vec![b'x'; 1_048_577]].concat(),
    );
    let url = answers(long).await;
    let deadline = Duration::from_secs(5);
    let failed = Out::new().send(Request::get(url), deadline).await.unwrap_err();
    assert_eq!(failed, OutError::TooLarge, "not announced");
}

#[tokio::test]
async fn nobody_there_and_nonsense_are_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let out = Out::new();
    let refused = Request::get(format!("http://localhost:{port}/"));
    assert_eq!(out.send(refused, SOON).await.unwrap_err(), OutError::Refused);
    for url in ["file:///etc/passwd", "nonsense", "http://"] {
        assert_eq!(out.send(Request::get(url), SOON).await.unwrap_err(), OutError::Address);
    }
    let url = answers(b"not http at all\r\n\r\n").await;
    assert_eq!(out.send(Request::get(url), SOON).await.unwrap_err(), OutError::Broken);
}

#[tokio::test]
async fn calls_to_one_slow_host_are_capped_and_others_go_on() {
    let slow = answers(b"").await;
    let quick = answers(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let out = Out::new();
    let long = Duration::from_secs(2);
    let calls: Vec<_> = (0..PER_HOST)
        .map(|_| {
            let (out, url) = (out.clone(), slow.clone());
            tokio::spawn(async move { out.send(Request::get(url), long).await.map(|_| ()) })
        })
        .collect();
    tokio::time::sleep(SOON).await;
    assert_eq!(out.send(Request::get(slow), SOON).await.unwrap_err(), OutError::Crowded);
    assert!(out.send(Request::get(quick), SOON).await.is_ok());
    for call in calls {
        assert_eq!(call.await.unwrap(), Err(OutError::Timeout));
    }
}

#[test]
fn a_request_prints_without_its_secrets() {
    let request = Request::post_form("http://a/token?code=s3cret", &[("client_secret", "s3cret")])
        .bearer("s3cret");
    assert_eq!(format!("{request:?}"), "POST http://a/token");
}

#[tokio::test]
async fn what_a_visitor_gave_leads_nowhere_inside() {
    let out = Out::new();
    let inside = answers(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let port = inside.rsplit(':').next().unwrap().trim_end_matches('/').to_owned();
    for host in ["localhost", "x.localhost", "127.0.0.1", "[::1]", "2130706433", "0x7f.1"] {
        let url = format!("https://{host}:{port}/");
        let failed = out.send_to_stranger(Request::get(url), SOON).await.unwrap_err();
        assert_eq!(failed, OutError::Inside, "{host}");
    }
    for host in ["10.0.0.1", "169.254.169.254", "[::ffff:10.0.0.1]", "[fd00::1]", "localhost."] {
        assert_eq!(
            out.judge_stranger(&format!("https://{host}/")),
            Err(OutError::Inside),
            "{host}"
        );
    }
    for url in ["http://example.org/", "ftp://example.org/", "https://a:b@example.org/", "x", ""] {
        assert_eq!(out.judge_stranger(url), Err(OutError::Address), "{url}");
    }
    assert_eq!(out.judge_stranger("https://example.org:8443/hook?x=1"), Ok(()));
    let demo = Out::of_demonstration(&[]);
    assert!(demo.send_to_stranger(Request::get(&inside), SOON).await.is_ok());
    assert_eq!(demo.judge_stranger("http://192.168.0.1/"), Err(OutError::Address));
    assert_eq!(demo.judge_stranger("https://192.168.0.1/"), Err(OutError::Inside));
}

#[tokio::test]
async fn a_name_is_judged_by_the_addresses_that_are_connected_to() {
    use reqwest::dns::Resolve as _;
    let strangers = super::resolve::Strangers { neighbours: false };
    // The system answers a number that is written as a name without asking anybody.
    for name in ["127.0.0.1", "10.0.0.1"] {
        let found = strangers.resolve(name.parse().unwrap()).await;
        assert!(found.is_err_and(|e| e.is::<super::resolve::Inside>()), "{name}");
    }
    assert!(strangers.resolve("1.1.1.1".parse().unwrap()).await.is_ok());
}

#[tokio::test]
async fn what_a_certificate_names_is_fetched_without_tls_and_leads_nowhere_inside() {
    let out = Out::new();
    let bounds = Bounds { deadline: SOON, most: 8, inside: false };
    let url = answers(b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n12345678").await;
    let port = url.rsplit(':').next().unwrap().trim_end_matches('/').to_owned();
    for host in ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "0x7f.1"] {
        for scheme in ["HTTP", "https"] {
            let request = Request::get(format!("{scheme}://{host}:{port}/"));
            let failed = out.fetch(request, bounds).await.unwrap_err();
            assert_eq!(failed, OutError::Inside, "{scheme} {host}");
        }
    }
    for url in ["ftp://example.org/", "file:///etc/passwd", "http://a:b@example.org/", "http:"] {
        let failed = out.fetch(Request::get(url), bounds).await.unwrap_err();
        assert_eq!(failed, OutError::Address, "{url}");
    }
    let inside = Bounds { inside: true, ..bounds };
    assert_eq!(out.fetch(Request::get(&url), inside).await.unwrap().body, "12345678");
    let url = answers(b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n12345678").await;
    let less = Bounds { most: 7, ..inside };
    let failed = out.fetch(Request::get(&url), less).await.unwrap_err();
    assert_eq!(failed, OutError::TooLarge);
}

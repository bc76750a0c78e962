//! A visitor meets a site of three pages that behaves like ours.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use super::browser::Browser;
use super::pages::{Page, Step, Who};
use super::visitor::{Notes, Visitor};
use super::*;

/// What the site knows of its one visitor.
#[derive(Default)]
struct Town {
    messages: Vec<Value>,
    signed_in: bool,
}

const HOME: &str = "<h1>Тестова Анна</h1><p style='width:900px'>wide</p>";
const DOOR: &str = "<main><h1>СЭП</h1><a href=/login>Войти через Госуслуги</a></main>";
const LOGIN: &str = "<form method=post><label>Телефон <input name=n autocomplete=username></label>\
    <label>Пароль <input name=p type=password autocomplete=current-password></label>\
    <button type=button>Показать</button><button>Войти</button></form>";
const CODE: &str = "<form method=post><input name=c autocomplete=one-time-code>\
    <button>Дальше</button></form>";

/// Answers one request: status, and a page or the place to go to.
fn answer(town: &mut Town, method: &str, path: &str, form: &str) -> (u16, String) {
    match (method, path.split('?').next().unwrap_or_default()) {
        ("GET", "/api/messages") => (200, Value::from(town.messages.clone()).to_string()),
        ("GET", "/login") => (200, LOGIN.into()),
        ("POST", "/login") if form == "n=%2B70000000001&p=secret" => {
            town.messages.insert(0, json!({ "id": 2, "code": "222222" }));
            (303, "/code".into())
        }
        ("GET", "/code") => (200, CODE.into()),
        ("POST", "/code") if form == "c=222222" => {
            town.signed_in = true;
            (303, "/home".into())
        }
        ("GET", "/home") if town.signed_in => (200, HOME.into()),
        ("GET", "/home") => (200, DOOR.into()),
        _ => (404, "<h1>Нет такой страницы</h1>".into()),
    }
}

fn serve(mut stream: TcpStream, town: &Mutex<Town>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut lines: Vec<String> = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.to_ascii_lowercase());
    }
    let head = lines.first()?.clone();
    let mut words = head.split(' ');
    let (method, path) = (words.next()?.to_uppercase(), words.next()?.to_owned());
    let length = lines.iter().find_map(|line| line.strip_prefix("content-length:"));
    let length = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
    let mut form = vec![0; length];
    reader.read_exact(&mut form).ok()?;
    let form = String::from_utf8_lossy(&form).into_owned();
    let (status, text) = answer(&mut town.lock().unwrap(), &method, &path, &form);
    let mut out = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n");
    if status == 303 {
        write!(out, "Location: {text}\r\nContent-Length: 0\r\n\r\n").ok()?;
    } else {
        let kind = "Content-Type: text/html; charset=utf-8";
        write!(out, "{kind}\r\nContent-Length: {}\r\n\r\n{text}", text.len()).ok()?;
    }
    stream.write_all(out.as_bytes()).ok()
}

/// Starts the site; it ends with the test.
fn town() -> (Arc<Mutex<Town>>, HashMap<&'static str, String>) {
    let town = Arc::new(Mutex::new(Town::default()));
    town.lock().unwrap().messages.push(json!({ "id": 1, "code": "111111" }));
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let shared = town.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let town = shared.clone();
            // Browsers open connections in advance and leave them idle.
            thread::spawn(move || serve(stream, &town));
        }
    });
    let url = |name: &str| format!("http://{name}.localhost:{port}/");
    (town, HashMap::from([("sep", url("sep")), ("phone", url("phone"))]))
}

#[test]
fn a_visitor_signs_in_by_what_the_pages_say_and_is_photographed() {
    if std::env::var_os("KABINET_TEST_BROWSER").is_none() {
        println!("skipped: KABINET_TEST_BROWSER is not set (cargo x test sets it)");
        return;
    }
    let (town, sites) = town();
    let anna = json!({ "state": "confirmed", "phone": "+70000000001", "password": "secret" });
    let facts = json!({ "sites": sites, "people": [anna] });
    let browser = Browser::start(Lang::Ru).unwrap();
    let words = Words::read(Path::new("."), Lang::Ru).unwrap();
    let notes = Notes::default();
    let mut visitor =
        Visitor::new(&facts, &browser, &words, Who::Citizen("confirmed"), &notes).unwrap();
    let page = Page { name: "home", who: Who::Nobody, site: "sep", path: "/home", steps: &[] };
    let out = std::env::temp_dir().join(format!("kabinet-shots-test-{}", std::process::id()));

    visitor.open(&page).unwrap();
    let odd = take(&visitor, &page, &out).unwrap();

    assert!(town.lock().unwrap().signed_in);
    assert!(odd.len() == 1 && odd[0].ends_with("on a screen of 360"), "{odd:?}");
    for width in WIDTHS {
        let png = fs::read(file(&out, width, "home")).unwrap();
        assert_eq!(u32::from_be_bytes(png[16..20].try_into().unwrap()), width);
    }
    fs::remove_dir_all(out).unwrap();

    let lost = Page { steps: &[Step::Press("Отправить")], ..page };
    let says = visitor.open(&lost).unwrap_err();
    assert_eq!(says, "«Отправить» is not on the page");
}

#[test]
fn the_code_of_the_app_is_that_of_the_standard() {
    if std::env::var_os("KABINET_TEST_BROWSER").is_none() {
        println!("skipped: KABINET_TEST_BROWSER is not set (cargo x test sets it)");
        return;
    }
    let (_, sites) = town();
    let browser = Browser::start(Lang::Ru).unwrap();
    browser.open(&format!("{}login", sites["sep"])).unwrap();
    // RFC 6238, appendix B: secret "12345678901234567890" at 59 s gives 94287082.
    let secret = json!("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    let fixed = format!("Date.now = () => 59000; {}", visitor::TOTP);
    assert_eq!(browser.script(&fixed, &[secret]), Ok(json!("287082")));
}

#[test]
fn every_page_has_a_name_of_its_own() {
    let mut names: Vec<&str> = PAGES.iter().map(|page| page.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), PAGES.len());
    // A way goes on from a page of the same visitor.
    for pair in PAGES.windows(2) {
        let [before, page] = pair else { continue };
        assert!(page.path.starts_with('/') || before.who == page.who, "{}", page.name);
    }
}

#[test]
fn a_visitor_comes_once() {
    let pages: Vec<&Page> = PAGES.iter().collect();
    let visitors = visitors(&pages);
    assert!(visitors.iter().enumerate().all(|(i, who)| !visitors[..i].contains(who)));
}

#[test]
fn options_are_read() {
    let root = Path::new("r");
    let args = ["--only", "home", "--out", "x", "--lang", "en"].map(str::to_owned);
    let wanted = Options { out: PathBuf::from("x"), only: "home".into(), lang: Lang::En };
    assert_eq!(options(root, &args), Ok(wanted));
    assert!(options(root, &["--lang", "de"].map(str::to_owned)).is_err());
    assert!(options(root, &["--out".to_owned()]).is_err());
}

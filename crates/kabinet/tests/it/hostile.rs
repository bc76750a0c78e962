//! What nobody sends by accident, over real sockets: addresses to go on to that lead elsewhere,
//! hosts that are not ours, names and dates that no form was made for.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::robot::{Blank, Robot};
use crate::world::{World, world};

/// Ways to say another site where a local path is expected.
const ELSEWHERE: [&str; 12] = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "\t//evil.example",
    "/%0d%0aLocation:https://evil.example",
    "@evil.example",
    "/../../..//evil.example",
];

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A browser would stay on the site if it followed this from a page there.
fn stays(robot: &Robot, next: &str) -> bool {
    robot.url.join(next).is_ok_and(|url| url.origin() == robot.url.origin())
}

/// No form of the page would take her to another site afterwards.
fn leads_nowhere_else(robot: &Robot, from: &str) {
    for blank in robot.blanks() {
        let nexts = blank.fields.iter().filter(|(name, _)| name == "next");
        for (_, next) in nexts {
            assert!(stays(robot, next), "{from}: {} goes on to {next:?}", blank.action);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_leads_to_another_site() {
    let world = world();
    let who = world.citizen().await;
    let mut inside = Robot::new();
    world.register(&mut inside, &who).await;
    for evil in ELSEWHERE {
        for (site, path) in [
            ("identity", "/login?next="),
            ("identity", "/login?again=1&next="),
            ("identity", "/register?next="),
            ("identity", "/settings/security/prove?next="),
            ("identity", "/level?return_to="),
            ("sep", "/?next="),
            ("sep", "/enter?next="),
            ("epk", "/?next="),
            ("epk", "/enter?next="),
            ("desk", "/enter?next="),
        ] {
            let url = world.url(site, &format!("{path}{}", encoded(evil)));
            for mut robot in [Robot::new(), inside.clone()] {
                robot.open(&url).await;
                assert!(robot.status < 500, "{url}: {}", robot.outline());
                let host = robot.url.host_str().unwrap_or_default();
                assert!(host.ends_with(".localhost"), "{url} led to {}", robot.url);
                leads_nowhere_else(&robot, &url);
                assert!(!robot.has("a[href*='//evil']"), "{url}: {}", robot.outline());
            }
        }
        for site in ["identity", "sep", "epk", "desk", "phone", "registries"] {
            let mut robot = Robot::new();
            let url = world.url(site, &format!("/language?to=en&next={}", encoded(evil)));
            let home = url::Url::parse(&url).unwrap().origin();
            robot.open(&url).await;
            assert_eq!(robot.url.origin(), home, "{url} led to {}", robot.url);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_whose_way_on_was_changed_ends_at_home() {
    let world = world();
    let who = world.citizen().await;
    world.register(&mut Robot::new(), &who).await;
    let mut robot = Robot::new()
        .with_header("x-forwarded-host", "evil.example")
        .with_header("x-forwarded-proto", "https")
        .with_header("x-forwarded-for", "203.0.113.7")
        .with_header("forwarded", "host=evil.example;proto=https;for=203.0.113.7");
    robot.open(&world.url("identity", "/login")).await;
    let is_login = |blank: &Blank| blank.action == "/login";
    let blank = robot.blanks().into_iter().find(is_login).expect("the form");
    let seen = world.messages(&who.phone).await.len();
    let blank = blank.set("login", &who.email).set("password", &who.password);
    robot.post(&blank.set("next", "//evil.example/")).await;
    let code = world.code(&who.phone, seen).await;
    robot.fill_autocomplete("one-time-code", &code).press("Войти").await;
    robot.is_at("gosuslugi.localhost", "/").sees(&who.given);
    assert!(!robot.html.contains("evil.example"));
    // Nobody of ours stands before this server: the address is that of the connection.
    robot.open("/settings/security/sessions").await.sees("127.0.0.1").does_not_see("203.0.113.7");
    robot.open("/.well-known/openid-configuration").await;
    assert!(!robot.html.contains("evil") && !robot.html.contains("https://"), "{}", robot.html);
}

/// What the server answers to these bytes.
async fn raw(world: &World, head: &str) -> String {
    let url = url::Url::parse(&world.url("identity", "/")).unwrap();
    let port = url.port().expect("the demonstration names its port");
    let head = head.replace("OURS", &format!("gosuslugi.localhost:{port}"));
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("it listens");
    stream.write_all(head.as_bytes()).await.expect("it reads");
    let mut answer = Vec::new();
    let reading = stream.read_to_end(&mut answer);
    let read = tokio::time::timeout(std::time::Duration::from_secs(60), reading).await;
    read.expect("it hangs up").expect("it answers");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_not_ours_is_nobody() {
    let world = world();
    let good = raw(world, "GET /login HTTP/1.1\r\nHost: OURS\r\nConnection: close\r\n\r\n").await;
    assert!(good.starts_with("HTTP/1.1 200 "), "{good}");
    for head in [
        "Host: evil.example",
        "Host: gosuslugi.localhost.evil.example",
        "Host: OURS.evil.example",
        "Host: OURS@evil.example",
        "Host: evil.example\r\nX-Forwarded-Host: OURS",
        "Host: OURS\r\nHost: evil.example",
        "Host: OURS, evil.example",
        "Host:",
        "X-Nothing: here",
    ] {
        let head = format!("GET /login HTTP/1.1\r\n{head}\r\nConnection: close\r\n\r\n");
        let answer = raw(world, &head).await;
        let refused = ["HTTP/1.1 421 ", "HTTP/1.1 400 "].iter().any(|s| answer.starts_with(s));
        assert!(refused, "{head}{answer}");
        assert!(!answer.contains("evil") && !answer.contains("<form"), "{head}{answer}");
    }
    let other = "GET http://evil.example/login HTTP/1.1\r\nHost: OURS\r\nConnection: close\r\n\r\n";
    assert!(raw(world, other).await.starts_with("HTTP/1.1 4"), "two hosts name nobody");
}

/// What the field holds now.
fn value(robot: &Robot, name: &str) -> String {
    let blanks = robot.blanks();
    let mut fields = blanks.iter().flat_map(|blank| &blank.fields);
    fields.find(|(found, _)| found == name).map_or_else(String::new, |(_, value)| value.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_name_is_taken_or_refused_in_words() {
    let world = world();
    let long = "а".repeat(200);
    let taken = ["О'Нил", "о’нил", "Ёлкина", "Салтыков-Щедрин", "Ё", "de la Cruz", "Иои\u{306}"];
    let refused = [
        long.as_str(),
        "Анна😀",
        "Анна\u{202e}",
        "Ан\u{200f}на",
        "<b>Анна</b>",
        "Анна\"><script>",
        "' or 1=1 --",
        "-Анна",
        "Анна--Мария",
        "Άννα",
        "\u{0}",
        "   ",
    ];
    for (name, good) in taken.map(|n| (n, true)).into_iter().chain(refused.map(|n| (n, false))) {
        let mut robot = Robot::new();
        robot.open(&world.url("identity", "/register")).await;
        robot.fill_autocomplete("family-name", name);
        robot.fill_autocomplete("given-name", "Анна").press("Продолжить").await;
        if good {
            robot.is_at("gosuslugi.localhost", "/register/email");
            robot.open("/register/name").await;
            assert!(!value(&robot, "family").is_empty(), "{name:?}: {}", robot.outline());
            continue;
        }
        assert!((400..500).contains(&robot.status), "{name:?}: {}", robot.outline());
        robot.open("/register/email").await.is_at("gosuslugi.localhost", "/register");
    }
    // What was refused stands in the field as it was typed, and is text there.
    let mut robot = Robot::new();
    robot.open(&world.url("identity", "/register")).await;
    robot.fill_autocomplete("family-name", "Анна\"><script>").press("Продолжить").await;
    assert_eq!((robot.status, value(&robot, "family").as_str()), (422, "Анна\"><script>"));
    assert!(robot.has("[role=alert]") && !robot.html.contains("\"><script>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_impossible_day_is_taken_for_a_birthday() {
    let world = world();
    let who = world.citizen().await;
    let mut robot = Robot::new();
    world.register(&mut robot, &who).await;
    robot.open("/level/name").await.press("Продолжить").await;
    robot.is_at("gosuslugi.localhost", "/level/passport");
    for day in [
        "29.02.2023",
        "30.02.1990",
        "31.04.1990",
        "01.01.1850",
        "01.01.2999",
        "00.00.0000",
        "99.99.9999",
        "1990",
        "-1.-1.-1",
        "29.02.100000",
        "''",
    ] {
        robot.open("/level/passport").await.fill_name("birth", day).press("Продолжить").await;
        assert_eq!(robot.status, 422, "{day}: {}", robot.outline());
        assert_eq!(value(&robot, "birth"), day, "it stands as it was typed");
        assert!(robot.has("#birth[aria-invalid='true'], [name='birth'][aria-invalid='true']"));
    }
    robot.open("/level/passport").await.fill_name("birth", "29.02.2000").press("Продолжить").await;
    assert!(!robot.has("[name='birth'][aria-invalid='true']"), "{}", robot.outline());
}

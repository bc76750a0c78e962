use axum::body::Body;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{Request, StatusCode};
use oauth::acr::{self, Level};
use store::{HOUR, MINUTE, SECOND};

use super::world::{
    BACK, Browser, EPK, EVERYTHING, SEP, Seen, Somebody, World, query, redeem_over_http, send,
    settings, verifier,
};
use crate::account;
use crate::story::told;

const BASIC: &str = "openid profile";
const FLOOD: &str = "identity.flow:127.0.0.0/24";

fn authorize(more: &str) -> String {
    format!("/oauth2/authorize?{}", query(SEP, BASIC, more))
}

#[track_caller]
fn is_code(seen: &Seen) -> String {
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
    assert!(seen.location().starts_with(BACK), "{}", seen.location());
    assert_eq!(seen.param("state").as_deref(), Some("s1"));
    assert_eq!(seen.param("iss").as_deref(), Some("http://gosuslugi.localhost:8080"));
    seen.param("code").unwrap_or_else(|| panic!("no code: {}", seen.location()))
}

#[track_caller]
fn is_error(seen: &Seen, error: &str) {
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
    assert!(seen.location().starts_with(BACK), "{}", seen.location());
    assert_eq!(seen.param("error").as_deref(), Some(error));
    assert_eq!(seen.param("state").as_deref(), Some("s1"));
    assert_eq!(seen.param("iss").as_deref(), Some("http://gosuslugi.localhost:8080"));
    assert_eq!(seen.param("code"), None);
}

/// Sends the browser through consent by «Разрешить».
async fn allow(browser: &mut Browser, first: &Seen) -> Seen {
    assert!(first.location().starts_with("/consent?flow="), "{}", first.location());
    let page = browser.get(first.location()).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let (flow, text) = (page.hidden("flow"), page.hidden("text"));
    let fields = [("flow", flow.as_str()), ("text", text.as_str()), ("answer", "allow")];
    browser.submit("/consent", &page, &fields).await
}

fn agreed(world: &World) -> Somebody {
    let anna = world.somebody();
    world.agree(&anna, SEP, EVERYTHING);
    anna
}

#[tokio::test]
async fn who_is_signed_in_and_has_agreed_goes_straight_on() {
    let world = World::new();
    let anna = agreed(&world);
    let seen = Browser::of(&world, &anna).get(&authorize("")).await;
    let code = is_code(&seen);
    assert_eq!(redeem_over_http(&world, SEP, &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_newcomer_signs_in_agrees_and_comes_back() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let seen = browser.get(&authorize("")).await;
    assert!(seen.location().starts_with("/login?next=%2Fcontinue%3Fflow%3D"));
    let next = seen.param("next").unwrap();
    let anna = world.somebody();
    browser.sign_in(&anna);
    let seen = browser.get(&next).await;
    let code = is_code(&allow(&mut browser, &seen).await);
    assert_eq!(redeem_over_http(&world, SEP, &code).await.status, StatusCode::OK);
    // The next time nobody asks.
    is_code(&browser.get(&authorize("")).await);
}

#[tokio::test]
async fn the_page_shows_exactly_what_the_service_will_receive() {
    let world = World::new();
    let anna = world.somebody();
    let mut browser = Browser::of(&world, &anna);
    let path = format!("/oauth2/authorize?{}", query(SEP, "openid phone snils", ""));
    let seen = browser.get(&path).await;
    let page = browser.get(seen.location()).await;
    for text in ["+7 900 000-00-00", "СНИЛС", "не указано", "Разрешить", "Отказаться", "Тестова"]
    {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    assert!(!page.body.contains("example.org"), "the e-mail address was not asked for");
    assert!(!page.body.contains("⟦"), "{}", page.body);
    let policy = page.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("http://sep.localhost:8080"), "{policy}");
}

#[tokio::test]
async fn who_declines_goes_back_with_access_denied_and_nothing_is_kept() {
    let world = World::new();
    let anna = world.somebody();
    let mut browser = Browser::of(&world, &anna);
    let seen = browser.get(&authorize("")).await;
    let page = browser.get(seen.location()).await;
    let flow = page.hidden("flow");
    let fields = [("flow", flow.as_str()), ("answer", "decline")];
    is_error(&browser.submit("/consent", &page, &fields).await, "access_denied");
    let account = anna.account;
    assert!(world.write(move |tx| crate::consent::find(tx, account, SEP)).is_none());
    assert_eq!(world.journalled(account, "consent.declined"), 1);
}

#[tokio::test]
async fn consent_sent_twice_gives_the_same_code() {
    let world = World::new();
    let anna = world.somebody();
    let mut browser = Browser::of(&world, &anna);
    let seen = browser.get(&authorize("")).await;
    let page = browser.get(seen.location()).await;
    let (flow, text) = (page.hidden("flow"), page.hidden("text"));
    let fields = [("flow", flow.as_str()), ("text", text.as_str()), ("answer", "allow")];
    let first = browser.submit("/consent", &page, &fields).await;
    let second = browser.submit("/consent", &page, &fields).await;
    assert_eq!(is_code(&first), is_code(&second));
    assert_eq!(world.journalled(anna.account, "consent.given"), 1);
    let mut told = told(&world.db, "anna0@example.org");
    told.sort_unstable();
    assert_eq!(told, ["consent-given", "service-linked"]);
}

#[tokio::test]
async fn more_than_was_agreed_to_is_asked_about_again() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, "openid");
    let mut browser = Browser::of(&world, &anna);
    let path = format!("/oauth2/authorize?{}", query(SEP, "openid email", ""));
    let seen = browser.get(&path).await;
    is_code(&allow(&mut browser, &seen).await);
    is_code(&browser.get(&path).await);
}

#[tokio::test]
async fn terms_that_changed_under_the_page_are_shown_again() {
    let world = World::new();
    let anna = world.somebody();
    let mut browser = Browser::of(&world, &anna);
    let seen = browser.get(&authorize("")).await;
    let page = browser.get(seen.location()).await;
    let mut new = settings(SEP);
    new.purpose.ru = "продать ваши данные".into();
    new.terms_version = 2;
    world.register(SEP, &new);
    let (flow, text) = (page.hidden("flow"), page.hidden("text"));
    let fields = [("flow", flow.as_str()), ("text", text.as_str()), ("answer", "allow")];
    let again = browser.submit("/consent", &page, &fields).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.body.contains("продать ваши данные"));
    let account = anna.account;
    assert!(world.write(move |tx| crate::consent::find(tx, account, SEP)).is_none());
}

#[tokio::test]
async fn the_consent_of_one_browser_is_not_given_in_another() {
    let world = World::new();
    let (anna, boris) = (world.somebody(), world.somebody());
    let mut hers = Browser::of(&world, &anna);
    let seen = hers.get(&authorize("")).await;
    let page = hers.get(seen.location()).await;
    let (flow, text) = (page.hidden("flow"), page.hidden("text"));
    let fields = [("flow", flow.as_str()), ("text", text.as_str()), ("answer", "allow")];
    // His browser, her flow, the keys of a page of his own.
    let mut his = Browser::of(&world, &boris);
    let own = his.get(&authorize("")).await;
    let own = his.get(own.location()).await;
    assert_eq!(his.get(seen.location()).await.status, StatusCode::GONE);
    assert_eq!(his.submit("/consent", &own, &fields).await.status, StatusCode::GONE);
    // Her browser, after somebody else signed in there.
    hers.sign_in(&boris);
    let seen = hers.submit("/consent", &page, &fields).await;
    assert_ne!(seen.status, StatusCode::OK);
    assert!(!seen.location().starts_with(BACK), "{}", seen.location());
    for account in [anna.account, boris.account] {
        assert!(world.write(move |tx| crate::consent::find(tx, account, SEP)).is_none());
    }
}

#[tokio::test]
async fn a_flow_that_somebody_prepared_is_refused_in_another_browser() {
    let world = World::new();
    let anna = agreed(&world);
    let seen = Browser::new(&world).get(&authorize("")).await;
    let next = seen.param("next").unwrap();
    let mut victim = Browser::of(&world, &anna);
    assert_eq!(victim.get(&next).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn prompt_none_shows_nothing() {
    let world = World::new();
    let none = authorize("&prompt=none");
    is_error(&Browser::new(&world).get(&none).await, "login_required");
    let anna = world.somebody();
    let mut browser = Browser::of(&world, &anna);
    is_error(&browser.get(&none).await, "consent_required");
    world.agree(&anna, SEP, EVERYTHING);
    is_code(&browser.get(&none).await);
    world.db.clock().advance(SECOND);
    is_error(&browser.get(&authorize("&prompt=none&max_age=0")).await, "login_required");
}

#[tokio::test]
async fn prompt_login_asks_again_and_then_goes_on() {
    let world = World::new();
    let anna = agreed(&world);
    world.db.clock().advance(MINUTE);
    let mut browser = Browser::of(&world, &anna);
    let seen = browser.get(&authorize("&prompt=login")).await;
    assert!(seen.location().starts_with("/login?again=1&next="), "{}", seen.location());
    let next = seen.param("next").unwrap();
    let still = browser.get(&next).await;
    assert!(still.location().starts_with("/login?again=1"), "without a new proof it asks on");
    world.db.clock().advance(MINUTE);
    let account = anna.account;
    browser.sign_in(&world.sign_in(account));
    let code = is_code(&browser.get(&next).await);
    let tokens = redeem_over_http(&world, SEP, &code).await.json();
    let keys = world.provider.keys().await.unwrap();
    let token = tokens["id_token"].as_str().unwrap();
    let kinds = [oauth::jose::Algorithm::Es256];
    let claims = oauth::jose::verify(token, &keys.ours, oauth::jose::Typ::Jwt, &kinds);
    let expected = world.db.clock().now().seconds();
    assert_eq!(claims.unwrap().claims["auth_time"], expected);
}

#[tokio::test]
async fn max_age_counts_from_the_sign_in_to_the_request() {
    let world = World::new();
    let anna = agreed(&world);
    world.db.clock().advance(10 * SECOND);
    let mut browser = Browser::of(&world, &anna);
    let seen = browser.get(&authorize("&max_age=1")).await;
    assert!(seen.location().starts_with("/login?again=1"));
    is_code(&browser.get(&authorize("&max_age=10000")).await);
    is_code(&browser.get(&authorize("&max_age=10")).await);
}

#[tokio::test]
async fn prompt_consent_asks_although_she_agreed() {
    let world = World::new();
    let anna = agreed(&world);
    world.db.clock().advance(MINUTE);
    let mut browser = Browser::of(&world, &anna);
    let seen = browser.get(&authorize("&prompt=consent")).await;
    is_code(&allow(&mut browser, &seen).await);
}

#[tokio::test]
async fn prompt_create_begins_with_registration() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let seen = browser.get(&authorize("&prompt=create")).await;
    assert!(seen.location().starts_with("/register?next="), "{}", seen.location());
    world.db.clock().advance(MINUTE);
    let anna = agreed(&world);
    browser.sign_in(&anna);
    let next = seen.param("next").unwrap();
    is_code(&browser.get(&next).await);
}

#[tokio::test]
async fn a_hint_at_somebody_else_does_not_sign_the_wrong_person_in() {
    let world = World::new();
    let (anna, boris) = (agreed(&world), agreed(&world));
    let code = is_code(&Browser::of(&world, &anna).get(&authorize("")).await);
    let tokens = redeem_over_http(&world, SEP, &code).await.json();
    let hint = tokens["id_token"].as_str().unwrap();
    let more = format!("&id_token_hint={hint}");
    world.db.clock().advance(MINUTE);
    let mut hers = Browser::of(&world, &anna);
    is_code(&hers.get(&authorize(&format!("{more}&prompt=none"))).await);
    let mut his = Browser::of(&world, &boris);
    is_error(&his.get(&authorize(&format!("{more}&prompt=none"))).await, "login_required");
    let seen = his.get(&authorize(&more)).await;
    assert!(seen.location().starts_with("/login?again=1"), "{}", seen.location());
    // He signs in again, as himself: the service hears that it is not her.
    let next = seen.param("next").unwrap();
    world.db.clock().advance(MINUTE);
    let account = boris.account;
    his.sign_in(&world.sign_in(account));
    is_error(&his.get(&next).await, "login_required");
    is_error(&his.get(&authorize("&prompt=none&id_token_hint=x")).await, "login_required");
}

#[tokio::test]
async fn a_level_that_is_too_low_is_explained_with_the_way_up_and_the_way_back() {
    let world = World::new();
    let anna = agreed(&world);
    let account = anna.account;
    world.write(move |tx| account::set_level(tx, account, Level::Simple));
    let mut browser = Browser::of(&world, &anna);
    let asked = format!("&acr_values={}", acr::STANDARD);
    let seen = browser.get(&authorize(&asked)).await;
    assert!(seen.location().starts_with("/continue?flow="), "{}", seen.location());
    let page = browser.get(seen.location()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("/level?next=%2Fcontinue%3Fflow%3D"), "{}", page.body);
    assert!(!page.body.contains("⟦"));
    let none = browser.get(&authorize(&format!("{asked}&prompt=none"))).await;
    is_error(&none, "unmet_authentication_requirements");
    // She raises it and comes back.
    world.write(move |tx| account::set_level(tx, account, Level::Standard));
    is_code(&browser.get(seen.location()).await);
    // Or she leaves.
    world.write(move |tx| account::set_level(tx, account, Level::Simple));
    let seen = browser.get(&authorize(&asked)).await;
    let page = browser.get(seen.location()).await;
    let flow = page.hidden("flow");
    let left = browser.submit("/leave", &page, &[("flow", flow.as_str())]).await;
    is_error(&left, "access_denied");
}

#[tokio::test]
async fn the_service_itself_may_need_a_level() {
    let world = World::new();
    let mut strict = settings(SEP);
    strict.level = Level::Confirmed;
    world.register(SEP, &strict);
    let anna = agreed(&world);
    let account = anna.account;
    world.write(move |tx| account::set_level(tx, account, Level::Standard));
    let mut browser = Browser::of(&world, &anna);
    let asked = format!("&acr_values={}", acr::SIMPLE);
    let seen = browser.get(&authorize(&asked)).await;
    assert!(seen.location().starts_with("/continue?flow="), "{}", seen.location());
}

#[tokio::test]
async fn a_person_who_may_not_act_gets_no_code() {
    let world = World::new();
    let anna = agreed(&world);
    let account = anna.account;
    assert!(world.write(move |tx| account::lock(tx, account)));
    let mut browser = Browser::of(&world, &anna);
    let seen = browser.get(&authorize("")).await;
    assert!(seen.location().starts_with("/login?again=1&next="), "{}", seen.location());
    is_error(&browser.get(&authorize("&prompt=none")).await, "login_required");
}

#[tokio::test]
async fn a_flow_waits_an_hour_and_ends_once() {
    let world = World::new();
    let anna = agreed(&world);
    let mut browser = Browser::new(&world);
    let seen = browser.get(&authorize("")).await;
    let next = seen.param("next").unwrap();
    browser.sign_in(&anna);
    is_code(&browser.get(&next).await);
    assert_eq!(browser.get(&next).await.status, StatusCode::GONE, "used up");
    let mut late = Browser::new(&world);
    let seen = late.get(&authorize("")).await;
    world.db.clock().advance(HOUR);
    let next = seen.param("next").unwrap();
    assert_eq!(late.get(&next).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_network_that_floods_is_told_so_and_people_who_are_signed_in_go_on() {
    let world = World::new();
    let anna = agreed(&world);
    Browser::new(&world).get(&authorize("")).await;
    // As if the rest of the hour's requests had come already.
    world.write(|tx| (1..20_000).try_for_each(|_| tx.charge(FLOOD, HOUR).map(drop)));
    let seen = Browser::new(&world).get(&authorize("")).await;
    assert_eq!(seen.status, StatusCode::TOO_MANY_REQUESTS);
    is_code(&Browser::of(&world, &anna).get(&authorize("")).await);
    world.db.clock().advance(HOUR);
    let later = Browser::new(&world).get(&authorize("")).await;
    assert!(later.location().starts_with("/login?next="), "{}", later.location());
}

#[tokio::test]
async fn unknown_parameters_and_their_order_change_nothing_and_post_is_the_same() {
    let world = World::new();
    let anna = agreed(&world);
    let mut browser = Browser::of(&world, &anna);
    let more = "&foo=bar&display=popup&ui_locales=se&claims_locales=se&login_hint=%2B79000000000";
    is_code(&browser.get(&authorize(more)).await);
    let mut parts: Vec<String> = query(SEP, BASIC, "").split('&').map(str::to_owned).collect();
    parts.reverse();
    is_code(&browser.get(&format!("/oauth2/authorize?{}", parts.join("&"))).await);
    let post = Request::post("/oauth2/authorize")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(query(SEP, BASIC, "")))
        .unwrap();
    let seen = send(&world.router(), post).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER);
    is_code(&browser.get(seen.location()).await);
}

#[tokio::test]
async fn state_and_nonce_come_back_as_they_were() {
    let world = World::new();
    let anna = agreed(&world);
    let mut browser = Browser::of(&world, &anna);
    let long = "я".repeat(2_000);
    for state in [long.as_str(), "a\r\nSet-Cookie: x=1", "\"><script>", "&code=1#", "%00", "ё 𝔘"]
    {
        let form = oauth::form::encode([("state", state)]);
        let path = authorize("").replace("state=s1", &form);
        let seen = browser.get(&path).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER);
        assert_eq!(seen.param("state").as_deref(), Some(state));
        assert!(seen.headers.get("set-cookie").is_none_or(|c| !c.as_bytes().starts_with(b"x=1")));
    }
}

#[tokio::test]
async fn malformed_requests_go_back_with_an_error_or_stay_on_a_page() {
    let world = World::new();
    let anna = agreed(&world);
    let mut browser = Browser::of(&world, &anna);
    let good = authorize("");
    let cases = [
        (good.replace("response_type=code&", ""), "invalid_request"),
        (good.replace("response_type=code", "response_type=token"), "unsupported_response_type"),
        (
            good.replace("response_type=code", "response_type=code+id_token"),
            "unsupported_response_type",
        ),
        (good.replace("code_challenge=", "x="), "invalid_request"),
        (good.replace("=S256", "=plain"), "invalid_request"),
        (format!("{good}&response_mode=form_post"), "invalid_request"),
        (format!("{good}&request=x"), "request_not_supported"),
        (format!("{good}&request_uri=http%3A%2F%2F127.0.0.1"), "request_uri_not_supported"),
        (good.replace("scope=openid+profile", "scope=nothing"), "invalid_scope"),
        (format!("{good}&prompt=none+login"), "invalid_request"),
        (format!("{good}&scope=openid"), "invalid_request"),
    ];
    for (path, error) in cases {
        is_error(&browser.get(&path).await, error);
    }
    let pages = [
        "/oauth2/authorize".to_owned(),
        good.replace("client_id=sep", "client_id=nobody"),
        good.replace("client_id=sep", "client_id="),
        format!("{good}&client_id=sep"),
        good.replace("redirect_uri=", "x="),
        format!("{good}&x=%ff"),
    ];
    for path in pages {
        let seen = browser.get(&path).await;
        assert_eq!((seen.status, seen.location()), (StatusCode::BAD_REQUEST, ""), "{path}");
        assert!(!seen.body.contains("⟦"), "{}", seen.body);
    }
}

#[tokio::test]
async fn no_false_address_gets_anything() {
    let world = World::new();
    let anna = agreed(&world);
    let mut browser = Browser::of(&world, &anna);
    let mut tried = 0;
    for address in false_addresses() {
        let form = oauth::form::encode([("redirect_uri", address.as_str())]);
        let right = oauth::form::encode([("redirect_uri", BACK)]);
        let path = authorize("").replace(&right, &form);
        let seen = browser.get(&path).await;
        assert_eq!(seen.status, StatusCode::BAD_REQUEST, "{address}");
        assert_eq!(seen.location(), "", "{address}");
        tried += 1;
    }
    let twice = format!("{}&{}", authorize(""), oauth::form::encode([("redirect_uri", BACK)]));
    assert_eq!(browser.get(&twice).await.status, StatusCode::BAD_REQUEST);
    assert!(tried >= 60, "{tried}");
    is_code(&browser.get(&authorize("")).await);
}

/// Addresses that look like the registered one.
fn false_addresses() -> Vec<String> {
    let after = [
        "/",
        "//",
        "?",
        "?a=b",
        "#",
        "#a",
        "&a=b",
        ";a",
        "/..",
        "/../callback",
        "/.",
        "%2f",
        "%00",
        " ",
        "\t",
        "\r\n",
        "\u{a0}",
        "x",
        "%20",
        "\\",
        "/%2e%2e/evil",
        "?code=1",
        "@evil.example",
        ".",
        ":80",
        "%23",
        "\u{200b}",
        "/callback",
        "é",
        "?redirect=//evil.example",
    ];
    let whole = [
        "",
        "http://SEP.localhost:8080/callback",
        "HTTP://sep.localhost:8080/callback",
        "https://sep.localhost:8080/callback",
        "http://sep.localhost/callback",
        "http://sep.localhost:80/callback",
        "http://sep.localhost:08080/callback",
        "http://sep.localhost:8080/Callback",
        "http://sep.localhost:8080/callbac",
        "http://sep.localhost:8080/",
        "http://sep.localhost:8080",
        "http://sep.localhost:8080/other/../callback",
        "http://sep.localhost:8080/./callback",
        "http://sep.localhost:8080//callback",
        "http://sep.localhost:8080/%63allback",
        "http://sep.localhost:8080/%2563allback",
        "http://sep.localhost:8080\\callback",
        "http://sep.localhost:8080@evil.example/callback",
        "http://evil.example/callback",
        "http://evil.example/http://sep.localhost:8080/callback",
        "http://sep.localhost:8080.evil.example/callback",
        "http://sepalocalhost:8080/callback",
        "http://user@sep.localhost:8080/callback",
        "http://user:pass@sep.localhost:8080/callback",
        "http://epk.localhost:8080/callback",
        "http://sеp.localhost:8080/callback",
        "http://sep.localhost.:8080/callback",
        "http://sep%2elocalhost:8080/callback",
        "http:sep.localhost:8080/callback",
        "http:/sep.localhost:8080/callback",
        "http:///sep.localhost:8080/callback",
        "//sep.localhost:8080/callback",
        "/callback",
        "callback",
        " http://sep.localhost:8080/callback",
        "\thttp://sep.localhost:8080/callback",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://127.0.0.1:8080/callback",
        "http://[::1]:8080/callback",
        "http://0x7f000001:8080/callback",
        "*",
        "http://*.localhost:8080/callback",
        "null",
    ];
    let mut all: Vec<String> = after.iter().map(|end| format!("{BACK}{end}")).collect();
    all.extend(whole.iter().map(|text| (*text).to_owned()));
    all
}

#[tokio::test]
async fn a_second_service_opens_without_a_password() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, EVERYTHING);
    world.agree(&anna, EPK, EVERYTHING);
    let mut browser = Browser::of(&world, &anna);
    is_code(&browser.get(&authorize("")).await);
    let path = format!("/oauth2/authorize?{}", query(EPK, BASIC, ""));
    let seen = browser.get(&path).await;
    assert!(seen.location().starts_with("http://epk.localhost:8080/callback?code="));
    assert!(browser.has("__Host-session"));
    assert_eq!(verifier().challenge().as_str().len(), 43);
}

#[tokio::test]
async fn services_are_listed_searched_and_entered() {
    let world = World::new();
    let anna = agreed(&world);
    for mut browser in [Browser::new(&world), Browser::of(&world, &anna)] {
        let list = browser.get("/services").await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(list.body.contains("/services/sep") && list.body.contains("/services/epk"));
        let query = oauth::form::encode([("q", "эпк")]);
        let found = browser.get(&format!("/services?{query}")).await;
        assert!(found.body.contains("Найден 1 сервис"), "{}", found.body);
        assert!(!found.body.contains("/services/sep"));
        let none = browser.get("/services?q=%3Cscript%3E").await;
        assert!(none.body.contains("ничего не нашлось") && !none.body.contains("<script>"));
        let card = browser.get("/services/epk").await;
        assert!(card.body.contains("Перейти") && card.body.contains("http://epk.localhost:8080/"));
        assert!(!card.body.contains("⟦"), "{}", card.body);
        assert_eq!(browser.get("/services/nobody").await.status, StatusCode::NOT_FOUND);
    }
}

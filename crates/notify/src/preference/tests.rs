//! The settings page as a browser without JavaScript uses it.

use ::store::Db;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt as _;
use web::{App, Failure, Lang, Site};

use super::pages::{Framed, SETTINGS, settings};
use crate::preference::Manner;
use crate::{Channel, Contact, Importance, Kind, Notice, Recipient, contact, preference, tell};

fn anna() -> Recipient {
    Recipient::new(Site::Identity, "anna")
}

/// A site where whoever asks with `?as=nobody` is not signed in, and everybody else is Anna.
fn site(db: &Db) -> Router {
    let app = App::for_story(db.clone());
    let routes = settings(|visit, title| async move {
        if visit.path.contains("as=nobody") {
            return Err(Failure::SignIn);
        }
        Ok(Framed { who: anna(), page: visit.page(title).person("Тестова А. П.") })
    });
    web::site_router(app, Site::Identity, routes)
}

struct Browser {
    site: Router,
    cookies: Vec<String>,
}

impl Browser {
    async fn send(&mut self, request: axum::http::request::Builder, body: String) -> Answer {
        let request = request
            .header(header::HOST, "gosuslugi.localhost:8080")
            .header(header::COOKIE, self.cookies.join("; "))
            .body(Body::from(body))
            .unwrap();
        let response = self.site.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            let name = format!("{}=", pair.split('=').next().unwrap());
            self.cookies.retain(|known| !known.starts_with(&name));
            self.cookies.push(pair);
        }
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        Answer { status, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    async fn open(&mut self) -> Answer {
        self.send(Request::get(SETTINGS), String::new()).await
    }

    /// Sends the form of a page with these boxes ticked.
    async fn save(&mut self, page: &Answer, ticked: &[&str]) -> Answer {
        self.save_how(page, ticked, USUAL).await
    }

    /// The same with these fields below the table.
    async fn save_how(&mut self, page: &Answer, ticked: &[&str], how: &str) -> Answer {
        let form = page.text.split("action=\"/settings/notifications\"").nth(1).unwrap();
        let hidden = form.split("type=\"hidden\" name=\"").skip(1).take(3).map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            format!("{name}={}", rest.split('"').next().unwrap())
        });
        let boxes = ticked.iter().map(|name| format!("{name}=yes"));
        let fields = hidden.chain(boxes).chain([how.to_owned()]);
        let body = fields.collect::<Vec<_>>().join("&");
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(SETTINGS).header(header::CONTENT_TYPE, kind);
        self.send(request, body).await
    }
}

/// What somebody sends who changes nothing below the table.
const USUAL: &str = "from-page=low&from-email=low&from-sms=low&digest=no&hour=9\
    &quiet-from=22:00&quiet-to=08:00&zone=Europe/Moscow";

struct Answer {
    status: StatusCode,
    text: String,
}

impl Answer {
    fn the_box(&self, name: &str) -> &str {
        let from = self.text.find(&format!("name=\"{name}\"")).expect(name);
        &self.text[from..from + self.text[from..].find('>').unwrap()]
    }

    fn is_ticked(&self, name: &str) -> bool {
        self.the_box(name).contains(" checked")
    }
}

async fn with_contact(db: &Db) {
    db.write("contact", |tx| {
        let email = Some("anna@example.ru".to_owned());
        contact::set(tx, &anna(), Contact { email, phone: None, lang: Lang::Ru })?;
        let notice =
            Notice { kind: Kind::Security, event: "password-changed", args: vec![], key: None };
        tell(tx, &anna(), &notice)
    })
    .await
    .unwrap();
}

fn browser(db: &Db) -> Browser {
    Browser { site: site(db), cookies: Vec::new() }
}

#[tokio::test]
async fn a_person_switches_channels_by_kind_and_finds_them_so_again() {
    let db = Db::memory();
    with_contact(&db).await;
    let mut browser = browser(&db);
    let page = browser.open().await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("a•••@example.ru") && page.text.contains("СМС не приходят"));
    assert!(page.is_ticked("account.email") && !page.is_ticked("account.sms"));
    let saved = browser.save(&page, &["account.sms", "sign-in.email"]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let page = browser.open().await;
    assert!(page.text.contains("Настройки уведомлений сохранены."));
    assert!(!page.is_ticked("account.email") && page.is_ticked("account.sms"));
    assert!(page.is_ticked("sign-in.email") && !page.is_ticked("consent.email"));
    let chosen = db.read(|tx| preference::of(tx, &anna())).await.unwrap();
    assert!(!chosen.wants(Kind::Account, Channel::Email));
}

#[tokio::test]
async fn codes_and_security_are_ticked_cannot_be_unticked_and_say_why() {
    let db = Db::memory();
    let mut browser = browser(&db);
    let page = browser.open().await;
    for name in ["code.email", "code.sms", "security.email", "security.sms"] {
        assert!(page.is_ticked(name) && page.the_box(name).contains(" disabled"), "{name}");
    }
    assert!(page.text.contains("Отключить нельзя: без кода не войти"));
    browser.save(&page, &[]).await;
    let chosen = db.read(|tx| preference::of(tx, &anna())).await.unwrap();
    assert!(chosen.wants(Kind::Security, Channel::Sms) && chosen.wants(Kind::Code, Channel::Email));
}

#[tokio::test]
async fn a_form_sent_twice_counts_once_and_a_changed_one_needs_its_token() {
    let db = Db::memory();
    let mut browser = browser(&db);
    let page = browser.open().await;
    for _ in 0..2 {
        assert_eq!(browser.save(&page, &["account.sms"]).await.status, StatusCode::SEE_OTHER);
    }
    let entries = db.read(|tx| ::store::journal::about(tx, "identity", "anna", None, 9)).await;
    assert_eq!(entries.unwrap().len(), 1);
    let text = page.text.replace("_token\" value=\"", "_token\" value=\"x");
    let stolen = Answer { status: page.status, text };
    assert_eq!(browser.save(&stolen, &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_box_has_a_name_for_those_who_do_not_see_the_table() {
    let db = Db::memory();
    let page = browser(&db).open().await;
    let boxes = page.text.matches("type=\"checkbox\"").count();
    assert_eq!(boxes, 21, "three ways for six kinds, two for codes, and quiet hours");
    assert_eq!(page.text.matches("<span class=\"hidden\">Учётная запись: ").count(), 3);
    assert!(!page.text.contains('⟦'), "every text is there");
}

#[tokio::test]
async fn the_page_lists_what_was_sent_and_how_far_it_came() {
    let db = Db::memory();
    with_contact(&db).await;
    let page = browser(&db).open().await;
    assert!(page.text.contains("Пароль изменён"));
    assert!(page.text.contains("a•••@example.ru, ждёт отправки"));
}

#[tokio::test]
async fn whoever_is_not_signed_in_goes_to_the_sign_in_page() {
    let db = Db::memory();
    let mut browser = browser(&db);
    let request = Request::get(format!("{SETTINGS}?as=nobody"));
    let answer = browser.send(request, String::new()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn how_and_when_is_chosen_on_the_same_page_and_found_so_again() {
    let db = Db::memory();
    with_contact(&db).await;
    let mut browser = browser(&db);
    let page = browser.open().await;
    let how = "from-page=low&from-email=normal&from-sms=high&digest=daily&hour=18\
        &quiet=yes&quiet-from=23:30&quiet-to=06:45&zone=Asia/Vladivostok";
    let saved = browser.save_how(&page, &["account.email"], how).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let manner = db.read(|tx| preference::of(tx, &anna())).await.unwrap().manner;
    assert_eq!(manner.from, [Importance::Low, Importance::Normal, Importance::High]);
    assert_eq!((manner.digest, manner.zone.as_str()), (Some(18), "Asia/Vladivostok"));
    assert_eq!(
        manner.quiet.map(preference::Quiet::shown),
        Some(["23:30", "06:45"].map(Into::into))
    );
    let page = browser.open().await;
    for known in [
        "value=\"18\" selected",
        "value=\"23:30\"",
        "value=\"06:45\"",
        "value=\"Asia/Vladivostok\" selected",
        "name=\"quiet\" value=\"yes\" checked",
        "value=\"daily\" checked",
    ] {
        assert!(page.text.contains(known), "{known}");
    }
}

#[tokio::test]
async fn a_wrong_time_changes_nothing_and_what_was_typed_stays() {
    let db = Db::memory();
    let mut browser = browser(&db);
    let page = browser.open().await;
    for (times, says) in [
        ("quiet-from=25:00&quiet-to=06:45", "Укажите время так: 22:00"),
        ("quiet-from=&quiet-to=06:45", "Укажите время так: 22:00"),
        ("quiet-from=06:45&quiet-to=06:45", "Начало и конец совпадают"),
    ] {
        let how = format!(
            "from-page=low&from-email=high&from-sms=low&digest=no&hour=9&quiet=yes&{times}\
             &zone=Europe/Moscow"
        );
        let refused = browser.save_how(&page, &["account.sms"], &how).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(says) && refused.text.contains("role=\"alert\""), "{times}");
        assert!(refused.is_ticked("account.sms") && !refused.is_ticked("account.email"));
        assert!(refused.text.contains("value=\"06:45\""), "{times}");
    }
    let chosen = db.read(|tx| preference::of(tx, &anna())).await.unwrap();
    assert!(chosen.wants(Kind::Account, Channel::Email) && chosen.manner == Manner::default());
}

//! The desk as a browser without JavaScript uses it.

mod entrance;

use ::store::{Db, MINUTE};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header, request};
use cabinet::rp::Settings;
use oauth::rp::ClientSecretIn;
use tower::ServiceExt as _;
use web::session::Limits;
use web::staff::TwoFactors;
use web::{App, Role, Site, StaffId, VisitFacts};

use super::{Desk, short};
use crate::staff;

fn desk(db: &Db) -> Router {
    let app = App::for_story(db.clone());
    let settings = Settings {
        site: Site::Desk,
        provider: "gosuslugi".into(),
        // Nobody listens there: these stories begin after the sign-in.
        issuer: "http://127.0.0.1:9".into(),
        client_id: "desk".into(),
        client_secret: "secret".into(),
        secret_in: ClientSecretIn::Header,
        scopes: "openid email".into(),
        pages: None,
        limits: Limits::STAFF,
    };
    let desk = Desk::new(&app, settings).unwrap();
    web::site_router(app, Site::Desk, desk.routes())
}

/// A member of staff in a browser.
struct Browser {
    site: Router,
    cookies: Vec<String>,
}

struct Answer {
    status: StatusCode,
    location: String,
    text: String,
}

impl Browser {
    fn stranger(db: &Db) -> Browser {
        Browser { site: desk(db), cookies: Vec::new() }
    }

    async fn signed_in(db: &Db, sub: &'static str, roles: &'static [Role]) -> (StaffId, Browser) {
        let (id, opened) = db
            .write("enter", move |tx| {
                let token = staff::invite(tx, "Тестов Олег Примерович", roles)?;
                let id = staff::bind(tx, &token.0, "gosuslugi", sub)?.expect("it is fresh");
                let facts = VisitFacts { address: [127, 0, 0, 1].into(), agent: "story".into() };
                let proof = TwoFactors::checked("pwd", "otp").unwrap();
                let (login, name) = ("oleg@example.ru", "Тестов Олег Примерович");
                let limits = Limits::STAFF;
                let opened =
                    web::staff::open_session(tx, id, login, name, roles, &facts, limits, proof)?;
                Ok((id, opened))
            })
            .await
            .unwrap();
        let cookies = vec![format!("__Host-session={}", opened.cookie.0)];
        (id, Browser { site: desk(db), cookies })
    }

    async fn send(&mut self, request: request::Builder, body: String) -> Answer {
        let request = request
            .header(header::HOST, "desk.localhost:8080")
            .header(header::COOKIE, self.cookies.join("; "))
            .body(Body::from(body))
            .unwrap();
        let response = self.site.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let pair = cookie.split(';').next().unwrap().to_owned();
            let name = format!("{}=", pair.split('=').next().unwrap());
            self.cookies.retain(|known| !known.starts_with(&name));
            if !cookie.contains("Max-Age=0") {
                self.cookies.push(pair);
            }
        }
        let location = response.headers().get(header::LOCATION);
        let location = location.map_or("", |l| l.to_str().unwrap()).to_owned();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        Answer { status, location, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), String::new()).await
    }

    /// Sends the form of a page whose action is `action`, with more fields.
    async fn post(&mut self, page: &Answer, action: &str, fields: &str) -> Answer {
        let form = page.text.split(&format!("action=\"{action}\"")).nth(1).expect(action);
        let hidden = form.split("type=\"hidden\" name=\"_").skip(1).take(3).map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            format!("_{name}={}", rest.split('"').next().unwrap())
        });
        let body = hidden.chain([fields.to_owned()]).collect::<Vec<_>>().join("&");
        let kind = "application/x-www-form-urlencoded";
        self.send(Request::post(action).header(header::CONTENT_TYPE, kind), body).await
    }
}

#[test]
fn a_name_is_shown_as_surname_and_initials() {
    assert_eq!(short("Тестов Олег Примерович"), "Тестов О. П.");
    assert_eq!(short("Ким"), "Ким");
    assert_eq!(short("  "), "");
}

#[tokio::test]
async fn a_stranger_is_sent_to_the_entrance_from_every_page() {
    let db = Db::memory();
    let mut stranger = Browser::stranger(&db);
    for path in ["/", "/failures", "/journal", "/staff", "/staff/invite", "/staff/invited"] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location.starts_with("/enter"), "{path}: {}", answer.location);
    }
}

#[tokio::test]
async fn every_page_says_whose_it_is_and_has_all_its_words() {
    let db = Db::memory();
    let (_, mut admin) = Browser::signed_in(&db, "one", &[Role::Administrator]).await;
    for path in ["/", "/failures", "/journal", "/staff", "/staff/invite"] {
        let page = admin.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains("Тестов О. П."), "{path}");
        assert!(!page.text.contains('⟦'), "{path} lacks a text");
        assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn only_operators_are_led_to_people() {
    let db = Db::memory();
    for role in Role::ALL {
        let roles: &'static [Role] = Box::leak(Box::new([role]));
        let sub: &'static str = role.as_str();
        let (_, mut member) = Browser::signed_in(&db, sub, roles).await;
        let led = member.get("/").await.text.contains("href=\"/people\"");
        assert_eq!(led, role == Role::Operator, "{role}");
    }
}

#[tokio::test]
async fn the_list_of_staff_is_not_there_for_others() {
    let db = Db::memory();
    let roles = &[Role::Operator, Role::Examiner, Role::Auditor];
    let (_, mut operator) = Browser::signed_in(&db, "one", roles).await;
    for path in ["/staff", "/staff/invite", "/staff/invited"] {
        assert_eq!(operator.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let home = operator.get("/").await;
    assert!(!home.text.contains("href=\"/staff\""));
}

#[tokio::test]
async fn an_administrator_invites_and_sees_the_link_once() {
    let db = Db::memory();
    let (_, mut admin) = Browser::signed_in(&db, "one", &[Role::Administrator]).await;
    let page = admin.get("/staff/invite").await;
    let empty = admin.post(&page, "/staff/invite", "name=++").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("Выберите хотя бы одну роль"));
    assert!(empty.text.contains("role=\"alert\""));

    let fields = "name=Test+Anna&role=operator&role=auditor";
    let made = admin.post(&empty, "/staff/invite", fields).await;
    assert_eq!((made.status, made.location.as_str()), (StatusCode::SEE_OTHER, "/staff/invited"));
    let shown = admin.get("/staff/invited").await;
    let at = shown.text.find("http://desk.localhost:8080/invitation/").expect("the link");
    let link = shown.text[at..].split(['<', '"']).next().unwrap();
    let path = link.strip_prefix("http://desk.localhost:8080").unwrap().to_owned();
    assert_eq!(admin.get("/staff/invited").await.location, "/staff", "it is shown once");

    let invited = Browser::stranger(&db).get(&path).await;
    assert_eq!(invited.status, StatusCode::OK);
    assert!(invited.text.contains(&format!("value=\"{path}\"")), "it leads back here");
    let token = path.rsplit('/').next().unwrap().to_owned();
    let bound = db.write("bind", move |tx| staff::bind(tx, &token, "gosuslugi", "two")).await;
    assert!(bound.unwrap().is_some());
    assert_eq!(Browser::stranger(&db).get(&path).await.status, StatusCode::GONE);
    assert!(admin.get("/staff").await.text.contains("оператор, аудитор"));
}

#[tokio::test]
async fn the_same_invitation_form_twice_invites_one() {
    let db = Db::memory();
    let (_, mut admin) = Browser::signed_in(&db, "one", &[Role::Administrator]).await;
    let page = admin.get("/staff/invite").await;
    for _ in 0..2 {
        let made = admin.post(&page, "/staff/invite", "name=Test+Anna&role=operator").await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(db.read(staff::list).await.unwrap().len(), 2);
}

#[tokio::test]
async fn somebody_suspended_is_out_with_the_next_page() {
    let db = Db::memory();
    let (_, mut admin) = Browser::signed_in(&db, "one", &[Role::Administrator]).await;
    let (id, mut operator) = Browser::signed_in(&db, "two", &[Role::Operator]).await;
    assert_eq!(operator.get("/").await.status, StatusCode::OK);
    let page = admin.get("/staff").await;
    let answer = admin.post(&page, &format!("/staff/{id}/suspend"), "").await;
    assert_eq!(answer.location, "/staff");
    assert_eq!(operator.get("/").await.status, StatusCode::SEE_OTHER);
    let page = admin.get("/staff").await;
    assert!(page.text.contains("Доступ приостановлен, открытые сеансы завершены."));
    admin.post(&page, &format!("/staff/{id}/reinstate"), "").await;
    assert!(admin.get("/staff").await.text.contains("Доступ возвращён."));
}

#[tokio::test]
async fn a_session_ends_after_fifteen_minutes_without_a_page() {
    let db = Db::memory();
    let (_, mut operator) = Browser::signed_in(&db, "one", &[Role::Operator]).await;
    db.clock().advance(14 * MINUTE);
    assert_eq!(operator.get("/").await.status, StatusCode::OK);
    db.clock().advance(16 * MINUTE);
    assert_eq!(operator.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn refusals_explain_themselves_and_there_are_no_others() {
    let db = Db::memory();
    let mut stranger = Browser::stranger(&db);
    for why in ["unknown", "one-factor", "suspended", "invitation-over"] {
        let page = stranger.get(&format!("/no-entry/{why}")).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.text.contains("Войти через Госуслуги") && !page.text.contains('⟦'), "{why}");
    }
    let known = stranger.get("/no-entry/unknown").await;
    assert!(known.text.contains("Это рабочее место сотрудников"));
    assert_eq!(stranger.get("/no-entry/else").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_not_delivered_is_listed_with_the_reason_in_words() {
    use notify::{Channel, Gateway, Outbox, Smtp, SmtpTls};
    let db = Db::memory();
    let (smtp, sms) = (
        Smtp {
            host: "127.0.0.1".into(),
            port: 9,
            tls: SmtpTls::None,
            login: None,
            from: "no-reply@example.ru".into(),
        },
        Gateway { url: "http://127.0.0.1:9/".into(), token: ::store::Secret("x".into()) },
    );
    let settings = notify::Settings { smtp, sms, replies: None };
    let outbox = Outbox::new(&App::for_story(db.clone()), &settings).unwrap();
    db.write("tell", |tx| {
        let (site, lang) = (Site::Identity, web::Lang::Ru);
        let (channel, to) = (Channel::Email, "not an address");
        let address = notify::Address { site, channel, to, lang };
        notify::tell_address(tx, &address, "password-changed", &[])
    })
    .await
    .unwrap();
    outbox.deliver_due().await.unwrap();
    let (_, mut operator) = Browser::signed_in(&db, "one", &[Role::Operator]).await;
    assert!(operator.get("/").await.text.contains("Не доставлено 1 сообщение"));
    let page = operator.get("/failures").await;
    assert!(page.text.contains("Адрес записан с ошибкой"), "{}", page.text);
    assert!(!page.text.contains("not an address"), "addresses are masked");
}

#[tokio::test]
async fn ones_own_actions_are_listed_in_words() {
    let db = Db::memory();
    let (id, mut auditor) = Browser::signed_in(&db, "one", &[Role::Auditor]).await;
    db.write("read", move |tx| {
        let who = web::Staff::for_story(id, &[Role::Auditor]);
        staff::reading(tx, &who, Site::Identity, "anna", "account", "обращение 17")
    })
    .await
    .unwrap();
    let page = auditor.get("/journal").await;
    assert!(page.text.contains("Просмотр данных человека"));
    assert!(page.text.contains("Госуслуги, anna, обращение 17"));
}

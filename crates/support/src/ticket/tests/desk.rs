//! What the desk may see and do.

use ::store::{Db, MINUTE};
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use cabinet::rp::Settings;
use cabinet::story::pages::Browser;
use notify::{Channel, Contact, Recipient};
use oauth::rp::ClientSecretIn;
use registries::Email;
use web::session::Limits;
use web::staff::TwoFactors;
use web::{App, Failure, Role, Site, Staff, cookie, see_other};

use super::{
    HERS, answers, facts, kinds, letters, member, noted, operator, replies, request, taken, ticket,
};
use crate::ticket::{
    self, ACCESS_LIFE, Acted, EntryKind, Ground, Number, TRIES_PER_HOUR, TicketId, VIEW_LIFE, hand,
    is_open, make_access, open_data, request_access,
};

fn opens(db: &Db, staff: &Staff, id: TicketId, ground: Ground) -> Acted {
    let staff = staff.clone();
    db.write_now("open", move |tx| open_data(tx, &staff, id, &ground)).unwrap()
}

fn number(db: &Db, id: TicketId) -> String {
    db.write_now("access", move |tx| make_access(tx, id)).unwrap().expect("there are some left")
}

fn is_open_to(db: &Db, staff: &Staff, id: TicketId) -> bool {
    let who = staff.id;
    db.read_now(move |tx| is_open(tx, who, id)).unwrap()
}

#[test]
fn a_reason_opens_her_data_for_a_while_and_she_reads_it() {
    let db = Db::memory();
    let (id, shown) = taken(&db, request());
    let (oleg, rita) = (operator(&db), member(&db, "rita", &[Role::Operator]));
    let reason = Ground::Reason("Сверяю номер в реестре".into());
    assert_eq!(opens(&db, &oleg, id, reason.clone()), Acted::Done);
    assert!(is_open_to(&db, &oleg, id) && !is_open_to(&db, &rita, id));
    let thread = db.read_now(move |tx| ticket::thread(tx, id, None)).unwrap().entries;
    assert_eq!(thread[1].kind, EntryKind::Opened);
    assert_eq!(thread[1].words, "Сверяю номер в реестре");
    let journal = noted(&db, "sep", shown.to_string());
    let read = journal.iter().find(|entry| entry.event == "staff.read").expect("it is noted");
    let payload = read.payload.as_ref().unwrap();
    assert_eq!(payload["reason"], "Сверяю номер в реестре");
    assert_eq!(opens(&db, &oleg, id, reason), Acted::Needless, "it is open already");
    db.clock().advance(VIEW_LIFE);
    assert!(!is_open_to(&db, &oleg, id));
}

#[test]
fn of_somebody_signed_in_the_journal_tells_her() {
    let db = Db::memory();
    let hers = ticket::Request { subject: Some("anna".into()), ..request() };
    let (id, _) = taken(&db, hers);
    db.clock().advance(MINUTE);
    opens(&db, &operator(&db), id, Ground::Reason("Сверяю номер в реестре".into()));
    let events: Vec<String> =
        noted(&db, "sep", "anna".into()).into_iter().map(|entry| entry.event).collect();
    assert_eq!(events, ["staff.read", "ticket.sent"]);
}

#[test]
fn the_number_that_she_told_opens_once_and_a_newer_one_replaces_it() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let (other, _) = taken(&db, request());
    let (oleg, rita) = (operator(&db), member(&db, "rita", &[Role::Operator]));
    let old = number(&db, id);
    let new = number(&db, id);
    assert_eq!(opens(&db, &oleg, id, Ground::Number(old)), Acted::WrongNumber);
    assert_eq!(opens(&db, &oleg, other, Ground::Number(new.clone())), Acted::WrongNumber);
    assert_eq!(opens(&db, &oleg, id, Ground::Number(new.replace('-', " "))), Acted::Done);
    assert_eq!(opens(&db, &rita, id, Ground::Number(new)), Acted::WrongNumber, "it is used");
    let late = number(&db, id);
    db.clock().advance(ACCESS_LIFE);
    assert_eq!(opens(&db, &rita, id, Ground::Number(late)), Acted::WrongNumber);
}

#[test]
fn guesses_at_the_number_are_counted_before_they_are_judged() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let oleg = operator(&db);
    let right = number(&db, id);
    for _ in 0..TRIES_PER_HOUR {
        let guess = Ground::Number("0000-0000".into());
        assert_eq!(opens(&db, &oleg, id, guess), Acted::WrongNumber);
    }
    assert!(matches!(opens(&db, &oleg, id, Ground::Number(right)), Acted::Spent { .. }));
    assert!(!is_open_to(&db, &oleg, id));
    assert_eq!(kinds(&db, id), [EntryKind::Asked]);
}

#[test]
fn the_number_goes_to_her_by_a_letter_and_not_without_end() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let oleg = operator(&db);
    let sends = || {
        let staff = oleg.clone();
        db.write_now("send_access", move |tx| request_access(tx, &staff, id)).unwrap()
    };
    assert_eq!(sends(), Acted::Done);
    let sent = letters(&db, HERS);
    let letter = sent.iter().find(|letter| letter.event == "ticket-access").expect("a letter");
    let access = letter.args.iter().find(|(name, _)| name == "access").unwrap().1.clone();
    let rita = member(&db, "rita", &[Role::Operator]);
    let number = Ground::Number(access);
    let other = opens(&db, &rita, id, number.clone());
    assert_eq!(other, Acted::WrongNumber, "it counts for the one who asked");
    assert_eq!(opens(&db, &oleg, id, number), Acted::Done);
    let expected = [EntryKind::Asked, EntryKind::Requested, EntryKind::Opened];
    assert_eq!(kinds(&db, id), expected, "she sees who asked, and who looked");
    for _ in 1..ticket::ACCESS_PER_HOUR {
        assert_eq!(sends(), Acted::Done);
    }
    assert!(matches!(sends(), Acted::Spent { .. }));
}

#[test]
fn the_number_goes_to_the_phone_that_she_has_confirmed_and_dies_with_its_time() {
    let db = Db::memory();
    db.write_now("contact", |tx| {
        let phone = Some("+79000000001".to_owned());
        let contact = Contact { email: Some(HERS.into()), phone, lang: web::Lang::Ru };
        notify::contact::set(tx, &Recipient::new(Site::Sep, "anna"), contact)
    })
    .unwrap();
    let (id, _) = taken(&db, ticket::Request { subject: Some("anna".into()), ..request() });
    let oleg = operator(&db);
    let staff = oleg.clone();
    db.write_now("request", move |tx| request_access(tx, &staff, id)).unwrap();
    let sms = letters(&db, "+79000000001").into_iter().next().expect("a text message");
    assert_eq!((sms.event.as_str(), sms.channel), ("ticket-access", Channel::Sms));
    assert!(letters(&db, HERS).iter().all(|letter| letter.event != "ticket-access"));
    let access = sms.args.iter().find(|(name, _)| name == "access").unwrap().1.clone();
    db.clock().advance(ACCESS_LIFE);
    assert_eq!(opens(&db, &oleg, id, Ground::Number(access)), Acted::WrongNumber);
}

#[test]
fn nobody_answers_or_opens_a_request_of_her_own_and_the_attempt_is_written_down() {
    let db = Db::memory();
    let oleg = operator(&db);
    let own_account = db
        .write_now("link", |tx| {
            let profile = cabinet::account::Profile::default();
            cabinet::account::link(tx, Site::Sep, "gosuslugi", "operator", &profile)
        })
        .unwrap();
    let by_cabinet = Some(own_account.id.to_string());
    let by_provider = Some("operator".to_owned());
    let by_address = Email::parse("boss@example.test").unwrap();
    for own in [
        ticket::Request { subject: by_cabinet, ..request() },
        ticket::Request { subject: by_provider, site: Site::Identity, ..request() },
        ticket::Request { email: by_address, ..request() },
    ] {
        let about = own.subject.clone();
        let site = own.site;
        let (id, number) = taken(&db, own);
        assert_eq!(answers(&db, &oleg, id, 1), Acted::Own);
        let reason = Ground::Reason("Хочу посмотреть свои данные".into());
        assert_eq!(opens(&db, &oleg, id, reason), Acted::Own);
        for action in 0..3 {
            let staff = oleg.clone();
            let me = Some(staff.id);
            let acted = db.write_now("own", move |tx| match action {
                0 => request_access(tx, &staff, id),
                1 => ticket::close(tx, &staff, id, 1),
                _ => hand(tx, &staff, id, None, me),
            });
            assert_eq!(acted, Ok(Acted::Own));
        }
        assert_eq!(kinds(&db, id), [EntryKind::Asked]);
        let subject = about.unwrap_or_else(|| number.to_string());
        let noted = noted(&db, site.as_str(), subject);
        let refused = noted.iter().filter(|entry| entry.event == "staff.own_refused");
        assert_eq!(refused.count(), 5);
    }
    let (id, _) = taken(&db, request());
    assert_eq!(answers(&db, &oleg, id, 1), Acted::Done, "others' are answered as ever");
}

#[test]
fn of_many_who_take_a_request_at_once_one_has_it() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let oleg = operator(&db);
    let takes = || {
        let (by, to) = (oleg.clone(), Some(oleg.id));
        db.write_now("take", move |tx| hand(tx, &by, id, None, to)).unwrap()
    };
    let at_once: Vec<Acted> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..8).map(|_| scope.spawn(takes)).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(at_once.iter().filter(|acted| **acted == Acted::Done).count(), 1, "{at_once:?}");
    assert_eq!(kinds(&db, id), [EntryKind::Asked, EntryKind::Handed]);
}

#[test]
fn a_ticket_is_handed_to_somebody_who_works_here_and_by_one_at_a_time() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let (oleg, rita) = (operator(&db), member(&db, "rita", &[Role::Operator]));
    let auditor = member(&db, "auditor", &[Role::Auditor]);
    let hands = |from: Option<&Staff>, to: Option<&Staff>| {
        let (by, from, to) = (oleg.clone(), from.map(|s| s.id), to.map(|s| s.id));
        db.write_now("hand", move |tx| hand(tx, &by, id, from, to)).unwrap()
    };
    assert_eq!(hands(None, Some(&auditor)), Acted::Needless);
    assert_eq!(hands(None, Some(&rita)), Acted::Done);
    assert_eq!(ticket(&db, id).holder, Some(rita.id));
    assert_eq!(hands(None, Some(&oleg)), Acted::Meanwhile, "it is no longer free");
    assert_eq!(hands(Some(&rita), None), Acted::Done);
    assert_eq!(ticket(&db, id).holder, None);
    assert_eq!(kinds(&db, id), [EntryKind::Asked, EntryKind::Handed, EntryKind::Handed]);
}

#[test]
fn handing_over_does_not_make_an_answer_wait() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let (oleg, rita) = (operator(&db), member(&db, "rita", &[Role::Operator]));
    let (by, to) = (oleg.clone(), rita.id);
    db.write_now("hand", move |tx| hand(tx, &by, id, None, Some(to))).unwrap();
    opens(&db, &oleg, id, Ground::Reason("Сверяю номер в реестре".into()));
    assert_eq!(answers(&db, &rita, id, 1), Acted::Done);
}

/// Signs a member of staff in, for stories.
async fn sign_in(app: App, Path((id, role)): Path<(String, String)>) -> Result<Response, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let roles: Vec<Role> = role.parse().into_iter().collect();
    let open = move |tx: &mut ::store::Tx| {
        let (login, name) = ("oleg@example.test", "Тестов Олег Примерович");
        let proof = TwoFactors::checked("pwd", "otp").expect("two");
        web::staff::open_session(tx, id, login, name, &roles, &facts(), Limits::STAFF, proof)
    };
    let opened = app.db.write("story.sign_in", open).await?;
    Ok(cookie::set_session(see_other("/"), &opened))
}

fn desk(app: &App) -> Browser {
    let settings = Settings {
        site: Site::Desk,
        provider: "gosuslugi".into(),
        issuer: "http://127.0.0.1:9".into(),
        client_id: "desk".into(),
        client_secret: "secret".into(),
        secret_in: ClientSecretIn::Header,
        scopes: "openid email".into(),
        pages: None,
        limits: Limits::STAFF,
    };
    let routes = crate::routes(app, settings).unwrap();
    let story = Router::new().route("/story/{id}/{role}", get(sign_in));
    Browser::new(app, Site::Desk, routes.merge(story))
}

/// What a story about pages begins with, made on a plain thread.
async fn begun(db: &Db) -> (TicketId, Number, Staff) {
    let db = db.clone();
    let begin = move || {
        let (id, number) = taken(&db, request());
        (id, number, operator(&db))
    };
    tokio::task::spawn_blocking(begin).await.unwrap()
}

async fn signed_in(db: &Db, staff: &Staff, role: Role) -> Browser {
    signed_in_at(&App::for_story(db.clone()), staff, role).await
}

pub(super) async fn signed_in_at(app: &App, staff: &Staff, role: Role) -> Browser {
    let mut browser = desk(app);
    browser.get(&format!("/story/{}/{role}", staff.id)).await;
    browser
}

#[tokio::test]
async fn tickets_are_there_for_operators_and_administrators_only() {
    let db = Db::memory();
    let (_, number, staff) = begun(&db).await;
    for (role, status) in [
        (Role::Operator, StatusCode::OK),
        (Role::Administrator, StatusCode::OK),
        (Role::Examiner, StatusCode::NOT_FOUND),
        (Role::Auditor, StatusCode::NOT_FOUND),
    ] {
        let mut browser = signed_in(&db, &staff, role).await;
        for path in ["/tickets".to_owned(), format!("/tickets/{number}")] {
            let page = browser.get(&path).await;
            assert_eq!(page.status, status, "{role} {path}");
            assert!(!page.says("⟦"), "{path} lacks a text: {}", page.text);
        }
    }
}

#[tokio::test]
async fn a_number_is_found_and_a_slip_in_it_is_explained() {
    let db = Db::memory();
    let (_, number, staff) = begun(&db).await;
    let mut browser = signed_in(&db, &staff, Role::Operator).await;
    let found = browser.get(&format!("/tickets?number={number}")).await;
    assert_eq!(found.location(), format!("/tickets/{number}"));
    let text = number.to_string();
    let last = text.chars().last().unwrap();
    let wrong = format!("{}{}", &text[..text.len() - 1], if last == '0' { '1' } else { '0' });
    let slip = browser.get(&format!("/tickets?number={wrong}")).await;
    assert!(slip.says("В номере опечатка"), "{}", slip.text);
    let short = browser.get("/tickets?number=12").await;
    assert!(short.says("девять цифр"));
    let nobody = browser.get("/tickets/000-000-000").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn her_data_are_masked_until_a_reason_is_given() {
    let db = Db::memory();
    let (_, number, staff) = begun(&db).await;
    let mut browser = signed_in(&db, &staff, Role::Operator).await;
    let there = format!("/tickets/{number}");
    let masked = browser.get(&there).await;
    assert!(masked.says("a•••@example.test") && masked.says("***-***-*45 95"));
    assert!(masked.says("мой СНИЛС •••-•••-••• 95"));
    assert!(!masked.says(HERS) && !masked.says("112-233-445"), "{}", masked.text);
    let open = format!("{there}/open");
    let refused = browser.submit(&masked, &open, &[("reason", "надо")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("<details open>") && refused.says(">надо<"), "{}", refused.text);
    let typed = [("reason", "Сверяю номер с реестром")];
    let opened = browser.submit(&refused, &open, &typed).await;
    assert_eq!(opened.location(), there, "{}", opened.text);
    let shown = browser.get(&there).await;
    assert!(shown.says(HERS) && shown.says("мой СНИЛС 112-233-445 95"));
    db.clock().advance(15 * MINUTE - 1);
    browser.get(&there).await;
    db.clock().advance(15 * MINUTE);
    assert!(!browser.get(&there).await.says(HERS), "it is masked again");
}

#[tokio::test]
async fn whoever_is_second_keeps_her_words_and_sees_the_first_answer() {
    let db = Db::memory();
    let (id, number, staff) = begun(&db).await;
    let mut rita = signed_in(&db, &staff, Role::Operator).await;
    let there = format!("/tickets/{number}");
    let page = rita.get(&there).await;
    let (first, oleg) = (db.clone(), staff.clone());
    tokio::task::spawn_blocking(move || answers(&first, &oleg, id, 1)).await.unwrap();
    let typed = [("words", "Мой длинный ответ"), ("then", "wait")];
    let told = rita.submit(&page, &format!("{there}/answer"), &typed).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.says("Мой длинный ответ") && told.says("Почините так"), "{}", told.text);
    let sent = rita.submit(&told, &format!("{there}/answer"), &typed).await;
    assert_eq!(sent.location(), there);
    let other = [("words", "Ещё одна мысль"), ("then", "wait")];
    let back = rita.submit(&told, &format!("{there}/answer"), &other).await;
    assert_eq!(back.status, StatusCode::CONFLICT, "other words are no repeat");
    assert!(rita.get(&there).await.says("Мой длинный ответ"));
}

#[tokio::test]
async fn staff_read_why_a_file_of_hers_was_refused_and_neither_its_name_nor_the_file() {
    let db = Db::memory();
    let made = db.clone();
    let begin = move || {
        let hers = ticket::Request { subject: Some("anna".into()), ..request() };
        made.write_now("refused", |tx| {
            let why = serde_json::json!({ "why": cabinet::scan::Refusal::Encrypted });
            let event = cabinet::scan::pages::REFUSED;
            let draft = ::store::journal::Draft::new("sep", event).by("person", "anna");
            tx.journal(&draft.about("anna").with(why)).map(|_| ())
        })
        .unwrap();
        (taken(&made, hers).1, taken(&made, request()).1, operator(&made))
    };
    let (number, other, staff) = tokio::task::spawn_blocking(begin).await.unwrap();
    let mut browser = signed_in(&db, &staff, Role::Operator).await;
    let page = browser.get(&format!("/tickets/{number}")).await;
    assert!(page.says("Какие файлы у человека не приняли"), "{}", page.text);
    assert!(page.says("парол") && !page.says("⟦"), "{}", page.text);
    let page = browser.get(&format!("/tickets/{other}")).await;
    assert!(!page.says("не приняли"), "nobody knows whose it is");
}

#[tokio::test]
async fn words_that_were_typed_while_a_colleague_closed_are_kept_and_a_collision_names_her() {
    let db = Db::memory();
    let (id, number, staff) = begun(&db).await;
    let mut rita = signed_in(&db, &staff, Role::Operator).await;
    let there = format!("/tickets/{number}");
    let page = rita.get(&there).await;
    let (first, oleg) = (db.clone(), staff.clone());
    let colleague = tokio::task::spawn_blocking(move || {
        let other = member(&first, "other", &[Role::Operator]);
        let (by, to) = (other.clone(), Some(other.id));
        first.write_now("take", move |tx| hand(tx, &by, id, None, to)).unwrap();
        other
    });
    let colleague = colleague.await.unwrap();
    let me = oleg.id.to_string();
    let told = rita.submit(&page, &format!("{there}/hand"), &[("to", me.as_str())]).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.says("Обращение уже ведёт Тестов О. П."), "{}", told.text);
    let db_too = db.clone();
    tokio::task::spawn_blocking(move || {
        let answer = |said, close| {
            let by = colleague.clone();
            db_too.write_now("answer", move |tx| ticket::answer(tx, &by, id, said, "Вот", close))
        };
        assert_eq!(answer(1, false), Ok(Acted::Done));
    })
    .await
    .unwrap();
    let page = rita.get(&there).await;
    let db_too = db.clone();
    let by = oleg.clone();
    let closing = move || db_too.write_now("close", move |tx| ticket::close(tx, &by, id, 2));
    assert_eq!(tokio::task::spawn_blocking(closing).await.unwrap(), Ok(Acted::Done));
    let typed = [("words", "Мой длинный ответ"), ("then", "wait")];
    let told = rita.submit(&page, &format!("{there}/answer"), &typed).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.says("Пока вы писали, обращение закрыли"), "{}", told.text);
    assert!(told.says("Мой длинный ответ"), "nothing typed is lost");
}

#[tokio::test]
async fn a_ticket_is_answered_closed_and_handed_over_by_pages() {
    let db = Db::memory();
    let (id, number, staff) = begun(&db).await;
    let mut browser = signed_in(&db, &staff, Role::Operator).await;
    let there = format!("/tickets/{number}");
    let page = browser.get(&there).await;
    let to = staff.id.to_string();
    browser.submit(&page, &format!("{there}/hand"), &[("to", to.as_str())]).await;
    let page = browser.get(&there).await;
    assert!(page.says("Обращение теперь ведёте вы"), "{}", page.text);
    let typed = [("words", "Готово"), ("then", "close")];
    browser.submit(&page, &format!("{there}/answer"), &typed).await;
    let page = browser.get(&there).await;
    assert!(page.says("закрыто") && !page.says("name=\"words\""), "{}", page.text);
    let again = db.clone();
    tokio::task::spawn_blocking(move || replies(&again, id)).await.unwrap();
    let page = browser.get(&there).await;
    browser.submit(&page, &format!("{there}/close"), &[]).await;
    assert!(browser.get(&there).await.says("Обращение закрыто."));
    let closed = browser.get("/tickets?queue=closed").await;
    assert!(closed.says(&number.to_string()));
}

//! What examiners reach, and what is their own.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::routing::get;
use cabinet::story::{Answer, Browser, Outside, settings, tell};
use cabinet::{Cabinet, CabinetAccountId, Profile};
use registries::Registries;
use store::{Db, Tx};
use web::session::Limits;
use web::staff::{Citizen, KnownAs, Staff, StaffId, TwoFactors, open_session};
use web::{App, Failure, Role, Site, Visit, cookie, see_other};

use super::pages::Frame;
use super::reach;
use crate::employer;
use crate::passport::tests::{get as passport_of, holder, id, issue_one};
use crate::passport::{self, State};

/// In stories the provider calls a member of staff by her id at the desk.
pub(crate) const CITIZEN: KnownAs =
    |_, id| Ok(Some(Citizen { provider: "gosuslugi".into(), sub: id.to_string(), login: None }));

/// Somebody who works at the desk.
pub(crate) fn clerk(db: &Db) -> Staff {
    Staff::for_story(StaffId(id(db)), &[Role::Examiner])
}

/// The account in the cabinet of a member of staff.
pub(crate) fn hers(db: &Db, staff: &Staff) -> CabinetAccountId {
    let sub = staff.id.to_string();
    let linking = move |tx: &mut Tx| {
        cabinet::account::link(tx, Site::Epk, "gosuslugi", &sub, &Profile::default())
    };
    db.write_now("link", linking).unwrap().id
}

/// The desk, in which the story's examiner has signed in.
pub(crate) async fn desk(app: &App, cabinet: &Cabinet, staff: &Staff) -> Browser {
    let frame: Frame = Arc::new(|visit: Visit, _, title| {
        let page = visit.page(title);
        Box::pin(async move { page })
    });
    let id = staff.id;
    let enter = move |app: App, visit: Visit| async move {
        let facts = visit.facts();
        let opening = app.db.write("enter", move |tx| {
            let proof = TwoFactors::checked("pwd", "otp").expect("they differ");
            let (roles, limits) = ([Role::Examiner], Limits::STAFF);
            open_session(tx, id, "e", "Экспертова Е. Е.", &roles, &facts, limits, proof)
        });
        Ok::<_, Failure>(cookie::set_session(see_other("/"), &opening.await?))
    };
    let routes = crate::staff_routes(cabinet, frame, CITIZEN).route("/in", get(enter));
    let mut browser = Browser::new(app, Site::Desk, routes);
    browser.get("/in").await;
    browser
}

fn cabinet(app: &App, outside: &Outside) -> Cabinet {
    let registries = Registries::at(outside.origin(), app.out.clone(), app.entropy.clone());
    Cabinet::new(app.clone(), settings(Site::Epk, outside), registries, crate::NAV).unwrap()
}

/// A page of the desk that says whose thing it is instead of showing it.
pub(crate) fn is_closed(page: &Answer, title: &str) {
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text);
    assert_eq!(page.title(), title);
    assert!(page.says("Попытка записана в журнал"));
}

fn tries(db: &Db, who: CabinetAccountId) -> usize {
    let events = employer::tests::events(db, who);
    events.iter().filter(|event| *event == "staff.own_refused").count()
}

#[test]
fn an_examiner_neither_sees_nor_decides_on_her_own_passport() {
    tell(|app, outside| async move {
        let db = app.db.clone();
        let staff = clerk(&db);
        let who = hers(&db, &staff);
        let own = issue_one(&db, who);
        let other = issue_one(&db, holder(&db));
        let mut browser = desk(&app, &cabinet(&app, &outside), &staff).await;
        let (mine, foreign) =
            (format!("/passports/{}", own.id), format!("/passports/{}", other.id));
        let ask = browser.get("/passports").await;
        let found = browser.submit(&ask, "/passports", &[("number", own.number.digits())]).await;
        assert_eq!(found.location(), mine);
        is_closed(&browser.get(&mine).await, "Это ваш паспорт");
        // With the keys of a form that she may send, and with reasons that are too short.
        let form = browser.get(&foreign).await;
        for reason in ["потому что мне так удобнее", ""] {
            let mut fields = form.form(&foreign);
            fields.push(("act".into(), "suspend".into()));
            fields.push(("why".into(), reason.into()));
            is_closed(&browser.post(&mine, &fields).await, "Это ваш паспорт");
        }
        assert_eq!(passport_of(&db, own.id).state(app.clock.now()), State::Valid);
        assert_eq!(tries(&db, who), 3);
        let typed = [("act", "suspend"), ("why", "проверяем сведения о дипломе")];
        let form = browser.get(&foreign).await;
        let done = browser.submit(&form, &foreign, &typed).await;
        assert_eq!(done.location(), foreign, "those of others she decides about");
        assert_eq!(passport_of(&db, other.id).state(app.clock.now()), State::Suspended);
    });
}

#[test]
fn nobody_opens_or_confirms_her_own_organisation_at_the_desk() {
    tell(|app, outside| async move {
        let db = app.db.clone();
        let staff = clerk(&db);
        let who = hers(&db, &staff);
        let register = |who, ogrn| {
            let facts = employer::tests::facts(ogrn);
            let name = "Кадрова Ольга Примеровна";
            db.write_now("register", move |tx| employer::register(tx, who, name, &facts)).unwrap();
            db.read_now(move |tx| employer::of(tx, who)).unwrap().unwrap().id
        };
        let mine = format!("/employers/{}", register(who, 102_770_013_219));
        let other = format!("/employers/{}", register(holder(&db), 102_770_000_673));
        let mut browser = desk(&app, &cabinet(&app, &outside), &staff).await;
        is_closed(&browser.get(&mine).await, "Это ваша организация");
        let form = browser.get(&other).await;
        let mut fields = form.form(&other);
        fields.push(("act".into(), "confirmed".into()));
        is_closed(&browser.post(&mine, &fields).await, "Это ваша организация");
        let kept = db.read_now(move |tx| employer::of(tx, who)).unwrap().unwrap();
        assert_eq!(kept.state, employer::State::Waiting);
        assert_eq!(tries(&db, who), 2);
    });
}

#[test]
fn whom_the_desk_does_not_know_nobody_lets_in() {
    let db = Db::memory();
    let (staff, passport) = (clerk(&db), issue_one(&db, holder(&db)).id);
    let nobody: KnownAs = |_, _| Ok(None);
    let reaching = move |tx: &mut Tx| {
        let found = passport::find(tx, passport)?;
        reach(tx, (&staff, nobody), "open", found, |_, _| Ok(()))
    };
    assert!(db.write_now("reach", reaching).is_err());
}

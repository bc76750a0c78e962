//! The way in, with a provider over HTTP: invitations, two factors, the way out.

use axum::http::StatusCode;
use cabinet::rp::Settings;
use cabinet::story::{self, Answer, Browser, Outside};
use web::session::Limits;
use web::{App, Role, Site};

use super::super::Desk;
use crate::staff;

fn browser(app: &App, outside: &Outside) -> Browser {
    let settings = Settings {
        scopes: "openid email".into(),
        limits: Limits::STAFF,
        ..story::settings(Site::Desk, outside)
    };
    Browser::new(app, Site::Desk, Desk::new(app, settings).unwrap().routes())
}

async fn invite(app: &App) -> String {
    let invite =
        |tx: &mut store::Tx| staff::invite(tx, "Тестов Олег Примерович", &[Role::Operator]);
    format!("/invitation/{}", app.db.write("invite", invite).await.unwrap().0)
}

/// Opens an invitation, presses its button, signs in at the provider.
async fn accept(browser: &mut Browser, outside: &Outside, invitation: &str) -> Answer {
    let page = browser.get(invitation).await;
    assert!(page.says("Вас приглашают"), "{}", page.text);
    let sent = browser.submit(&page, "/enter", &[]).await;
    let back = browser.get(&outside.consent(sent.location())).await;
    browser.follow(back).await
}

#[test]
fn an_invited_person_is_at_the_desk_after_one_sign_in_and_comes_back_without_the_link() {
    story::tell(|app, outside| async move {
        let invitation = invite(&app).await;
        let mut oleg = browser(&app, &outside);
        let home = accept(&mut oleg, &outside, &invitation).await;
        assert!(home.says("Рабочее место сотрудника") && home.says("Тестов О. П."));
        assert!(home.says("оператор"));

        let mut again = browser(&app, &outside);
        let home = again.enter(&outside).await;
        assert!(home.says("Тестов О. П."), "{}", home.text);
    });
}

#[test]
fn an_invitation_that_was_used_lets_nobody_else_in() {
    story::tell(|app, outside| async move {
        let invitation = invite(&app).await;
        let mut late = browser(&app, &outside);
        // Both have the page open; one is quicker.
        let page = late.get(&invitation).await;
        accept(&mut browser(&app, &outside), &outside, &invitation).await;
        outside.world().sub = "01another".into();
        let sent = late.submit(&page, "/enter", &[]).await;
        let back = late.get(&outside.consent(sent.location())).await;
        let refused = late.follow(back).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.says("Приглашение больше не действует") && !late.has_session());
        assert_eq!(late.get(&invitation).await.status, StatusCode::GONE);
    });
}

#[test]
fn a_citizen_is_told_whose_place_this_is() {
    story::tell(|app, outside| async move {
        let mut anna = browser(&app, &outside);
        let page = anna.enter(&outside).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.says("Это рабочее место сотрудников") && !anna.has_session());
    });
}

#[test]
fn without_a_second_factor_the_invitation_stays_good() {
    story::tell(|app, outside| async move {
        let invitation = invite(&app).await;
        outside.world().id_token = |claims| claims["amr"] = serde_json::json!(["pwd"]);
        let mut oleg = browser(&app, &outside);
        let refused = accept(&mut oleg, &outside, &invitation).await;
        assert!(refused.says("Нужен второй шаг входа") && !oleg.has_session());
        outside.world().id_token = |_| {};
        let home = accept(&mut oleg, &outside, &invitation).await;
        assert!(home.says("Тестов О. П."));
    });
}

#[test]
fn leaving_ends_the_session_here_and_goes_on_to_the_provider() {
    story::tell(|app, outside| async move {
        let invitation = invite(&app).await;
        let mut oleg = browser(&app, &outside);
        let home = accept(&mut oleg, &outside, &invitation).await;
        let left = oleg.submit(&home, "/logout", &[]).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER);
        assert!(!oleg.has_session());
        assert_eq!(oleg.get("/").await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn a_sign_out_at_the_provider_ends_the_desk_too() {
    story::tell(|app, outside| async move {
        let invitation = invite(&app).await;
        let mut oleg = browser(&app, &outside);
        accept(&mut oleg, &outside, &invitation).await;
        let token = outside.logout_token("desk", "one", true);
        let fields = [("logout_token".to_owned(), token)];
        let told = oleg.post("/backchannel-logout", &fields).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text);
        assert_eq!(oleg.get("/").await.status, StatusCode::SEE_OTHER);
    });
}

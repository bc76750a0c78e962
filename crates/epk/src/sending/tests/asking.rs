//! Mandates that cannot be had or end, and passports that change while they wait.

use cabinet::story::tell;

use super::*;

#[test]
fn the_work_goes_on_after_she_has_signed_out() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Fails(503));
        let page = story.send(&mut browser, passport).await;
        browser.submit(&page, "/logout", &[]).await;
        story.is(Mood::Registers);
        app.clock.advance(RETRY_MOST * 2);
        story.becomes(passport, |now| now.state == State::Delivered).await;
    });
}

#[test]
fn a_mandate_that_is_withdrawn_parks_it_until_one_press() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Fails(503));
        story.send(&mut browser, passport).await;
        outside.world().withdrawn = true;
        app.clock.advance(2 * MINUTE);
        story.becomes(passport, |now| now.state == State::Consent).await;
        assert_eq!(story.told(), ["sending-consent"]);
        story.gave_back(1).await;
        story.is(Mood::Registers);
        let path = format!("/sendings/{}", story.sending(passport).id);
        let page = browser.get(&path).await;
        assert_eq!(page.title(), "Нужно ваше согласие", "{}", page.text);
        let renewed = browser.submit(&page, &format!("{path}/consent"), &[]).await;
        let page = browser.follow(renewed).await;
        assert_eq!(page.title(), "Паспорт зарегистрирован", "{}", page.text);
    });
}

#[test]
fn a_sign_out_before_the_mandate_was_had_asks_for_consent() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        outside.world().broken.insert("token", 500);
        let page = story.send(&mut browser, passport).await;
        assert!(page.says("Госуслуги не отвечают"), "{}", page.text);
        browser.submit(&page, "/logout", &[]).await;
        outside.world().broken.clear();
        app.clock.advance(RETRY_MOST);
        story.becomes(passport, |now| now.state == State::Consent).await;
        assert!(story.counter().calls.is_empty());
    });
}

#[test]
fn a_passport_that_is_suspended_before_the_service_has_it_stays_here() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        let page = story.send_to(&mut browser, passport, "gone").await;
        assert!(page.says("не отвечает"));
        story.decide(passport, Deciding::Suspend);
        app.clock.advance(RETRY_MOST);
        story.becomes(passport, |now| now.state == State::Stopped).await;
        assert_eq!(story.told(), ["sending-stopped"]);
        let page = browser.get(&format!("/sendings/{}", story.sending(passport).id)).await;
        assert!(page.says("перестал действовать: приостановлен"), "{}", page.text);
        assert!(page.says("Туда паспорт не передан"), "{}", page.text);
    });
}

#[test]
fn of_one_that_may_have_got_through_before_the_stop_nobody_says_that_it_did_not() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Stammers);
        story.send(&mut browser, passport).await;
        story.becomes(passport, |now| now.tries > 0).await;
        story.decide(passport, Deciding::Suspend);
        app.clock.advance(RETRY_MOST);
        story.becomes(passport, |now| now.state == State::Stopped).await;
        assert_eq!(story.told(), ["sending-stopped-doubt"]);
        let page = browser.get(&format!("/sendings/{}", story.sending(passport).id)).await;
        assert!(page.says("возможно, он получен") && page.says("Ключ отправления"));
        assert!(!page.says("не передан"), "{}", page.text);
        for part in ["subject", "body", "sms"] {
            let key = format!("notice-sending-stopped-doubt-{part}");
            assert!(app.text.has(web::Lang::Ru, &key) && app.text.has(web::Lang::En, &key));
        }
    });
}

#[test]
fn what_the_service_has_already_is_followed_to_its_end() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Thinks);
        story.send(&mut browser, passport).await;
        story.decide(passport, Deciding::Revoke);
        story.is(Mood::Registers);
        app.clock.advance(RETRY_MOST);
        story.becomes(passport, |now| now.state == State::Delivered).await;
    });
}

#[test]
fn two_jobs_at_once_settle_it_once() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.send(&mut browser, passport).await;
        let sending = story.sending(passport);
        let late = move |tx: &mut Tx| settle(tx, &sending, &End::Refused("нет".into()));
        assert!(!app.db.write_now("story", late).unwrap());
        assert_eq!(story.sending(passport).state, State::Delivered);
        assert_eq!(story.told(), ["sending-delivered"]);
    });
}

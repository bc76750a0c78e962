//! Services that answer late, refuse, fail or talk nonsense.

use cabinet::story::tell;

use super::*;

#[test]
fn a_service_that_is_down_is_tried_again_and_the_page_says_when() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Fails(503));
        let page = story.send(&mut browser, passport).await;
        assert_eq!(page.title(), "Паспорт отправляется", "{}", page.text);
        for words in ["Служба занятости не отвечает", "Следующая попытка в", "Будем пробовать до"]
        {
            assert!(page.says(words), "{words}: {}", page.text);
        }
        assert!(story.told().is_empty(), "a moment is not worth a message");
        story.try_again(passport).await;
        assert_eq!(story.told(), ["sending-late"]);
        story.try_again(passport).await;
        assert_eq!(story.told(), ["sending-late"], "once");
        story.is(Mood::Registers);
        app.clock.advance(RETRY_MOST * 2);
        story.becomes(passport, |now| now.state == State::Delivered).await;
        assert_eq!(story.outside.hits("mandate"), 1, "one mandate served all tries");
        let keys: std::collections::HashSet<_> =
            story.counter().calls.iter().map(|(_, key, _)| key.clone()).collect();
        assert_eq!(keys.len(), 1, "all under one key");
    });
}

#[test]
fn a_mandate_that_comes_after_the_end_goes_back_when_the_provider_answers() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Refuses);
        story.send(&mut browser, passport).await;
        story.becomes(passport, |now| now.state == State::Refused).await;
        let id = story.sending(passport).id;
        let kept = || story.app.db.read_now(move |tx| store::mandate(tx, id)).unwrap();
        for _ in 0..200 {
            if kept().is_none() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        let before = outside.hits("revoke");
        outside.world().broken.insert("revoke", 503);
        let ends_at = app.clock.now().plus(PATIENCE);
        let keeping = move |tx: &mut Tx| {
            let late = oauth::Secret::from("a mandate made meanwhile".to_owned());
            jobs::keep(tx, id, &late, ends_at)
        };
        assert!(!app.db.write_now("keep", keeping).unwrap());
        assert!(kept().is_none(), "it is not kept");
        story.gave_back(before + 1).await;
        outside.world().broken.remove("revoke");
        story.gave_back_later(before + 2).await;
    });
}

#[test]
fn one_that_does_its_work_and_loses_the_answer_has_one_document() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Stammers);
        story.send(&mut browser, passport).await;
        story.is(Mood::Registers);
        app.clock.advance(RETRY_MOST * 2);
        story.becomes(passport, |now| now.state == State::Delivered).await;
        assert_eq!(story.counter().known.len(), 1);
        let parcels: Vec<Value> =
            story.counter().calls.iter().map(|(_, _, parcel)| parcel.clone()).collect();
        assert!(parcels.len() >= 2 && parcels.windows(2).all(|two| two[0] == two[1]));
    });
}

#[test]
fn one_that_thinks_is_asked_after_the_pause_that_it_names() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Thinks);
        let page = story.send(&mut browser, passport).await;
        assert!(page.says("Паспорт принят и рассматривается"), "{}", page.text);
        assert!(page.says("Спросим об ответе в"));
        let now = story.sending(passport);
        assert!(now.next_try_at.unwrap().since(app.clock.now()) >= 30 * SECOND, "{now:?}");
        story.is(Mood::Registers);
        app.clock.advance(RETRY_MOST * 2);
        story.becomes(passport, |now| now.state == State::Delivered).await;
        let methods: Vec<Method> =
            story.counter().calls.iter().map(|(method, _, _)| method.clone()).collect();
        assert_eq!(methods, [Method::PUT, Method::GET], "the file went once");
    });
}

#[test]
fn one_that_has_forgotten_the_document_gets_it_again() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Thinks);
        story.send(&mut browser, passport).await;
        story.counter().known.clear();
        story.is(Mood::Registers);
        story.try_again(passport).await;
        assert_eq!(story.sending(passport).accepted_at, None);
        assert!(story.sending(passport).may_be_there, "it was there, whatever it says now");
        app.clock.advance(RETRY_MOST * 2);
        story.becomes(passport, |now| now.state == State::Delivered).await;
    });
}

#[test]
fn a_refusal_is_shown_with_its_reason_and_has_a_receipt_too() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Refuses);
        let page = story.send(&mut browser, passport).await;
        assert_eq!(page.title(), "Служба отказала", "{}", page.text);
        assert!(page.says("<blockquote>Нет мест</blockquote>"), "{}", page.text);
        assert_eq!(story.told(), ["sending-refused"]);
        let sending = story.sending(passport).id;
        let receipt = browser.get(&format!("/sendings/{sending}/receipt")).await;
        assert!(receipt.bytes.starts_with(b"%PDF-"));
        let own = browser.get(&format!("/passport/{passport}")).await;
        assert!(own.says("отказ"), "{}", own.text);
    });
}

#[test]
fn nonsense_and_refused_requests_count_as_no_answer() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        for mood in [Mood::TalksNonsense, Mood::Fails(401), Mood::Fails(404), Mood::Fails(422)] {
            story.is(mood);
            let passport = story.passport();
            app.clock.advance(20 * SECOND);
            let page = story.send(&mut browser, passport).await;
            assert!(page.says("Служба занятости не отвечает"), "{mood:?}: {}", page.text);
            assert_eq!(story.sending(passport).state, State::Waiting);
        }
    });
}

#[test]
fn without_an_answer_within_seven_days_it_ends_and_can_be_sent_again() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        let page = story.send_to(&mut browser, passport, "gone").await;
        assert!(page.says("Служба без сервера не отвечает"), "{}", page.text);
        let sending = story.sending(passport).id;
        let none = browser.get(&format!("/sendings/{sending}/receipt")).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "there is nothing to certify");
        app.clock.advance(PATIENCE + MINUTE);
        story.becomes(passport, |now| now.state == State::Undelivered).await;
        assert!(story.told().contains(&"sending-undelivered".to_owned()));
        let mut browser = story.browser().await;
        let page = browser.get(&format!("/sendings/{sending}")).await;
        assert_eq!(page.title(), "Служба не ответила");
        assert!(page.says(&sending.to_string()), "the key to ask by");
        story.send(&mut browser, passport).await;
        assert_eq!(story.sending(passport).state, State::Delivered);
    });
}

#[test]
fn one_that_does_not_know_what_it_is_being_given_has_said_nothing() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Disowns);
        let page = story.send(&mut browser, passport).await;
        assert!(page.says("Служба занятости не отвечает"), "{}", page.text);
        let kept = story.sending(passport);
        assert!(kept.may_be_there && kept.accepted_at.is_none(), "{kept:?}");
    });
}

#[test]
fn an_answer_that_comes_after_the_end_is_written_down_and_its_number_shown() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.send_to(&mut browser, passport, "gone").await;
        let sending = story.sending(passport);
        let id = sending.id;
        let undelivered = move |tx: &mut Tx| settle(tx, &sending, &End::Undelivered);
        assert!(app.db.write_now("due", undelivered).unwrap());
        let told = call::Told::Registered(NUMBER.into());
        let next = app.db.write_now("told", move |tx| jobs::take_in(tx, id, &told)).unwrap();
        assert_eq!(next, None);
        let kept = story.sending(passport);
        assert_eq!((kept.state, kept.number.as_deref()), (State::Undelivered, Some(NUMBER)));
        let page = browser.get(&format!("/sendings/{id}")).await;
        assert!(page.says(NUMBER) && page.says("Ответ пришёл позже"), "{}", page.text);
        let about = story.account().to_string();
        let entries =
            app.db.read_now(move |tx| ::store::journal::about(tx, "epk", &about, None, 99));
        assert!(entries.unwrap().iter().any(|entry| entry.event == "sending.answered_late"));
    });
}

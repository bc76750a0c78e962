//! Taking a sending back, and what comes into the open page.

use cabinet::story::tell;
use notify::live::touched;

use super::*;
use crate::sending::store as rows;

fn cancel_now(app: &App, sending: &Sending) -> Cancelling {
    let seen = sending.clone();
    app.db.write_now("cancel", move |tx| cancel(tx, &seen)).unwrap()
}

#[test]
fn what_waits_is_cancelled_after_a_question_and_nothing_is_handed_over_any_more() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        let page = story.send_to(&mut browser, passport, "gone").await;
        let home = format!("/sendings/{}", story.sending(passport).id);
        assert!(page.says(&format!("{home}/cancel")), "{}", page.text);
        let ask = browser.get(&format!("{home}/cancel")).await;
        assert_eq!(ask.title(), "Отменить отправку?");
        assert!(!ask.says("не узнали"), "nobody listened, so nothing was sent");
        assert_eq!(story.sending(passport).state, State::Waiting, "a question changes nothing");
        let cancelled = browser.submit(&ask, &format!("{home}/cancel"), &[]).await;
        let page = browser.follow(cancelled).await;
        assert_eq!(page.title(), "Отправка отменена");
        assert!(page.says("Туда паспорт не передан") && page.says("Ваша подпись"));
        assert!(!page.says(&format!("{home}/cancel")));
        assert_eq!(browser.get(&format!("{home}/cancel")).await.location(), home);
        assert_eq!(story.told(), ["sending-cancelled"]);
        let own = browser.get(&format!("/passport/{passport}")).await;
        assert!(own.says("отменена вами"), "{}", own.text);
        // The job comes once more, and the mandate goes back.
        let id = story.sending(passport).id;
        app.clock.advance(RETRY_MOST * 2);
        for _ in 0..200 {
            if app.db.read_now(move |tx| rows::mandate(tx, id)).unwrap().is_none() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        assert_eq!(outside.hits("revoke"), 1);
        assert_eq!(story.sending(passport).state, State::Cancelled);
        story.send(&mut browser, passport).await;
        assert_eq!(story.sendings(passport).len(), 2, "and it can be sent again");
    });
}

#[test]
fn what_may_have_reached_the_service_is_cancelled_with_a_word_about_that() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.is(Mood::Stammers);
        story.send(&mut browser, passport).await;
        let home = format!("/sendings/{}", story.sending(passport).id);
        let ask = browser.get(&format!("{home}/cancel")).await;
        assert!(ask.says("отмена этого не изменит"), "{}", ask.text);
        let cancelled = browser.submit(&ask, &format!("{home}/cancel"), &[]).await;
        let page = browser.follow(cancelled).await;
        assert!(page.says("возможно, он получен") && page.says("Ключ отправления"));
        let calls = story.counter().calls.len();
        app.clock.advance(RETRY_MOST * 2);
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(story.counter().calls.len(), calls, "nobody calls any more");
    });
}

#[test]
fn what_the_service_has_is_not_cancelled() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        let page = story.send_to(&mut browser, passport, "gone").await;
        let early = browser.get(&format!("/sendings/{}/cancel", story.sending(passport).id)).await;
        assert!(page.says("Отменить отправку"));
        let other = story.passport();
        story.is(Mood::Thinks);
        let page = story.send(&mut browser, other).await;
        let home = format!("/sendings/{}", story.sending(other).id);
        assert!(!page.says("Отменить отправку"), "{}", page.text);
        assert_eq!(browser.get(&format!("{home}/cancel")).await.location(), home);
        // By the form of a page that was opened before.
        let fields = early.form(&format!("/sendings/{}/cancel", story.sending(passport).id));
        let late = browser.post(&format!("{home}/cancel"), &fields).await;
        assert!(browser.follow(late).await.says("служба получила паспорт"));
        assert_eq!(story.sending(other).state, State::Waiting);
        story.is(Mood::Registers);
        app.clock.advance(RETRY_MOST * 2);
        story.becomes(other, |now| now.state == State::Delivered).await;
        assert_eq!(cancel_now(&app, &story.sending(other)), Cancelling::Over);
        "somebody else".clone_into(&mut outside.world().sub);
        let mut stranger = story.browser().await;
        let foreign = stranger.get(&format!("{home}/cancel")).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn while_an_attempt_has_the_word_nobody_cancels_and_what_is_cancelled_is_not_attempted() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let (one, two) = (story.passport(), story.passport());
        story.send_to(&mut browser, one, "gone").await;
        app.clock.advance(MINUTE);
        story.send_to(&mut browser, two, "gone").await;
        let begin = |id| {
            let until = app.clock.now().plus(30 * SECOND);
            app.db.write_now("begin", move |tx| rows::hand_over(tx, id, until)).unwrap()
        };
        let first = story.sending(one);
        assert!(begin(first.id));
        assert_eq!(cancel_now(&app, &first), Cancelling::UnderWay);
        app.clock.advance(30 * SECOND);
        assert_eq!(cancel_now(&app, &first), Cancelling::Done, "its process has died");
        assert!(story.sending(one).may_be_there, "and nobody knows how far it came");
        assert!(!begin(first.id));
        let second = story.sending(two);
        let (app, seen) = (app.clone(), second.clone());
        let cancels = tokio::task::spawn_blocking(move || cancel_now(&app, &seen));
        let begun = begin(second.id);
        let cancelled = cancels.await.unwrap() == Cancelling::Done;
        assert!(begun != cancelled, "one of both: {begun} {cancelled}");
    });
}

#[test]
fn each_change_of_a_sending_comes_into_the_open_pages_with_it() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        let who = Recipient::new(Site::Epk, story.account());
        let seen = || {
            let who = who.clone();
            app.db.read_now(move |tx| touched(tx, &who)).unwrap()
        };
        story.is(Mood::Thinks);
        story.send(&mut browser, passport).await;
        let (own, list) =
            (page_of(story.sending(passport).id), format!("/passport/{passport}/send"));
        for page in [&own, &list] {
            assert!(seen().contains(page), "{page}: {:?}", seen());
        }
        let page = browser.get(&own).await;
        assert!(page.says(&format!("data-live=\"{own}\"")));
        let before = seen().len();
        let sending = story.sending(passport);
        // With the change, or not at all.
        let (broken, end) = (sending.clone(), End::Delivered(NUMBER.into()));
        let breaking = app.db.write_now("break", move |tx| {
            assert!(settle(tx, &broken, &end)?);
            Err::<(), _>(::store::Error::Missing)
        });
        assert!(breaking.is_err());
        assert_eq!(seen().len(), before);
        let changes: [fn(&mut Tx, &Sending) -> Result<()>; 4] = [
            |tx, sending| wait(tx, sending, "service", None).map(|_| ()),
            |tx, sending| park(tx, sending),
            |tx, sending| renew(tx, sending, SessionId(sending.id.0)).map(|_| ()),
            |tx, sending| settle(tx, sending, &End::Undelivered).map(|_| ()),
        ];
        for (place, change) in changes.into_iter().enumerate() {
            let (before, changed) = (seen().len(), sending.clone());
            app.db.write_now("change", move |tx| change(tx, &changed)).unwrap();
            let now = seen().split_off(before);
            assert!(now.contains(&own) && now.contains(&list), "{place}: {now:?}");
        }
    });
}

#[test]
fn what_an_attempt_did_that_died_is_not_forgotten_by_one_that_sent_nothing() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.send_to(&mut browser, passport, "gone").await;
        let id = story.sending(passport).id;
        assert!(!story.sending(passport).may_be_there);
        let until = app.clock.now().plus(30 * SECOND);
        let later = until.plus(SECOND);
        app.db.write_now("died", move |tx| rows::hand_over(tx, id, until)).unwrap();
        app.db.write_now("other", move |tx| rows::not_sent(tx, id, later)).unwrap();
        assert!(story.sending(passport).may_be_there, "the word of another attempt");
        let busy = move |tx: &mut Tx| jobs::take_in(tx, id, &call::Told::NotSent);
        assert!(app.db.write_now("busy", busy).unwrap().is_some());
        assert!(story.sending(passport).may_be_there);
        app.clock.advance(RETRY_MOST * 2);
        let before = story.sending(passport).tries;
        story.becomes(passport, |now| now.tries > before).await;
        assert!(story.sending(passport).may_be_there, "nor by the next one");
    });
}

#[test]
fn who_was_told_to_wait_cancels_later_by_the_same_button() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.send_to(&mut browser, passport, "gone").await;
        let id = story.sending(passport).id;
        let path = format!("/sendings/{id}/cancel");
        let ask = browser.get(&path).await;
        let until = app.clock.now().plus(SECOND);
        app.db.write_now("begin", move |tx| rows::hand_over(tx, id, until)).unwrap();
        let fields = ask.form(&path);
        let early = browser.post(&path, &fields).await;
        assert!(browser.follow(early).await.says("передаётся прямо сейчас"));
        app.clock.advance(SECOND);
        for _ in 0..200 {
            browser.post(&path, &fields).await;
            if story.sending(passport).state == State::Cancelled {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        assert_eq!(story.sending(passport).state, State::Cancelled);
        let twice = browser.post(&path, &fields).await;
        assert!(browser.follow(twice).await.says("Отправка отменена."));
        assert_eq!(story.told(), ["sending-cancelled"], "once");
    });
}

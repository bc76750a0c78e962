//! Examiners.

use cabinet::story::{Browser, tell};
use web::{App, Staff};

use super::Story;
use crate::application::{
    ApplicationId, Deciding, Decision, Remark, State, Verdict, answers, decide, opened, remarks,
    store as rows, withdraw,
};
use crate::desk::tests::{CITIZEN, clerk, desk, hers, is_closed};
use crate::desk::{Reached, reach};

fn decided(
    app: &App,
    id: ApplicationId,
    name: &'static str,
    verdict: Verdict,
    said: &[Remark],
) -> Deciding {
    match decided_by(app, &clerk(&app.db), id, name, verdict, said) {
        Reached::Done(deciding) => deciding,
        other => panic!("not reached: {other:?}"),
    }
}

fn decided_by(
    app: &App,
    clerk: &Staff,
    id: ApplicationId,
    name: &'static str,
    verdict: Verdict,
    said: &[Remark],
) -> Reached<Deciding> {
    let (clerk, said) = (clerk.clone(), said.to_vec());
    let write = move |tx: &mut store::Tx| {
        let found = rows::find(tx, id)?;
        reach(tx, (&clerk, CITIZEN), verdict.as_str(), found, |tx, application| {
            decide(tx, &application, name, 1, verdict, "Сверено с копией диплома", &said)
        })
    };
    app.db.write_now("story", write).unwrap()
}

/// An application whose diploma differs from the register by a digit, signed.
async fn differing(story: &Story, browser: &mut Browser) -> String {
    let home = story.filled(browser).await;
    let (part, _) = story.part("0012345");
    let form = browser.get(&format!("{home}/{part}")).await;
    let typed = [("level", "бакалавриат"), ("diploma_number", "0012346")];
    let saved = browser.submit(&form, &format!("{home}/{part}"), &typed).await;
    assert_eq!(saved.status, 303);
    let page = story.sign(browser, &home).await;
    assert_eq!(page.title(), "Заявление у эксперта");
    assert!(page.says("Пройдено 6 из 7") && page.says("0012346") && page.says("0012345"));
    home
}

#[test]
fn an_examiner_issues_what_the_rules_could_not() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = differing(&story, &mut browser).await;
        let id = story.application().id;
        let done = decided(&app, id, "Экспертов Олег Проверович", Verdict::Issued, &[]);
        assert_eq!(done, Deciding::Done);
        assert_eq!(story.passports().len(), 1);
        let page = browser.get(&home).await;
        assert_eq!(page.title(), "Паспорт квалификации выдан");
        assert!(page.says("Сверено с копией диплома"), "the reason is shown");
        assert_eq!(story.passports()[0].facts.checks.len(), 6, "only what held is said to hold");
    });
}

#[test]
fn nobody_decides_on_her_own_application_and_a_colleague_does() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let staff = clerk(&app.db);
        staff.id.to_string().clone_into(&mut outside.world().sub);
        let mut browser = story.browser().await;
        differing(&story, &mut browser).await;
        let application = story.application();
        assert_eq!(hers(&app.db, &staff), application.account, "she applies, too");
        for verdict in [Verdict::Issued, Verdict::Refused, Verdict::Returned] {
            app.clock.advance(store::SECOND);
            let tried = decided_by(&app, &staff, application.id, "Экспертова Е. Е.", verdict, &[]);
            assert_eq!(tried, Reached::Own, "{verdict:?}");
        }
        assert_eq!(story.application(), application, "nothing has changed");
        let account = application.account.to_string();
        let noted = app.db.read_now(move |tx| store::journal::about(tx, "epk", &account, None, 99));
        let noted: Vec<_> = noted
            .unwrap()
            .into_iter()
            .filter(|entry| entry.event == "staff.own_refused")
            .map(|entry| (entry.actor, entry.payload.unwrap()["action"].clone()))
            .collect();
        let by = format!("staff:{}", staff.id);
        let tried = ["returned", "refused", "issued"];
        assert_eq!(noted, tried.map(|what| (by.clone(), what.into())));
        let done = decided(&app, application.id, "Коллегова К. К.", Verdict::Issued, &[]);
        assert_eq!(done, Deciding::Done);
        assert_eq!(story.passports().len(), 1);
    });
}

#[test]
fn at_the_desk_her_own_application_is_closed_to_an_examiner() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let staff = clerk(&app.db);
        staff.id.to_string().clone_into(&mut outside.world().sub);
        let mut browser = story.browser().await;
        differing(&story, &mut browser).await;
        let own = story.application();
        "02other".clone_into(&mut outside.world().sub);
        let mut other = story.browser().await;
        let home = story.filled(&mut other).await;
        app.clock.advance(store::MINUTE);
        assert_eq!(story.sign(&mut other, &home).await.title(), "Заявление у эксперта");
        let foreign = format!("/applications/{}", story.application().id);

        let mut desk = desk(&app, &story.cabinet, &staff).await;
        let queue = desk.get("/applications").await;
        let (mine, closed) = (format!("/applications/{}", own.id), "Это ваше заявление");
        assert!(queue.says(&foreign) && !queue.says(&mine) && queue.says("решит коллега"));
        for page in ["", "/return", "/scans/01jd0000000000000000000000"] {
            is_closed(&desk.get(&format!("{mine}{page}")).await, closed);
        }
        let form = desk.get(&foreign).await;
        for reason in ["Сверено с копией диплома", ""] {
            let mut fields = form.form(&format!("{foreign}/decide"));
            fields.push(("approve_reason".into(), reason.into()));
            is_closed(&desk.post(&format!("{mine}/decide"), &fields).await, closed);
        }
        let form = desk.get(&format!("{foreign}/return")).await;
        let fields = form.form(&format!("{foreign}/return"));
        is_closed(&desk.post(&format!("{mine}/return"), &fields).await, closed);
        let kept = app.db.read_now(move |tx| rows::find(tx, own.id)).unwrap();
        assert_eq!(kept, Some(own), "nothing has changed");
    });
}

#[test]
fn of_two_examiners_one_decides_and_the_other_learns_who() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        differing(&story, &mut browser).await;
        let id = story.application().id;
        let mut both = tokio::task::JoinSet::new();
        for (name, verdict) in
            [("Первый А. А.", Verdict::Issued), ("Вторая Б. Б.", Verdict::Refused)]
        {
            let app = app.clone();
            both.spawn_blocking(move || (name, decided(&app, id, name, verdict, &[])));
        }
        let (first, second) =
            (both.join_next().await.unwrap().unwrap(), both.join_next().await.unwrap().unwrap());
        let (winner, other) =
            if first.1 == Deciding::Done { (first, second) } else { (second, first) };
        assert_eq!(winner.1, Deciding::Done);
        let Deciding::Before(Decision { by: Some((_, name)), .. }) = other.1 else {
            panic!("the other is not told: {other:?}")
        };
        assert_eq!(name, winner.0);
        let issued = story.passports().len();
        assert_eq!(issued, usize::from(winner.0.starts_with("Первый")));
    });
}

#[test]
fn what_is_returned_is_corrected_where_it_was_asked_and_nothing_else_is_lost() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = differing(&story, &mut browser).await;
        let application = story.application();
        let id = application.id;
        let before = app.db.read_now(move |tx| answers(tx, id)).unwrap();
        let (part, _) = story.part("0012346");
        let remark = Remark {
            target: format!("{part}.diploma_number"),
            words: "Последняя цифра не та".into(),
            answered: false,
        };
        let done = decided(&app, id, "Экспертов О. П.", Verdict::Returned, &[remark]);
        assert_eq!(done, Deciding::Done);
        let tasks = browser.get(&home).await;
        assert!(tasks.says("Последняя цифра не та") && tasks.says("Закрыто"), "{}", tasks.text);
        assert!(!tasks.says("/answers\""), "it is too early to sign");
        // The form has one field; what else is sent changes nothing.
        let action = format!("{home}/{part}");
        let form = browser.get(&action).await;
        assert!(form.says("name=\"diploma_number\"") && !form.says("name=\"institution\""));
        let typed = [("diploma_number", "0012345"), ("institution", "Подменённый вуз")];
        assert_eq!(browser.submit(&form, &action, &typed).await.status, 303);
        let (other, _) = story.part("Среднее");
        let refused = browser.get(&format!("{home}/{other}")).await;
        assert_eq!(refused.location(), format!("{home}/work"), "other entries are closed");
        let form = browser.get(&format!("{home}/work")).await;
        assert!(!form.says("Вписать"));
        let after = app.db.read_now(move |tx| answers(tx, id)).unwrap();
        assert_eq!(after.work, before.work);
        assert_eq!(after.person, before.person);
        let changed = after.education.iter().find(|kept| kept.part == part).unwrap();
        assert_eq!(changed.value.facts.institution, "Примерный университет");
        app.clock.advance(store::MINUTE);
        let page = story.sign(&mut browser, &home).await;
        assert_eq!(page.title(), "Паспорт квалификации выдан", "{}", page.text);
        let signed = story.application();
        assert_eq!((signed.round, &signed.number), (2, &application.number), "the number stays");
        let left = app.db.read_now(move |tx| remarks(tx, id, 1)).unwrap();
        assert!(left.iter().all(|remark| remark.answered));
    });
}

#[test]
fn each_opening_is_journalled_as_a_reading() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = differing(&story, &mut browser).await;
        let application = story.application();
        for _ in 0..2 {
            let (read, clerk) = (application.clone(), clerk(&app.db));
            let reading = move |tx: &mut store::Tx| {
                let read = Some(read.clone());
                reach(tx, (&clerk, CITIZEN), "open", read, |tx, found| opened(tx, &found))
            };
            assert_eq!(app.db.write_now("story", reading).unwrap(), Reached::Done(()));
        }
        let account = story.account().to_string();
        let entries =
            app.db.read_now(move |tx| store::journal::about(tx, "epk", &account, None, 100));
        let reads = entries.unwrap().into_iter().filter(|entry| entry.event == "staff.read");
        assert_eq!(reads.count(), 2);
        let page = browser.get(&home).await;
        assert!(page.says("Эксперт открыл заявление"));
    });
}

#[test]
fn a_diploma_that_serves_somebody_else_goes_to_an_examiner() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut anna = story.browser().await;
        let home = story.filled(&mut anna).await;
        assert_eq!(story.sign(&mut anna, &home).await.title(), "Паспорт квалификации выдан");
        "02other".clone_into(&mut outside.world().sub);
        let mut other = story.browser().await;
        let home = story.filled(&mut other).await;
        app.clock.advance(store::MINUTE);
        let page = story.sign(&mut other, &home).await;
        assert_eq!(page.title(), "Заявление у эксперта");
        assert!(page.says("указан и в заявлении другого человека"));
        // Who takes the application back leaves nothing in the way of others.
        let application = story.application();
        let taken = app.db.write_now("story", move |tx| withdraw(tx, &application)).unwrap();
        assert!(taken);
        assert_eq!(story.application().state, State::Withdrawn);
    });
}

#[test]
fn a_return_without_remarks_shows_everything_again_and_is_a_reading() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        differing(&story, &mut browser).await;
        let (account, staff) = (story.account().to_string(), clerk(&app.db));
        let read = || {
            let account = account.clone();
            let about = move |tx: &store::Tx| store::journal::about(tx, "epk", &account, None, 100);
            let entries = app.db.read_now(about).unwrap();
            entries.into_iter().filter(|entry| entry.event == "staff.read").count()
        };
        let mut desk = desk(&app, &story.cabinet, &staff).await;
        let path = format!("/applications/{}/return", story.application().id);
        let form = desk.get(&path).await;
        assert_eq!(read(), 1);
        for times in 2..4 {
            let again = desk.submit(&form, &path, &[]).await;
            assert_eq!(again.status, 422);
            assert!(again.says("0012346"), "{}", again.text);
            assert_eq!(read(), times);
        }
    });
}

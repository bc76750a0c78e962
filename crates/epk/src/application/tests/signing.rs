//! The signature, and the road to the passport.

use cabinet::story::tell;
use oauth::acr::Level;
use store::MINUTE;

use super::Story;
use crate::application::{State, signature};
use crate::check::Rule;

#[test]
fn an_application_whose_data_the_registers_know_becomes_a_passport_at_once() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        let page = story.sign(&mut browser, &home).await;
        assert_eq!(page.title(), "Паспорт квалификации выдан", "{}", page.text);
        assert!(page.says("Пройдено 7 из 7") && page.says("Квитанция о подписи"));
        let application = story.application();
        assert_eq!((application.state, application.round), (State::Issued, 1));
        let passports = story.passports();
        assert_eq!(passports.len(), 1);
        let facts = &passports[0].facts;
        assert_eq!((facts.education.len(), facts.employment.len()), (2, 3));
        assert_eq!(facts.checks.len(), Rule::ALL.len());
        let id = application.id;
        let signed = app.db.read_now(move |tx| signature(tx, id, 1)).unwrap().unwrap();
        let (version, hash) = (signed.agreement.as_str(), signed.agreement_sha256.len());
        let in_force = crate::agreement::VERSION;
        assert_eq!((version, hash, signed.phone.as_str()), (in_force, 32, super::PHONE));
        assert_eq!(outside.hits("mandate"), 2, "one for each register");
        for _ in 0..100 {
            if outside.hits("revoke") == 2 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(outside.hits("revoke"), 2, "both are given back");
        let told = story.told();
        assert!(told.iter().any(|event| event == "passport-issued"), "{told:?}");
        let next = browser.get("/applications").await;
        assert!(next.says("Начать заявление"), "another one can be begun");
    });
}

#[test]
fn what_is_changed_after_the_code_was_sent_needs_a_new_code() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        let page = story.with_code(&mut browser, &home).await;
        let code = story.code();
        let (part, _) = story.part("Первое");
        let form = browser.get(&format!("{home}/{part}")).await;
        let typed = [("position", "Инженер-технолог")];
        browser.submit(&form, &format!("{home}/{part}"), &typed).await;
        let sign = format!("{home}/sign");
        let refused = browser.submit(&page, &sign, &[("code", &code)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.says("Заявление изменилось после того"), "{}", refused.text);
        assert_eq!(story.application().state, State::Draft);
        // Changed back it is the same content, and the code is still worth nothing.
        let form = browser.get(&format!("{home}/{part}")).await;
        browser.submit(&form, &format!("{home}/{part}"), &[("position", "Инженер")]).await;
        let page = browser.get(&sign).await;
        assert!(page.says("Отправить новый код") && !page.says("Подписать и отправить"));
        app.clock.advance(MINUTE);
        let signed = story.sign(&mut browser, &home).await;
        assert_eq!(signed.title(), "Паспорт квалификации выдан");
    });
}

#[test]
fn three_wrong_codes_end_the_code() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        let sign = format!("{home}/sign");
        let mut page = story.with_code(&mut browser, &home).await;
        let wrong = if story.code() == "000000" { "000001" } else { "000000" };
        for words in ["Осталось 2 попытки", "Осталась 1 попытка", "три раза"]
        {
            let answer = browser.submit(&page, &sign, &[("code", wrong)]).await;
            assert_eq!(answer.status, 422);
            assert!(answer.says(words), "{words}");
            page = answer;
        }
        assert!(!page.says("Подписать и отправить"), "there is nothing to type into");
    });
}

#[test]
fn without_a_confirmed_phone_or_level_the_signature_is_closed_with_a_way_to_mend_it() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        outside.world().claims.insert("phone_number_verified".into(), false.into());
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        let page = browser.get(&format!("{home}/sign")).await;
        assert_eq!(page.title(), "Подписать пока нельзя");
        assert!(page.says(&format!("{}/profile?return_to=", outside.origin())));
        outside.world().claims.insert("phone_number_verified".into(), true.into());
        outside.world().level = Some(Level::Standard);
        let mut browser = story.browser().await;
        let page = browser.get(&format!("{home}/sign")).await;
        assert!(page.says("Подтверждённая"), "{}", page.text);
        assert!(page.says(&format!("{}/level?return_to=", outside.origin())));
    });
}

#[test]
fn twenty_presses_at_once_make_one_application_one_number_and_one_passport() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        let page = story.with_code(&mut browser, &home).await;
        let code = story.code();
        let sign = format!("{home}/sign");
        let mut pages = Vec::new();
        for press in 0..20 {
            // Half of them are the same form, half are forms of their own.
            let own = press % 2 == 1;
            pages.push(if own { browser.get(&sign).await } else { page.clone() });
        }
        let mut presses = tokio::task::JoinSet::new();
        for page in pages {
            let (mut browser, sign, code) = (browser.clone(), sign.clone(), code.clone());
            presses.spawn(async move {
                let answer = browser.submit(&page, &sign, &[("code", &code)]).await;
                (answer.status.as_u16(), answer.location().to_owned())
            });
        }
        while let Some(answer) = presses.join_next().await {
            assert_eq!(answer.unwrap(), (303, home.clone()));
        }
        story.becomes(State::Issued).await;
        assert_eq!(story.applications().len(), 1);
        assert_eq!(story.application().round, 1);
        assert_eq!(story.passports().len(), 1);
        let signed = story.told().into_iter().filter(|event| event == "application-submitted");
        assert_eq!(signed.count(), 1, "one receipt");
        assert_eq!(outside.hits("mandate"), 2);
    });
}

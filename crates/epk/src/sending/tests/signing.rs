//! What can be sent, and the signature under it.

use cabinet::story::tell;

use super::*;

#[test]
fn a_signed_passport_is_registered_and_the_receipt_says_where_what_and_when() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        let choose = browser.get(&format!("/passport/{passport}/send")).await;
        assert!(choose.says("Служба занятости") && choose.says("Чтобы подобрать вам работу"));
        let page = story.send(&mut browser, passport).await;
        assert_eq!(page.title(), "Паспорт зарегистрирован", "{}", page.text);
        let sending = story.sending(passport);
        let sha256 = print::grouped(&hex(&sending.sha256));
        for words in [NUMBER, "Служба занятости", &sha256, "Тестова Анна Примеровна"]
        {
            assert!(page.says(words), "{words}: {}", page.text);
        }
        let own = browser.get(&format!("/passport/{passport}")).await;
        assert!(own.says(&format!("/sendings/{}", sending.id)) && own.says(NUMBER));
        let receipt = browser.get(&format!("/sendings/{}/receipt", sending.id)).await;
        assert!(receipt.bytes.starts_with(b"%PDF-1.7"), "{}", receipt.status);
        let again = browser.get(&format!("/sendings/{}/receipt", sending.id)).await;
        assert_eq!(receipt.bytes, again.bytes, "always the same bytes");
        assert_eq!(story.told(), ["sending-delivered"]);
        // What the service was told is what was signed.
        let (method, key, parcel) = story.counter().calls[0].clone();
        assert_eq!((method, key), (Method::PUT, sending.id.to_string()));
        assert_eq!(parcel["file"]["sha256"], hex(&sending.sha256));
        assert_eq!(parcel["signed"]["sha256"], hex(&sending.content));
        assert_eq!(parcel["data"]["holder"]["familyName"], "Тестова");
        assert!(story.counter().tokens[0].starts_with("Bearer "));
        assert_eq!(story.outside.hits("mandate"), 1);
        story.becomes(passport, |_| story.outside.hits("revoke") == 1).await;
    });
}

#[test]
fn a_wrong_code_signs_nothing_and_a_repeated_press_sends_once() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        let path = format!("/passport/{passport}/send/employment");
        let page = story.with_code(&mut browser, &path).await;
        let empty = browser.submit(&page, &path, &[("code", "12")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let right = story.code();
        let wrong = if right == "000000" { "000001" } else { "000000" };
        let page = browser.submit(&page, &path, &[("code", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
        assert!(story.sendings(passport).is_empty());
        let fields = page.form(&path);
        let mut fields: Vec<_> = fields.into_iter().filter(|(name, _)| name != "code").collect();
        fields.push(("code".into(), right));
        let first = browser.post(&path, &fields).await;
        let again = browser.post(&path, &fields).await;
        assert!(first.location().starts_with("/sendings/"), "{}", first.text);
        assert_eq!(first.location(), again.location());
        assert_eq!(story.sendings(passport).len(), 1);
        assert_eq!(story.counter().known.len(), 1);
    });
}

#[test]
fn while_one_is_on_its_way_the_same_service_gets_no_second_one() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        let path = format!("/passport/{passport}/send/employment");
        story.is(Mood::Fails(503));
        // Two tabs with codes: the second one signs what the first has sent.
        let page = story.with_code(&mut browser, &path).await;
        let code = story.code();
        let mut other = browser.clone();
        let second = other.get(&path).await;
        let first = browser.submit(&page, &path, &[("code", &code)]).await;
        let again = other.submit(&second, &path, &[("code", &code)]).await;
        assert!(first.location().starts_with("/sendings/"));
        assert_eq!(again.location(), first.location(), "{}", again.text);
        let opened = browser.get(&path).await;
        assert_eq!(opened.location(), first.location());
        assert_eq!(story.sendings(passport).len(), 1);
        // Another service may have it meanwhile, and the same one again afterwards.
        story.send_to(&mut browser, passport, "gone").await;
        assert_eq!(story.sendings(passport).len(), 2);
        story.is(Mood::Registers);
        app.clock.advance(RETRY_MOST * 2);
        let done = |all: &[Sending]| all.iter().any(|one| one.state == State::Delivered);
        for _ in 0..200 {
            if done(&story.sendings(passport)) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        assert!(done(&story.sendings(passport)));
        story.send(&mut browser, passport).await;
        assert_eq!(story.sendings(passport).len(), 3);
    });
}

#[test]
fn a_passport_that_does_not_count_is_not_sent() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        let path = format!("/passport/{passport}/send/employment");
        let page = story.with_code(&mut browser, &path).await;
        let code = story.code();
        story.decide(passport, Deciding::Suspend);
        let sent = browser.submit(&page, &path, &[("code", &code)]).await;
        let closed = browser.follow(sent).await;
        assert!(closed.says("Этот паспорт отправить нельзя: приостановлен"), "{}", closed.text);
        assert!(!closed.says("/send/employment"));
        assert!(!browser.get(&format!("/passport/{passport}")).await.says("/send\""));
        assert!(story.sendings(passport).is_empty());
    });
}

#[test]
fn what_is_somebody_elses_is_not_there() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.send(&mut browser, passport).await;
        let sending = story.sending(passport).id;
        outside.world().sub = "01other".into();
        let mut stranger = story.browser().await;
        let own = story.passport();
        for path in [
            format!("/passport/{passport}/send"),
            format!("/passport/{passport}/send/employment"),
            format!("/passport/{own}/send/unheard"),
            format!("/sendings/{sending}"),
            format!("/sendings/{sending}/receipt"),
            "/sendings/nonsense".to_owned(),
        ] {
            assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

#[test]
fn nobody_can_read_in_the_table_what_was_sent_to_whom() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside).await;
        let mut browser = story.browser().await;
        let passport = story.passport();
        story.send(&mut browser, passport).await;
        let sql = "select service_name, phone, number from epk_sending";
        let row: (Vec<u8>, Vec<u8>, Vec<u8>) =
            app.db.read_now(move |tx| tx.query_one(sql, ::store::params![])).unwrap();
        let has = |bytes: &[u8], text: &str| {
            bytes.windows(text.len()).any(|window| window == text.as_bytes())
        };
        assert!(!has(&row.0, "занятости") && !has(&row.1, "7900") && !has(&row.2, "2026"));
    });
}

#[test]
fn services_that_cannot_work_are_named_to_the_operator() {
    let service = |id: &str, url: &str| Service {
        id: id.into(),
        url: url.into(),
        name: Words::new("Служба", "Service"),
        purpose: Words::new("проверить", "check"),
    };
    let wrong = |all: Vec<Service>| Services::new(all).unwrap_err();
    let good = service("employment", "https://example.org/api");
    assert!(wrong(vec![service("Work", "https://example.org")]).contains("Work"));
    assert!(wrong(vec![service("work", "ftp://example.org")]).contains("services.work.url"));
    assert!(wrong(vec![good.clone(), good.clone()]).contains("twice"));
    let nameless = Service { name: Words::default(), ..good.clone() };
    assert!(wrong(vec![nameless]).contains("name"));
    let services = Services::new(vec![good]).unwrap();
    let found = services.find("employment").unwrap();
    assert_eq!(found.audience(), "urn:kabinet:service:employment");
    assert_eq!(found.place("01"), "https://example.org/api/documents/01");
}

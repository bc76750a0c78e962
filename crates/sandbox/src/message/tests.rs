//! Stories about messages.

use ::store::{Clock, Db, Entropy, SANDBOX_SCHEMA, SECOND, Settings, Vault};

use super::store::{Incoming, inboxes, list, receive};
use super::*;

fn db() -> Db {
    let settings = Settings { url: "sqlite::memory:".into(), threads: 1, schema: SANDBOX_SCHEMA };
    let clock = Clock::manual(Moment::from_seconds(1_795_300_000));
    Db::open(&settings, clock, Entropy::seeded(1), Vault::for_tests()).unwrap()
}

fn sms(key: &str, to: &str, text: &str) -> Incoming {
    Incoming {
        sender_key: Some(key.to_owned()),
        channel: Channel::Sms,
        to: to.to_owned(),
        subject: None,
        text: text.to_owned(),
        reply_to: None,
        message_id: None,
    }
}

#[test]
fn only_a_lone_run_of_six_digits_is_a_code() {
    let code = |text| code_in(text);
    assert_eq!(code("Код: 123456"), Some("123456".into()));
    assert_eq!(code("Код № 2: 004512. Никому не говорите."), Some("004512".into()));
    assert_eq!(code("123456 и 654321"), None);
    assert_eq!(code("1234567"), None);
    assert_eq!(code("+7 900 123-45-67"), None);
    assert_eq!(code("@host #123456"), Some("123456".into()));
    assert_eq!(code("Заявление 20260001 подано в 12:00"), None);
    assert_eq!(code(""), None);
}

#[test]
fn an_address_has_one_form() {
    for text in ["+79001234567", "8 900 123-45-67", " 79001234567", "79001234567"] {
        assert_eq!(address(text), "+79001234567", "{text:?}");
    }
    assert_eq!(address(" 442079460018"), "+442079460018");
    assert_eq!(address("Anna@Example.org "), "anna@example.org");
    assert_eq!(address(""), "");
}

#[test]
fn messages_come_newest_first_and_a_repeat_is_one_message() {
    let db = db();
    for (key, text) in [("1", "первое"), ("2", "второе"), ("1", "первое")] {
        let incoming = sms(key, "+79001234567", text);
        db.write_now("receive", move |tx| receive(tx, &incoming)).unwrap();
        db.clock().advance(SECOND);
    }
    let messages = db.read_now(|tx| list(tx, "+79001234567", 10)).unwrap();
    let texts: Vec<&str> = messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["второе", "первое"]);
    assert!(db.read_now(|tx| list(tx, "+79000000000", 10)).unwrap().is_empty());
}

#[test]
fn an_inbox_keeps_the_newest_five_hundred() {
    let db = db();
    db.write_now("receive", |tx| {
        for number in 0..510 {
            receive(tx, &sms(&number.to_string(), "+79001234567", "текст"))?;
        }
        Ok(())
    })
    .unwrap();
    let all = db.read_now(|tx| inboxes(tx, 10)).unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].count, 500);
}

#[test]
fn a_message_is_answered_as_agreed() {
    let db = db();
    let incoming = Incoming {
        sender_key: None,
        channel: Channel::Email,
        to: "anna@example.org".into(),
        subject: Some("Код".into()),
        text: "Ваш код: 123456".into(),
        reply_to: Some("help+x@example.org".into()),
        message_id: Some("1@example.org".into()),
    };
    db.write_now("receive", move |tx| receive(tx, &incoming)).unwrap();
    let messages = db.read_now(|tx| list(tx, "anna@example.org", 10)).unwrap();
    let json = serde_json::to_value(&messages[0]).unwrap();
    let names: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 7);
    assert_eq!(json["at"], "2026-11-21T22:26:40Z");
    assert_eq!(json["channel"], "email");
    assert_eq!(json["to"], "anna@example.org");
    assert_eq!(json["subject"], "Код");
    assert_eq!(json["code"], "123456");
}

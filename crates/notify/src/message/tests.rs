//! Stories of messages: what a transaction leaves, and how attempts end.

use ::store::{Db, MINUTE, SECOND};
use web::{Lang, Site};

use super::store::{self, Claimed};
use super::*;
use crate::outbox::{Attempt, Lane, Refused, record};
use crate::preference::{Chosen, choose};

fn anna() -> Recipient {
    Recipient::new(Site::Identity, "anna")
}

/// A database in which Anna has a phone and an e-mail address.
fn town() -> Db {
    let db = Db::memory();
    db.write_now("contact", |tx| {
        let email = Some("anna@example.ru".to_owned());
        let phone = Some("+79990001122".to_owned());
        contact::set(tx, &anna(), Contact { email, phone, lang: Lang::Ru })
    })
    .unwrap();
    db
}

fn notice(kind: Kind) -> Notice<'static> {
    Notice { kind, event: "password-changed", args: Vec::new(), key: None }
}

fn tell_anna(db: &Db, notice: &Notice<'static>) {
    let notice = notice.clone();
    db.write_now("tell", move |tx| tell(tx, &anna(), &notice)).unwrap();
}

fn code(db: &Db, to: &'static str, number: u32) {
    db.write_now("code", move |tx| {
        let expires_at = tx.now().plus(10 * MINUTE);
        send_code(
            tx,
            &CodeMessage {
                site: Site::Identity,
                channel: Channel::Sms,
                to,
                lang: Lang::Ru,
                purpose_key: "code-login",
                code: "123456",
                number,
                expires_at,
            },
        )
    })
    .unwrap();
}

fn claim(db: &Db, lane: Lane) -> Vec<Claimed> {
    db.write_now("claim", move |tx| store::claim(tx, lane, 10)).unwrap()
}

fn end(db: &Db, message: &Claimed, attempt: Attempt) {
    let message = message.clone();
    db.write_now("end", move |tx| record(tx, &message, &attempt)).unwrap();
}

fn states(db: &Db) -> Vec<(String, String)> {
    db.read_now(|tx| {
        tx.query(
            "select channel, state from notify_message order by channel, state, id",
            ::store::params![],
        )
    })
    .unwrap()
}

fn states_are(db: &Db, expected: &[(&str, &str)]) {
    let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    assert_eq!(states(db), expected.iter().map(own).collect::<Vec<_>>());
}

#[test]
fn a_security_notice_goes_to_every_address_and_others_by_mail_unless_chosen() {
    let db = town();
    tell_anna(&db, &notice(Kind::Security));
    states_are(&db, &[("email", "waiting"), ("sms", "waiting")]);
    let db = town();
    tell_anna(&db, &notice(Kind::Account));
    states_are(&db, &[("email", "waiting")]);
}

#[test]
fn only_what_was_chosen_is_sent() {
    let db = town();
    let chosen = db.write_now("choose", |tx| {
        let choices = [(Kind::Account, Channel::Email, false), (Kind::Consent, Channel::Sms, true)];
        choose(tx, &anna(), &choices)
    });
    assert_eq!(chosen, Ok(Chosen::Saved));
    tell_anna(&db, &notice(Kind::Account));
    states_are(&db, &[]);
    tell_anna(&db, &notice(Kind::Consent));
    states_are(&db, &[("email", "waiting"), ("sms", "waiting")]);
}

#[test]
fn codes_and_security_cannot_be_switched_off() {
    let db = town();
    for kind in [Kind::Code, Kind::Security] {
        let chosen = db.write_now("choose", move |tx| {
            let choices = [(Kind::Account, Channel::Email, false), (kind, Channel::Sms, false)];
            choose(tx, &anna(), &choices)
        });
        assert_eq!(chosen, Ok(Chosen::Locked));
    }
    tell_anna(&db, &notice(Kind::Security));
    tell_anna(&db, &notice(Kind::Account));
    assert_eq!(states(&db).len(), 3, "nothing of a refused form is recorded");
}

#[test]
fn a_notice_with_a_key_is_sent_once_per_channel() {
    let db = town();
    let with_key = Notice { key: Some("lock:7".into()), ..notice(Kind::Security) };
    tell_anna(&db, &with_key);
    tell_anna(&db, &with_key);
    assert_eq!(states(&db).len(), 2);
    tell_anna(&db, &Notice { key: Some("lock:8".into()), ..notice(Kind::Security) });
    assert_eq!(states(&db).len(), 4);
}

#[test]
fn a_person_without_addresses_is_told_nothing_and_nothing_fails() {
    let db = Db::memory();
    tell_anna(&db, &notice(Kind::Security));
    states_are(&db, &[]);
}

#[test]
fn what_is_rolled_back_is_not_sent() {
    let db = town();
    let outcome: Result<()> = db.write_now("fails", |tx| {
        tell(tx, &anna(), &notice(Kind::Security))?;
        Err(Error::bug("on purpose"))
    });
    assert!(outcome.is_err());
    states_are(&db, &[]);
}

#[test]
fn codes_have_a_lane_of_their_own_and_leave_in_their_order() {
    let db = town();
    for _ in 0..20 {
        tell_anna(&db, &notice(Kind::Security));
    }
    for number in 1..=3 {
        db.clock().advance(SECOND);
        code(&db, "+79990001122", number);
    }
    let numbers: Vec<u32> = claim(&db, Lane::SmsCodes)
        .iter()
        .filter_map(|message| message.content.code.as_ref().map(|(_, number)| *number))
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(claim(&db, Lane::SmsNews).len(), 10, "news wait in another lane");
    assert!(claim(&db, Lane::EmailCodes).is_empty());
}

#[test]
fn the_urgent_goes_before_what_came_first() {
    let db = town();
    tell_anna(&db, &notice(Kind::Service));
    tell_anna(&db, &notice(Kind::Account));
    tell_anna(&db, &notice(Kind::Security));
    let kinds: Vec<Kind> = claim(&db, Lane::EmailNews).iter().map(|m| m.kind).collect();
    assert_eq!(kinds, [Kind::Security, Kind::Account, Kind::Service]);
}

#[test]
fn an_expired_code_is_not_sent_and_its_digits_are_forgotten() {
    let db = town();
    code(&db, "+79990001122", 1);
    db.clock().advance(11 * MINUTE);
    assert!(claim(&db, Lane::SmsCodes).is_empty());
    states_are(&db, &[("sms", "expired")]);
    assert_eq!(contents_left(&db), 0);
}

#[test]
fn a_code_that_was_sent_is_forgotten() {
    let db = town();
    code(&db, "+79990001122", 1);
    let claimed = claim(&db, Lane::SmsCodes);
    end(&db, &claimed[0], Attempt::Taken);
    states_are(&db, &[("sms", "sent")]);
    assert_eq!(contents_left(&db), 0);
}

fn contents_left(db: &Db) -> i64 {
    let count = db.read_now(|tx| {
        tx.query_one::<(i64,)>(
            "select count(*) from notify_message where content is not null",
            ::store::params![],
        )
    });
    count.unwrap().0
}

#[test]
fn addresses_and_codes_lie_encrypted() {
    let db = town();
    code(&db, "+79990001122", 1);
    let rows: Vec<(Vec<u8>, Vec<u8>)> = db
        .read_now(|tx| tx.query("select address, content from notify_message", ::store::params![]))
        .unwrap();
    for (address, content) in rows {
        assert!(!String::from_utf8_lossy(&address).contains("79990001122"));
        assert!(!String::from_utf8_lossy(&content).contains("123456"));
    }
}

#[test]
fn a_claimed_message_is_nobody_elses_until_the_claim_lapses() {
    let db = town();
    code(&db, "+79990001122", 1);
    assert_eq!(claim(&db, Lane::SmsCodes).len(), 1);
    assert!(claim(&db, Lane::SmsCodes).is_empty());
    db.clock().advance(31 * SECOND);
    let again = claim(&db, Lane::SmsCodes);
    assert_eq!(again.len(), 1, "the node that had it died");
    assert_eq!(again[0].attempt, 2);
}

#[test]
fn a_refusal_for_now_is_tried_again_with_growing_pauses() {
    let db = town();
    tell_anna(&db, &notice(Kind::Account));
    let mut waited = Vec::new();
    for _ in 0..8 {
        let claimed = claim(&db, Lane::EmailNews);
        end(&db, &claimed[0], Attempt::Refused(Refused::for_now("away")));
        let before = db.clock().now();
        while due(&db) > db.clock().now() {
            db.clock().advance(SECOND / 10);
        }
        waited.push(db.clock().now().since(before) / SECOND);
    }
    assert!(waited[0] <= 2 && waited[7] >= 60, "{waited:?}");
    let claimed = claim(&db, Lane::EmailNews);
    end(&db, &claimed[0], Attempt::Taken);
    states_are(&db, &[("email", "sent")]);
}

fn due(db: &Db) -> Moment {
    let row: (Moment,) = db
        .read_now(|tx| tx.query_one("select due_at from notify_message", ::store::params![]))
        .unwrap();
    row.0
}

#[test]
fn a_wait_that_the_gateway_asks_for_is_kept() {
    let db = town();
    code(&db, "+79990001122", 1);
    let claimed = claim(&db, Lane::SmsCodes);
    let busy = Refused::for_now("429").after_seconds(Some(20));
    end(&db, &claimed[0], Attempt::Refused(busy));
    assert_eq!(due(&db).since(db.clock().now()), 20 * SECOND);
}

#[test]
fn a_refusal_for_good_is_recorded_journalled_and_shown_to_staff() {
    let db = town();
    tell_anna(&db, &notice(Kind::Account));
    let claimed = claim(&db, Lane::EmailNews);
    end(&db, &claimed[0], Attempt::Refused(Refused::for_good("mail-status 550")));
    states_are(&db, &[("email", "failed")]);
    let (shown, entries) = db
        .read_now(|tx| {
            let entries = ::store::journal::about(tx, "identity", "anna", None, 10)?;
            Ok((failed(tx, 10)?, entries))
        })
        .unwrap();
    assert_eq!(shown[0].error.as_deref(), Some("mail-status 550"));
    assert_eq!(shown[0].to, "a•••@example.ru");
    assert_eq!(entries[0].event, "notice.failed");
}

#[test]
fn a_security_notice_that_one_channel_refuses_takes_the_other() {
    let db = Db::memory();
    let reach = |phone: Option<&'static str>| {
        db.write_now("contact", move |tx| {
            let email = Some("anna@example.ru".to_owned());
            let phone = phone.map(str::to_owned);
            contact::set(tx, &anna(), Contact { email, phone, lang: Lang::En })
        })
        .unwrap();
    };
    reach(None);
    tell_anna(&db, &notice(Kind::Security));
    reach(Some("+79990001122"));
    let claimed = claim(&db, Lane::EmailNews);
    let gone = Attempt::Refused(Refused::for_good("mail-status 550"));
    end(&db, &claimed[0], gone.clone());
    states_are(&db, &[("email", "failed"), ("sms", "waiting")]);
    // The same end, reported by a node that came late, changes nothing.
    end(&db, &claimed[0], gone.clone());
    assert_eq!(states(&db).len(), 2);
    let claimed = claim(&db, Lane::SmsNews);
    assert_eq!(claimed[0].content.lang, Lang::En);
    end(&db, &claimed[0], gone);
    states_are(&db, &[("email", "failed"), ("sms", "failed")]);
}

#[test]
fn news_that_nobody_took_in_three_days_have_failed() {
    let db = town();
    tell_anna(&db, &notice(Kind::Account));
    db.clock().advance(4 * DAY);
    let claimed = claim(&db, Lane::EmailNews);
    end(&db, &claimed[0], Attempt::TooLate);
    states_are(&db, &[("email", "failed")]);
}

#[test]
fn a_person_sees_what_was_sent_to_her_and_nobody_elses() {
    let db = town();
    tell_anna(&db, &notice(Kind::Account));
    db.clock().advance(SECOND);
    tell_anna(&db, &notice(Kind::Security));
    let (hers, others) = db
        .read_now(|tx| {
            let boris = Recipient::new(Site::Identity, "boris");
            let elsewhere = Recipient::new(Site::Sep, "anna");
            let others = sent_to(tx, &boris, 9)?.len() + sent_to(tx, &elsewhere, 9)?.len();
            Ok((sent_to(tx, &anna(), 2)?, others))
        })
        .unwrap();
    assert_eq!((hers.len(), others), (2, 0));
    let phone = hers.iter().find(|trace| trace.channel == Channel::Sms).unwrap();
    assert_eq!(phone.to, "+7 ••• •••-11-22");
}

#[test]
fn a_code_is_six_digits_and_goes_by_send_code() {
    let db = town();
    let kind = db.write_now("tell", |tx| tell(tx, &anna(), &notice(Kind::Code)));
    assert!(kind.is_err());
    for code in ["12345", "1234567", "12345a", "١٢٣٤٥٦"] {
        let sent = db.write_now("code", move |tx| {
            let message = CodeMessage {
                site: Site::Identity,
                channel: Channel::Email,
                to: "a@example.ru",
                lang: Lang::Ru,
                purpose_key: "code-login",
                code,
                number: 1,
                expires_at: tx.now().plus(MINUTE),
            };
            send_code(tx, &message)
        });
        assert!(sent.is_err(), "{code}");
    }
}

#[test]
fn ended_messages_are_forgotten_after_their_time_and_waiting_ones_never() {
    let db = town();
    tell_anna(&db, &notice(Kind::Security));
    let claimed = claim(&db, Lane::EmailNews);
    end(&db, &claimed[0], Attempt::Taken);
    db.clock().advance(DAY);
    let forgotten = db.write_now("forget", |tx| store::forget(tx, tx.now())).unwrap();
    assert_eq!(forgotten, 1);
    states_are(&db, &[("sms", "waiting")]);
}

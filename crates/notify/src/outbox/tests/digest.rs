//! Letters and SMS that wait: for a digest, for the end of quiet hours.

use ::store::{DAY, HOUR};

use super::*;
use crate::preference::{Manner, Quiet, choose_manner};

/// Stories begin at three in the morning, in Moscow.
const THREE: i64 = 3;

impl Town {
    async fn choose(&self, manner: Manner) {
        let write = self.db.write("choose", move |tx| choose_manner(tx, &anna(), &manner));
        write.await.unwrap();
    }

    fn until(&self, hour: i64) {
        self.db.clock().advance((hour - THREE) * HOUR);
    }

    async fn moved_to(&self, email: Option<&'static str>) {
        let write = self.db.write("contact", move |tx| {
            let (email, phone) = (email.map(str::to_owned), Some("+79990001122".to_owned()));
            contact::set(tx, &anna(), Contact { email, phone, lang: Lang::Ru })
        });
        write.await.unwrap();
    }
}

fn daily(hour: u8) -> Manner {
    Manner { digest: Some(hour), ..Manner::default() }
}

fn night() -> Manner {
    Manner { quiet: Some(Quiet { from: 22 * 60, to: 7 * 60 }), ..Manner::default() }
}

#[tokio::test]
async fn what_waits_for_the_digest_is_one_letter_with_each_notice_once() {
    let town = town().await;
    town.choose(daily(9)).await;
    for event in ["account-created", "level-raised", "phone-freed"] {
        town.tell(Kind::Account, event).await;
    }
    town.tell(Kind::Account, "level-check-refused").await;
    town.tell(Kind::SignIn, "sign-in-new").await;
    assert_eq!(town.outbox.deliver_due().await, Ok(2), "what is important does not wait");
    town.until(9);
    town.db.clock().advance(-1);
    assert_eq!(town.outbox.deliver_due().await, Ok(0));
    town.db.clock().advance(1);
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    let letters = town.mail.texts();
    assert_eq!(letters.len(), 3);
    let letter = MessageParser::default().parse(letters[2].as_bytes()).unwrap();
    assert_eq!(letter.subject(), Some("Госуслуги: 3 уведомления за день"));
    let text = letter.body_text(0).unwrap();
    for part in ["Учётная запись создана", "Уровень учётной записи повышен", "Номер телефона можно"]
    {
        assert_eq!(text.matches(&format!("• {part}")).count(), 1, "{part}");
    }
    assert!(town.states().await.iter().all(|(_, state)| *state == message::State::Sent));
    town.db.clock().advance(3 * DAY);
    assert_eq!(town.outbox.deliver_due().await, Ok(0), "nothing comes twice");
}

#[tokio::test]
async fn a_digest_that_nobody_takes_comes_later_as_the_same_letter() {
    let town = town().await;
    town.choose(daily(9)).await;
    town.tell(Kind::Account, "account-created").await;
    town.tell(Kind::Account, "phone-freed").await;
    town.until(9);
    town.mail.turn(451);
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    town.mail.turn(250);
    // It became due this morning: three days of attempts begin then, not when it was made.
    town.db.clock().advance(2 * DAY + 20 * HOUR);
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    let letters = town.mail.texts();
    assert_eq!(letters.len(), 1);
    assert!(town.states().await.iter().all(|(_, state)| *state == message::State::Sent));
}

#[tokio::test]
async fn two_nodes_make_one_letter_of_a_digest() {
    let town = town().await;
    town.choose(daily(9)).await;
    for _ in 0..20 {
        town.tell(Kind::Account, "account-created").await;
    }
    town.until(9);
    let (one, two) = tokio::join!(town.outbox.deliver_due(), town.outbox.deliver_due());
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    assert_eq!(town.mail.texts().len(), 1);
}

#[tokio::test]
async fn quiet_hours_defer_and_drop_nothing_and_what_is_urgent_passes() {
    let town = town().await;
    town.choose(night()).await;
    town.tell(Kind::Account, "account-created").await;
    town.tell(Kind::Security, "password-changed").await;
    town.code(Channel::Sms, "+79990001122").await;
    assert_eq!(town.outbox.deliver_due().await, Ok(3), "a code and two about security");
    assert_eq!(town.mail.texts().len(), 1);
    town.until(7);
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    assert!(town.states().await.iter().all(|(_, state)| *state == message::State::Sent));
    town.tell(Kind::Account, "level-raised").await;
    assert_eq!(town.outbox.deliver_due().await, Ok(1), "the day has begun");
}

#[tokio::test]
async fn a_new_choice_is_for_what_waits_already_too() {
    let town = town().await;
    town.choose(daily(9)).await;
    town.tell(Kind::Account, "account-created").await;
    town.tell(Kind::Account, "phone-freed").await;
    assert_eq!(town.outbox.deliver_due().await, Ok(0));
    town.choose(daily(6)).await;
    town.until(6);
    town.choose(night()).await;
    assert_eq!(town.outbox.deliver_due().await, Ok(1), "what is due is a digest still");
    town.tell(Kind::Account, "level-raised").await;
    assert_eq!(town.outbox.deliver_due().await, Ok(0));
    town.choose(Manner::default()).await;
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    assert_eq!(town.mail.texts().len(), 2);
}

#[tokio::test]
async fn what_waits_goes_to_the_new_address_and_never_to_the_old_one() {
    let town = town().await;
    town.choose(night()).await;
    town.tell(Kind::Account, "account-created").await;
    town.moved_to(Some("new@example.ru")).await;
    town.until(7);
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    assert!(town.mail.texts()[0].contains("To: new@example.ru"));
    town.db.clock().advance(20 * HOUR);
    town.tell(Kind::Account, "phone-freed").await;
    town.moved_to(None).await;
    town.db.clock().advance(8 * HOUR);
    assert_eq!(town.outbox.deliver_due().await, Ok(0));
    let failed = town.db.read(|tx| message::failed(tx, 9)).await.unwrap();
    assert_eq!(failed[0].error.as_deref(), Some("no-address"));
}

//! A town for stories: a database, browsers, and people who read their codes.

use std::net::IpAddr;

use store::{Db, SECOND, Secret};
use web::{Lang, VisitFacts};

use crate::account::{self, Account, AccountId, FullName, Identifier};
use crate::login::attempt::Permit;
use crate::login::{self, Answered, Means, Settled, Visitor};
use crate::password::{self, Strength};
use crate::registration::document::{Document, Kind};
use crate::registration::{self, Finished, Moved, Step};
use crate::{Config, sso};

pub(crate) const PASSWORD: &str = "четыре слона едут";

/// Somebody to be registered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Newcomer {
    pub(crate) family: &'static str,
    pub(crate) email: &'static str,
    pub(crate) phone: &'static str,
}

pub(crate) const ANNA: Newcomer =
    Newcomer { family: "Тестова", email: "anna@example.org", phone: "+79001234567" };
pub(crate) const BORIS: Newcomer =
    Newcomer { family: "Примеров", email: "boris@example.org", phone: "+79007654321" };

impl Newcomer {
    pub(crate) fn name(&self) -> FullName {
        let name = |text: &str| registries::Name::parse(text).unwrap();
        FullName { family: name(self.family), given: name("Анна"), additional: None }
    }
}

/// A browser at an address.
pub(crate) fn browser(name: &str) -> Visitor {
    let address: IpAddr = "203.0.113.7".parse().unwrap();
    let facts = VisitFacts { address, agent: "Firefox".into() };
    Visitor { facts, browser: name.to_owned(), lang: Lang::Ru }
}

pub(crate) fn identifier(text: &str) -> Identifier {
    Identifier::detect(text).unwrap()
}

/// The code that went to an address last.
pub(crate) fn code_for(db: &Db, to: &'static str) -> String {
    let peeks = db.read_now(move |tx| notify::message::waiting_for(tx, to)).unwrap();
    peeks.into_iter().find_map(|peek| peek.code).expect("a code was sent")
}

/// The events of messages to an address, newest first; codes and the welcome, which everybody
/// gets, are not counted.
pub(crate) fn told(db: &Db, to: &'static str) -> Vec<String> {
    let peeks = db.read_now(move |tx| notify::message::waiting_for(tx, to)).unwrap();
    let news = peeks.into_iter().filter(|peek| peek.code.is_none()).map(|peek| peek.event);
    news.filter(|event| event != "account-created").collect()
}

/// A code that is not this one.
pub(crate) fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// Registers somebody up to (not including) a step.
pub(crate) fn register_until(db: &Db, who: Newcomer, until: Step) -> Secret {
    let config = Config::default();
    db.clock().advance(SECOND / 1_000);
    let handle = db
        .write_now("name", move |tx| {
            registration::set_name(tx, None, &who.name(), "/", Lang::Ru, &browser("a"))
        })
        .unwrap();
    if until > Step::Email {
        let (h, c) = (handle.clone(), config.clone());
        db.write_now("email", move |tx| {
            let email = registries::Email::parse(who.email).unwrap();
            registration::set_email(tx, &c, &h.0, &email, &browser("a"))
        })
        .unwrap();
    }
    if until > Step::EmailCode {
        type_code(db, &handle, Step::EmailCode, &code_for(db, who.email));
    }
    if until > Step::Phone {
        let (h, c) = (handle.clone(), config.clone());
        db.write_now("phone", move |tx| {
            let phone = registries::Phone::parse(who.phone).unwrap();
            registration::set_phone(tx, &c, &h.0, &phone, &browser("a"))
        })
        .unwrap();
    }
    if until > Step::PhoneCode {
        type_code(db, &handle, Step::PhoneCode, &code_for(db, who.phone));
    }
    if until > Step::Password {
        let (h, hashed) = (handle.clone(), password::hash(PASSWORD, db.entropy()));
        db.write_now("password", move |tx| {
            registration::set_password(tx, &h.0, &hashed, Strength::Good)
        })
        .unwrap();
    }
    if until > Step::Agreement {
        agree(db, &handle, Kind::Agreement);
    }
    handle
}

pub(crate) fn type_code(db: &Db, handle: &Secret, step: Step, code: &str) -> Moved {
    let (handle, code) = (handle.clone(), code.to_owned());
    db.write_now("code", move |tx| registration::check_code(tx, &handle.0, step, &code)).unwrap()
}

pub(crate) fn agree(db: &Db, handle: &Secret, kind: Kind) -> Finished {
    let handle = handle.clone();
    db.write_now("agree", move |tx| {
        let sha256 = &Document::of(kind, Lang::Ru).sha256;
        registration::accept(tx, &handle.0, kind, Lang::Ru, sha256, &browser("a"), None)
    })
    .unwrap()
}

/// Registers somebody.
pub(crate) fn register(db: &Db, who: Newcomer) -> AccountId {
    let handle = register_until(db, who, Step::PersonalData);
    match agree(db, &handle, Kind::PersonalData) {
        Finished::Done { account, .. } => account,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn account(db: &Db, id: AccountId) -> Account {
    db.read_now(move |tx| account::find(tx, id)).unwrap().unwrap()
}

/// Tries a password.
pub(crate) fn try_password(db: &Db, who: &str, password: &str) -> Tried {
    // Messages of one millisecond have no order.
    db.clock().advance(SECOND / 1_000);
    let (who, config) = (identifier(who), Config::default());
    let permit = db
        .write_now("charge", move |tx| login::charge(tx, &config, &who, browser("a").facts.address))
        .unwrap();
    match permit {
        Permit::Go(ticket) => {
            let right = password::is_right(password, &ticket.hashed);
            Tried::Settled(
                db.write_now("settle", move |tx| {
                    login::settle(tx, &ticket, right, "/", &browser("a"))
                })
                .unwrap(),
            )
        }
        Permit::Locked => Tried::Locked,
        Permit::Wait => Tried::Wait,
        Permit::TooMany { .. } => Tried::TooMany,
    }
}

/// What a tried password led to.
#[derive(Debug)]
pub(crate) enum Tried {
    Settled(Settled),
    Locked,
    Wait,
    TooMany,
}

impl Tried {
    /// The handle of a sign-in whose password was right.
    pub(crate) fn second(self) -> Secret {
        match self {
            Tried::Settled(Settled::Second { handle, .. }) => handle,
            other => panic!("{other:?}"),
        }
    }

    /// A word for comparisons.
    pub(crate) fn word(&self) -> String {
        match self {
            Tried::Settled(Settled::Wrong { left }) => format!("wrong, {left} left"),
            Tried::Settled(Settled::Locked) | Tried::Locked => "locked".into(),
            Tried::Settled(Settled::Second { .. }) => "right".into(),
            Tried::Settled(Settled::Temporary { .. }) => "temporary".into(),
            Tried::Wait => "wait".into(),
            Tried::TooMany => "too many".into(),
        }
    }
}

/// Answers the second step.
pub(crate) fn answer(db: &Db, handle: &Secret, means: Means, typed: &str) -> Answered {
    let (handle, typed) = (handle.clone(), typed.to_owned());
    db.write_now("answer", move |tx| {
        let Some(view) = login::view(tx, &handle.0)? else { return Ok(Answered::NoFlow) };
        login::answer(tx, &handle.0, view.id, means, &typed, &browser("a"), None)
    })
    .unwrap()
}

/// Signs somebody in with password and SMS; the session.
pub(crate) fn sign_in(db: &Db, who: Newcomer) -> web::SessionId {
    let handle = try_password(db, who.phone, PASSWORD).second();
    match answer(db, &handle, Means::Sms, &code_for(db, who.phone)) {
        Answered::Entered { session: sso::Entered::New(opened), .. } => opened.id,
        other => panic!("{other:?}"),
    }
}

/// Whether a session is alive.
pub(crate) fn is_alive(db: &Db, session: web::SessionId) -> bool {
    let data = db.read_now(move |tx| web::session::data::<sso::SignIn>(tx, session)).unwrap();
    data.is_some()
}

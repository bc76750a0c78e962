//! Stories of requests for help.

mod desk;
mod figures;
mod mail;
pub(crate) mod people;

use ::store::journal::Entry as Noted;
use ::store::{DAY, Db, HOUR, MINUTE};
use notify::message::{Peek, waiting_for};
use notify::{Contact, Recipient};
use web::{Lang, Role, Site, Staff, VisitFacts};

use super::*;

pub(crate) const HERS: &str = "anna@example.test";

pub(crate) fn request() -> Request {
    Request {
        site: Site::Sep,
        subject: None,
        network: "203.0.113.7".into(),
        topic: Topic::Error,
        words: "Страница показала ошибку, мой СНИЛС 112-233-445 95".into(),
        incident: Some("7KQ2M-XY3AB".into()),
        email: Email::parse(HERS).unwrap(),
        snils: Some(Snils::parse("112-233-445 95").unwrap()),
        inn: None,
        lang: Lang::Ru,
    }
}

pub(super) fn sent(db: &Db, request: Request) -> Sent {
    db.write_now("send", move |tx| send(tx, &request)).unwrap()
}

pub(crate) fn taken(db: &Db, request: Request) -> (TicketId, Number) {
    match sent(db, request) {
        Sent::Taken { id, number } => (id, number),
        other => panic!("not taken: {other:?}"),
    }
}

pub(crate) fn letters(db: &Db, to: &'static str) -> Vec<Peek> {
    db.read_now(move |tx| waiting_for(tx, to)).unwrap()
}

pub(super) fn token(db: &Db) -> String {
    let letter = letters(db, HERS).into_iter().next().expect("a letter");
    letter.args.into_iter().find(|(name, _)| name == "token").expect("a link").1
}

/// A member of staff who works here.
pub(super) fn member(db: &Db, sub: &'static str, roles: &'static [Role]) -> Staff {
    let id = db
        .write_now("member", move |tx| {
            let token = crate::staff::invite(tx, "Тестов Олег Примерович", roles)?;
            let visitor = crate::staff::Visitor {
                provider: "gosuslugi",
                sub,
                login: Some("boss@example.test"),
                amr: &["pwd", "otp", "mfa"].map(str::to_owned),
                invitation: Some(&token.0),
            };
            match crate::staff::enter(tx, &visitor)? {
                crate::staff::Entry::Welcome(member, _) => Ok(member.id),
                other => panic!("not welcome: {other:?}"),
            }
        })
        .unwrap();
    Staff::for_story(id, roles)
}

pub(super) fn operator(db: &Db) -> Staff {
    member(db, "operator", &[Role::Operator])
}

fn ticket(db: &Db, id: TicketId) -> Ticket {
    db.read_now(move |tx| find(tx, id)).unwrap().expect("it is there")
}

fn kinds(db: &Db, id: TicketId) -> Vec<EntryKind> {
    let part = db.read_now(move |tx| thread(tx, id, None)).unwrap();
    part.entries.into_iter().map(|entry| entry.kind).collect()
}

fn answers(db: &Db, staff: &Staff, id: TicketId, said: i64) -> Acted {
    let staff = staff.clone();
    db.write_now("answer", move |tx| answer(tx, &staff, id, said, "Почините так", false)).unwrap()
}

fn replies(db: &Db, id: TicketId) -> Acted {
    db.write_now("reply", move |tx| reply(tx, id, "Не помогло")).unwrap()
}

fn noted(db: &Db, site: &'static str, subject: String) -> Vec<Noted> {
    db.read_now(move |tx| ::store::journal::about(tx, site, &subject, None, 50)).unwrap()
}

#[test]
fn a_request_gets_a_number_a_deadline_and_one_letter_without_her_words() {
    let db = Db::memory();
    let (id, number) = taken(&db, request());
    let found = ticket(&db, id);
    assert_eq!(found.number, number);
    assert_eq!(found.state, State::Waiting);
    assert_eq!(found.due_at, Some(found.created_at.plus(DAY)));
    assert_eq!(found.snils.as_deref(), Some("11223344595"));
    let letters = letters(&db, HERS);
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].event, "ticket-received");
    assert!(letters[0].args.contains(&("number".into(), number.to_string())));
    assert!(!format!("{letters:?}").contains("СНИЛС"), "a stranger may read it");
}

#[test]
fn what_she_wrote_and_where_she_is_reached_lie_encrypted() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    type Sealed = (Vec<u8>, Vec<u8>, Vec<u8>);
    let (email, snils, incident): Sealed = db
        .read_now(move |tx| {
            tx.query_one(
                "select email, snils, incident from support_ticket where id = $1",
                ::store::params![id],
            )
        })
        .unwrap();
    let (words,): (Vec<u8>,) = db
        .read_now(move |tx| {
            tx.query_one(
                "select words from support_ticket_entry where ticket = $1",
                ::store::params![id],
            )
        })
        .unwrap();
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(!holds(&email, "anna") && !holds(&snils, "112233") && !holds(&incident, "7KQ2M"));
    assert!(!holds(&words, "ошибку"));
}

#[test]
fn a_network_and_an_address_are_limited_and_what_is_refused_is_not_kept() {
    let db = Db::memory();
    for _ in 0..PER_CONTACT_DAY {
        taken(&db, request());
    }
    assert!(matches!(sent(&db, request()), Sent::Spent { .. }));
    let other = |n: i64| Request {
        email: Email::parse(&format!("p{n}@example.test")).unwrap(),
        ..request()
    };
    let left = PER_ADDRESS_HOUR - PER_CONTACT_DAY - 1;
    for n in 0..left {
        taken(&db, other(n));
    }
    let Sent::Spent { until } = sent(&db, other(99)) else { panic!("the network has no limit") };
    let open = db.read_now(figures).unwrap().open;
    assert_eq!(open, PER_CONTACT_DAY + left);
    db.clock().advance(until.since(db.clock().now()));
    taken(&db, other(99));
}

#[test]
fn upper_case_does_not_make_another_contact() {
    let db = Db::memory();
    for _ in 0..PER_CONTACT_DAY {
        taken(&db, request());
    }
    let loud = Request { email: Email::parse("ANNA@example.test").unwrap(), ..request() };
    assert!(matches!(sent(&db, loud), Sent::Spent { .. }));
}

#[test]
fn an_address_counts_as_confirmed_when_it_is_hers_on_this_site_or_the_link_was_opened() {
    let db = Db::memory();
    db.write_now("contact", |tx| {
        let contact = Contact { email: Some(HERS.into()), phone: None, lang: Lang::Ru };
        notify::contact::set(tx, &Recipient::new(Site::Sep, "anna"), contact)
    })
    .unwrap();
    let signed_in = Request { subject: Some("anna".into()), ..request() };
    let (id, _) = taken(&db, signed_in);
    assert!(ticket(&db, id).confirmed);
    let stranger = Request { subject: Some("boris".into()), ..request() };
    let (id, _) = taken(&db, stranger);
    assert!(!ticket(&db, id).confirmed, "the address is somebody else's");
    let token = token(&db);
    let opened = db.write_now("open", move |tx| open_link(tx, &token)).unwrap();
    assert_eq!(opened, Some(id));
    assert!(ticket(&db, id).confirmed);
}

#[test]
fn a_link_opens_its_own_ticket_and_not_for_ever() {
    let db = Db::memory();
    let (first, _) = taken(&db, request());
    let token = token(&db);
    taken(&db, request());
    let opens = |token: &str| {
        let token = token.to_owned();
        db.write_now("open", move |tx| open_link(tx, &token)).unwrap()
    };
    assert_eq!(opens(&token), Some(first));
    assert_eq!(opens(&token), Some(first), "a link is not used up");
    assert_eq!(opens(&token.replace('a', "b")), None);
    assert!(token.len() == 64 && token.bytes().all(|b| b.is_ascii_lowercase()));
    db.clock().advance(LINK_LIFE);
    assert_eq!(opens(&token), None);
    db.write_now("sweep", forget_old).unwrap();
}

#[test]
fn an_answer_stops_the_clock_and_is_told_once() {
    let db = Db::memory();
    let (id, number) = taken(&db, request());
    let staff = operator(&db);
    db.clock().advance(20 * MINUTE);
    assert_eq!(answers(&db, &staff, id, 1), Acted::Done);
    let found = ticket(&db, id);
    assert_eq!((found.state, found.due_at), (State::Answered, None));
    assert_eq!(found.answered_at, Some(found.created_at.plus(20 * MINUTE)));
    assert_eq!(found.holder, Some(staff.id));
    let told: Vec<String> = letters(&db, HERS).into_iter().map(|l| l.event).collect();
    assert_eq!(told, ["ticket-answered", "ticket-received"]);
    let events: Vec<String> =
        noted(&db, "sep", number.to_string()).into_iter().map(|e| e.event).collect();
    assert_eq!(events, ["ticket.answered", "ticket.sent"]);
}

#[test]
fn of_two_answers_at_once_one_is_sent_and_the_other_hears_of_it() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let staff = operator(&db);
    let at_once: Vec<Acted> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..8).map(|_| scope.spawn(|| answers(&db, &staff, id, 1))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(at_once.iter().filter(|acted| **acted == Acted::Done).count(), 1, "{at_once:?}");
    let told = at_once.iter().filter(|acted| **acted == Acted::Meanwhile).count();
    assert_eq!(told, 7, "{at_once:?}");
    assert_eq!(kinds(&db, id), [EntryKind::Asked, EntryKind::Answered]);
    // Having read the other one, the second sends hers as well.
    assert_eq!(answers(&db, &staff, id, 2), Acted::Done);
}

#[test]
fn an_answer_begun_before_she_wrote_more_waits() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let staff = operator(&db);
    assert_eq!(replies(&db, id), Acted::Done);
    assert_eq!(answers(&db, &staff, id, 1), Acted::Meanwhile);
    assert_eq!(answers(&db, &staff, id, 2), Acted::Done);
}

#[test]
fn her_words_after_an_answer_start_the_clock_again_and_before_it_do_not() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let due = ticket(&db, id).due_at;
    db.clock().advance(HOUR);
    replies(&db, id);
    assert_eq!(ticket(&db, id).due_at, due, "she waits since her first words");
    let staff = operator(&db);
    answers(&db, &staff, id, 2);
    db.clock().advance(3 * DAY);
    replies(&db, id);
    let found = ticket(&db, id);
    assert_eq!(found.state, State::Waiting);
    assert_eq!(found.due_at, Some(db.clock().now().plus(DAY)));
}

#[test]
fn a_closed_ticket_opens_again_for_two_weeks() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let staff = operator(&db);
    let who = staff.clone();
    let ended = db.write_now("close", move |tx| close(tx, &who, id, 1)).unwrap();
    assert_eq!(ended, Acted::Meanwhile, "nobody has answered yet");
    db.clock().advance(MINUTE);
    let who = staff.clone();
    let ended = db.write_now("close", move |tx| answer(tx, &who, id, 1, "Готово", true)).unwrap();
    assert_eq!(ended, Acted::Done);
    assert_eq!(ticket(&db, id).state, State::Closed);
    let told: Vec<String> = letters(&db, HERS).into_iter().map(|l| l.event).collect();
    assert_eq!(told, ["ticket-closed", "ticket-received"]);
    assert_eq!(answers(&db, &staff, id, 2), Acted::Closed);
    assert_eq!(replies(&db, id), Acted::Done);
    assert_eq!(ticket(&db, id).state, State::Waiting);
    let who = staff.clone();
    let ended = db.write_now("close", move |tx| close(tx, &who, id, 3)).unwrap();
    assert_eq!(ended, Acted::Done);
    db.clock().advance(REOPEN_WITHIN);
    assert_eq!(replies(&db, id), Acted::Closed);
}

#[test]
fn nobody_floods_a_thread() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    for _ in 0..REPLIES_PER_HOUR {
        assert_eq!(replies(&db, id), Acted::Done);
    }
    assert!(matches!(replies(&db, id), Acted::Spent { .. }));
}

#[test]
fn a_late_answer_is_marked_and_told_to_administrators_once() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    member(&db, "boss", &[Role::Administrator]);
    operator(&db);
    let due = ticket(&db, id).due_at.unwrap();
    let escalates = || db.write_now("late", move |tx| escalate(tx, id, due)).unwrap();
    assert_eq!(escalates(), Acted::Needless, "it is not late yet");
    db.clock().advance(DAY);
    assert_eq!(escalates(), Acted::Done);
    assert_eq!(escalates(), Acted::Needless);
    assert_eq!(ticket(&db, id).escalated_at, Some(due));
    let told = letters(&db, "boss@example.test");
    assert_eq!(told.len(), 1, "one administrator, and no operator: {told:?}");
    assert_eq!(told[0].event, "ticket-overdue");
    assert_eq!(kinds(&db, id), [EntryKind::Asked, EntryKind::Overdue]);
}

#[tokio::test]
async fn the_job_watches_each_deadline_and_leaves_answered_tickets_alone() {
    let db = Db::memory();
    let app = web::App::for_story(db.clone());
    let runner = crate::jobs(::store::job::Runner::new(db.clone()), &app);
    let sends = move |tx: &mut Tx| send(tx, &request());
    let Sent::Taken { id: late, .. } = db.write("send", sends).await.unwrap() else { panic!() };
    let Sent::Taken { id: kept, .. } = db.write("send", sends).await.unwrap() else { panic!() };
    let own = db.clone();
    let staff = tokio::task::spawn_blocking(move || operator(&own)).await.unwrap();
    db.write("answer", move |tx| answer(tx, &staff, kept, 1, "Вот так", false)).await.unwrap();
    runner.run_due().await.unwrap();
    db.clock().advance(DAY + MINUTE);
    runner.run_due().await.unwrap();
    let found = db.read(move |tx| Ok((find(tx, late)?, find(tx, kept)?))).await.unwrap();
    assert!(found.0.unwrap().escalated_at.is_some());
    assert!(found.1.unwrap().escalated_at.is_none());
}

#[test]
fn the_oldest_deadline_comes_first_and_figures_tell_how_well_it_goes() {
    let db = Db::memory();
    let staff = operator(&db);
    let (first, _) = taken(&db, request());
    db.clock().advance(HOUR);
    let (second, _) = taken(&db, request());
    db.clock().advance(MINUTE);
    let (third, _) = taken(&db, request());
    let ids = |which| {
        let who = staff.id;
        let wanted = Wanted { queue: which, site: None, page: 0 };
        let (found, _) = db.read_now(move |tx| queue(tx, &wanted, who)).unwrap();
        found.into_iter().map(|ticket| ticket.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(Queue::Waiting), [first, second, third]);
    db.clock().advance(HOUR);
    answers(&db, &staff, second, 1);
    db.clock().advance(2 * HOUR + MINUTE);
    answers(&db, &staff, third, 1);
    assert_eq!(ids(Queue::Waiting), [first]);
    assert_eq!(ids(Queue::Mine), [second, third]);
    db.clock().advance(DAY);
    assert_eq!(ids(Queue::Overdue), [first]);
    let figures_now = db.read_now(figures).unwrap();
    let expected = Figures {
        open: 3,
        waiting: 1,
        overdue: 1,
        answered: 2,
        in_time: 2,
        median: Some(2 * HOUR + MINUTE),
    };
    assert_eq!(figures_now, expected);
    answers(&db, &staff, first, 1);
    let figures_now = db.read_now(figures).unwrap();
    assert_eq!((figures_now.in_time, figures_now.median), (2, Some(3 * HOUR + MINUTE)));
}

#[test]
fn an_ipv6_network_is_one_address() {
    let network = |text: &str| super::network(text.parse().unwrap());
    assert_eq!(network("203.0.113.7"), "203.0.113.7");
    assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2:ffff::1"));
    assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
}

pub(super) fn facts() -> VisitFacts {
    VisitFacts { address: [127, 0, 0, 1].into(), agent: "story".into() }
}

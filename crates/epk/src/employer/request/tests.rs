//! From a request to a view and its end.

use ::store::Db;

use super::*;
use crate::employer::find::switch_off;
use crate::employer::find::tests::{findable, reissued};
use crate::employer::tests::{events, firm, person, shown_again, strike, told};
use crate::passport::tests::{act_on, facts, issue_one};
use crate::passport::{Act, Decided};

const OGRN: u64 = 102_770_013_219;

/// An organisation, a holder who may be found, and what the search shows of her.
struct Story {
    db: Db,
    by: CabinetAccountId,
    employer: EmployerId,
    holder: CabinetAccountId,
    passport: PassportId,
    card: FindId,
}

fn story() -> Story {
    let db = Db::memory();
    let (by, employer) = firm(&db, OGRN);
    let (holder, passport) = findable(&db);
    db.clock().advance(::store::SECOND);
    let card = shown_of(&db, passport);
    Story { db, by, employer, holder, passport, card }
}

/// What the search shows of a passport.
fn shown_of(db: &Db, passport: PassportId) -> FindId {
    let sql = "select id from epk_find where passport = $1";
    let (card,): (FindId,) =
        db.read_now(move |tx| tx.query_one(sql, ::store::params![passport])).unwrap();
    card
}

fn wish(days: i64) -> Wish {
    Wish {
        purpose: Purpose::Hiring, words: "Ищем инженера в Тестов".into(), days
    }
}

impl Story {
    fn ask(&self) -> Asking {
        let (by, card) = (self.by, self.card);
        self.db.write_now("ask", move |tx| ask(tx, by, card, &wish(7))).unwrap().unwrap()
    }

    fn asked(&self) -> RequestId {
        let Asking::Done(id) = self.ask() else { panic!("not asked") };
        id
    }

    fn approve(&self, id: RequestId, days: i64) -> Option<bool> {
        let holder = self.holder;
        self.db.write_now("approve", move |tx| approve(tx, holder, id, days)).unwrap()
    }

    fn decline(&self, id: RequestId) -> Option<bool> {
        let holder = self.holder;
        self.db.write_now("decline", move |tx| decline(tx, holder, id)).unwrap()
    }

    fn open(&self, id: RequestId) -> Option<Opening> {
        let by = self.by;
        self.db.write_now("open", move |tx| open(tx, by, id)).unwrap()
    }

    fn view(&self, id: RequestId) -> View {
        match self.open(id) {
            Some(Opening::View(view)) => *view,
            other => panic!("{other:?}"),
        }
    }

    fn state(&self, id: RequestId) -> State {
        let holder = self.holder;
        let read = move |tx: &Tx| Ok(of_holder(tx, holder, id)?.map(|one| one.state(tx.now())));
        self.db.read_now(read).unwrap().unwrap()
    }
}

#[test]
fn the_holder_opens_the_passport_for_some_days_and_reads_who_looked() {
    let story = story();
    let id = story.asked();
    assert_eq!(story.open(id), Some(Opening::Closed), "before the answer");
    story.db.clock().advance(::store::SECOND);
    assert_eq!(story.approve(id, 1), Some(true), "for less than was asked");
    let view = story.view(id);
    assert_eq!(view.name, "Тестова Анна Примеровна");
    let line = ("инженер", "бакалавриат", "Учебный институт", 2012);
    let (a, b, c, year) = &view.education[0];
    assert_eq!((a.as_str(), b.as_str(), c.as_str(), *year), line);
    let shown = format!("{view:?}");
    for hidden in ["0012345", "107704", "1990", "ООО «Образец»"] {
        assert!(!shown.contains(hidden), "{hidden}");
    }
    story.db.clock().advance(::store::HOUR);
    story.view(id);
    let (holder, passport) = (story.holder, story.passport);
    let read = story.db.read_now(move |tx| readings(tx, holder, passport, 10)).unwrap();
    assert_eq!(read.len(), 2);
    assert!(read[0].at > read[1].at && read[0].organisation.contains("Образцовый"));
    let news = ["passport-issued", "employer-asked", "employer-opened"];
    assert_eq!(told(&story.db, holder), news, "the second look of a day is not told by mail");
    story.db.clock().advance(DAY - ::store::HOUR);
    assert_eq!(story.open(id), Some(Opening::Closed), "to the moment");
    assert_eq!(story.state(id), State::Over);
    let counted = story.db.read_now(move |tx| of_holder(tx, holder, id)).unwrap().unwrap();
    assert_eq!(counted.opens, 2, "what was refused does not count");
    assert_eq!(told(&story.db, story.by), ["employer-confirmed", "employer-approved"]);
}

#[test]
fn of_many_answers_at_once_one_stands() {
    for round in 0..4 {
        let story = story();
        let id = story.asked();
        let (by, holder) = (story.by, story.holder);
        let threads: Vec<_> = (0..9)
            .map(|n| {
                let db = story.db.clone();
                std::thread::spawn(move || match (n + round) % 3 {
                    0 => db.write_now("a", move |tx| approve(tx, holder, id, 7)).unwrap(),
                    1 => db.write_now("d", move |tx| decline(tx, holder, id)).unwrap(),
                    _ => db.write_now("w", move |tx| withdraw(tx, by, id)).unwrap(),
                })
            })
            .collect();
        let done = threads.into_iter().map(|thread| thread.join().unwrap());
        assert_eq!(done.filter(|done| *done == Some(true)).count(), 1);
        let answers = ["employer.approved", "employer.refused", "employer.withdrawn"];
        let happened = events(&story.db, holder);
        let answered = happened.iter().filter(|event| answers.contains(&event.as_str()));
        assert_eq!(answered.count(), 1, "{happened:?}");
    }
}

#[test]
fn an_answer_that_comes_too_late_changes_nothing() {
    let story = story();
    let id = story.asked();
    story.db.clock().advance(LAPSES_AFTER);
    assert_eq!(story.approve(id, 7), Some(false));
    assert_eq!(story.decline(id), Some(false));
    assert_eq!(story.state(id), State::Lapsed);
    assert_eq!(story.open(id), Some(Opening::Closed));
    assert!(matches!(story.ask(), Asking::Done(_)), "it may ask again");
}

#[test]
fn who_was_refused_rests_and_nobody_is_asked_twice() {
    let story = story();
    let id = story.asked();
    assert_eq!(story.ask(), Asking::Already);
    assert_eq!(story.decline(id), Some(true));
    assert_eq!(story.ask(), Asking::Already);
    assert_eq!(story.open(id), Some(Opening::Closed));
    story.db.clock().advance(REST);
    let again = story.asked();
    assert_eq!(story.approve(again, 30), Some(true));
    assert_eq!(story.view(again).ends_at, story.db.clock().now().plus(7 * DAY), "not longer");
    assert_eq!(story.ask(), Asking::Already, "it sees it");
    let (by, card) = (story.by, story.card);
    let mut count = 0;
    while story.db.write_now("ask", move |tx| ask(tx, by, card, &wish(1))).unwrap()
        != Some(Asking::TooMany)
    {
        count += 1;
        assert!(count <= PER_DAY);
    }
}

#[test]
fn who_takes_a_request_back_rests_and_cannot_push_a_view_off_the_page() {
    let story = story();
    let id = story.asked();
    assert_eq!(story.approve(id, 7), Some(true));
    let (other, _) = firm(&story.db, 102_770_000_673);
    story.db.clock().advance(::store::SECOND);
    let card = story.card;
    let ask_again =
        || story.db.write_now("ask", move |tx| ask(tx, other, card, &wish(7))).unwrap().unwrap();
    let Asking::Done(second) = ask_again() else { panic!("not asked") };
    let first_of = |limit: i64| {
        let (holder, passport) = (story.holder, story.passport);
        let found = story.db.read_now(move |tx| about(tx, holder, passport, limit)).unwrap();
        found.into_iter().map(|(request, _)| request.id).collect::<Vec<_>>()
    };
    assert_eq!(first_of(1), [id], "what is open, though the other one is newer");
    let back = story.db.write_now("back", move |tx| withdraw(tx, other, second)).unwrap();
    assert_eq!(back, Some(true));
    assert_eq!(ask_again(), Asking::Already);
    assert_eq!(told(&story.db, story.holder).len(), 3, "the passport, and each asked once");
    story.db.clock().advance(7 * DAY);
    assert_eq!(first_of(9), [second, id], "when the view is over the newest is first");
    story.db.clock().advance(REST - 7 * DAY);
    assert!(matches!(ask_again(), Asking::Done(_)));
}

#[test]
fn a_card_is_shown_while_an_answer_hangs_on_it_or_its_holder_is_findable() {
    let story = story();
    let id = story.asked();
    let (holder, passport) = (story.holder, story.passport);
    let shown = || {
        let card = move |tx: &Tx| card_of(tx, &of_holder(tx, holder, id)?.unwrap());
        story.db.read_now(card).unwrap().is_some()
    };
    story.db.write_now("off", move |tx| switch_off(tx, holder, passport)).unwrap();
    assert!(shown(), "it waits");
    assert_eq!(story.approve(id, 1), Some(true));
    assert!(shown(), "it is open");
    story.db.clock().advance(DAY);
    assert_eq!((story.state(id), shown()), (State::Over, false));
    story.db.write_now("on", move |tx| find::switch_on(tx, holder, passport)).unwrap();
    assert!(shown(), "whoever searches sees it, too");
    act_on(&story.db, passport, 0, Act::Suspend);
    assert!(!shown());
}

#[test]
fn the_holder_closes_a_view_at_once_and_so_does_the_desk() {
    let story = story();
    let id = story.asked();
    assert_eq!(story.approve(id, 7), Some(true));
    story.view(id);
    let holder = story.holder;
    let shut = || story.db.write_now("close", move |tx| close(tx, holder, id)).unwrap();
    assert_eq!((shut(), shut()), (Some(true), Some(false)));
    assert_eq!((story.open(id), story.state(id)), (Some(Opening::Closed), State::Ended));
    let again = story.asked();
    assert_eq!(story.approve(again, 7), Some(true));
    strike(&story.db, story.employer);
    assert_eq!(story.open(again), None, "the organisation is not confirmed any more");
}

#[test]
fn a_view_shows_what_the_passport_is_worth_now() {
    let story = story();
    let id = story.asked();
    story.approve(id, 7);
    assert_eq!(story.view(id).state, Standing::Valid);
    assert_eq!(act_on(&story.db, story.passport, 0, Act::Suspend), Some(Decided::Done));
    let view = story.view(id);
    assert_eq!(view.state, Standing::Suspended);
    let states: Vec<Standing> = view.states.iter().map(|(_, state)| *state).collect();
    assert_eq!(states, [Standing::Valid, Standing::Suspended]);
    assert!(!format!("{view:?}").contains("отозвал"), "the reason is the holder's");
    act_on(&story.db, story.passport, 1, Act::Revoke);
    assert_eq!(story.view(id).state, Standing::Revoked);
}

#[test]
fn a_request_belongs_to_two_and_to_nobody_else() {
    let story = story();
    let id = story.asked();
    let (other, _) = firm(&story.db, 102_770_000_673);
    let stranger = person(&story.db);
    story.approve(id, 7);
    for who in [other, stranger, story.holder] {
        let opened = story.db.write_now("open", move |tx| open(tx, who, id)).unwrap();
        assert_eq!(opened, None);
        let back = story.db.write_now("withdraw", move |tx| withdraw(tx, who, id)).unwrap();
        assert_eq!(back, None);
    }
    for who in [other, stranger, story.by] {
        let said = story.db.write_now("approve", move |tx| approve(tx, who, id, 7)).unwrap();
        assert_eq!(said, None);
        let shut = story.db.write_now("close", move |tx| close(tx, who, id)).unwrap();
        assert_eq!(shut, None);
    }
    let (by, card, holder, passport) = (story.by, story.card, story.holder, story.passport);
    story.db.write_now("off", move |tx| switch_off(tx, holder, passport)).unwrap();
    let gone = story.db.write_now("ask", move |tx| ask(tx, by, card, &wish(1))).unwrap();
    assert_eq!(gone, Some(Asking::Gone), "who is not found is not asked");
    issue_one(&story.db, by);
    story.view(id);
}

#[test]
fn each_change_of_a_request_comes_into_the_open_pages_of_both_sides_with_it() {
    let story = story();
    let (db, holder, by) = (&story.db, story.holder, story.by);
    let colleague = person(db);
    let employer = story.employer;
    let join = "insert into epk_employer_member (account, employer, name, joined_at)
                values ($1, $2, $3, 0)";
    db.write_now("join", move |tx| {
        let name = tx.vault().seal_text("epk_employer_member.name", "Вторая В. Т.");
        tx.execute(join, ::store::params![colleague, employer, name])
    })
    .unwrap();
    let seen = || [holder, by, colleague].map(|who| shown_again(db, who, 0).len());
    let (hers, before) = (page_of_holder(story.passport), seen());
    let id = story.asked();
    let theirs = page_of(id);
    let told = |before: [usize; 3], what: &str| {
        for ((who, before), page) in
            [holder, by, colleague].into_iter().zip(before).zip([&hers, &theirs, &theirs])
        {
            let shown = shown_again(db, who, before);
            assert!(shown.contains(page), "{what}: {page} is not in {shown:?}");
        }
    };
    told(before, "asked");
    let before = seen();
    let broken = db.write_now("break", move |tx| {
        assert_eq!(approve(tx, holder, id, 7)?, Some(true));
        Err::<(), _>(::store::Error::Missing)
    });
    assert!(broken.is_err());
    assert_eq!(seen(), before, "with the change, or not at all");
    story.approve(id, 7);
    told(before, "approved");
    let before = seen();
    db.write_now("close", move |tx| close(tx, holder, id)).unwrap();
    told(before, "closed");
    db.clock().advance(31 * DAY);
    let (id, before) = (story.asked(), seen());
    db.write_now("withdraw", move |tx| withdraw(tx, by, id)).unwrap();
    let shown = shown_again(db, holder, before[0]);
    assert_eq!(shown, [hers], "withdrawn");
}

#[test]
fn a_refusal_holds_for_the_passport_that_comes_after_too() {
    let mut story = story();
    let id = story.asked();
    assert_eq!(story.decline(id), Some(true));
    let new = reissued(&story.db, story.holder, story.passport, facts());
    story.card = shown_of(&story.db, new);
    assert_eq!(story.ask(), Asking::Already);
    story.db.clock().advance(REST);
    assert!(matches!(story.ask(), Asking::Done(_)));
}

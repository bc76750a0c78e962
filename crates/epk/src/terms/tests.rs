//! Accepting the terms.

use cabinet::CabinetAccountId;
use store::{Db, MINUTE};
use web::Lang;

use super::{Accepting, VERSION, accept, accepted, fingerprint, text};

#[test]
fn what_is_kept_is_the_text_that_was_shown_and_the_first_time() {
    let db = Db::memory();
    let account = CabinetAccountId(db.read_now(|tx| Ok(tx.new_id())).unwrap());
    let kept = || db.read_now(move |tx| accepted(tx, account)).unwrap();
    let accept_in = |lang: Lang, shown: String| {
        db.write_now("story", move |tx| accept(tx, account, lang, &shown)).unwrap()
    };
    assert_eq!(kept(), None);
    assert_eq!(accept_in(Lang::En, fingerprint(text(Lang::Ru))), Accepting::Changed);
    assert_eq!(accept_in(Lang::Ru, String::new()), Accepting::Changed);
    assert_eq!(kept(), None);
    assert_eq!(accept_in(Lang::En, fingerprint(text(Lang::En))), Accepting::Accepted);
    let first = kept().unwrap();
    assert_eq!((first.version.as_str(), first.lang, first.sha256.len()), (VERSION, Lang::En, 32));
    db.clock().advance(MINUTE);
    assert_eq!(accept_in(Lang::Ru, fingerprint(text(Lang::Ru))), Accepting::Accepted);
    assert_eq!(kept().unwrap(), first, "a second time changes nothing");
    let journal =
        db.read_now(move |tx| store::journal::about(tx, "epk", &account.to_string(), None, 10));
    assert_eq!(journal.unwrap().len(), 1);
}

#[test]
fn both_languages_have_the_same_paragraphs_each_with_a_heading() {
    let (ru, en) = (text(Lang::Ru), text(Lang::En));
    assert_eq!(ru.lines().count(), en.lines().count());
    for line in ru.lines().chain(en.lines()) {
        assert!(line.matches(". ").count() >= 2, "{line}");
    }
    assert_eq!(fingerprint(ru).len(), 64);
    assert_ne!(fingerprint(ru), fingerprint(en));
}

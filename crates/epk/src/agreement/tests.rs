//! Accepting the agreement.

use cabinet::CabinetAccountId;
use store::Db;
use web::Lang;

use super::{Accepting, accept, accepted, fingerprint, text};

#[test]
fn only_the_text_in_force_is_accepted_and_its_hash_is_kept() {
    let db = Db::memory();
    let account = CabinetAccountId(db.read_now(|tx| Ok(tx.new_id())).unwrap());
    let accept_in = |shown: String| {
        db.write_now("story", move |tx| accept(tx, account, Lang::Ru, &shown)).unwrap()
    };
    assert_eq!(accept_in(fingerprint(text(Lang::En))), Accepting::Changed);
    assert_eq!(db.read_now(move |tx| accepted(tx, account)).unwrap(), None);
    assert_eq!(accept_in(fingerprint(text(Lang::Ru))), Accepting::Accepted);
    let kept = db.read_now(move |tx| accepted(tx, account)).unwrap().unwrap();
    let hex: String = kept.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((kept.version.as_str(), hex), ("2", fingerprint(text(Lang::Ru))));
}

#[test]
fn both_languages_have_the_same_paragraphs_each_with_a_heading() {
    let (ru, en) = (text(Lang::Ru), text(Lang::En));
    assert_eq!(ru.lines().count(), en.lines().count());
    for line in ru.lines().chain(en.lines()) {
        assert!(line.matches(". ").count() >= 2, "{line}");
    }
}

//! Stories about letters that look alike.

use proptest::prelude::*;

use super::*;

#[test]
fn a_strayed_letter_is_put_right() {
    assert_eq!(repair("Анн\u{61}"), Ok("Анна".to_owned()));
    assert_eq!(repair("\u{41}нна"), Ok("Анна".to_owned()));
    assert_eq!(repair("Ann\u{430}"), Ok("Anna".to_owned()));
    assert_eq!(repair("Аннz"), Err('z'));
    assert_eq!(repair("O'Neil"), Ok("O'Neil".to_owned()));
}

#[test]
fn every_pair_is_a_pair_of_both_alphabets() {
    for (latin, cyrillic) in TWINS {
        assert_eq!(alphabet(*latin), Some(Alphabet::Latin), "{latin}");
        assert_eq!(alphabet(*cyrillic), Some(Alphabet::Cyrillic), "{cyrillic}");
    }
}

#[test]
fn twins_fold_alike_in_capitals_and_small_letters() {
    assert_eq!(fold("НАТАША"), fold("\u{48}\u{41}\u{54}\u{41}ША"));
    assert_eq!(fold("Семёнов"), fold("семенов"));
    assert_eq!(fold("е\u{308}"), "е");
    assert_ne!(fold("Анна"), fold("Инна"));
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn case_never_matters(text in "[а-яёa-z -]{0,40}") {
        prop_assert_eq!(fold(&text), fold(&text.to_uppercase()));
    }
}

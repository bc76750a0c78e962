//! Stories about names.

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Result<String, NameFault> {
    Name::parse(text).map(String::from)
}

#[test]
fn real_names_are_accepted() {
    for text in [
        "Тестова",
        "Ё",
        "О'Нил",
        "Салтыков-Щедрин",
        "Müller",
        "de la Cruz",
        "Артём",
        "Абу Зейд",
        "'т Хоофт",
        "Мамед Оглы",
    ] {
        assert_eq!(read(text), Ok(text.to_owned()), "{text}");
    }
}

#[test]
fn signs_get_one_form() {
    assert_eq!(read("  О’Нил  "), Ok("О'Нил".into()));
    assert_eq!(read("Салтыков – Щедрин"), Ok("Салтыков-Щедрин".into()));
    assert_eq!(read("Абу\u{a0} Зейд"), Ok("Абу Зейд".into()));
    assert_eq!(read("Иои\u{306}"), Ok("Иой".into()));
    assert_eq!(read("Тестов\u{61}"), Ok("Тестова".into()));
}

#[test]
fn what_no_name_has_is_refused_with_its_reason() {
    assert_eq!(read(" "), Err(NameFault::Empty));
    assert_eq!(read(&"а".repeat(200)), Err(NameFault::TooLong { got: 200 }));
    assert_eq!(read(&"а".repeat(100)), Ok("а".repeat(100)));
    assert_eq!(read("Анна2"), Err(NameFault::Digit('2')));
    assert_eq!(read("Анна😀"), Err(NameFault::Emoji));
    assert_eq!(read("Анна\u{202e}"), Err(NameFault::Invisible('\u{202e}')));
    assert_eq!(read("Ан\u{200f}на"), Err(NameFault::Invisible('\u{200f}')));
    assert_eq!(read("Ан\u{7}на"), Err(NameFault::Invisible('\u{7}')));
    assert_eq!(read("Ан\nна"), Err(NameFault::Invisible('\n')));
    assert_eq!(read("Άννα"), Err(NameFault::Script('Ά')));
    assert_eq!(read("安娜"), Err(NameFault::Script('安')));
    assert_eq!(read("Аннz"), Err(NameFault::Mixed('z')));
    assert_eq!(read("Анна<b>"), Err(NameFault::Sign('<')));
    assert_eq!(read("-Анна"), Err(NameFault::Loose('-')));
    assert_eq!(read("Анна--Мария"), Err(NameFault::Loose('-')));
    assert_eq!(read("-"), Err(NameFault::Loose('-')));
    assert_eq!(read("А\u{301}\u{301}нна"), Err(NameFault::Sign('\u{301}')));
}

#[test]
fn spelling_that_says_nothing_is_the_same() {
    for (one, other) in [
        ("Семёнов", "СЕМЕНОВ"),
        ("Салтыков-Щедрин", "салтыков щедрин"),
        ("О'Нил", "О’НИЛ"),
        ("О'Нил", "Онил"),
        ("Тестова", "Тестов\u{61}"),
        ("HANNA", "Hanna"),
    ] {
        assert_eq!(compare(one, other), Likeness::Same, "{one} {other}");
    }
}

#[test]
fn a_slip_of_one_letter_is_told_from_another_name() {
    let differs = |one, other| match compare(one, other) {
        Likeness::Differs(difference) => difference,
        Likeness::Same => panic!("{one} and {other} are not the same"),
    };
    assert_eq!(differs("Тестова", "Тистова"), Difference::OneLetter { place: 2 });
    assert_eq!(differs("Тества", "Тестова"), Difference::MissingLetter { place: 5 });
    assert_eq!(differs("Тесттова", "Тестова"), Difference::ExtraLetter { place: 5 });
    assert_eq!(differs("Тетсова", "Тестова"), Difference::SwappedLetters { place: 3 });
    assert_eq!(differs("Тестов", "Тестова"), Difference::MissingLetter { place: 7 });
    assert_eq!(differs("Тестова", "Примерова"), Difference::Much);
    assert_eq!(differs("Ян", "Як"), Difference::Much);
    assert_eq!(differs("", "Анна"), Difference::Much);
    assert!(compare("Тестова", "Тистова").is_slip());
    assert!(!compare("Ян", "Як").is_slip());
}

proptest! {
    #[test]
    fn a_name_is_like_itself(name in "[А-Яа-яЁё' -]{1,40}") {
        prop_assert_eq!(compare(&name, &name.to_uppercase()), Likeness::Same);
    }

    #[test]
    fn one_changed_letter_is_found(name in "[а-я]{4,20}", at in 0_usize..4, to in "[а-я]") {
        let mut letters: Vec<char> = name.chars().collect();
        let new = to.chars().next().unwrap();
        prop_assume!(letters[at] != new);
        letters[at] = new;
        let other: String = letters.iter().collect();
        let expected = Likeness::Differs(Difference::OneLetter { place: at + 1 });
        prop_assert_eq!(compare(&name, &other), expected);
    }

    #[test]
    fn likeness_is_mutual(one in "[абв]{0,6}", other in "[абв]{0,6}") {
        let (there, back) = (compare(&one, &other), compare(&other, &one));
        prop_assert_eq!(there.is_same(), back.is_same());
        prop_assert_eq!(there.is_slip(), back.is_slip());
    }

    #[test]
    fn what_was_accepted_is_accepted_again(text in "\\PC{0,30}") {
        if let Ok(name) = Name::parse(&text) {
            prop_assert_eq!(Name::parse(name.as_str()), Ok(name));
        }
    }
}

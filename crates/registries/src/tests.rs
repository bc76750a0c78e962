//! Stories about the words: every refusal can be said in both languages.

use web::{Lang, Texts};

use crate::digits::{DigitsFault, Slip};
use crate::{
    BirthDateFault, DateFault, EmailFault, Explained, InnFault, NameFault, PassportFault,
    PhoneFault, Register, SnilsFault,
};

fn texts() -> Texts {
    let ru = include_str!("../../../i18n/ru/registries.ftl");
    let en = include_str!("../../../i18n/en/registries.ftl");
    Texts::load(&[(Lang::Ru, "registries.ftl", ru), (Lang::En, "registries.ftl", en)]).unwrap()
}

fn every_refusal() -> Vec<Explained> {
    let digits = [
        DigitsFault::Empty,
        DigitsFault::Letter { letter: 'О', digit: Some('0') },
        DigitsFault::Letter { letter: 'ы', digit: None },
        DigitsFault::Sign('\u{7}'),
        DigitsFault::Length { got: 1, want: 11 },
        DigitsFault::Length { got: 12, want: 11 },
    ];
    let slips = [Slip::Swapped { first: 5 }, Slip::Digit { place: 3 }, Slip::Unclear];
    let dates = [
        DateFault::Empty,
        DateFault::Form,
        DateFault::ShortYear,
        DateFault::Month("13".into()),
        DateFault::Day("32".into()),
        DateFault::ShortMonth(2),
        DateFault::ShortMonth(11),
        DateFault::NotLeap(2023),
    ];
    let mut all: Vec<Explained> = Vec::new();
    all.extend(digits.iter().map(DigitsFault::explained));
    for fault in digits {
        all.push(SnilsFault::Digits(fault.clone()).explained());
        all.push(InnFault::Digits(fault.clone()).explained());
        all.push(PassportFault::Series(fault.clone()).explained());
        all.push(PassportFault::Number(fault.clone()).explained());
        all.push(PassportFault::IssuerCode(fault).explained());
    }
    all.extend(slips.map(|slip| SnilsFault::Checksum(slip).explained()));
    all.extend(slips.map(|slip| InnFault::Checksum(slip).explained()));
    all.push(SnilsFault::Zeros.explained());
    all.extend([InnFault::Zeros, InnFault::Organisation].map(|fault| fault.explained()));
    for fault in dates {
        all.push(BirthDateFault::Date(fault.clone()).explained());
        all.push(PassportFault::IssuedOn(fault).explained());
    }
    all.push(DateFault::Empty.explained());
    all.push(BirthDateFault::Future.explained());
    all.push(BirthDateFault::TooOld { earliest: 1901 }.explained());
    all.extend(
        [
            PassportFault::Region,
            PassportFault::NoSuchNumber,
            PassportFault::IssuedInFuture,
            PassportFault::IssuedTooEarly,
            PassportFault::IssuedBefore14,
            PassportFault::IssuedBy,
        ]
        .map(|fault| fault.explained()),
    );
    all.extend(
        [
            PhoneFault::Empty,
            PhoneFault::Sign('x'),
            PhoneFault::Russian { got: 9 },
            PhoneFault::Area('1'),
            PhoneFault::NoCountry,
            PhoneFault::Foreign { got: 4 },
        ]
        .map(|fault| fault.explained()),
    );
    all.extend(
        [
            EmailFault::Empty,
            EmailFault::NoAt,
            EmailFault::ManyAts,
            EmailFault::NoName,
            EmailFault::Dots,
            EmailFault::Sign(' '),
            EmailFault::Sign('<'),
            EmailFault::Mixed('а'),
            EmailFault::Domain,
            EmailFault::TooLong,
        ]
        .map(|fault| fault.explained()),
    );
    all.extend(
        [
            NameFault::Empty,
            NameFault::TooLong { got: 200 },
            NameFault::Digit('2'),
            NameFault::Emoji,
            NameFault::Invisible('\u{202e}'),
            NameFault::Script('安'),
            NameFault::Mixed('z'),
            NameFault::Mixed('ж'),
            NameFault::Sign('<'),
            NameFault::Loose('-'),
        ]
        .map(|fault| fault.explained()),
    );
    all
}

#[test]
fn every_refusal_can_be_said_in_both_languages() {
    let texts = texts();
    for refusal in every_refusal() {
        for lang in Lang::ALL {
            let said = refusal.in_words(&texts, lang);
            let plain = said.replace(['\u{2068}', '\u{2069}'], "");
            assert!(!plain.contains(['⟦', '{', '$']), "{}: {plain}", refusal.key);
            let arguments_stand = refusal.args.iter().all(|(_, arg)| match arg {
                web::Arg::Number(number) => plain.contains(&number.to_string()),
                web::Arg::Text(text) => text.starts_with('m') || plain.contains(text),
            });
            let is_month = refusal.key == "registries-date-short-month";
            assert!(arguments_stand || is_month, "{}: {plain}", refusal.key);
        }
    }
}

#[test]
fn a_swap_is_said_as_people_say_it() {
    let said = SnilsFault::Checksum(Slip::Swapped { first: 5 }).explained();
    let said = said.in_words(&texts(), Lang::Ru).replace(['\u{2068}', '\u{2069}'], "");
    assert_eq!(said, "Контрольное число не сходится: похоже, перепутаны 5-я и 6-я цифры");
}

#[test]
fn every_register_has_a_name_an_audience_and_words() {
    let texts = texts();
    for register in Register::ALL {
        assert_eq!(register.as_str().parse(), Ok(register));
        assert_eq!(Register::of_audience(register.audience()), Some(register));
        assert!(Lang::ALL.iter().all(|lang| texts.has(*lang, register.name_key())));
    }
}

use super::*;

mod attacks;
mod judged;
mod plain;
mod ranges;

use plain::{OBJECTS, update, with_streams, with_table};

/// Stands for a message; nothing here looks into it.
const MESSAGE: &[u8] = &[0x30, 3, 2, 1, 7];

fn seal() -> Seal {
    Seal {
        field: None,
        time: "2026-11-22T10:15:00Z".parse().unwrap(),
        name: Some("Тестова Анна".into()),
        reason: None,
        location: None,
        room: 64,
        permits: None,
        mark: None,
    }
}

fn sealed(bytes: &[u8], seal: &Seal) -> Vec<u8> {
    prepare(bytes, seal).unwrap().finish(MESSAGE).unwrap()
}

fn plain_sealed() -> Vec<u8> {
    sealed(&with_table(&OBJECTS), &seal())
}

/// What became of the file after its first signature.
fn changes(bytes: &[u8]) -> Vec<Change> {
    signatures(bytes).unwrap()[0].changes.clone().unwrap()
}

#[test]
fn a_sealed_file_is_the_old_one_with_more_behind_it() {
    for before in [with_table(&OBJECTS), with_streams()] {
        let prepared = prepare(&before, &seal()).unwrap();
        let parts = prepared.parts().concat();
        let after = prepared.finish(MESSAGE).unwrap();
        assert!(after.starts_with(&before));
        let [signature] = &signatures(&after).unwrap()[..] else { panic!() };
        assert_eq!(signature.contents.as_deref(), Some(MESSAGE));
        let range = signature.range.as_ref().unwrap();
        assert_eq!(range.end, after.len());
        assert_eq!(range.parts(&after).concat(), parts);
        assert_eq!(signature.changes, Ok(vec![]));
        assert_eq!((&signature.field[..], &signature.kind), ("Signature1", &Kind::Cades));
        assert_eq!(signature.said.time.as_deref(), Some("D:20261122101500+00'00'"));
        assert_eq!(signature.said.name.as_deref(), Some("Тестова Анна"));
    }
}

#[test]
fn a_second_seal_is_told_and_does_no_harm() {
    for before in [with_table(&OBJECTS), with_streams()] {
        let once = sealed(&before, &seal());
        let twice = sealed(&once, &seal());
        let found = signatures(&twice).unwrap();
        assert_eq!(found.len(), 2);
        let added = Change::Signed { field: "Signature2".into(), visible: false };
        assert_eq!(found[0].changes, Ok(vec![added.clone()]));
        assert!(added.is_permitted(found[0].level));
        assert_eq!(found[1].changes, Ok(vec![]));
    }
}

#[test]
fn a_seal_that_forbids_changes_is_the_only_one() {
    let first = Seal { permits: Some(1), ..seal() };
    let once = sealed(&with_table(&OBJECTS), &first);
    assert_eq!(signatures(&once).unwrap()[0].level, 1);
    assert_eq!(prepare(&once, &seal()).unwrap_err(), Error::Forbidden);
    assert_eq!(prepare(&plain_sealed(), &first).unwrap_err(), Error::TooLate);
}

#[test]
fn an_empty_field_is_filled_and_a_taken_one_is_not() {
    let mut objects = OBJECTS.to_vec();
    objects[0] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 7 0 R]>>>>";
    objects.push("<</FT/Sig/T(chief)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R>>");
    objects.push("<</FT/Tx/T(name)/Type/Annot/Subtype/Widget/Rect[0 0 9 9]/P 3 0 R>>");
    let before = with_table(&objects);
    let named = |name: &str| Seal { field: Some(name.into()), ..seal() };
    let once = sealed(&before, &named("chief"));
    assert_eq!(signatures(&once).unwrap()[0].field, "chief");
    for name in ["chief", "name", "a.b", ""] {
        assert_eq!(prepare(&once, &named(name)).unwrap_err(), Error::Field(name.into()));
    }
    let second = sealed(&once, &named("clerk"));
    let filled = update(
        &second,
        &[(7, "<</FT/Tx/T(name)/V(Anna)/Type/Annot/Subtype/Widget/Rect[0 0 9 9]/P 3 0 R>>")],
    );
    let signed = Change::Signed { field: "clerk".into(), visible: false };
    assert_eq!(changes(&filled), [Change::Filled("name".into()), signed]);
    let moved = update(
        &second,
        &[(7, "<</FT/Tx/T(name)/Type/Annot/Subtype/Widget/Rect[0 0 200 200]/P 3 0 R>>")],
    );
    assert!(changes(&moved).iter().any(|change| matches!(change, Change::Other(_))));
}

#[test]
fn a_mark_takes_room_on_its_page_and_is_told_when_it_comes_later() {
    let mark = Mark { page: 0, place: [10.0, 10.0, 60.5, 30.0], drawing: b"0 0 9 9 re f".into() };
    let marked = Seal { mark: Some(mark.clone()), ..seal() };
    let twice = sealed(&plain_sealed(), &marked);
    assert_eq!(changes(&twice), [Change::Signed { field: "Signature2".into(), visible: true }]);
    let beyond = Seal { mark: Some(Mark { page: 1, ..mark }), ..seal() };
    assert_eq!(prepare(&twice, &beyond).unwrap_err(), Error::Page(1));
}

#[test]
fn lines_of_a_mark_are_drawn_inside_of_its_frame() {
    let font = concat!(env!("CARGO_MANIFEST_DIR"), "/../pdf/fonts/NotoSans-Regular.ttf");
    let font = std::fs::read(font).unwrap();
    let place = [100.0, 50.0, 220.0, 90.0];
    let lines = ["Подписано", "очень длинное имя, которое должно поместиться"];
    let mark = Mark::of_lines(0, place, &font, &lines).unwrap();
    let drawing = String::from_utf8(mark.drawing).unwrap();
    let curves = drawing.lines().filter(|line| line.ends_with(['m', 'l', 'c']));
    let mut count = 0;
    for curve in curves {
        let numbers = curve.split(' ').filter_map(|word| word.parse::<f32>().ok());
        for (at, number) in numbers.enumerate() {
            let most = if at % 2 == 0 { 120.0 } else { 40.0 };
            assert!((0.0..=most).contains(&number), "{curve}");
        }
        count += 1;
    }
    assert!(count > 100);
    assert!(Mark::of_lines(0, place, b"no font", &lines).is_err());
}

#[test]
fn a_message_larger_than_its_room_is_refused() {
    let prepared = prepare(&with_table(&OBJECTS), &seal()).unwrap();
    assert_eq!(prepared.finish(&[0; 65]).unwrap_err(), Error::Room(65, 64));
}

#[test]
fn what_is_no_pdf_or_encrypted_is_said_to_be_so() {
    for bytes in [&b""[..], b"%PDF-1.7\n", b"PK\x03\x04", b"%PDF-1.7\nstartxref\n0\n%%EOF"] {
        assert!(signatures(bytes).is_err());
    }
    let secret = plain::add(b"%PDF-1.7\n", &[(1, OBJECTS[0])], "/Root 1 0 R/Encrypt 2 0 R");
    assert!(signatures(&secret).unwrap_err().why.contains("encryption"));
}

#[test]
fn no_byte_that_is_exchanged_or_cut_off_makes_it_panic() {
    for whole in [plain_sealed(), sealed(&with_streams(), &seal())] {
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            for byte in [b'9', 0xFF] {
                bytes[at] = byte;
                let _ = signatures(&bytes);
            }
            let _ = signatures(&whole[..at]);
        }
    }
}

//! Files that are taken, and many that are not.

mod documents;
mod intake;
mod pictures;

use proptest::prelude::*;

use super::{Kind, LARGEST, LONGEST_NAME, Refusal, check, clean_name, shown_name};

#[test]
fn the_type_is_that_of_the_content() {
    let script = b"#!/bin/sh\nrm -rf /\n";
    let html = b"<!doctype html><script>alert(1)</script>";
    let gif = b"GIF89a/*\x01\x00*/=1;alert(1);//<html>";
    let zip = b"PK\x03\x04\x14\x00\x00\x00";
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    let executable = b"MZ\x90\x00\x03\x00\x00\x00";
    for bytes in [&script[..], html, gif, zip, svg, executable, b" %PDF-1.4", b"\0", b"%PDF"] {
        assert_eq!(check(bytes), Err(Refusal::OtherKind));
    }
    assert_eq!(check(b""), Err(Refusal::Empty));
    assert_eq!(check(&vec![0; LARGEST + 1]), Err(Refusal::TooLarge));
    assert_eq!(check(&vec![0; LARGEST]), Err(Refusal::OtherKind));
}

#[test]
fn names_are_shown_clean_and_never_lead_anywhere() {
    let cases = [
        ("Диплом.PDF", "Диплом.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Анна\\скан.jpeg", "скан.pdf"),
        ("скан\0.php\0.pdf", "скан.php.pdf"),
        ("a\u{202e}fdp.exe", "afdp.exe.pdf"),
        ("  много \t\r\n пробелов  .pdf", "много пробелов.pdf"),
        ("\"><script>.pdf", "___script_.pdf"),
        ("...", ""),
        ("", ""),
        ("/", ""),
        ("\u{200b}\u{feff}.pdf", ""),
        ("отчёт.docx", "отчёт.docx.pdf"),
    ];
    for (sent, shown) in cases {
        assert_eq!(clean_name(sent, Kind::Pdf), shown, "{sent:?}");
    }
    let long = format!("{}.pdf", "я".repeat(300));
    assert_eq!(clean_name(&long, Kind::Jpeg).chars().count(), LONGEST_NAME);
    assert!(clean_name(&long, Kind::Jpeg).ends_with("я.jpg"));
    assert_eq!(shown_name("../run.exe"), "run.exe");
}

const STARTS: &[&[u8]] = &[b"%PDF-1.7\n", b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1a\n"];

proptest! {
    #[test]
    fn any_name_comes_out_short_and_harmless(sent in "\\PC{0,200}|[\\x00-\\x7f]{0,200}") {
        for name in [clean_name(&sent, Kind::Png), shown_name(&sent)] {
            prop_assert!(name.chars().count() <= LONGEST_NAME);
            let harmful = ['/', '\\', '\0', '\n', '\r', '"', '<', '>', '\u{202e}'];
            prop_assert!(!name.contains(harmful));
            prop_assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']));
        }
    }

    #[test]
    fn any_bytes_are_judged_without_a_panic(
        start in prop::sample::select(STARTS),
        bytes in prop::collection::vec(any::<u8>(), 0..2_000),
    ) {
        prop_assert!(super::pdf::check(&bytes).is_err());
        prop_assert!(check(&[start, &bytes].concat()).is_err());
    }
}

/// Changes a good file in one of the ways in which files break or are broken.
fn mutated(good: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let at = any::<prop::sample::Index>();
    let many = prop::collection::vec((at, any::<u8>(), 0_u8..6), 1..8);
    many.prop_map(move |changes| {
        let mut bytes = good.clone();
        for (at, with, how) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = with,
                1 => bytes[at] ^= 1 << (with & 7),
                2 => bytes.truncate(at),
                3 => bytes.insert(at, with),
                4 => drop(bytes.drain(at..(at + usize::from(with)).min(bytes.len()))),
                // Numbers are what structures hang on.
                _ => {
                    let digit = bytes[at..].iter().position(u8::is_ascii_digit);
                    if let Some(digit) = digit {
                        bytes[at + digit] = b'0' + with % 10;
                    }
                }
            }
        }
        bytes
    })
}

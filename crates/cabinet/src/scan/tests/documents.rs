//! PDFs.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::prelude::*;

use super::super::{Clean, Kind, Refusal, check};
use super::mutated;

const CATALOGUE: &str = "<</Type/Catalog/Pages 2 0 R>>";
const PAGES: &str = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>";

/// A PDF that is put together object by object.
#[derive(Clone)]
struct Pdf {
    bytes: Vec<u8>,
    places: Vec<(u32, usize)>,
}

impl Pdf {
    fn new() -> Pdf {
        Pdf { bytes: b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec(), places: Vec::new() }
    }

    /// One page.
    fn page() -> Pdf {
        Pdf::with_catalogue(CATALOGUE)
    }

    fn with_catalogue(catalogue: &str) -> Pdf {
        let content = stream("", b"0 0 1 rg 10 10 100 100 re f");
        Pdf::new().object(1, catalogue).object(2, PAGES).object(3, PAGE).object(4, content)
    }

    fn object(mut self, number: u32, body: impl AsRef<[u8]>) -> Pdf {
        self.places.push((number, self.bytes.len()));
        self.bytes.extend(format!("{number} 0 obj\n").bytes());
        self.bytes.extend(body.as_ref());
        self.bytes.extend(b"\nendobj\n");
        self
    }

    fn raw(mut self, bytes: impl AsRef<[u8]>) -> Pdf {
        self.bytes.extend(bytes.as_ref());
        self
    }

    /// A table of what was added since the last one, and the end of the file.
    fn ended(self, trailer: &str) -> Pdf {
        let start = self.bytes.len();
        let mut table = "xref\n0 1\n0000000000 65535 f \n".to_owned();
        for (number, place) in &self.places {
            let _ = write!(table, "{number} 1\n{place:010} 00000 n \n");
        }
        let _ = write!(table, "trailer\n<</Size 99/Root 1 0 R{trailer}>>\n");
        let _ = write!(table, "startxref\n{start}\n%%EOF\n");
        Pdf { places: Vec::new(), ..self.raw(table) }
    }

    /// Where the last table begins.
    fn table(&self) -> usize {
        self.bytes.windows(6).rposition(|window| window == b"\nxref\n").unwrap() + 1
    }

    fn done(self) -> Vec<u8> {
        self.ended("").bytes
    }

    /// The same objects, packed into a stream, with a cross-reference stream.
    fn packed(objects: &[(u32, &str)], predictor: bool) -> Vec<u8> {
        let (mut head, mut body) = (String::new(), String::new());
        for (number, object) in objects {
            let _ = write!(head, "{number} {} ", body.len());
            let _ = write!(body, "{object} ");
        }
        let extra = format!("/Type/ObjStm/N {}/First {}", objects.len(), head.len());
        let pdf = Pdf::new()
            .object(40, flate(&extra, (head + &body).as_bytes()))
            .object(4, stream("", b"q Q"));
        let start = pdf.bytes.len();
        let mut rows: Vec<[u8; 5]> = Vec::new();
        let mut index = String::new();
        let mut row = |number: u32, kind: u8, place: usize, third: usize| {
            let place = u32::try_from(place).unwrap().to_be_bytes();
            rows.push([kind, place[1], place[2], place[3], u8::try_from(third).unwrap()]);
            let _ = write!(index, "{number} 1 ");
        };
        for (number, place) in pdf.places.iter().chain([&(41, start)]) {
            row(*number, 1, *place, 0);
        }
        for (place, (number, _)) in objects.iter().enumerate() {
            row(*number, 2, 40, place);
        }
        let data = if predictor { upped(&rows) } else { rows.concat() };
        let how = if predictor { "/DecodeParms<</Predictor 12/Columns 5>>" } else { "" };
        let extra = format!("/Type/XRef/Size 99/W[1 3 1]/Index[{index}]/Root 1 0 R{how}");
        let pdf = pdf.object(41, flate(&extra, &data));
        pdf.raw(format!("startxref\n{start}\n%%EOF\n")).bytes
    }
}

/// PNG's filter that takes the row above away.
fn upped(rows: &[[u8; 5]]) -> Vec<u8> {
    let above = std::iter::once(&[0; 5]).chain(rows);
    let differences = rows.iter().zip(above).flat_map(|(row, above)| {
        let differs = row.iter().zip(above).map(|(one, other)| one.wrapping_sub(*other));
        std::iter::once(2).chain(differs).collect::<Vec<u8>>()
    });
    differences.collect()
}

fn stream(extra: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{extra}/Length {}>>stream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

fn flate(extra: &str, data: &[u8]) -> Vec<u8> {
    stream(&format!("{extra}/Filter/FlateDecode"), &compress_to_vec_zlib(data, 6))
}

const OBJECTS: &[(u32, &str)] = &[(1, CATALOGUE), (2, PAGES), (3, PAGE)];
const TAKEN: Result<Clean, Refusal> = Ok(Clean { kind: Kind::Pdf, rewritten: None });

#[test]
fn plain_packed_and_revised_documents_are_taken_as_they_came() {
    let revised = Pdf::page().ended("");
    let before = revised.table();
    let revised = revised.object(4, stream("", b"q Q")).ended(&format!("/Prev {before}"));
    let indirect = Pdf::with_catalogue(CATALOGUE)
        .object(5, "<</Length 6 0 R>>stream\nendobj (\nendstream")
        .object(6, "8");
    let linked = Pdf::with_catalogue(
        "<</Type/Catalog/Pages 2 0 R/OpenAction[3 0 R/Fit]/Lang(ru)/AA<<>>/Names<</Dests 7 0 R>>>>",
    );
    let going = Pdf::with_catalogue("<</Type/Catalog/Pages 2 0 R/OpenAction 9 0 R>>")
        .object(9, "<</S/GoTo/D[3 0 R/Fit]>>");
    let odd = Pdf::page().object(
        7,
        "[(a \\) ( nested ) \\\\) <48 65 6C> -.5 +3 1.25 true null /A#20B [[[]]] <</K(v)>> 3 0 R]",
    );
    let files = [
        Pdf::page().done(),
        Pdf::packed(OBJECTS, false),
        Pdf::packed(OBJECTS, true),
        revised.bytes,
        indirect.done(),
        linked.done(),
        going.done(),
        odd.done(),
    ];
    for (n, file) in files.iter().enumerate() {
        assert_eq!(check(file), TAKEN, "file {n}: {}", String::from_utf8_lossy(file));
    }
}

#[test]
fn what_acts_is_refused_wherever_it_hides() {
    let actions = [
        "<</S/JavaScript/JS(app.alert(1))>>",
        "<</S/J#61vaScript/JS(app.alert(1))>>",
        "<</S/Launch/F(calc.exe)>>",
        "<</S/SubmitForm/F(http://example.org)>>",
        "<</S/GoToR/F(\\\\\\\\host\\\\share)>>",
        "<</S/ImportData/F(x)>>",
        "<</Kids[<</A<</S/GoTo/Next<</S/JavaScript/JS 8 0 R>>>>>>]>>",
        "<</AA<</O 9 0 R>>>>",
        "<</Type/Annot/Subtype/RichMedia>>",
        "<</Names[(x) <</JS(1)>>]>>",
        "/JavaScript",
    ];
    for action in actions {
        let standing = Pdf::page().object(7, action).done();
        assert_eq!(check(&standing), Err(Refusal::Active), "{action}");
        let packed = Pdf::packed(&[OBJECTS, &[(7, action)]].concat(), true);
        assert_eq!(check(&packed), Err(Refusal::Active), "packed {action}");
    }
    let opens = |opening: &str| {
        let catalogue = format!("<</Type/Catalog/Pages 2 0 R/OpenAction {opening}>>");
        check(&Pdf::with_catalogue(&catalogue).object(9, "<</S/Named/N/Print>>").done())
    };
    assert_eq!(opens("<</S/Named/N/Print>>"), Err(Refusal::Active));
    assert_eq!(opens("9 0 R"), Err(Refusal::Active));
    assert_eq!(opens("77 0 R"), Err(Refusal::Active));
    assert_eq!(opens("<</S/GoTo/D[3 0 R/Fit]/Next 9 0 R>>"), Err(Refusal::Active));
    let external = Pdf::page().object(7, "<</F(\\\\\\\\host\\\\x)/Length 0>>stream\n\nendstream");
    assert_eq!(check(&external.done()), Err(Refusal::Active));
    let in_an_old_revision = Pdf::page().object(7, actions[0]).ended("").object(7, "null");
    let before = in_an_old_revision.table();
    let revised = in_an_old_revision.ended(&format!("/Prev {before}"));
    assert_eq!(check(&revised.bytes), Err(Refusal::Active));
    let nobody_names_it = Pdf::page().raw(format!("7 0 obj {} endobj\n", actions[0]));
    assert_eq!(check(&nobody_names_it.done()), Err(Refusal::Active));
}

#[test]
fn passwords_attachments_and_programs_of_forms_are_refused() {
    let encrypted = Pdf::page().object(7, "<</Filter/Standard/V 4>>").ended("/Encrypt 7 0 R");
    assert_eq!(check(&encrypted.bytes), Err(Refusal::Encrypted));
    for attachment in [
        "<</Names<</EmbeddedFiles 8 0 R>>>>",
        "<</Type/Filespec/EF<</F 8 0 R>>>>",
        "<</Subtype/FileAttachment>>",
    ] {
        let file = Pdf::page().object(7, attachment).done();
        assert_eq!(check(&file), Err(Refusal::Attachments), "{attachment}");
    }
    let form = Pdf::with_catalogue("<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA 8 0 R>>>>");
    assert_eq!(check(&form.done()), Err(Refusal::Xfa));
    let archive = [Pdf::page().done(), b"PK\x05\x06".to_vec(), vec![0; 18]].concat();
    assert_eq!(check(&archive), Err(Refusal::Attachments));
    let mut directory = b"PK\x05\x06".to_vec();
    directory.extend([0; 18]);
    let inside = Pdf::page().object(7, stream("", &directory)).done();
    assert_eq!(check(&inside), Err(Refusal::Attachments));
}

#[test]
fn what_two_programs_would_read_differently_is_refused() {
    let hidden = b"9 0 obj <</S/JavaScript/JS(1)>> endobj";
    // A table that names a place inside a stream, whose content is an object.
    let mut inside = Pdf::page().object(7, stream("", hidden));
    let place = inside.bytes.windows(hidden.len()).position(|w| w == hidden).unwrap();
    inside.places.push((9, place));
    // The same in a text.
    let mut text = Pdf::page().object(7, "(9 0 obj <</K 1>> endobj)");
    text.places.push((9, text.bytes.len() - 34));
    // A number that leads to another object.
    let mut other = Pdf::page();
    other.places[0].0 = 8;
    // A stream that says it is longer or shorter than it is.
    let long = Pdf::page().object(7, "<</Length 400>>stream\nabc\nendstream");
    let short = Pdf::page().object(7, "<</Length 1>>stream\nabc def\nendstream");
    // A key twice.
    let twice = Pdf::page().object(7, "<</Length 3/Length 9>>stream\nabc\nendstream");
    let comment = Pdf::page().raw("% <html><script>alert(1)</script>\n");
    let page = Pdf::page().done();
    let files = [
        inside.done(),
        text.done(),
        other.done(),
        long.done(),
        short.done(),
        twice.done(),
        comment.done(),
        [&page[..], b"<html><script>alert(1)</script>"].concat(),
        [&page[..], b"#!/bin/sh\n"].concat(),
        Pdf::page().raw("junk").done(),
        Pdf::new().object(1, "<</Type/Catalog>>").done(),
    ];
    for (n, file) in files.iter().enumerate() {
        assert_eq!(check(file), Err(Refusal::Unreadable), "file {n}");
    }
}

#[test]
fn every_cut_of_a_document_is_refused() {
    for whole in [Pdf::page().done(), Pdf::packed(OBJECTS, true)] {
        for length in 5..whole.len() - 1 {
            assert!(check(&whole[..length]).is_err(), "{length} of {}", whole.len());
        }
    }
}

fn refused_quickly(file: &[u8], what: &str) {
    let begun = Instant::now();
    assert_eq!(check(file), Err(Refusal::Unreadable), "{what}");
    // Generous, for this runs without optimisation beside others.
    assert!(begun.elapsed() < Duration::from_secs(8), "{what} took {:?}", begun.elapsed());
}

#[test]
fn loops_depth_and_size_are_bounded() {
    let page = Pdf::page();
    let start = page.bytes.len();
    refused_quickly(&page.clone().ended(&format!("/Prev {start}")).bytes, "a circle of tables");
    let away = page.clone().ended("/Prev 9999999999").bytes;
    refused_quickly(&away, "a table behind the end");
    let deep = |open: &str, shut: &str, times| {
        Pdf::page().object(7, open.repeat(times) + &shut.repeat(times)).done()
    };
    refused_quickly(&deep("[", "]", 100_000), "arrays");
    refused_quickly(&deep("<</A", ">>", 100_000), "dictionaries");
    let unclosed = Pdf::page().object(7, "[".repeat(1_000_000)).done();
    refused_quickly(&unclosed, "arrays that never end");
    refused_quickly(&Pdf::page().object(7, "(".repeat(9_000_000)).done(), "texts");
    let ones = "1 ".repeat(4_500_000);
    assert_eq!(check(&Pdf::page().object(7, format!("[{ones}]")).done()), TAKEN);
    let lengths = Pdf::page().object(7, "<</Length 9999999999>>stream\nabc\nendstream").done();
    refused_quickly(&lengths, "a length beyond the file");
    let own = Pdf::page().object(7, "<</Length 7 0 R>>stream\nendstream").done();
    refused_quickly(&own, "a length that is the stream itself");
    let many = "1 0 obj 1 endobj\n".repeat(210_000);
    refused_quickly(&Pdf::page().raw(many).done(), "objects");
    let mut table = Pdf::page().ended("").bytes;
    let at = table.windows(6).position(|w| w == b"\n0 1\n0").unwrap() + 1;
    table.splice(at..at + 4, b"0 9999999999\n".iter().copied());
    refused_quickly(&table, "a table that says it is huge");
}

#[test]
fn streams_that_inflate_without_end_are_stopped() {
    let head = "7 0 ";
    let body = [head.as_bytes(), &vec![b' '; 20 << 20], b"1"].concat();
    let bomb = |extra: &str, body: &[u8]| {
        Pdf::page().object(50, flate(&format!("/Type/ObjStm/N 1/First 4{extra}"), body)).done()
    };
    refused_quickly(&bomb("", &body), "20 MiB of spaces");
    let five = (50..55).fold(Pdf::page(), |pdf, number| {
        let body = [head.as_bytes(), &vec![b' '; 15 << 20], b"1"].concat();
        pdf.object(number, flate("/Type/ObjStm/N 1/First 4", &body))
    });
    refused_quickly(&five.done(), "five of 15 MiB");
    let twice = stream(
        "/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]",
        &compress_to_vec_zlib(&compress_to_vec_zlib(&body, 6), 6),
    );
    refused_quickly(&Pdf::page().object(50, twice).done(), "a filter on a filter");
    refused_quickly(&bomb("/DecodeParms<</Predictor 12/Columns 999999999>>", b"x"), "a predictor");
    // Objects that lie in one another would be read as often as they are named.
    let same = "7 0 ".repeat(5_000) + &"[".repeat(40) + &"1 ".repeat(100_000) + &"]".repeat(40);
    let overlapping = flate("/Type/ObjStm/N 5000/First 20000", same.as_bytes());
    refused_quickly(&Pdf::page().object(50, overlapping).done(), "objects in one another");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn broken_documents_are_judged(bytes in mutated(Pdf::page().done())) {
        let _ = check(&bytes);
    }

    #[test]
    fn broken_packed_documents_are_judged(bytes in mutated(Pdf::packed(OBJECTS, true))) {
        let _ = check(&bytes);
    }

    /// Whatever is changed around it, a script that is whole is never taken.
    #[test]
    fn a_script_is_never_taken(bytes in mutated(
        Pdf::page().object(7, "<</S/JavaScript/JS(app.alert(1))>>").done()
    )) {
        let whole = b"7 0 obj\n<</S/JavaScript/JS(app.alert(1))>>\nendobj";
        if bytes.windows(whole.len()).any(|window| window == whole) {
            prop_assert!(check(&bytes).is_err());
        }
    }
}

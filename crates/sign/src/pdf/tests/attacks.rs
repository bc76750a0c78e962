//! Files that were changed after they were signed so that they show something else: shadow
//! attacks (Mainka, Mladenov, Rohlmann, 2021), incremental saving, and plain exchanges.

use super::*;

fn is_told(bytes: &[u8]) -> bool {
    let found = signatures(bytes).unwrap();
    let changes = found[0].changes.as_ref().unwrap();
    changes.iter().any(|change| matches!(change, Change::Other(_)))
}

const OTHER: &str = "<</Length 36>>\nstream\nBT /F 12 Tf 20 20 Td (Pay 900) Tj ET\nendstream";

#[test]
fn other_content_is_told() {
    assert!(!is_told(&plain_sealed()));
    assert!(is_told(&update(&plain_sealed(), &[(4, OTHER)])));
}

#[test]
fn the_same_object_written_again_is_no_change() {
    let rewritten = update(&plain_sealed(), &[(4, OBJECTS[3]), (5, OBJECTS[4])]);
    assert_eq!(changes(&rewritten), []);
}

#[test]
fn another_font_or_page_or_list_of_pages_is_told() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Other>>";
    assert!(is_told(&update(&plain_sealed(), &[(5, font)])));
    let page = OBJECTS[2].replace("200 200", "200 300");
    assert!(is_told(&update(&plain_sealed(), &[(3, &page)])));
    let pages = "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>";
    assert!(is_told(&update(&plain_sealed(), &[(2, pages)])));
}

#[test]
fn another_root_is_told() {
    let once = plain_sealed();
    let text = String::from_utf8_lossy(&once);
    let start = text.rsplit("startxref\n").next().unwrap().split('\n').next().unwrap();
    let catalogue = "<</Type/Catalog/Pages 51 0 R/AcroForm<</Fields[8 0 R]/SigFlags 3>>>>";
    let other = [(50, catalogue), (51, "<</Type/Pages/Kids[]/Count 0>>")];
    let trailer = format!("/Size 99/Root 50 0 R/Prev {start}");
    assert!(is_told(&plain::add(&once, &other, &trailer)));
}

#[test]
fn an_action_when_the_file_is_opened_is_told() {
    let once = plain_sealed();
    let root = "<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(x)>>\
                /AcroForm<</Fields[8 0 R]/SigFlags 3>>>>";
    let found = changes(&update(&once, &[(1, root)]));
    assert!(found.iter().any(|change| change.words().en.contains("OpenAction")), "{found:?}");
}

/// Hide: something lies over the content; taking it away shows what was signed unseen.
#[test]
fn an_overlay_that_is_taken_away_is_told() {
    let mut objects = OBJECTS.to_vec();
    let page = OBJECTS[2].replace("/Resources", "/Annots[6 0 R]/Resources");
    objects[2] = &page;
    objects.push("<</Type/Annot/Subtype/Stamp/Rect[0 0 200 200]>>");
    let once = sealed(&with_table(&objects), &seal());
    let without = page.replace("/Annots[6 0 R]", "/Annots[8 0 R]");
    assert!(is_told(&update(&once, &[(3, &without)])));
    let empty = "<</Type/Annot/Subtype/Stamp/Rect[0 0 0 0]>>";
    assert!(is_told(&update(&once, &[(6, empty)])));
    assert!(is_told(&update(&once, &[(6, "null")])));
}

/// Replace: a form that is shown instead of the content.
#[test]
fn a_new_field_that_is_no_signature_is_told() {
    let once = plain_sealed();
    let root = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[8 0 R 50 0 R]/SigFlags 3>>>>";
    let field = "<</FT/Tx/T(x)/Type/Annot/Subtype/Widget/Rect[0 0 200 200]>>";
    assert!(is_told(&update(&once, &[(1, root), (50, field)])));
}

/// Hide and replace: the other content lies in the signed bytes, and only a table names it.
#[test]
fn content_that_lay_hidden_in_the_signed_bytes_is_told() {
    let mut before = b"%PDF-1.7\n".to_vec();
    let hidden = before.len();
    before.extend_from_slice(format!("4 0 obj\n{OTHER}\nendobj\n").as_bytes());
    let numbered: Vec<(u32, &str)> = (1..).zip(OBJECTS).collect();
    let file = plain::add(&before, &numbered, "/Size 6/Root 1 0 R");
    let once = sealed(&file, &seal());
    assert_eq!(changes(&once), []);
    let text = String::from_utf8_lossy(&once);
    let prev = text.rsplit("startxref\n").next().unwrap().split('\n').next().unwrap();
    let start = once.len();
    let table = format!(
        "xref\n4 1\n{hidden:010} 00000 n \ntrailer\n<</Size 99/Root 1 0 R/Prev {prev}>>\n\
         startxref\n{start}\n%%EOF\n"
    );
    let attacked = [once, table.into_bytes()].concat();
    assert!(is_told(&attacked));
}

#[test]
fn what_was_missing_and_appears_is_told() {
    let mut objects = OBJECTS.to_vec();
    let page = OBJECTS[2].replace("4 0 R", "[4 0 R 40 0 R]");
    objects[2] = &page;
    let once = sealed(&with_table(&objects), &seal());
    assert_eq!(changes(&once), []);
    assert!(is_told(&update(&once, &[(40, OTHER)])));
}

#[test]
fn objects_that_no_table_names_are_told() {
    let once = plain_sealed();
    let loose = [&once[..], format!("4 0 obj\n{OTHER}\nendobj\n").as_bytes()].concat();
    assert!(is_told(&loose));
    let words = [&once[..], b"anything"].concat();
    assert!(is_told(&words));
    let lines = [&once[..], b"\r\n"].concat();
    assert_eq!(changes(&lines), []);
    let hidden = [&once[..], format!("4 0 obj\n{OTHER}\nendobj\n").as_bytes()].concat();
    assert!(is_told(&update(&hidden, &[(60, "null")])));
}

#[test]
fn a_signature_that_is_taken_out_or_exchanged_is_told() {
    let twice = sealed(&plain_sealed(), &seal());
    let root = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[8 0 R]/SigFlags 3>>>>";
    let found = signatures(&update(&twice, &[(1, root)])).unwrap();
    assert_eq!(found.len(), 1);
    assert!(matches!(found[0].changes.as_ref().unwrap()[..], [Change::Annotated]), "{found:?}");
    let other = "<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<30>>>";
    let found = signatures(&update(&twice, &[(6, other)])).unwrap();
    assert!(found.iter().any(|signature| signature.range == Err(Refused::Itself)), "{found:?}");
}

#[test]
fn a_note_is_told_and_permitted_only_where_notes_are() {
    let once = plain_sealed();
    let page = OBJECTS[2].replace("/Resources", "/Annots[8 0 R 50 0 R]/Resources");
    let note = "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(no)>>";
    let found = changes(&update(&once, &[(3, &page), (50, note)]));
    assert_eq!(found, [Change::Annotated]);
    assert!(!found[0].is_permitted(2) && found[0].is_permitted(3));
}

#[test]
fn data_for_later_checks_are_told_and_permitted() {
    let once = plain_sealed();
    let root = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[8 0 R]/SigFlags 3>>/DSS<<>>>>";
    let found = changes(&update(&once, &[(1, root)]));
    assert_eq!(found, [Change::ValidationData]);
    assert!(found[0].is_permitted(1));
}

/// Adds a field with these entries to a sealed file, with a widget on its page.
fn with_field(entries: &str) -> Vec<u8> {
    let root = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[8 0 R 50 0 R]/SigFlags 3>>>>";
    let once = plain_sealed();
    let field = format!("<</FT/Sig/T(S\u{1b}[2K2)/Type/Annot/P 3 0 R{entries}>>");
    let signature = "<</Type/Sig/SubFilter/x#1B#0A/Contents<30>/ByteRange[0 1 2 3]\
                     /Reference[<</TransformMethod/FieldMDP>>]>>";
    let page = OBJECTS[2].replace("/Resources", "/Annots[8 0 R 50 0 R]/Resources");
    update(&once, &[(1, root), (3, &page), (50, &field), (51, signature)])
}

/// An empty field shows what nobody signed, and it lies over what somebody did.
#[test]
fn an_added_empty_field_that_shows_or_does_something_is_told() {
    let hidden = changes(&with_field("/Subtype/Widget/Rect[0 0 0 0]"));
    assert!(hidden.contains(&Change::FieldAdded("S\u{fffd}[2K2".into())), "{hidden:?}");
    assert!(!is_told(&with_field("/Subtype/Widget/Rect[0 0 0 0]")));
    for entries in [
        "/Subtype/Widget/Rect[0 0 200 200]",
        "/Subtype/Widget/Rect[0 0 0 0]/AP<</N 4 0 R>>",
        "/Subtype/Widget/Rect[0 0 0 0]/MK<</BG[1]>>",
        "/Subtype/Widget/Rect[0 0 0 0]/A<</S/JavaScript/JS(x)>>",
        "/Subtype/Widget/Rect[0 0 0 0]/V 51 0 R/AA<</PO<</S/JavaScript/JS(x)>>>>",
    ] {
        assert!(is_told(&with_field(entries)), "{entries}");
    }
}

#[test]
fn the_mark_of_a_later_signature_over_much_of_a_page_is_told() {
    let covered =
        |changes: Vec<Change>| changes.iter().any(|change| matches!(change, Change::Covered(_)));
    assert!(!covered(changes(&with_field("/Subtype/Widget/Rect[0 0 99 99]/V 51 0 R"))));
    assert!(covered(changes(&with_field("/Subtype/Widget/Rect[0 0 612 792]/V 51 0 R"))));
    let found = signatures(&with_field("/Subtype/Widget/Rect[0 0 0 0]/V 51 0 R")).unwrap();
    assert_eq!((found[0].locks, found[1].locks), (false, true));
    assert_eq!(found[1].kind, Kind::Other("x\u{fffd}\u{fffd}".into()));
}

/// It would be neither empty nor judged.
#[test]
fn a_signature_that_is_not_there_makes_the_file_unreadable() {
    assert!(signatures(&with_field("/Subtype/Widget/Rect[0 0 200 200]/V 999 0 R")).is_err());
}

#[test]
fn a_field_for_reading_that_is_filled_in_is_told() {
    for (flags, told) in [("", false), ("/Ff 2", false), ("/Ff 1", true)] {
        let field = |value| format!("<</FT/Tx/T(sum)/V({value}){flags}>>");
        let mut objects = OBJECTS.to_vec();
        objects[0] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>";
        let before = field("100");
        objects.push(&before);
        let once = sealed(&with_table(&objects), &seal());
        assert_eq!(is_told(&update(&once, &[(6, &field("900"))])), told, "{flags}");
    }
}

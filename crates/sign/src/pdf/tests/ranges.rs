//! Ranges of bytes that are not what a signature covers.

use super::*;

/// The sealed file with other numbers in its range.
fn with_range(numbers: &str) -> Vec<u8> {
    let mut bytes = plain_sealed();
    let at = position(&bytes, b"/ByteRange ") + b"/ByteRange ".len();
    bytes[at..at + 60].copy_from_slice(format!("{numbers:<60}").as_bytes());
    bytes
}

fn position(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).unwrap()
}

fn refused(numbers: &str) -> Refused {
    signatures(&with_range(numbers)).unwrap()[0].range.clone().unwrap_err()
}

#[test]
fn each_odd_range_is_refused_for_its_reason() {
    let whole = plain_sealed();
    let range = signatures(&whole).unwrap()[0].range.clone().unwrap();
    let (gap, second, end) = (range.hole.start, range.hole.end, range.end);
    let rest = end - second;
    let refused_as =
        |why: Refused, numbers: String| assert_eq!(refused(&numbers), why, "{numbers}");
    refused_as(Refused::Numbers, "[]".into());
    refused_as(Refused::Numbers, format!("[0 {gap} {second}]"));
    refused_as(Refused::Numbers, format!("[0 {gap} {second} {rest} 0 0]"));
    refused_as(Refused::Numbers, format!("[0 {gap} {second} {rest}.0]"));
    refused_as(Refused::Numbers, format!("[0 {gap} {second} -{rest}]"));
    refused_as(Refused::Numbers, format!("[0 {gap} {second} 9223372036854775808]"));
    refused_as(Refused::Numbers, format!("[0 {gap} (x) {rest}]"));
    refused_as(Refused::Beginning, format!("[1 {gap} {second} {rest}]"));
    refused_as(Refused::Beginning, format!("[0 0 {second} {rest}]"));
    refused_as(Refused::Order, format!("[0 {second} {gap} {rest}]"));
    refused_as(Refused::Order, format!("[0 {gap} {gap} {rest}]"));
    refused_as(Refused::Order, format!("[0 {gap} {second} 0]"));
    refused_as(Refused::Outside, format!("[0 {gap} {second} {}]", rest + 1));
    refused_as(Refused::Outside, format!("[0 {gap} {second} 9223372036854775807]"));
    refused_as(Refused::Hole, format!("[0 {} {second} {rest}]", gap - 1));
    refused_as(Refused::Hole, format!("[0 {gap} {} {}]", second + 1, rest - 1));
    refused_as(Refused::Hole, format!("[0 {gap} {} {}]", second - 1, rest + 1));
    refused_as(Refused::Itself, format!("[0 10 {second} {rest}]"));
    refused_as(Refused::Itself, format!("[0 {gap} {second} 3]"));
    // Half of the file: everything up to the table of the revision.
    let half = position(&whole[second..], b"xref");
    refused_as(Refused::End, format!("[0 {gap} {second} {half}]"));
}

#[test]
fn a_message_that_is_none_or_has_something_behind_it_is_not_taken() {
    let whole = plain_sealed();
    let hole = signatures(&whole).unwrap()[0].range.clone().unwrap().hole;
    let with = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[hole.start + at] = byte;
        bytes
    };
    let contents = |bytes: &[u8]| signatures(bytes).map(|found| found[0].contents.clone());
    assert_eq!(contents(&with(2 * 64, b'1')), Ok(None), "not only zeros behind the message");
    assert_eq!(contents(&with(1, b'4')), Ok(None), "no SEQUENCE");
    assert!(contents(&with(30, b'x')).is_err(), "no digits");
}

#[test]
fn two_fields_do_not_share_one_signature() {
    let mut objects = OBJECTS.to_vec();
    objects[0] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 7 0 R]>>>>";
    objects.push("<</FT/Sig/T(a)>>");
    objects.push("<</FT/Sig/T(b)>>");
    let once = sealed(&with_table(&objects), &Seal { field: Some("a".into()), ..seal() });
    let number = position(&once, b"8 0 obj");
    assert!(number > 0);
    let both = update(&once, &[(7, "<</FT/Sig/T(b)/V 8 0 R>>")]);
    assert!(signatures(&both).unwrap_err().why.contains("each signature in one field"));
}

use super::*;

fn element(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut reader = Reader::new(bytes);
    let header = reader.pull()?.expect("there is an element");
    reader.element(&header, 1 << 20)
}

fn octets(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut reader = Reader::new(bytes);
    let header = reader.pull()?.expect("there is an element");
    let mut contents = Vec::new();
    reader.octets(&header, &mut |piece| {
        contents.extend_from_slice(piece);
        Ok(())
    })?;
    Ok(contents)
}

#[test]
fn what_is_in_der_stays_as_it_is() {
    let der = tlv(SEQUENCE, &[&tlv(INTEGER, &[&[5]]), &tlv(OCTET_STRING, &[&[7; 300]])]);
    assert_eq!(element(&der).unwrap(), der);
}

#[test]
fn indefinite_lengths_and_strings_in_pieces_become_der() {
    let pieces = [0x24, 0x80, 0x04, 2, 1, 2, 0x24, 0x81, 3, 0x04, 1, 3, 0, 0];
    assert_eq!(octets(&pieces).unwrap(), [1, 2, 3]);
    let mut within = vec![0x30, 0x80];
    within.extend_from_slice(&pieces);
    within.extend_from_slice(&[0x02, 0x82, 0, 1, 9, 0, 0]);
    assert_eq!(element(&within).unwrap(), [0x30, 8, 4, 3, 1, 2, 3, 2, 1, 9]);
}

#[test]
fn elements_with_nothing_inside_count_as_kept() {
    let der = tlv(SEQUENCE, &[&[SEQUENCE, 0].repeat(1000)]);
    let mut reader = Reader::new(&der[..]);
    let header = reader.pull().unwrap().unwrap();
    assert_eq!(reader.element(&header, 1 << 20).unwrap(), der);
    assert!(reader.kept >= 2000, "{}", reader.kept);
}

#[test]
fn ten_thousand_elements_in_one_another_are_refused() {
    for (open, close) in [(&[0x30, 0x80][..], &[0, 0][..]), (&[0x24, 0x80][..], &[0, 0][..])] {
        let nested = [open.repeat(10_000), close.repeat(10_000)].concat();
        assert!(matches!(element(&nested), Err(Error::TooDeep { .. })));
        assert!(octets(&nested).is_err());
        let mut reader = Reader::new(&nested[..]);
        let header = reader.pull().unwrap().unwrap();
        assert!(matches!(reader.skip(&header), Err(Error::TooDeep { .. })));
    }
}

#[test]
fn enormous_lengths_are_refused_without_enormous_memory() {
    for length in [1_u64 << 63, u64::MAX, (1 << 63) - 1, 1 << 40] {
        let mut bytes = vec![0x04, 0x88];
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&[0; 100]);
        assert!(element(&bytes).is_err());
        assert!(octets(&bytes).is_err());
        let around = tlv(SEQUENCE, &[&bytes]);
        assert!(matches!(element(&around), Err(Error::TooLong { at: 2 })));
    }
    let more = [&[0x04, 0x89][..], &[1; 9]].concat();
    assert!(matches!(element(&more), Err(Error::TooLong { at: 0 })));
}

#[test]
fn every_truncation_is_seen() {
    let der = tlv(SEQUENCE, &[&tlv(INTEGER, &[&[5]]), &tlv(OCTET_STRING, &[&[7; 200]])]);
    for len in 1..der.len() {
        assert!(element(&der[..len]).is_err(), "{len}");
    }
    let streamed = [0x30, 0x80, 0x24, 0x80, 0x04, 1, 1, 0, 0, 0, 0];
    element(&streamed).unwrap();
    for len in 1..streamed.len() {
        assert!(element(&streamed[..len]).is_err(), "{len}");
    }
}

#[test]
fn an_element_does_not_reach_beyond_what_it_lies_in() {
    assert!(matches!(element(&[0x30, 3, 0x04, 5, 1, 2, 3, 4, 5]), Err(Error::TooLong { at: 2 })));
    assert!(matches!(element(&[0x30, 1, 0x04, 0]), Err(Error::Truncated { at: 3 })));
    assert!(element(&[0x30, 2, 0, 0]).is_err(), "end-of-contents where the length is definite");
}

#[test]
fn lengths_are_written_with_the_fewest_bytes() {
    assert_eq!(head(4, 0x7f), [4, 0x7f]);
    assert_eq!(head(4, 0x80), [4, 0x81, 0x80]);
    assert_eq!(head(4, 0x100), [4, 0x82, 1, 0]);
    assert_eq!(head(4, 1 << 32), [4, 0x85, 1, 0, 0, 0, 0]);
}

//! Certificates that sign themselves, for tests that only want one of a key.

use sign::ber::{INTEGER, SEQUENCE, SET, tlv};
use sign::certificate::Certificate;
use sign::key::SigningKey;
use spki::der::Encode as _;

/// A certificate of the key, valid from 2020 to 2049.
pub fn of(key: &SigningKey, name: &str, serial: u8) -> Certificate {
    let common_name = tlv(SEQUENCE, &[&[6, 3, 0x55, 4, 3], &tlv(12, &[name.as_bytes()])]);
    let name = tlv(SEQUENCE, &[&tlv(SET, &[&common_name])]);
    let algorithm = key.identifier().to_der().unwrap();
    let times = [tlv(23, &[b"200101000000Z"]), tlv(23, &[b"491231235959Z"])].concat();
    let body = tlv(
        SEQUENCE,
        &[
            &tlv(0xa0, &[&[2, 1, 2]]),
            &tlv(INTEGER, &[&[serial]]),
            &algorithm,
            &name,
            &tlv(SEQUENCE, &[&times]),
            &name,
            &key.public().to_der().unwrap(),
        ],
    );
    let signature = tlv(3, &[&[0], &key.sign(&body).unwrap()]);
    Certificate::from_der(&tlv(SEQUENCE, &[&body, &algorithm, &signature])).unwrap()
}

//! Messages, walked from front to back.

use std::io::Read;

use der::Decode as _;
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier};

use super::{
    Attribute, Content, Hashing, Parsed, SIGNED_DATA, SignedAttributes, SignedData,
    SignerIdentifier, SignerInfo, read_oid,
};
use crate::ber::{
    Error, Header, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE, SET, tlv,
};
use crate::digest::DigestAlgorithm;

/// Bytes of one certificate, list, or set of attributes.
const ELEMENT_MAX: usize = 32 * 1024 * 1024;
/// Bytes of an identifier, an algorithm, a number.
const SMALL: usize = 64 * 1024;
/// Certificates, lists, signatures of a message; attributes of a signature; values of one.
const COUNT_MAX: usize = 1000;

/// Constructed, context-specific 0 and 1.
const TAGGED_0: u8 = 0xa0;
const TAGGED_1: u8 = 0xa1;
/// An answer of OCSP among the lists (RFC 5940).
const OCSP_RESPONSE: ObjectIdentifier = super::oid("1.3.6.1.5.5.7.16.2");

/// Reads a message, hashing the content inside with the hashes it names in front and `digests`.
pub fn message<R: Read>(
    input: R,
    digests: &[DigestAlgorithm],
    progress: &mut dyn FnMut(u64),
    sink: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<SignedData, Error> {
    let mut reader = Reader::new(input);
    let outer = reader.expect(SEQUENCE, "a CMS message (SEQUENCE)")?;
    reader.enter(&outer)?;
    let kind = reader.expect(OBJECT_IDENTIFIER, "the kind of the message")?;
    if identifier(&mut reader, &kind)? != SIGNED_DATA {
        return Err(kind.unexpected("the kind signedData"));
    }
    let explicit = reader.expect(TAGGED_0, "the signed data ([0])")?;
    reader.enter(&explicit)?;
    let inner = reader.expect(SEQUENCE, "SignedData (SEQUENCE)")?;
    reader.enter(&inner)?;
    let data = signed_data(&mut reader, digests, progress, sink)?;
    end(&mut reader, "the end of SignedData")?;
    end(&mut reader, "the end of the signed data")?;
    end(&mut reader, "the end of the message")?;
    padding(reader)?;
    Ok(data)
}

fn signed_data<R: Read>(
    reader: &mut Reader<R>,
    digests: &[DigestAlgorithm],
    progress: &mut dyn FnMut(u64),
    sink: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<SignedData, Error> {
    let version = reader.expect(INTEGER, "the version")?;
    reader.bytes(&version, 8)?;
    let set = reader.expect(SET, "the hashes (SET)")?;
    let mut named = Vec::new();
    reader.enter(&set)?;
    while let Some(header) = reader.pull()? {
        bounded(named.len(), &header)?;
        named.push(algorithm(reader, &header)?.oid);
    }
    let mut hashes: Vec<DigestAlgorithm> =
        named.iter().filter_map(DigestAlgorithm::from_oid).collect();
    hashes.extend_from_slice(digests);

    let encapsulated = reader.expect(SEQUENCE, "the content (SEQUENCE)")?;
    reader.enter(&encapsulated)?;
    let content_type = reader.expect(OBJECT_IDENTIFIER, "the kind of the content")?;
    let content_type = identifier(reader, &content_type)?;
    let content = match reader.pull()? {
        None => None,
        Some(header) if header.tag == TAGGED_0 => {
            let content = content(reader, &header, &hashes, progress, sink)?;
            end(reader, "the end of the content")?;
            Some(content)
        }
        Some(other) => return Err(other.unexpected("the content ([0])")),
    };
    let mut data = SignedData {
        content_type,
        content,
        digests: named,
        certificates: Vec::new(),
        lists: Vec::new(),
        answers: Vec::new(),
        signers: Vec::new(),
        parsed: Parsed::default(),
    };
    rest(reader, &mut data)?;
    Ok(data)
}

fn content<R: Read>(
    reader: &mut Reader<R>,
    explicit: &Header,
    hashes: &[DigestAlgorithm],
    progress: &mut dyn FnMut(u64),
    sink: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<Content, Error> {
    let mut hashing = Hashing::new(hashes);
    reader.enter(explicit)?;
    let at = reader.position();
    match reader.pull()? {
        Some(header) if header.tag | 0x20 == OCTET_STRING | 0x20 => {
            reader.octets(&header, &mut |piece| {
                hashing.update(piece);
                progress(hashing.length);
                sink(piece)
            })?;
        }
        _ => return Err(Error::Unexpected { at, expected: "the content (OCTET STRING)" }),
    }
    end(reader, "the end of the content")?;
    Ok(hashing.finish())
}

/// What follows the content: certificates, lists and signatures.
fn rest<R: Read>(reader: &mut Reader<R>, data: &mut SignedData) -> Result<(), Error> {
    let mut header = reader.pull()?;
    if let Some(certificates) = header.filter(|header| header.tag == TAGGED_0) {
        reader.enter(&certificates)?;
        while let Some(header) = reader.pull()? {
            bounded(data.certificates.len(), &header)?;
            let element = reader.element(&header, ELEMENT_MAX)?;
            // Other tags are certificates of attributes and of other kinds.
            if header.tag == SEQUENCE {
                data.certificates.push(element);
            }
        }
        header = reader.pull()?;
    }
    if let Some(lists) = header.filter(|header| header.tag == TAGGED_1) {
        reader.enter(&lists)?;
        while let Some(header) = reader.pull()? {
            bounded(data.lists.len() + data.answers.len(), &header)?;
            let element = reader.element(&header, ELEMENT_MAX)?;
            match header.tag {
                SEQUENCE => data.lists.push(element),
                TAGGED_1 => data.answers.extend(answer(&element)),
                _ => {}
            }
        }
        header = reader.pull()?;
    }
    let at = reader.position();
    let set = header.ok_or(Error::Unexpected { at, expected: "the signatures (SET)" })?;
    if set.tag != SET {
        return Err(set.unexpected("the signatures (SET)"));
    }
    reader.enter(&set)?;
    while let Some(header) = reader.pull()? {
        bounded(data.signers.len(), &header)?;
        data.signers.push(signer(reader, &header)?);
    }
    Ok(())
}

/// An answer of OCSP in what else may stand among the lists.
fn answer(element: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader::new(element);
    let outer = reader.pull().ok()??;
    reader.enter(&outer).ok()?;
    let kind = reader.expect(OBJECT_IDENTIFIER, "the kind").ok()?;
    let kind = identifier(&mut reader, &kind).ok()?;
    let answer = reader.pull().ok()??;
    let answer = reader.element(&answer, ELEMENT_MAX).ok()?;
    (kind == OCSP_RESPONSE).then_some(answer)
}

fn signer<R: Read>(reader: &mut Reader<R>, header: &Header) -> Result<SignerInfo, Error> {
    if header.tag != SEQUENCE {
        return Err(header.unexpected("a signature (SEQUENCE)"));
    }
    reader.enter(header)?;
    let version = reader.expect(INTEGER, "the version of the signature")?;
    reader.bytes(&version, 8)?;
    let signer = signer_identifier(reader)?;
    let digest = reader.expect(SEQUENCE, "the hash of the signature")?;
    let digest = algorithm(reader, &digest)?;

    let mut next = required(reader, "the algorithm of the signature")?;
    let mut signed = None;
    if next.tag == TAGGED_0 {
        signed = Some(signed_attributes(reader, &next)?);
        next = required(reader, "the algorithm of the signature")?;
    }
    let algorithm = algorithm(reader, &next)?;
    let next = required(reader, "the signature (OCTET STRING)")?;
    if next.tag | 0x20 != OCTET_STRING | 0x20 {
        return Err(next.unexpected("the signature (OCTET STRING)"));
    }
    let mut signature = Vec::new();
    reader.octets(&next, &mut |piece| {
        signature.extend_from_slice(piece);
        if signature.len() > SMALL { Err(Error::TooLong { at: next.at }) } else { Ok(()) }
    })?;
    let mut unsigned = Vec::new();
    if let Some(header) = reader.pull()? {
        if header.tag != TAGGED_1 {
            return Err(header.unexpected("attributes that are not signed ([1])"));
        }
        let der = reader.element(&header, ELEMENT_MAX)?;
        unsigned = attributes(&der, &header)?;
        end(reader, "the end of the signature")?;
    }
    Ok(SignerInfo { signer, digest, signed, algorithm, signature, unsigned })
}

fn signer_identifier<R: Read>(reader: &mut Reader<R>) -> Result<SignerIdentifier, Error> {
    let header = required(reader, "the name of the signer")?;
    match header.tag {
        SEQUENCE => {
            reader.enter(&header)?;
            let issuer = reader.expect(SEQUENCE, "the issuer of the certificate")?;
            let issuer = reader.element(&issuer, SMALL)?;
            let serial = reader.expect(INTEGER, "the number of the certificate")?;
            let serial = reader.bytes(&serial, SMALL)?;
            end(reader, "the end of the signer's name")?;
            Ok(SignerIdentifier::Issued { issuer, serial })
        }
        0x80 => Ok(SignerIdentifier::Key(reader.bytes(&header, SMALL)?)),
        // Some write the OCTET STRING inside of the tag instead of in its place.
        TAGGED_0 => {
            let mut key = Vec::new();
            reader.octets(&header, &mut |piece| {
                key.extend_from_slice(piece);
                if key.len() > SMALL { Err(Error::TooLong { at: header.at }) } else { Ok(()) }
            })?;
            Ok(SignerIdentifier::Key(key))
        }
        _ => Err(header.unexpected("the issuer and number, or the key, of the certificate")),
    }
}

fn signed_attributes<R: Read>(
    reader: &mut Reader<R>,
    header: &Header,
) -> Result<SignedAttributes, Error> {
    let mut der = reader.element(header, ELEMENT_MAX)?;
    let attributes = attributes(&der, header)?;
    // They are hashed as a SET, not under the tag that stands here (RFC 5652, section 5.4).
    der[0] = SET;
    Ok(SignedAttributes { der, attributes })
}

/// The attributes in an element that has them inside, whatever its tag.
pub fn attributes(der: &[u8], header: &Header) -> Result<Vec<Attribute>, Error> {
    // Places within are told by where the whole begins; the header's length is not known here.
    let shifted = |error| match error {
        Error::Unexpected { expected, .. } => header.unexpected(expected),
        other => other,
    };
    let mut reader = Reader::new(der);
    let outer = required(&mut reader, "attributes")?;
    reader.enter(&outer)?;
    let mut found = Vec::new();
    while let Some(element) = reader.pull()? {
        bounded(found.len(), header)?;
        found.push(attribute(&mut reader, &element).map_err(shifted)?);
    }
    Ok(found)
}

fn attribute(reader: &mut Reader<&[u8]>, header: &Header) -> Result<Attribute, Error> {
    if header.tag != SEQUENCE {
        return Err(header.unexpected("an attribute (SEQUENCE)"));
    }
    reader.enter(header)?;
    let kind = reader.expect(OBJECT_IDENTIFIER, "the kind of an attribute")?;
    let oid = identifier(reader, &kind)?;
    let set = reader.expect(SET, "the values of an attribute (SET)")?;
    reader.enter(&set)?;
    let mut values = Vec::new();
    while let Some(value) = reader.pull()? {
        bounded(values.len(), &value)?;
        values.push(reader.element(&value, ELEMENT_MAX)?);
    }
    end(reader, "the end of an attribute")?;
    Ok(Attribute { oid, values })
}

fn algorithm<R: Read>(
    reader: &mut Reader<R>,
    header: &Header,
) -> Result<AlgorithmIdentifierOwned, Error> {
    const EXPECTED: &str = "an algorithm (AlgorithmIdentifier)";
    if header.tag != SEQUENCE {
        return Err(header.unexpected(EXPECTED));
    }
    let der = reader.element(header, SMALL)?;
    AlgorithmIdentifierOwned::from_der(&der).map_err(|_| header.unexpected(EXPECTED))
}

fn identifier<R: Read>(reader: &mut Reader<R>, header: &Header) -> Result<ObjectIdentifier, Error> {
    let bytes = reader.bytes(header, SMALL)?;
    let der = tlv(OBJECT_IDENTIFIER, &[&bytes]);
    read_oid(&der).ok_or(header.unexpected("an object identifier"))
}

fn required<R: Read>(reader: &mut Reader<R>, expected: &'static str) -> Result<Header, Error> {
    let at = reader.position();
    reader.pull()?.ok_or(Error::Unexpected { at, expected })
}

fn end<R: Read>(reader: &mut Reader<R>, expected: &'static str) -> Result<(), Error> {
    match reader.pull()? {
        None => Ok(()),
        Some(header) => Err(header.unexpected(expected)),
    }
}

fn bounded(count: usize, header: &Header) -> Result<(), Error> {
    if count >= COUNT_MAX { Err(Error::TooLong { at: header.at }) } else { Ok(()) }
}

/// Behind a message there may be zeros, as in PDF files, or the end of a line; nothing else.
fn padding<R: Read>(mut reader: Reader<R>) -> Result<(), Error> {
    let at = reader.position();
    match reader.remainder_is(|byte| byte == 0 || byte.is_ascii_whitespace())? {
        true => Ok(()),
        false => Err(Error::Unexpected { at, expected: "the end of the file" }),
    }
}

//! What lies in a token: the key, its public part, certificates.

use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use der::Decode as _;
use der::asn1::{AnyRef, OctetStringRef};

use super::{Trouble, Uri, unsigned};
use crate::algorithm::{Curve, PublicKey};
use crate::ber::{SEQUENCE, tlv};
use crate::certificate::{Certificate, hexadecimal};

/// How many certificates of a token are read.
const CERTIFICATES_MAX: usize = 64;

/// A private key and what belongs to it.
pub struct Found {
    /// The key.
    pub handle: ObjectHandle,
    /// Its public part, if the token tells it.
    pub public: Option<PublicKey>,
    /// All certificates in the token.
    pub certificates: Vec<Certificate>,
}

/// What a token tells about an object.
#[derive(Default)]
struct About {
    label: String,
    id: Vec<u8>,
    kind: Option<KeyType>,
    signs: Option<bool>,
    wants_pin_each_time: bool,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    curve: Vec<u8>,
    point: Vec<u8>,
    info: Vec<u8>,
}

/// The one private key that is meant, if it may sign.
pub fn find_key(session: &Session, uri: &Uri) -> Result<Found, Trouble> {
    let all = list(session, ObjectClass::PRIVATE_KEY)?;
    let fits = |about: &About| {
        uri.object.as_ref().is_none_or(|label| *label == about.label)
            && uri.id.as_ref().is_none_or(|id| *id == about.id)
    };
    let mut fitting: Vec<&(ObjectHandle, About)> =
        all.iter().filter(|(_, about)| fits(about)).collect();
    let names = |keys: &[&(ObjectHandle, About)]| {
        keys.iter().map(|(_, about)| about.name()).collect::<Vec<_>>()
    };
    if fitting.len() > 1 {
        return Err(Trouble::Keys(names(&fitting)));
    }
    let Some((handle, about)) = fitting.pop() else {
        return Err(Trouble::NoKey(names(&all.iter().collect::<Vec<_>>())));
    };
    if !matches!(about.kind, Some(KeyType::RSA | KeyType::EC)) {
        return Err(Trouble::KeyKind);
    }
    if about.signs == Some(false) {
        return Err(Trouble::NotForSigning);
    }
    if about.wants_pin_each_time {
        return Err(Trouble::PinEachTime);
    }
    let certificates = certificates(session)?;
    let mut public = about.public();
    if public.is_none() {
        let belongs = |other: &About| match about.id.is_empty() {
            true => other.label == about.label,
            false => other.id == about.id,
        };
        let all = list(session, ObjectClass::PUBLIC_KEY)?;
        let mut beside = all.iter().filter(|(_, other)| belongs(other));
        public = beside.find_map(|(_, other)| other.public());
    }
    if public.is_none() && !about.id.is_empty() {
        let mut own = certificates.iter().filter(|(id, _)| *id == about.id);
        public = own.find_map(|(_, certificate)| certificate.key().ok().cloned());
    }
    let certificates = certificates.into_iter().map(|(_, certificate)| certificate).collect();
    Ok(Found { handle: *handle, public, certificates })
}

/// The certificate of the key and then its issuers, of all that are there. The root is left out:
/// whoever trusts it has it.
pub fn chain_of(public: &PublicKey, all: Vec<Certificate>) -> Vec<Certificate> {
    let Some(own) = all.iter().find(|one| one.key().ok() == Some(public)) else { return all };
    let mut chain = vec![own.clone()];
    while let Some(last) = chain.last().filter(|last| !last.is_self_issued()) {
        let issuer = all.iter().find(|one| {
            let key = one.key();
            one.subject().der() == last.issuer().der()
                && !one.is_self_issued()
                && !chain.iter().any(|other| other.der() == one.der())
                && key.is_ok_and(|key| last.is_signed_by(key).is_ok())
        });
        let Some(issuer) = issuer else { break };
        chain.push(issuer.clone());
    }
    chain
}

/// The certificates in the token, each with its identifier.
fn certificates(session: &Session) -> Result<Vec<(Vec<u8>, Certificate)>, Trouble> {
    let template = [Attribute::Class(ObjectClass::CERTIFICATE)];
    let mut found = Vec::new();
    let handles = session.find_objects(&template).map_err(Trouble::of)?;
    for handle in handles.into_iter().take(CERTIFICATES_MAX) {
        let wanted = [AttributeType::Value, AttributeType::Id];
        let (mut value, mut id) = (Vec::new(), Vec::new());
        for attribute in session.get_attributes(handle, &wanted).map_err(Trouble::of)? {
            match attribute {
                Attribute::Value(bytes) => value = bytes,
                Attribute::Id(bytes) => id = bytes,
                _ => {}
            }
        }
        // What is no certificate of X.509 is of no use here.
        found.extend(Certificate::from_der(&value).ok().map(|certificate| (id, certificate)));
    }
    Ok(found)
}

fn list(session: &Session, class: ObjectClass) -> Result<Vec<(ObjectHandle, About)>, Trouble> {
    let handles = session.find_objects(&[Attribute::Class(class)]).map_err(Trouble::of)?;
    handles.into_iter().map(|handle| Ok((handle, about(session, handle)?))).collect()
}

fn about(session: &Session, handle: ObjectHandle) -> Result<About, Trouble> {
    let wanted = [
        AttributeType::Label,
        AttributeType::Id,
        AttributeType::KeyType,
        AttributeType::Sign,
        AttributeType::AlwaysAuthenticate,
        AttributeType::Modulus,
        AttributeType::PublicExponent,
        AttributeType::EcParams,
        AttributeType::EcPoint,
        AttributeType::PublicKeyInfo,
    ];
    let mut about = About::default();
    for attribute in session.get_attributes(handle, &wanted).map_err(Trouble::of)? {
        match attribute {
            Attribute::Label(bytes) => about.label = String::from_utf8_lossy(&bytes).into_owned(),
            Attribute::Id(bytes) => about.id = bytes,
            Attribute::KeyType(kind) => about.kind = Some(kind),
            Attribute::Sign(signs) => about.signs = Some(signs),
            Attribute::AlwaysAuthenticate(always) => about.wants_pin_each_time = always,
            Attribute::Modulus(bytes) => about.modulus = bytes,
            Attribute::PublicExponent(bytes) => about.exponent = bytes,
            Attribute::EcParams(bytes) => about.curve = bytes,
            Attribute::EcPoint(bytes) => about.point = bytes,
            Attribute::PublicKeyInfo(bytes) => about.info = bytes,
            _ => {}
        }
    }
    Ok(about)
}

impl About {
    fn name(&self) -> String {
        match (self.label.is_empty(), self.id.is_empty()) {
            (false, true) => self.label.clone(),
            _ => format!("{} (id {})", self.label, hexadecimal(&self.id)),
        }
    }

    /// The public key, if enough of it is told.
    fn public(&self) -> Option<PublicKey> {
        if self.kind == Some(KeyType::RSA) && !self.modulus.is_empty() && !self.exponent.is_empty()
        {
            let der = tlv(SEQUENCE, &[&unsigned(&self.modulus), &unsigned(&self.exponent)]);
            return PublicKey::rsa(&der).ok();
        }
        if self.kind == Some(KeyType::EC) && !self.point.is_empty() {
            let curve = Curve::read(AnyRef::from_der(&self.curve).ok()).ok()?;
            // The point stands in an OCTET STRING; some tokens leave that out.
            let inside = <&OctetStringRef>::from_der(&self.point).map(OctetStringRef::as_bytes);
            let inside = inside.ok().and_then(|point| PublicKey::ec(curve, point).ok());
            return inside.or_else(|| PublicKey::ec(curve, &self.point).ok());
        }
        PublicKey::from_der(&self.info).ok()
    }
}

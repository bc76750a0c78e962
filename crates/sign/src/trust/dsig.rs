//! The signature of an XML document by itself (XML-DSig): one reference to the whole, enveloped.
//!
//! Anything that would let a signature be about less than the whole document (other references,
//! XPath, XSLT) is refused, not carried out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node};

use super::canonical::{self, Method, TooMuch};
use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::certificate::Certificate;
use crate::say;
use crate::verdict::{Outcome, Text};
use crate::xml::{self, Twice};

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// Names of hashes.
const DIGESTS: [(&str, DigestAlgorithm); 9] = [
    ("http://www.w3.org/2000/09/xmldsig#sha1", DigestAlgorithm::Sha1),
    ("http://www.w3.org/2001/04/xmlenc#sha256", DigestAlgorithm::Sha256),
    ("http://www.w3.org/2001/04/xmldsig-more#sha384", DigestAlgorithm::Sha384),
    ("http://www.w3.org/2001/04/xmlenc#sha512", DigestAlgorithm::Sha512),
    ("urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012-256", DigestAlgorithm::Streebog256),
    ("urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012-512", DigestAlgorithm::Streebog512),
    ("http://www.w3.org/2001/04/xmldsig-more#gostr34112012-256", DigestAlgorithm::Streebog256),
    ("http://www.w3.org/2001/04/xmldsig-more#gostr34112012-512", DigestAlgorithm::Streebog512),
    ("urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012", DigestAlgorithm::Streebog256),
];

/// Names of signatures. Those of ECDSA are not here: XML writes them in a form of its own.
const SIGNATURES: [(&str, SignatureAlgorithm); 7] = [
    (
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
    ),
    (
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha384),
    ),
    (
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512),
    ),
    (
        "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-256",
        SignatureAlgorithm::Gost256,
    ),
    (
        "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-512",
        SignatureAlgorithm::Gost512,
    ),
    (
        "http://www.w3.org/2001/04/xmldsig-more#gostr34102012-gostr34112012-256",
        SignatureAlgorithm::Gost256,
    ),
    (
        "http://www.w3.org/2001/04/xmldsig-more#gostr34102012-gostr34112012-512",
        SignatureAlgorithm::Gost512,
    ),
];

/// Why a signature of XML says nothing, or no.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub outcome: Outcome,
    pub why: Text,
}

fn fails(why: Text) -> Refusal {
    Refusal { outcome: Outcome::Fails, why }
}

fn unknown(why: Text) -> Refusal {
    Refusal { outcome: Outcome::Unknown, why }
}

impl From<TooMuch> for Refusal {
    fn from(_: TooMuch) -> Self {
        unknown(say!(
            "документ вложен слишком глубоко или объявляет слишком много пространств имён",
            "the document nests too deep or declares too many namespaces"
        ))
    }
}

/// Whether a document has a signature inside of it.
pub(crate) fn is_there(document: &Document<'_>) -> bool {
    document.descendants().any(|node| is(node, "Signature"))
}

/// Whether it is of the form that is checked here: one signature in the root about the whole.
/// Those of XAdES are about properties of their own as well.
pub(crate) fn is_plain(document: &Document<'_>) -> bool {
    let root = document.root_element();
    let count = |name| document.descendants().filter(|node| is(*node, name)).count();
    let reference = document.descendants().find(|node| is(*node, "Reference"));
    let is_whole = reference.is_some_and(|reference| {
        attribute(reference, "URI") == Ok(Some("")) || check_reference(root, reference).is_ok()
    });
    count("Signature") == 1 && count("Reference") == 1 && is_whole
}

/// Checks the signature of a document and returns the certificates inside of it, the signer's
/// first. Whether that one may sign is for the caller to know.
pub(crate) fn verify(document: &Document<'_>) -> Result<Vec<Certificate>, Refusal> {
    let root = document.root_element();
    let mut signatures = document.descendants().filter(|node| is(*node, "Signature"));
    let (Some(signature), None) = (signatures.next(), signatures.next()) else {
        return Err(fails(say!(
            "в документе должна быть ровно одна подпись",
            "there must be exactly one signature in the document"
        )));
    };
    if signature.parent() != Some(root) {
        return Err(fails(say!(
            "подпись стоит не на своём месте",
            "the signature does not stand at its place"
        )));
    }
    let info = child(signature, "SignedInfo")?;
    let reference = only_reference(info)?;
    let (method, digest) = check_reference(root, reference)?;
    let mut hash = digest.begin();
    canonical::document(document, &method, signature.id(), |bytes| hash.update(bytes))?;
    if hash.finish() != decoded(child(reference, "DigestValue")?)? {
        return Err(fails(say!(
            "документ изменён после подписания",
            "the document was changed after it was signed"
        )));
    }
    let certificates = certificates(signature)?;
    check_signature(document, signature, info, certificates.first())?;
    Ok(certificates)
}

fn only_reference<'a>(info: Node<'a, 'a>) -> Result<Node<'a, 'a>, Refusal> {
    let mut references = info.children().filter(|node| is(*node, "Reference"));
    match (references.next(), references.next()) {
        (Some(reference), None) => Ok(reference),
        _ => Err(fails(say!(
            "подпись должна быть о документе целиком",
            "the signature must be about the whole document"
        ))),
    }
}

/// The reference must mean the whole document; returns how it is written and hashed.
fn check_reference(
    root: Node<'_, '_>,
    reference: Node<'_, '_>,
) -> Result<(Method, DigestAlgorithm), Refusal> {
    let uri = attribute(reference, "URI")?.unwrap_or("#");
    if !uri.is_empty() && uri.strip_prefix('#') != identifier(root)?.or(Some("\u{0}")) {
        return Err(fails(say!(
            "подпись должна быть о документе целиком",
            "the signature must be about the whole document"
        )));
    }
    let mut is_enveloped = false;
    let mut method = Method::default();
    for transform in child(reference, "Transforms")?.children() {
        if !is(transform, "Transform") {
            continue;
        }
        match algorithm(transform)? {
            ENVELOPED => is_enveloped = true,
            _ => method = canonicalisation(transform)?,
        }
    }
    // A reference to the document leaves comments out, whatever the transform is called.
    method.comments = false;
    if !is_enveloped {
        return Err(fails(say!(
            "подпись не исключает саму себя из подписанного",
            "the signature does not leave itself out of what is signed"
        )));
    }
    let named = algorithm(child(reference, "DigestMethod")?)?;
    let digest = DIGESTS.iter().find(|(name, _)| *name == named).map(|(_, digest)| *digest);
    match digest {
        Some(digest) if digest.is_weak() => {
            Err(fails(say!("хеш-функция {digest} ненадёжна", "{digest} is broken")))
        }
        Some(digest) => Ok((method, digest)),
        None => Err(not_known(named)),
    }
}

fn check_signature(
    document: &Document<'_>,
    signature: Node<'_, '_>,
    info: Node<'_, '_>,
    signer: Option<&Certificate>,
) -> Result<(), Refusal> {
    let method = canonicalisation(child(info, "CanonicalizationMethod")?)?;
    let mut signed = Vec::new();
    canonical::element(document, &method, info, |bytes| signed.extend_from_slice(bytes))?;
    let named = algorithm(child(info, "SignatureMethod")?)?;
    let algorithm = SIGNATURES.iter().find(|(name, _)| *name == named);
    let (_, algorithm) = algorithm.ok_or_else(|| not_known(named))?;
    let Some(signer) = signer else {
        return Err(unknown(say!(
            "в подписи нет сертификата подписавшего",
            "the signature has no certificate of its signer"
        )));
    };
    let refusal =
        |error: crate::algorithm::Error| Refusal { outcome: error.outcome(), why: error.text() };
    let key = signer.key().map_err(|error| refusal(error.clone()))?;
    let value = decoded(child(signature, "SignatureValue")?)?;
    key.verify(*algorithm, &signed, &value).map_err(refusal)
}

fn canonicalisation(node: Node<'_, '_>) -> Result<Method, Refusal> {
    let named = algorithm(node)?;
    let (name, comments) = match named {
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments" => (INCLUSIVE, true),
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments" => (EXCLUSIVE, true),
        name => (name, false),
    };
    match name {
        INCLUSIVE => Ok(Method { exclusive: None, comments }),
        EXCLUSIVE => {
            let list = prefixes(node)?;
            let prefixes = list.map(|list| attribute(list, "PrefixList")).transpose()?.flatten();
            let prefixes = prefixes.unwrap_or_default().split_whitespace();
            let default = |prefix| if prefix == "#default" { "" } else { prefix };
            let prefixes = prefixes.map(|prefix| default(prefix).to_owned()).collect();
            Ok(Method { exclusive: Some(prefixes), comments })
        }
        other => Err(not_known(other)),
    }
}

/// The list of prefixes that an exclusive form keeps.
fn prefixes<'a, 'input>(node: Node<'a, 'input>) -> Result<Option<Node<'a, 'input>>, Refusal> {
    const NAME: &str = "InclusiveNamespaces";
    let mut named = node.children().filter(|node| node.tag_name().name() == NAME);
    match (named.next(), named.next()) {
        (None, _) => Ok(None),
        (Some(list), None) if list.has_tag_name((EXCLUSIVE, NAME)) => Ok(Some(list)),
        _ => Err(twice(NAME)),
    }
}

/// What the root is called in references.
fn identifier<'a>(root: Node<'a, '_>) -> Result<Option<&'a str>, Refusal> {
    let mut found = None;
    for name in ["Id", "ID", "id"] {
        match (found, attribute(root, name)?) {
            (_, None) => {}
            (None, named) => found = named,
            (Some(one), Some(other)) if one == other => {}
            _ => return Err(twice("Id")),
        }
    }
    Ok(found)
}

fn algorithm<'a>(node: Node<'a, '_>) -> Result<&'a str, Refusal> {
    attribute(node, "Algorithm").map(Option::unwrap_or_default)
}

fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Result<Option<&'a str>, Refusal> {
    xml::attribute(node, name).map_err(|Twice| twice(name))
}

fn twice(name: &str) -> Refusal {
    fails(say!("{name} в подписи не один", "the signature has more than one {name}"))
}

fn certificates(signature: Node<'_, '_>) -> Result<Vec<Certificate>, Refusal> {
    let nodes = signature.descendants().filter(|node| is(*node, "X509Certificate"));
    let mut found = Vec::new();
    for node in nodes.take(10) {
        let certificate = Certificate::from_der(&decoded(node)?).map_err(|error| {
            fails(say!(
                "сертификат в подписи: {error}",
                "the certificate in the signature: {error}"
            ))
        })?;
        found.push(certificate);
    }
    Ok(found)
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.has_tag_name((DSIG, name))
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Result<Node<'a, 'input>, Refusal> {
    let mut found = node.children().filter(|node| is(*node, name));
    match (found.next(), found.next()) {
        (Some(found), None) => Ok(found),
        _ => Err(fails(say!(
            "в подписи нет {name} или их несколько",
            "the signature has no {name}, or several"
        ))),
    }
}

/// All text of an element. Comments in it are left out of what is signed, so whoever puts one in
/// must not thereby cut the text short.
pub(crate) fn whole_text(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

fn decoded(node: Node<'_, '_>) -> Result<Vec<u8>, Refusal> {
    let text: String = whole_text(node).split_whitespace().collect();
    STANDARD.decode(text).map_err(|_| {
        let name = node.tag_name().name();
        fails(say!("в {name} записано не Base64", "{name} is not in Base64"))
    })
}

fn not_known(name: &str) -> Refusal {
    let name = crate::certificate::visible(name);
    unknown(say!("алгоритм {name} программе неизвестен", "the algorithm {name} is not known"))
}

//! The national list of accredited authorities (TSL of Минцифры): an XML document that is signed by
//! itself.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use roxmltree::{Document, Node};

use super::{Trust, dsig};
use crate::certificate::{Certificate, Malformed, visible};
use crate::chain::{Circumstances, Purpose, verify};
use crate::say;
use crate::verdict::{Check, Outcome, Text, worst};
use crate::xml::{self, Bounds, Twice};

const WHAT: &str = "list of accredited authorities";
/// A file of 64 MiB, the largest that is read, has fewer nodes with elements of such long names.
const BOUNDS: Bounds = Bounds { what: WHAT, nodes: 5_000_000, depth: 256 };

/// The list as it was read, and what was checked of it.
#[derive(Debug)]
pub struct NationalList {
    /// Its number.
    pub version: String,
    /// Its date, as it stands there.
    pub date: String,
    /// The authorities.
    pub authorities: Vec<Accredited>,
    /// Whether it is signed by whom the caller trusts for that.
    pub checks: Vec<Check>,
}

/// An authority of the list.
#[derive(Debug)]
pub struct Accredited {
    /// What it is called.
    pub name: String,
    /// ОГРН.
    pub ogrn: String,
    /// The word for its state; `Действует` is the one that counts.
    pub status: String,
    /// Its certificates.
    pub certificates: Vec<Certificate>,
    /// How many certificates could not be read.
    pub unreadable: usize,
}

impl Accredited {
    /// Whether it is accredited now.
    pub fn is_active(&self) -> bool {
        self.status == "Действует"
    }
}

impl NationalList {
    /// Reads the list and checks its signature. `signers` are the anchors of whoever may sign it;
    /// they come from elsewhere, never from the list.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if it is no such list. A wrong signature is no error but a check that fails.
    pub fn read(xml: &[u8], signers: &Trust, at: Timestamp) -> Result<Self, Malformed> {
        let text = xml::decoded(xml, WHAT)?;
        let document = xml::parse(&text, BOUNDS)?;
        let root = document.root_element();
        if root.tag_name().name() != "АккредитованныеУдостоверяющиеЦентры"
        {
            let name = visible(root.tag_name().name());
            return Err(Malformed::new(WHAT, format!("the root element is {name}")));
        }
        let centres = children(root, "УдостоверяющийЦентр");
        Ok(Self {
            version: text_in(root, &["Версия"])?,
            date: text_in(root, &["Дата"])?,
            authorities: centres.map(accredited).collect::<Result<_, _>>()?,
            checks: checks(&document, signers, at),
        })
    }

    /// The worst of the checks of its signature.
    pub fn outcome(&self) -> Outcome {
        worst(&self.checks)
    }

    /// The certificates of the authorities that are accredited now, and valid at a moment.
    pub fn anchors(&self, at: Timestamp) -> Trust {
        let active = self.authorities.iter().filter(|authority| authority.is_active());
        let certificates = active.flat_map(|authority| &authority.certificates);
        Trust::new(certificates.filter(|it| it.not_before() <= at && at <= it.not_after()).cloned())
    }
}

impl Trust {
    /// Writes every anchor into a file of its own in a folder, named by its fingerprint. One that
    /// is there is left as it is.
    ///
    /// # Errors
    ///
    /// The error of the system, with the file.
    pub fn write_to(&self, folder: &Path) -> Result<(), crate::authority::Error> {
        use crate::authority::{Error, write_once};
        std::fs::create_dir_all(folder).map_err(|error| Error::File(folder.to_owned(), error))?;
        for anchor in &self.anchors {
            let file = folder.join(format!("{}.pem", anchor.fingerprint()));
            match write_once(&file, anchor.to_pem().as_bytes(), 0o644) {
                Ok(()) | Err(Error::Exists(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn checks(document: &Document<'_>, signers: &Trust, at: Timestamp) -> Vec<Check> {
    const NAME: &str = "list.signature";
    let certificates = match dsig::verify(document) {
        Ok(certificates) => certificates,
        Err(refusal) => {
            let Text { ru, en } = refusal.why;
            let why = say!("подпись списка: {ru}", "signature of the list: {en}");
            return vec![match refusal.outcome {
                Outcome::Unknown => Check::unknown(NAME, why),
                _ => Check::fails(NAME, why),
            }];
        }
    };
    let mut checks = vec![Check::holds(NAME)];
    if let Some(signer) = certificates.first() {
        let circumstances = Circumstances {
            trust: signers,
            others: &certificates,
            at,
            purpose: Purpose::Document,
            revocation: None,
        };
        checks.extend(verify(signer, &circumstances).checks);
    }
    checks
}

fn accredited(node: Node<'_, '_>) -> Result<Accredited, Malformed> {
    let mut found = Accredited {
        name: text_in(node, &["Название"])?,
        ogrn: text_in(node, &["ОГРН"])?,
        status: text_in(node, &["СтатусАккредитации", "Статус"])?,
        certificates: Vec::new(),
        unreadable: 0,
    };
    let complexes = children(node, "ПрограммноАппаратныеКомплексы")
        .flat_map(|node| children(node, "ПрограммноАппаратныйКомплекс"));
    let keys = complexes
        .flat_map(|node| children(node, "КлючиУполномоченныхЛиц"))
        .flat_map(|node| children(node, "Ключ"));
    let data = keys
        .flat_map(|node| children(node, "Сертификаты"))
        .flat_map(|node| children(node, "ДанныеСертификата"));
    for node in data {
        let digits: String = raw_text(node, &["Данные"])?.split_whitespace().collect();
        let der = STANDARD.decode(digits).ok();
        match der.and_then(|der| Certificate::from_der(&der).ok()) {
            Some(certificate) => found.certificates.push(certificate),
            None => found.unreadable += 1,
        }
    }
    Ok(found)
}

fn children<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    xml::children(node).filter(move |child| child.tag_name().name() == name)
}

/// The text of an element under others, fit to be shown.
fn text_in(node: Node<'_, '_>, path: &[&str]) -> Result<String, Malformed> {
    Ok(visible(raw_text(node, path)?.trim()))
}

fn raw_text(node: Node<'_, '_>, path: &[&str]) -> Result<String, Malformed> {
    let mut at = node;
    for name in path {
        let found = xml::child(at, name).map_err(|Twice| {
            let (at, why) = (Some(at.range().start), format!("{name} stands there twice"));
            Malformed { what: WHAT, at, why }
        })?;
        let Some(child) = found else { return Ok(String::new()) };
        at = child;
    }
    Ok(dsig::whole_text(at))
}

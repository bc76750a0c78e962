//! `kabinet signature inspect`: what is in a file, without judging it.

use std::fs::File;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use sign::algorithm::DigestAlgorithm;
use sign::certificate::{Certificate, ObjectIdentifier, visible};
use sign::cms::{self, Attribute, SignedData, SignerIdentifier, SignerInfo};
use sign::say;
use sign::trust::certificates_of;
use sign::verdict::{Signer, Text};

use super::progress::Progress;
use super::{Answer, Refusal};

/// Show what is in a signature or a certificate.
#[derive(Args, Debug)]
pub struct Inspect {
    /// A signature (CMS), or certificates
    file: PathBuf,
    /// Answer for programs
    #[arg(long)]
    json: bool,
}

/// Attributes that have names.
const ATTRIBUTES: [(ObjectIdentifier, &str); 6] = [
    (cms::CONTENT_TYPE, "contentType"),
    (cms::MESSAGE_DIGEST, "messageDigest"),
    (cms::SIGNING_TIME, "signingTime"),
    (cms::SIGNING_CERTIFICATE, "signingCertificate"),
    (cms::SIGNING_CERTIFICATE_V2, "signingCertificateV2"),
    (cms::SIGNATURE_TIME_STAMP, "signatureTimeStampToken"),
];

impl Inspect {
    /// Shows it.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or is neither.
    pub fn run(&self) -> Result<Answer, Refusal> {
        let found = self.found()?;
        let text = if self.json {
            serde_json::to_string_pretty(&found).unwrap_or_default() + "\n"
        } else {
            let mut text = String::new();
            outline(&found, 0, &mut text);
            text
        };
        Ok(Answer { code: 0, text })
    }

    fn found(&self) -> Result<Value, Refusal> {
        let refused = |error| Refusal::unreadable(&self.file, &error);
        let mut file = File::open(&self.file).map_err(refused)?;
        let mut progress = Progress::new(file.metadata().map_err(refused)?.len());
        let read = SignedData::read(&mut file, &mut |bytes| progress.at(bytes));
        drop(progress);
        let error = match read {
            Ok(data) => return Ok(message(&data)),
            Err(sign::ber::Error::Io(error)) => return Err(refused(error)),
            Err(error) => error,
        };
        match certificates_of(&self.file) {
            Ok(all) if !all.is_empty() => {
                Ok(json!({ "certificates": all.iter().map(certificate).collect::<Vec<_>>() }))
            }
            _ => {
                let Text { ru, en } = error.text();
                let why = say!(
                    "ни подпись, ни сертификат: {ru}",
                    "neither a signature nor a certificate: {en}"
                );
                Err(Refusal::wrong(&self.file, &why))
            }
        }
    }
}

fn message(data: &SignedData) -> Value {
    let certificates = data.certificates.iter().map(|der| match Certificate::from_der(der) {
        Ok(read) => certificate(&read),
        Err(error) => json!({ "malformed": error.to_string() }),
    });
    json!({
        "content": {
            "type": data.content_type.to_string(),
            "inside": data.content.is_some(),
            "bytes": data.content.as_ref().map(|content| content.length),
        },
        "digests": data.digests.iter().map(digest).collect::<Vec<_>>(),
        "certificates": certificates.collect::<Vec<_>>(),
        "revocation_lists": data.lists.len(),
        "ocsp_answers": data.answers.len(),
        "signatures": data.signers.iter().map(signature).collect::<Vec<_>>(),
    })
}

fn digest(oid: &ObjectIdentifier) -> String {
    let known = DigestAlgorithm::from_oid(oid);
    known.map_or_else(|| oid.to_string(), |known| known.name().to_owned())
}

fn certificate(certificate: &Certificate) -> Value {
    let mut value = serde_json::to_value(Signer::of(certificate)).unwrap_or_default();
    value["key"] = match certificate.key() {
        Ok(key) => key.to_string().into(),
        Err(error) => error.to_string().into(),
    };
    value["authority"] = certificate.is_authority().into();
    value
}

fn signature(signer: &SignerInfo) -> Value {
    let named = match &signer.signer {
        SignerIdentifier::Issued { serial, .. } => json!({ "serial": hexadecimal(serial) }),
        SignerIdentifier::Key(id) => json!({ "key_id": hexadecimal(id) }),
    };
    json!({
        "certificate": named,
        "digest": digest(&signer.digest.oid),
        "algorithm": signer.algorithm.oid.to_string(),
        "signature": hexadecimal(&signer.signature),
        "signed_attributes": signer.signed.as_ref().map(|it| attributes(&it.attributes)),
        "unsigned_attributes": attributes(&signer.unsigned),
    })
}

fn attributes(attributes: &[Attribute]) -> Vec<String> {
    let name = |attribute: &Attribute| {
        let known = ATTRIBUTES.iter().find(|(oid, _)| *oid == attribute.oid);
        known.map_or_else(|| attribute.oid.to_string(), |(_, name)| (*name).to_owned())
    };
    attributes.iter().map(name).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The value line by line, what lies in another further to the right. Words of the file say what
/// they like and do nothing to the terminal.
fn outline(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let line = |text: &mut String, name: &str, value: &Value| match value {
        Value::Object(_) | Value::Array(_) => {
            let empty = value.as_array().is_some_and(Vec::is_empty);
            text.push_str(&format!("{indent}{name}:{}\n", if empty { " -" } else { "" }));
            outline(value, depth + 1, text);
        }
        Value::Null => text.push_str(&format!("{indent}{name}: -\n")),
        Value::String(words) => {
            text.push_str(&format!("{indent}{name}: {}\n", visible(words)));
        }
        other => text.push_str(&format!("{indent}{name}: {other}\n")),
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                line(text, name, value);
            }
        }
        Value::Array(values) => {
            for (number, value) in values.iter().enumerate() {
                line(text, &(number + 1).to_string(), value);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_file_do_nothing_to_the_terminal() {
        let mut text = String::new();
        let name = "Anna\u{1b}[2J\r\nsignature: holds\u{9b}1A\u{202e}";
        outline(&json!({ "certificates": [{ "name": name }] }), 0, &mut text);
        assert_eq!(text.lines().count(), 3, "{text:?}");
        let is_bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(is_bad), "{text:?}");
    }
}

//! Certificates in files: DER, PEM with any number of them, bare Base64, and PKCS #7 bundles.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::{Decode as _, Encode as _};

use super::Certificate;
use crate::malformed::Malformed;

/// How many certificates are read from one file.
const COUNT_MAX: usize = 10_000;

/// Reads all certificates of a file, whatever its form.
///
/// # Errors
///
/// [`Malformed`] if there is none, or if one of them is none.
pub fn read_all(bytes: &[u8]) -> Result<Vec<Certificate>, Malformed> {
    let mut found = Vec::new();
    for der in blocks(bytes, &["CERTIFICATE", "X509 CERTIFICATE", "PKCS7", "CMS"])? {
        match Certificate::from_der(&der) {
            Ok(certificate) => found.push(certificate),
            Err(error) => match bundle(&der) {
                Some(certificates) => found.extend(certificates?),
                None => return Err(error),
            },
        }
        if found.len() > COUNT_MAX {
            return Err(Malformed::new("file of certificates", "too many certificates"));
        }
    }
    if found.is_empty() {
        return Err(Malformed::new("file of certificates", "there is none in it"));
    }
    Ok(found)
}

/// The certificates of a message without content, if it is one.
fn bundle(der: &[u8]) -> Option<Result<Vec<Certificate>, Malformed>> {
    let content = ContentInfo::from_der(der).ok()?;
    let data: SignedData = content.content.decode_as().ok()?;
    let certificates = data.certificates?;
    let choices = certificates.0.iter().filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => certificate.to_der().ok(),
        CertificateChoices::Other(_) => None,
    });
    Some(choices.map(|der| Certificate::from_der(&der)).collect())
}

/// The blocks of DER in a file: of PEM those with one of the labels, else the whole, from Base64
/// if it is that.
///
/// PEM of all producers is read: any length of lines, any ends of lines, text around the blocks.
pub(crate) fn blocks(bytes: &[u8], labels: &[&str]) -> Result<Vec<Vec<u8>>, Malformed> {
    const WHAT: &str = "file in PEM";
    let text = String::from_utf8_lossy(bytes);
    if !text.contains("-----BEGIN ") {
        let bare = bytes.trim_ascii();
        let is_base64 = !bare.is_empty() && bare.iter().all(|byte| is_base64(*byte));
        return Ok(vec![if is_base64 { decode(&text, WHAT)? } else { bytes.to_vec() }]);
    }
    let mut found = Vec::new();
    let mut rest: &str = &text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let (label, after) = after
            .split_once("-----")
            .ok_or_else(|| Malformed::new(WHAT, "a line with BEGIN does not end"))?;
        let end = format!("-----END {label}-----");
        let (body, after) = after
            .split_once(&end)
            .ok_or_else(|| Malformed::new(WHAT, format!("there is no {end}")))?;
        if labels.contains(&label) {
            found.push(decode(body, WHAT)?);
        }
        rest = after;
    }
    Ok(found)
}

/// DER in PEM (RFC 7468).
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let digits = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    // Base64 is ASCII, so that any place is one between letters.
    for start in (0..digits.len()).step_by(64) {
        text.push_str(&digits[start..digits.len().min(start + 64)]);
        text.push('\n');
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

fn decode(text: &str, what: &'static str) -> Result<Vec<u8>, Malformed> {
    let digits: String = text.split_whitespace().collect();
    STANDARD.decode(digits).map_err(|error| Malformed::new(what, error.to_string()))
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=\r\n".contains(&byte)
}

//! PDF files: seals in them, judged and made.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sign::cms::Signing;
use sign::pdf::{Seal, room, sign, verify};
use sign::say;
use sign::verdict::{Check, Verdict};
use sign::verify::Conditions;

use super::Refusal;

/// The largest file; it is held in memory.
const MOST: u64 = 512 * 1024 * 1024;

/// The bytes of a file if it is a PDF.
///
/// # Errors
///
/// Files that cannot be read, and PDF files larger than 512 MiB.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Refusal> {
    let refused = |error: io::Error| Refusal::unreadable(path, &error);
    let file = File::open(path).map_err(refused)?;
    let mut bytes = Vec::new();
    (&file).take(5).read_to_end(&mut bytes).map_err(refused)?;
    if bytes != b"%PDF-" {
        return Ok(None);
    }
    file.take(MOST).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > MOST {
        return Err(refused(io::ErrorKind::FileTooLarge.into()));
    }
    Ok(Some(bytes))
}

/// Judges all signatures of a PDF; nothing where it has none and `others` lie beside it.
pub fn judged(bytes: &[u8], others: bool, conditions: &mut Conditions<'_>) -> Option<Verdict> {
    Some(match verify(bytes, conditions) {
        Ok(verdict) if others && verdict.signatures.is_empty() => return None,
        Ok(mut verdict) if others => {
            // That nobody signed inside is no fault where somebody did beside it.
            verdict.checks.retain(|check| check.name != "signatures");
            Verdict::new(verdict.at, verdict.checks, verdict.signatures)
        }
        Ok(verdict) => verdict,
        Err(malformed) => {
            let why =
                say!("PDF не разобран: {malformed}", "the PDF is not understood: {malformed}");
            // A signature inside may be one that does not hold. A file without one can still be
            // signed as a whole by what lies beside it.
            let mark = b"/ByteRange";
            if others && !bytes.windows(mark.len()).any(|window| window == mark) {
                let check = Check::unknown("format", why);
                Verdict::new(conditions.moment(), vec![check], Vec::new())
            } else {
                Verdict::malformed(conditions.moment(), why)
            }
        }
    })
}

/// Seals a PDF.
///
/// # Errors
///
/// What is no PDF, forbids further signatures, or is not understood; keys that do not sign.
pub fn sealed(
    path: &Path,
    bytes: &[u8],
    signing: &Signing<'_>,
    now: Timestamp,
) -> Result<Vec<u8>, Refusal> {
    let seal = Seal {
        field: None,
        time: now,
        name: Some(signing.certificate.subject().title()),
        reason: None,
        location: None,
        room: room(signing),
        permits: None,
        mark: None,
    };
    sign(bytes, &seal, signing).map_err(|error| Refusal::wrong(path, &error.text()))
}

/// Where a sealed file goes if nothing is said: `contract.pdf` becomes `contract.signed.pdf`.
pub fn default_out(file: &Path) -> PathBuf {
    file.with_extension("signed.pdf")
}

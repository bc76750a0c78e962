//! The key file and what is derived from it: encryption of personal columns, keyed hashes for
//! exact look-up, and the key that signs the journal.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use aws_lc_rs::{hkdf, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::{Entropy, Error, Result};

/// Keys of one installation. Cheap to clone; the secrets never print.
#[derive(Clone)]
pub struct Vault(Arc<Keys>);

struct Keys {
    active: u32,
    secrets: BTreeMap<u32, Derived>,
    lookup: hmac::Key,
    mac: hmac::Key,
    journal: Ed25519KeyPair,
    entropy: Entropy,
}

struct Derived {
    column: LessSafeKey,
    /// What the keys of files are derived from.
    file: [u8; 32],
}

/// The key file as it lies on disk.
#[derive(serde::Serialize, serde::Deserialize)]
struct KeyFile {
    /// The id of the key that encrypts new values.
    active: u32,
    /// All keys by id; old ones stay so that old values can be read.
    keys: BTreeMap<u32, String>,
}

/// A text that does not print: passwords, tokens, codes on their way through the program.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault(active {})", self.0.active)
    }
}

const FORMAT: u8 = 1;
const NONCE_LEN: usize = 12;
const HEADER_LEN: usize = 1 + 4 + NONCE_LEN;

impl Vault {
    /// Reads the key file, or makes it (mode 0600) when it is not there and `create` is set.
    ///
    /// # Errors
    /// In words for the operator, naming the file.
    pub fn open(
        path: &Path,
        create: bool,
        entropy: &Entropy,
    ) -> std::result::Result<Vault, String> {
        let name = path.display();
        if create && !path.exists() {
            let secret = STANDARD.encode(entropy.bytes::<32>());
            let file = KeyFile { active: 1, keys: BTreeMap::from([(1, secret)]) };
            let text = serde_json::to_string_pretty(&file).map_err(|e| e.to_string())?;
            write_private(path, text.as_bytes()).map_err(|e| format!("{name}: {e}"))?;
        }
        let text = std::fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
        let file: KeyFile = serde_json::from_str(&text).map_err(|e| format!("{name}: {e}"))?;
        Vault::from_file(&file, entropy).map_err(|e| format!("{name}: {e}"))
    }

    /// Fixed keys for stories.
    pub fn for_tests() -> Vault {
        let file = KeyFile { active: 1, keys: BTreeMap::from([(1, STANDARD.encode([7; 32]))]) };
        Vault::from_file(&file, &Entropy::system()).expect("the fixed key is well formed")
    }

    fn from_file(file: &KeyFile, entropy: &Entropy) -> std::result::Result<Vault, String> {
        let mut secrets = BTreeMap::new();
        let mut first = None;
        for (id, secret) in &file.keys {
            let secret = STANDARD.decode(secret).map_err(|_| format!("key {id} is not base64"))?;
            if secret.len() != 32 {
                return Err(format!("key {id} must be 32 bytes"));
            }
            let column = aead(&derive(&secret, b"column"));
            secrets.insert(*id, Derived { column, file: derive(&secret, b"file") });
            first.get_or_insert(secret);
        }
        if !secrets.contains_key(&file.active) {
            return Err(format!("the active key {} is not in the file", file.active));
        }
        // Look-ups and the journal stay with the oldest key: changing them would need a rewrite.
        let first = first.ok_or("there is no key")?;
        let journal = Ed25519KeyPair::from_seed_unchecked(&derive(&first, b"journal"))
            .map_err(|_| "the journal's key cannot be derived")?;
        Ok(Vault(Arc::new(Keys {
            active: file.active,
            secrets,
            lookup: hmac::Key::new(hmac::HMAC_SHA256, &derive(&first, b"lookup")),
            mac: hmac::Key::new(hmac::HMAC_SHA256, &derive(&first, b"mac")),
            journal,
            entropy: entropy.clone(),
        })))
    }

    /// Encrypts `plain` for one `context` (table and column, say `"identity_account.phone"`);
    /// it opens in the same context only. AES-256-GCM; 33 bytes longer than the text.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Vec<u8> {
        let key = &self.0.secrets[&self.0.active];
        let nonce: [u8; NONCE_LEN] = self.0.entropy.bytes();
        let mut out = Vec::with_capacity(HEADER_LEN + plain.len() + 16);
        out.push(FORMAT);
        out.extend_from_slice(&self.0.active.to_be_bytes());
        out.extend_from_slice(&nonce);
        let mut body = plain.to_vec();
        key.column
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context.as_bytes()),
                &mut body,
            )
            .expect("a column value is far below the limit of AES-GCM");
        out.extend_from_slice(&body);
        out
    }

    /// Decrypts what [`Vault::seal`] made in the same context; `None` when it was changed, moved
    /// or sealed under a key that is not in the file.
    pub fn open_bytes(&self, context: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        if sealed.len() < HEADER_LEN || sealed[0] != FORMAT {
            return None;
        }
        let id = u32::from_be_bytes(sealed[1..5].try_into().ok()?);
        let nonce: [u8; NONCE_LEN] = sealed[5..HEADER_LEN].try_into().ok()?;
        let key = self.0.secrets.get(&id)?;
        let mut body = sealed[HEADER_LEN..].to_vec();
        let plain = key
            .column
            .open_in_place(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context.as_bytes()),
                &mut body,
            )
            .ok()?;
        let length = plain.len();
        body.truncate(length);
        Some(body)
    }

    /// Encrypts a text.
    pub fn seal_text(&self, context: &str, plain: &str) -> Vec<u8> {
        self.seal(context, plain.as_bytes())
    }

    /// Decrypts a text from a column.
    ///
    /// # Errors
    /// [`Error::Broken`] naming the context: the row was damaged or the key file is another one.
    pub fn open_text(&self, context: &str, sealed: &[u8]) -> Result<String> {
        self.open_bytes(context, sealed)
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| Error::Broken(format!("{context} cannot be decrypted")))
    }

    /// A keyed hash for exact look-up of a normalised value, such as a phone in E.164:
    /// equal values give equal hashes within one `kind`, and nobody without the key can try them.
    pub fn lookup(&self, kind: &str, normalised: &str) -> Vec<u8> {
        tagged(&self.0.lookup, kind, normalised.as_bytes())
    }

    /// A message authentication code for one `purpose` (CSRF tokens, signed cookies, code hashes).
    pub fn mac(&self, purpose: &str, message: &[u8]) -> Vec<u8> {
        tagged(&self.0.mac, purpose, message)
    }

    /// Compares a code of [`Vault::mac`] in constant time.
    pub fn mac_is(&self, purpose: &str, message: &[u8], code: &[u8]) -> bool {
        let expected = self.mac(purpose, message);
        aws_lc_rs::constant_time::verify_slices_are_equal(&expected, code).is_ok()
    }

    /// The key of a new file, and the id of the key it comes from. Salt and `bound` (what the file
    /// belongs to) must be the same for [`Vault::file_key`] to give the same.
    pub(crate) fn new_file_key(&self, salt: &[u8; 32], bound: &[u8]) -> (u32, LessSafeKey) {
        let id = self.0.active;
        (id, aead(&expand(&self.0.secrets[&id].file, salt, bound)))
    }

    /// The key of a file; `None` when the key it comes from is not in the key file.
    pub(crate) fn file_key(&self, id: u32, salt: &[u8; 32], bound: &[u8]) -> Option<LessSafeKey> {
        self.0.secrets.get(&id).map(|secret| aead(&expand(&secret.file, salt, bound)))
    }

    pub(crate) fn sign_journal(&self, message: &[u8]) -> Vec<u8> {
        self.0.journal.sign(message).as_ref().to_vec()
    }

    /// The public key that the journal's heads are signed with (Ed25519, 32 bytes).
    pub fn journal_public_key(&self) -> Vec<u8> {
        self.0.journal.public_key().as_ref().to_vec()
    }
}

fn tagged(key: &hmac::Key, tag: &str, message: &[u8]) -> Vec<u8> {
    let mut context = hmac::Context::with_key(key);
    // The length keeps ("ab", "c") apart from ("a", "bc").
    context.update(&(tag.len() as u64).to_be_bytes());
    context.update(tag.as_bytes());
    context.update(message);
    context.sign().as_ref().to_vec()
}

fn derive(secret: &[u8], purpose: &[u8]) -> [u8; 32] {
    expand(secret, b"kabinet", purpose)
}

fn expand(secret: &[u8], salt: &[u8], purpose: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(secret)
        .expand(&[purpose], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut out))
        .expect("32 bytes can always be derived with SHA-256");
    out
}

fn aead(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("the key has 32 bytes"))
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

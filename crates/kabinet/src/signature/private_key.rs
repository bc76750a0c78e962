//! The key that `kabinet signature sign` signs with: from a file, in a token, or in another
//! program.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use jiff::Timestamp;
use sign::certificate::Certificate;
use sign::key::token::Uri;
use sign::key::{Error, SigningKey};
use sign::say;
use sign::trust::certificates_of;
use sign::verdict::Language;
use zeroize::Zeroizing;

use super::Refusal;

mod pin;
mod token;

/// The environment's name for the password of a key.
const PASSWORD: &str = "KABINET_KEY_PASSWORD";

/// Which key.
#[derive(Args, Debug)]
pub struct Options {
    /// The private key: PEM or DER (PKCS #8), a container (PKCS #12), or one in a token, such as
    /// pkcs11:token=Mine;object=Seal (RFC 7512)
    #[arg(long, required_unless_present = "program", conflicts_with = "program")]
    key: Option<PathBuf>,
    /// The library by which the token is reached (PKCS #11), if the URI does not name it by
    /// module-path
    #[arg(long, requires = "key")]
    module: Option<PathBuf>,
    /// The file with the PIN of the token; default: what KABINET_TOKEN_PIN says, else the PIN is
    /// asked for on the terminal
    #[arg(long, requires = "key")]
    pin_file: Option<PathBuf>,
    /// The file with the password of the key; default: what KABINET_KEY_PASSWORD says
    #[arg(long, requires = "key")]
    password_file: Option<PathBuf>,
    /// A program that signs, such as a certified tool: it gets the bytes of the hash (for Ed25519
    /// the message) on standard input and answers those of the signature on standard output
    #[arg(long, requires = "cert")]
    program: Option<PathBuf>,
    /// The certificate of the key, and others that are put beside it; default: those in the file
    /// of the key
    #[arg(long)]
    cert: Vec<PathBuf>,
    /// Sign by PSS with an RSA key
    #[arg(long)]
    pss: bool,
}

/// A key and its certificates.
pub struct Signer {
    /// The key.
    pub key: SigningKey,
    /// Certificates at hand: of the key, if it is among them, and others.
    certificates: Vec<Certificate>,
    /// Where the key or the certificates came from, for messages.
    from: PathBuf,
}

impl Options {
    /// What the key is called in messages: its file, or its place in a token.
    pub fn called(&self) -> Option<PathBuf> {
        let key = self.key.as_ref()?;
        match self.uri() {
            Some(Ok(uri)) => Some(PathBuf::from(uri.to_string())),
            _ => Some(key.clone()),
        }
    }

    /// The place of the key in a token, if it is in one.
    fn uri(&self) -> Option<Result<Uri, Refusal>> {
        let text = self.key.as_ref()?.to_str().filter(|text| Uri::is_one(text))?;
        Some(Uri::read(text).map_err(Refusal::usage))
    }

    /// All files that are read, which a signature must not replace.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let own = [&self.key, &self.module, &self.pin_file, &self.password_file, &self.program];
        let own = own.into_iter().flatten();
        own.chain(&self.cert).map(PathBuf::as_path)
    }

    /// Reads the key and the certificates; may ask for a PIN.
    ///
    /// # Errors
    ///
    /// Files that cannot be read, or are none; tokens that do not open.
    pub fn signer(&self, language: Language) -> Result<Signer, Refusal> {
        let uri = self.uri().transpose()?;
        self.check_companions(uri.is_some())?;
        let mut certificates = Vec::new();
        for path in &self.cert {
            certificates.extend(read_certificates(path)?);
        }
        let mut signer = match (uri, &self.key, &self.program) {
            (Some(uri), ..) => self.of_token(&uri, certificates, language)?,
            (None, Some(path), _) => self.of_file(path, certificates)?,
            (None, None, Some(program)) => outside(program, certificates)?,
            (None, None, None) => {
                let why = say!("укажите ключ: --key", "name a key: --key");
                return Err(Refusal::usage(why));
            }
        };
        if self.pss {
            signer.key = signer.key.with_pss();
        }
        Ok(signer)
    }

    /// A password goes with a file, a module and a PIN with a token.
    fn check_companions(&self, in_token: bool) -> Result<(), Refusal> {
        if in_token && self.password_file.is_some() {
            return Err(Refusal::usage(say!(
                "у ключа в токене не пароль, а PIN: --pin-file",
                "a key in a token has no password but a PIN: --pin-file"
            )));
        }
        if !in_token && (self.module.is_some() || self.pin_file.is_some()) {
            return Err(Refusal::usage(say!(
                "--module и --pin-file бывают только у ключа в токене: --key pkcs11:…",
                "--module and --pin-file go with a key in a token only: --key pkcs11:…"
            )));
        }
        Ok(())
    }

    fn of_file(&self, path: &Path, mut certificates: Vec<Certificate>) -> Result<Signer, Refusal> {
        let bytes = fs::read(path).map_err(|error| Refusal::unreadable(path, &error))?;
        let bytes = Zeroizing::new(bytes);
        let password = self.password()?;
        let password = password.as_deref().map(String::as_str);
        let wrong = |error: Error| Refusal::wrong(path, &error.text());
        let key = match std::str::from_utf8(&bytes) {
            Ok(text) if text.contains("-----BEGIN") => {
                let key = SigningKey::from_pem_with(text, password).map_err(wrong)?;
                if certificates.is_empty() && text.contains("-----BEGIN CERTIFICATE") {
                    certificates = read_certificates(path)?;
                }
                key
            }
            _ => match SigningKey::from_pkcs8_der(&bytes) {
                Ok(key) => key,
                Err(first) => {
                    // A container without a password has the empty one.
                    let opened = SigningKey::from_pkcs12(&bytes, password.unwrap_or_default());
                    let encrypted = || SigningKey::from_encrypted_der(&bytes, password?).ok();
                    match opened {
                        Ok((key, inside)) => {
                            certificates.extend(inside);
                            key
                        }
                        Err(error) => match (encrypted(), error) {
                            (Some(key), _) => key,
                            (None, Error::Password) => return Err(wrong(Error::Password)),
                            (None, error) if is_container(&bytes) => return Err(wrong(error)),
                            _ => return Err(wrong(first)),
                        },
                    }
                }
            },
        };
        let from = self.cert.first().map_or(path, PathBuf::as_path).to_owned();
        Ok(Signer { key, certificates, from })
    }

    fn password(&self) -> Result<Option<Zeroizing<String>>, Refusal> {
        match &self.password_file {
            Some(path) => first_line(path).map(Some),
            None => Ok(std::env::var(PASSWORD).ok().map(Zeroizing::new)),
        }
    }
}

/// The secret in a file, without the end of its line.
fn first_line(path: &Path) -> Result<Zeroizing<String>, Refusal> {
    let text = fs::read_to_string(path).map(Zeroizing::new);
    let text = text.map_err(|error| Refusal::unreadable(path, &error))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

impl Signer {
    /// The certificate of the key and those beside it.
    ///
    /// # Errors
    ///
    /// If there is none, or its term does not hold now.
    pub fn certificates(&self, now: Timestamp) -> Result<(Certificate, Vec<Certificate>), Refusal> {
        let mut all = self.certificates.clone();
        let own = all.iter().position(|one| one.key().ok() == Some(self.key.public()));
        let Some(own) = own else {
            let why = say!(
                "среди сертификатов нет сертификата этого ключа (--cert)",
                "none of the certificates is one of this key (--cert)"
            );
            return Err(Refusal::wrong(&self.from, &why));
        };
        let certificate = all.remove(own);
        let (from, until) = (certificate.not_before(), certificate.not_after());
        if now < from || now > until {
            let why = say!(
                "сертификат действует с {from} по {until}, подпись им сейчас не будет верна",
                "the certificate is valid from {from} to {until}: a signature would not hold now"
            );
            return Err(Refusal::wrong(&self.from, &why));
        }
        Ok((certificate, all))
    }
}

/// Whether the file begins like a PKCS #12 container: a SEQUENCE with the version 3.
fn is_container(bytes: &[u8]) -> bool {
    bytes.windows(3).take(8).any(|window| window == [2, 1, 3])
}

fn read_certificates(path: &Path) -> Result<Vec<Certificate>, Refusal> {
    let read = certificates_of(path);
    read.map_err(|it| Refusal { code: super::UNREADABLE, why: say!("{it}", "{it}") })
}

/// The first certificate names the key that the program signs with.
fn outside(program: &Path, certificates: Vec<Certificate>) -> Result<Signer, Refusal> {
    let public = match certificates.first().map(Certificate::key) {
        Some(Ok(key)) => key.clone(),
        Some(Err(error)) => return Err(Refusal::wrong(program, &error.text())),
        None => return Err(Refusal::usage(say!("укажите --cert", "name --cert"))),
    };
    let path = program.to_owned();
    let sign = Box::new(move |bytes: &[u8]| answer_of(&path, bytes));
    let key = SigningKey::outside(public, sign);
    Ok(Signer { key, certificates, from: program.to_owned() })
}

/// Gives the bytes to the program and takes what it answers.
fn answer_of(program: &Path, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", program.display());
    let mut command = Command::new(program);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        // A program that does not read to the end may still answer; it is checked afterwards.
        let _ = input.write_all(bytes);
    }
    let output = child.wait_with_output().map_err(failed)?;
    if !output.status.success() {
        return Err(format!("{}: {}", program.display(), output.status));
    }
    Ok(output.stdout)
}

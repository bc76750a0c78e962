//! `kabinet signature sign`.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use sign::cms::{Changed, Content, Signing};
use sign::key::{Error, SigningKey};
use sign::say;
use sign::verdict::{Language, Text};

use super::output::Output;
use super::private_key::{self, Signer};
use super::progress::Progress;
use super::{Answer, Refusal, pdf, shown, stamping};

/// A file that is signed as a whole, because its key wants the message itself.
const WHOLE_MAX: u64 = 64 * 1024 * 1024;

/// Sign a file.
#[derive(Args, Debug)]
pub struct Sign {
    /// The document
    file: PathBuf,
    #[command(flatten)]
    key: private_key::Options,
    /// Where the signature goes, in place of what is there; default, if nothing is there: the name
    /// of the document and .sig, for a sealed PDF its name with .signed.pdf
    #[arg(long)]
    out: Option<PathBuf>,
    /// Form of the signature
    #[arg(long, value_enum, default_value = "cades")]
    format: Format,
    /// Put the document inside of the signature
    #[arg(long)]
    attached: bool,
    /// Do not write down the time of signing
    #[arg(long)]
    no_time: bool,
    /// Ask this authority for a time-stamp of the signature (RFC 3161)
    #[arg(long, value_name = "URL")]
    tsa: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Format {
    /// A CMS message with the certificate's hash among what is signed (CAdES-BES)
    Cades,
    /// A seal inside of a PDF, as a further revision of it (PAdES)
    Pades,
    /// The bytes of the signature and nothing else
    Raw,
}

impl Sign {
    /// Signs.
    ///
    /// # Errors
    ///
    /// Files that cannot be read or written; keys that are none; certificates of other keys.
    pub fn run(&self, now: Timestamp, language: Language) -> Result<Answer, Refusal> {
        let signer = self.key.signer(language)?;
        let out = self.out.clone().unwrap_or_else(|| match self.format {
            Format::Pades => pdf::default_out(&self.file),
            _ => default_out(&self.file),
        });
        if same_file(&out, &self.file) || self.key.files().any(|path| same_file(&out, path)) {
            let out = shown(&out);
            let why = say!(
                "{out}: подпись не может лечь на место документа, ключа или сертификата",
                "{out}: the signature cannot replace the document, the key or a certificate"
            );
            return Err(Refusal::usage(why));
        }
        if self.out.is_none() && fs::symlink_metadata(&out).is_ok() {
            let out = shown(&out);
            let why = say!(
                "{out}: такой файл уже есть; чтобы заменить его, назовите его: --out",
                "{out}: there is such a file already; to replace it, name it: --out"
            );
            return Err(Refusal::usage(why));
        }
        let said = match self.format {
            Format::Raw => self.raw(&signer.key, &out)?,
            Format::Cades => self.cades(&signer, &out, now, language)?,
            Format::Pades => self.pades(&signer, &out, now, language)?,
        };
        Ok(Answer { code: 0, text: format!("{}\n", said.in_language(language)) })
    }

    fn pades(
        &self,
        signer: &Signer,
        out: &Path,
        now: Timestamp,
        language: Language,
    ) -> Result<Text, Refusal> {
        let Some(bytes) = pdf::read(&self.file)?.filter(|_| !self.attached) else {
            let why = say!(
                "--format pades: печать ставится внутрь файла PDF, а это не он",
                "--format pades: a seal stands inside of a PDF, and this is none"
            );
            return Err(Refusal::wrong(&self.file, &why));
        };
        let key = &signer.key;
        let (certificate, chain) = signer.certificates(now)?;
        let url = self.tsa.as_deref().unwrap_or_default();
        let stamp = |signature: &[u8]| stamping::stamp(url, key, signature, language);
        let signing = Signing {
            key,
            certificate: &certificate,
            chain: &chain,
            signed_at: None,
            cades: true,
            stamp: self.tsa.is_some().then_some(&stamp),
        };
        let sealed = pdf::sealed(&self.file, &bytes, &signing, now)?;
        let mut output = Output::create(out)?;
        let written = output.writer().write_all(&sealed);
        written.map_err(|error| Refusal::unreadable(out, &error))?;
        self.finish(output)?;
        let (out, algorithm) = (shown(out), key.algorithm());
        let name = certificate.subject().title();
        Ok(say!("{out}: подписал {name}, {algorithm}", "{out}: signed by {name}, {algorithm}"))
    }

    fn cades(
        &self,
        signer: &Signer,
        out: &Path,
        now: Timestamp,
        language: Language,
    ) -> Result<Text, Refusal> {
        let key = &signer.key;
        let (certificate, chain) = signer.certificates(now)?;
        let url = self.tsa.as_deref().unwrap_or_default();
        let stamp = |signature: &[u8]| stamping::stamp(url, key, signature, language);
        let signing = Signing {
            key,
            certificate: &certificate,
            chain: &chain,
            signed_at: (!self.no_time).then_some(now),
            cades: true,
            stamp: self.tsa.is_some().then_some(&stamp),
        };
        let (mut file, length) = open(&self.file)?;
        let mut output = Output::create(out)?;
        let mut progress = Progress::new(length);
        let mut tell = |bytes| progress.at(bytes);
        if self.attached {
            let made = signing.attached(&mut file, output.writer(), &mut tell);
            made.map_err(|error| self.changed(error, out))?;
        } else {
            let content = Content::read(&mut file, &[signing.digest()], &mut tell)
                .map_err(|error| Refusal::unreadable(&self.file, &error))?;
            let hash = content.hash(signing.digest()).unwrap_or_default();
            let message = signing.detached(hash).map_err(|error| self.refused(&error))?;
            let written = output.writer().write_all(&message);
            written.map_err(|error| Refusal::unreadable(out, &error))?;
        }
        drop(progress);
        self.finish(output)?;
        let (out, algorithm) = (shown(out), key.algorithm());
        let name = certificate.subject().title();
        Ok(say!("{out}: подписал {name}, {algorithm}", "{out}: signed by {name}, {algorithm}"))
    }

    fn raw(&self, key: &SigningKey, out: &Path) -> Result<Text, Refusal> {
        if self.tsa.is_some() {
            let why = say!(
                "--tsa: у голой подписи нет места для штампа времени",
                "--tsa: a bare signature has no place for a time-stamp"
            );
            return Err(Refusal::usage(why));
        }
        if self.attached {
            let why = say!(
                "--attached: у голой подписи нет места для документа",
                "--attached: a bare signature has no place for the document"
            );
            return Err(Refusal::usage(why));
        }
        let (mut file, length) = open(&self.file)?;
        let refused = |error: io::Error| Refusal::unreadable(&self.file, &error);
        let signature = match key.algorithm().digest() {
            Some(digest) => {
                let mut progress = Progress::new(length);
                let content = Content::read(&mut file, &[digest], &mut |at| progress.at(at));
                let content = content.map_err(refused)?;
                key.sign_digest(content.hash(digest).unwrap_or_default())
            }
            None => {
                let mut whole = Vec::new();
                file.take(WHOLE_MAX + 1).read_to_end(&mut whole).map_err(refused)?;
                if whole.len() as u64 > WHOLE_MAX {
                    return Err(refused(io::ErrorKind::FileTooLarge.into()));
                }
                key.sign(&whole)
            }
        };
        let signature = signature.map_err(|error| self.refused(&error))?;
        let mut output = Output::create(out)?;
        let written = output.writer().write_all(&signature);
        written.map_err(|error| Refusal::unreadable(out, &error))?;
        self.finish(output)?;
        let (out, algorithm) = (shown(out), key.algorithm());
        Ok(say!("{out}: подписано, {algorithm}", "{out}: signed, {algorithm}"))
    }

    /// A file that was named is replaced; one that only has the default name is another's.
    fn finish(&self, output: Output) -> Result<(), Refusal> {
        if self.out.is_some() { output.finish() } else { output.finish_new() }
    }

    fn refused(&self, error: &Error) -> Refusal {
        let called = self.key.called();
        Refusal::wrong(called.as_deref().unwrap_or(&self.file), &error.text())
    }

    fn changed(&self, error: Changed, out: &Path) -> Refusal {
        match error {
            Changed::Io(error) => Refusal::unreadable(out, &error),
            Changed::Key(error) => self.refused(&error),
            Changed::Content => {
                let why = say!(
                    "файл изменился, пока его подписывали",
                    "the file changed while it was being signed"
                );
                Refusal::wrong(&self.file, &why)
            }
        }
    }
}

fn open(path: &Path) -> Result<(File, u64), Refusal> {
    let refused = |error: io::Error| Refusal::unreadable(path, &error);
    let file = File::open(path).map_err(refused)?;
    let about = file.metadata().map_err(refused)?;
    if about.is_dir() {
        return Err(refused(io::ErrorKind::IsADirectory.into()));
    }
    Ok((file, about.len()))
}

fn default_out(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".sig");
    PathBuf::from(name)
}

fn same_file(one: &Path, two: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(two)) {
        (Ok(one), Ok(two)) => one == two,
        _ => false,
    }
}

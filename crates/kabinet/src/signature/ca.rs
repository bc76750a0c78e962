//! `kabinet signature ca`: an authority of one's own in a folder.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sign::algorithm::PublicKey;
use sign::authority::{
    Authority, Error, Folder, Kind, Order, Settings, Subject, public_key_of, write_once,
};
use sign::certificate::{Certificate, ObjectIdentifier, attribute, read_all};
use sign::key::{KeyKind, SigningKey};
use sign::say;
use sign::verdict::{Language, Text, moment};

use super::{Answer, Refusal, UNREADABLE, USAGE, shown};

/// What an authority is told to do.
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "one is read in the life of a program")]
pub enum CaCommand {
    /// Make a new authority in a new folder
    Init(InitOptions),
    /// Issue a certificate
    Issue(Box<IssueOptions>),
    /// Revoke a certificate; a list made from then on has it
    Revoke(RevokeOptions),
    /// Make the next list of revoked certificates
    Crl(CrlOptions),
}

/// A new authority.
#[derive(Args, Debug)]
pub struct InitOptions {
    /// The folder to make; it holds the private key
    folder: PathBuf,
    /// What the authority is called
    #[arg(long)]
    name: String,
    #[command(flatten)]
    who: Who,
    /// Kind of key: gost256, gost512, a parameter set such as TC26-256-A, rsa2048, rsa3072,
    /// rsa4096, p256, p384, ed25519
    #[arg(long, default_value = "gost256")]
    key: String,
    /// For how many years
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=30))]
    years: u32,
    /// Where its lists of revoked certificates will be; written into every certificate
    #[arg(long)]
    crl_url: Vec<String>,
    /// Where it will answer by OCSP; written into every certificate
    #[arg(long)]
    ocsp_url: Vec<String>,
}

/// Fields of a name.
#[derive(Args, Debug)]
struct Who {
    /// Two letters
    #[arg(long, default_value = "RU")]
    country: String,
    /// Region
    #[arg(long, default_value = "")]
    region: String,
    /// City
    #[arg(long, default_value = "")]
    locality: String,
    /// Street and house
    #[arg(long, default_value = "")]
    street: String,
    /// Organisation
    #[arg(long, default_value = "")]
    organization: String,
    /// ИНН of the organisation: 10 digits
    #[arg(long, default_value = "")]
    inn_organization: String,
    /// ОГРН: 13 digits
    #[arg(long, default_value = "")]
    ogrn: String,
    /// E-mail address
    #[arg(long, default_value = "")]
    email: String,
}

/// A certificate.
#[derive(Args, Debug)]
pub struct IssueOptions {
    /// The folder of the authority
    folder: PathBuf,
    /// For whom
    #[arg(long = "for", value_enum)]
    of: For,
    /// What it is called; made of surname and name, or of the organisation, if not given
    #[arg(long, default_value = "")]
    name: String,
    /// Surname
    #[arg(long, default_value = "")]
    surname: String,
    /// Given name and patronymic
    #[arg(long, default_value = "")]
    given: String,
    /// Position
    #[arg(long, default_value = "")]
    title: String,
    /// СНИЛС: 11 digits
    #[arg(long, default_value = "")]
    snils: String,
    /// ИНН of the person: 12 digits
    #[arg(long, default_value = "")]
    inn: String,
    /// ОГРНИП: 15 digits
    #[arg(long, default_value = "")]
    ogrnip: String,
    #[command(flatten)]
    who: Who,
    /// The public key or the request for a certificate that was brought
    #[arg(long, conflicts_with_all = ["key_out", "key"])]
    public: Option<PathBuf>,
    /// Make a key and write it here, for the owner's eyes only
    #[arg(long, required_unless_present = "public")]
    key_out: Option<PathBuf>,
    /// Kind of key to make, as for `init`
    #[arg(long, default_value = "gost256")]
    key: String,
    /// For how many days
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=11_000))]
    days: u32,
    /// Where to write the certificate
    #[arg(long)]
    out: PathBuf,
}

/// For whom a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum For {
    /// A person
    Person,
    /// An organisation, which seals
    Organization,
    /// A person who signs for an organisation
    Staff,
    /// A time-stamp authority
    Tsa,
    /// Whoever answers by OCSP for this authority
    Ocsp,
    /// An authority below this one
    Authority,
}

/// A revocation.
#[derive(Args, Debug)]
pub struct RevokeOptions {
    /// The folder of the authority
    folder: PathBuf,
    /// The certificate's file, or its number in hexadecimal digits
    which: String,
    /// Why
    #[arg(long, value_enum, default_value = "unspecified")]
    reason: Reason,
    /// Since when, such as 2026-11-22 or 2026-11-22T09:00:00Z; now if not given
    #[arg(long)]
    since: Option<String>,
}

/// Reasons of revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reason {
    /// None is given; a time-stamp authority's stamps of all times are invalid then
    Unspecified = 0,
    /// The key is in other hands
    KeyCompromise = 1,
    /// The name or the position has changed
    AffiliationChanged = 3,
    /// Another certificate took its place
    Superseded = 4,
    /// It is no longer needed
    Cessation = 5,
    /// The owner lost the right
    PrivilegeWithdrawn = 9,
}

/// A list of revoked certificates.
#[derive(Args, Debug)]
pub struct CrlOptions {
    /// The folder of the authority
    folder: PathBuf,
    /// For how many days
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=400))]
    days: u32,
    /// Where to write a copy, in DER; one that is there is replaced
    #[arg(long)]
    out: Option<PathBuf>,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::Field(..) | Error::Term | Error::NotIssued(_) | Error::AlreadyRevoked(_) => {
                USAGE
            }
            Error::Exists(_) | Error::File(..) | Error::Broken(..) | Error::NoAuthority => {
                UNREADABLE
            }
            Error::Key(_) | Error::Malformed(_) | Error::Random => 1,
        };
        Self { code, why: error.text() }
    }
}

impl CaCommand {
    /// Carries it out and returns what to say.
    ///
    /// # Errors
    ///
    /// [`Refusal`] with the exit code.
    pub fn run(&self, now: Timestamp, language: Language) -> Result<Answer, Refusal> {
        // Certificates know whole seconds.
        let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
        let said = match self {
            Self::Init(options) => init(options, now)?,
            Self::Issue(options) => issue(options, now)?,
            Self::Revoke(options) => revoke(options, now)?,
            Self::Crl(options) => crl(options, now)?,
        };
        Ok(Answer { code: 0, text: said.in_language(language).to_owned() })
    }
}

fn init(options: &InitOptions, now: Timestamp) -> Result<Text, Refusal> {
    let subject = options.who.subject(&[(attribute::COMMON_NAME, &options.name)], &[])?;
    let key = SigningKey::generate(kind_of(&options.key)?).map_err(Error::Key)?;
    let days = 365 * i64::from(options.years) + i64::from(options.years) / 4;
    let authority = Authority::root(&subject, key, now, later(now, days)?)?;
    for url in options.crl_url.iter().chain(&options.ocsp_url) {
        if !url.is_ascii() || !(url.starts_with("http://") || url.starts_with("https://")) {
            let url = url.escape_default();
            return Err(Refusal::usage(say!(
                "это не адрес http: {url}",
                "not an http address: {url}"
            )));
        }
    }
    let (crl_urls, ocsp_urls) = (options.crl_url.clone(), options.ocsp_url.clone());
    Folder::create(&options.folder, &authority, &Settings { crl_urls, ocsp_urls })?;
    let folder = shown(&options.folder);
    let Text { ru, en } = moment(authority.certificate().not_after());
    let fingerprint = authority.certificate().fingerprint();
    Ok(say!(
        "Удостоверяющий центр создан в {folder}, действует до {ru}.\n\
         Сертификат: {folder}/certificate.pem, SHA-256 {fingerprint}\n\
         Закрытый ключ: {folder}/key.pem. Кто его прочтёт, сможет выдавать сертификаты от имени \
         центра: храните папку под замком и в резервной копии.\n",
        "The authority was made in {folder} and is valid until {en}.\n\
         Certificate: {folder}/certificate.pem, SHA-256 {fingerprint}\n\
         Private key: {folder}/key.pem. Whoever reads it can issue certificates in the name of \
         the authority: keep the folder locked and in a backup.\n"
    ))
}

fn issue(options: &IssueOptions, now: Timestamp) -> Result<Text, Refusal> {
    let subject = options.subject()?;
    for path in [Some(&options.out), options.key_out.as_ref()].into_iter().flatten() {
        if path.symlink_metadata().is_ok() {
            return Err(Error::Exists(path.clone()).into());
        }
    }
    let folder = Folder::open(&options.folder)?;
    let (key, made) = match (&options.public, &options.key_out) {
        (Some(path), _) => (brought_key(path)?, None),
        (None, Some(path)) => {
            let key = SigningKey::generate(kind_of(&options.key)?).map_err(Error::Key)?;
            (key.public().clone(), Some((key, path)))
        }
        (None, None) => {
            return Err(Refusal::usage(say!(
                "нет ни --public, ни --key-out",
                "no --public and no --key-out"
            )));
        }
    };
    let until = later(now, i64::from(options.days))?;
    let order = Order::new(options.of.kind(), &subject, &key, now, until);
    // Before anything is issued, so that no certificate is without its key.
    if let Some((key, path)) = made {
        let pem = key.to_pkcs8_pem().map_err(Error::Key)?;
        write_once(path, pem.as_bytes(), 0o600)?;
    }
    let certificate = folder.issue(&order).inspect_err(|_| {
        // Nothing was issued for this key.
        options.key_out.iter().for_each(|path| drop(std::fs::remove_file(path)));
    })?;
    write_once(&options.out, certificate.to_pem().as_bytes(), 0o644)?;
    let (title, serial) = (certificate.subject().title(), certificate.serial_text());
    let out = shown(&options.out);
    let Text { ru, en } = moment(certificate.not_after());
    Ok(say!(
        "Выдан сертификат «{title}», номер {serial}, действует до {ru}.\nФайл: {out}\n",
        "Issued “{title}”, number {serial}, valid until {en}.\nFile: {out}\n"
    ))
}

fn revoke(options: &RevokeOptions, now: Timestamp) -> Result<Text, Refusal> {
    let since = match &options.since {
        Some(text) => moment_of(text)?,
        None => now,
    };
    if since > now {
        return Err(Refusal::usage(say!(
            "отозвать можно с прошедшего или текущего момента",
            "a certificate is revoked since a moment that has come"
        )));
    }
    let folder = Folder::open(&options.folder)?;
    let path = Path::new(&options.which);
    let serial = match path.is_file() {
        true => serial_of(path, folder.authority().certificate())?,
        false => options.which.clone(),
    };
    folder.revoke(&serial, since, options.reason as u8)?;
    let folder = shown(&options.folder);
    let Text { ru, en } = moment(since);
    Ok(say!(
        "Сертификат {serial} отозван, начало — {ru}. Чтобы об этом узнали, выпустите список: \
         kabinet signature ca crl {folder}\n",
        "The certificate {serial} is revoked since {en}. For others to know, make a list: \
         kabinet signature ca crl {folder}\n"
    ))
}

fn crl(options: &CrlOptions, now: Timestamp) -> Result<Text, Refusal> {
    let folder = Folder::open(&options.folder)?;
    let until = later(now, i64::from(options.days))?;
    let der = folder.list(now, until)?;
    let count = folder.revoked()?.len();
    let place = match &options.out {
        Some(out) => {
            replace(out, &der)?;
            shown(out)
        }
        None => shown(&options.folder.join("lists")),
    };
    let Text { ru, en } = moment(until);
    Ok(say!(
        "Список отозванных сертификатов выпущен, следующий нужен до {ru}. Отозвано: {count}.\n\
         Файл: {place}\n",
        "The list of revoked certificates was made; the next is due by {en}. Revoked: {count}.\n\
         File: {place}\n"
    ))
}

impl Who {
    /// A name: place first, then the organisation, then what is particular.
    fn subject(
        &self,
        particular: &[(ObjectIdentifier, &str)],
        before: &[(ObjectIdentifier, &str)],
    ) -> Result<Subject, Refusal> {
        let general = [
            (attribute::COUNTRY, self.country.as_str()),
            (attribute::STATE, &self.region),
            (attribute::LOCALITY, &self.locality),
            (attribute::STREET, &self.street),
            (attribute::ORGANIZATION, &self.organization),
            (attribute::INN_ORGANIZATION, &self.inn_organization),
            (attribute::OGRN, &self.ogrn),
            (attribute::EMAIL, &self.email),
        ];
        let fields = general.iter().chain(before).chain(particular);
        let named = fields
            .into_iter()
            .try_fold(Subject::new(), |subject, (field, value)| subject.with(*field, value));
        named.map_err(Refusal::from)
    }
}

impl IssueOptions {
    fn subject(&self) -> Result<Subject, Refusal> {
        let is_person = matches!(self.of, For::Person | For::Staff);
        let needs = |given: bool, what: &str| match given {
            true => Ok(()),
            false => Err(Refusal::usage(say!("нужно указать {what}", "{what} is needed"))),
        };
        if is_person {
            needs(!self.surname.is_empty(), "--surname")?;
            needs(!self.given.is_empty(), "--given")?;
        }
        if matches!(self.of, For::Organization | For::Staff) {
            needs(!self.who.organization.is_empty(), "--organization")?;
        }
        let own = match self.of {
            For::Person | For::Staff => format!("{} {}", self.surname, self.given),
            For::Organization => self.who.organization.clone(),
            For::Tsa | For::Ocsp | For::Authority => String::new(),
        };
        let name = if self.name.is_empty() { own } else { self.name.clone() };
        needs(!name.is_empty(), "--name")?;
        let person = [
            (attribute::TITLE, self.title.as_str()),
            (attribute::SURNAME, &self.surname),
            (attribute::GIVEN_NAME, &self.given),
            (attribute::SNILS, &self.snils),
            (attribute::INN, &self.inn),
            (attribute::OGRNIP, &self.ogrnip),
        ];
        if !is_person && person.iter().any(|(_, value)| !value.is_empty()) {
            return Err(Refusal::usage(say!(
                "поля человека бывают только у --for person и --for staff",
                "fields of a person go with --for person and --for staff only"
            )));
        }
        self.who.subject(&[(attribute::COMMON_NAME, &name)], &person)
    }
}

impl For {
    fn kind(self) -> Kind {
        match self {
            Self::Person | Self::Organization | Self::Staff => Kind::Signer,
            Self::Tsa => Kind::TimeStamp,
            Self::Ocsp => Kind::Ocsp,
            Self::Authority => Kind::Authority { below: Some(0) },
        }
    }
}

fn kind_of(name: &str) -> Result<KeyKind, Refusal> {
    KeyKind::from_name(name).ok_or_else(|| {
        let name = name.escape_default();
        Refusal::usage(say!("нет такого вида ключа: {name}", "no such kind of key: {name}"))
    })
}

fn brought_key(path: &Path) -> Result<PublicKey, Refusal> {
    let bytes = std::fs::read(path).map_err(|error| Refusal::unreadable(path, &error))?;
    public_key_of(&bytes).map_err(|error| Refusal::unreadable(path, &error))
}

/// The number of a certificate in a file, if this authority issued it.
fn serial_of(path: &Path, issuer: &Certificate) -> Result<String, Refusal> {
    let bytes = std::fs::read(path).map_err(|error| Refusal::unreadable(path, &error))?;
    let found = read_all(&bytes).map_err(|error| Refusal::unreadable(path, &error))?;
    let key = issuer.key().map_err(|error| Refusal::unreadable(path, &error))?;
    match found.iter().find(|found| found.is_signed_by(key).is_ok()) {
        Some(found) => Ok(found.serial_text()),
        None => Err(Error::NotIssued(shown(path)).into()),
    }
}

/// Puts a file in the place of another one in one step.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let _ = std::fs::remove_file(&draft);
    write_once(&draft, bytes, 0o644)?;
    std::fs::rename(&draft, path).map_err(|error| Error::File(path.to_owned(), error).into())
}

fn later(now: Timestamp, days: i64) -> Result<Timestamp, Refusal> {
    now.checked_add(SignedDuration::from_hours(24 * days)).map_err(|_| Error::Term.into())
}

/// A moment, or the beginning of a day in UTC.
fn moment_of(text: &str) -> Result<Timestamp, Refusal> {
    let day = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp());
    text.parse::<Timestamp>().ok().or_else(day).ok_or_else(|| {
        let text = text.escape_default();
        Refusal::usage(say!("это не дата: {text}", "not a date: {text}"))
    })
}

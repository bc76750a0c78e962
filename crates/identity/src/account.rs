//! Accounts: who a person is to the provider, and whether she may act.

mod contact;
mod status;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use std::marker::PhantomData;

use ::store::journal::Draft;
use ::store::{Moment, Result, Tx};
use jiff::civil::Date;
use notify::{Contact, Recipient};
use registries::{Email, Gender, Inn, Name, Passport, Phone, Snils};
use serde::{Deserialize, Serialize};
use web::{Lang, Site};

use crate::staff::handover;

pub use oauth::acr::Level;

pub use self::contact::{drop_contact, set_email, set_phone};
pub(crate) use self::status::lock;
pub use self::status::{Status, close, lift, restrict, unlock};
pub use self::store::{by_identifier, find, of_inn, of_passport};

::store::id!(
    /// A person's account; also the `sub` of her tokens.
    pub AccountId
);

/// An account as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Grows by one with each change; what was typed against an older one is stale.
    pub rev: i64,
    /// How sure the provider is of the person.
    pub level: Level,
    /// Whether she may act.
    pub status: Status,
    /// Everything personal.
    pub personal: Personal,
    /// The second factor she is asked for first.
    pub second: Second,
    /// The language in which she is written to.
    pub lang: Lang,
    /// When it was made.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
}

/// What is known about the person. Sealed in one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Personal {
    /// Her name.
    pub name: FullName,
    /// When a register confirmed the name together with the date of birth.
    pub name_verified_at: Option<Moment>,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// Sex as in the passport.
    pub gender: Option<Gender>,
    /// Mobile phone; codes go there.
    pub phone: Option<Known<Phone>>,
    /// E-mail.
    pub email: Option<Known<Email>>,
    /// СНИЛС.
    pub snils: Option<Known<Snils>>,
    /// ИНН.
    pub inn: Option<Known<Inn>>,
    /// Passport of a citizen of Russia.
    pub passport: Option<Known<Passport>>,
}

/// A value, and when it was verified: the phone and the e-mail by a code, numbers and documents
/// by a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known<T> {
    /// The value.
    pub value: T,
    /// When it was verified, if it was.
    pub verified_at: Option<Moment>,
}

/// Family name, given name and, for those who have one, patronymic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullName {
    /// Фамилия.
    pub family: Name,
    /// Имя.
    pub given: Name,
    /// Отчество.
    pub additional: Option<Name>,
}

/// The second factor that is asked for first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Second {
    /// A code by SMS.
    Sms,
    /// A code of an authenticator app.
    Totp,
}

/// What an account is found by when somebody signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identifier {
    /// A mobile phone.
    Phone(Phone),
    /// An e-mail address.
    Email(Email),
    /// СНИЛС.
    Snils(Snils),
    /// Eleven digits and nothing else that are both; whoever has an account by the one or, failing
    /// that, the other is meant.
    Either(Phone, Snils),
}

/// What is needed for a new account: every one of it was proved before.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Her name.
    pub name: FullName,
    /// A phone whose code she typed.
    pub phone: Phone,
    /// An e-mail address whose code she typed.
    pub email: Email,
    /// The language in which she is written to.
    pub lang: Lang,
}

/// How a claim of something unique ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Claim {
    /// It is hers.
    Done,
    /// It belongs to another account. Never shown: see the text of each page.
    Taken,
    /// There is no such account any more.
    Gone,
}

/// Who changes an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By<'a> {
    /// The owner.
    Owner,
    /// A staff member, by id.
    Staff(&'a str),
    /// The program.
    System,
}

/// In this transaction the account exists and its owner may act. Only [`alive`] makes one, and it
/// cannot leave the transaction, because it is not `Send`.
#[derive(Debug)]
pub struct Alive {
    account: AccountId,
    level: Level,
    here: PhantomData<*const ()>,
}

impl Alive {
    /// Whose it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The level at this moment.
    pub fn level(&self) -> Level {
        self.level
    }
}

/// Proof that the owner may act, or `None`.
pub fn alive(tx: &Tx, id: AccountId) -> Result<Option<Alive>> {
    let Some((level, status)) = store::standing(tx, id)? else { return Ok(None) };
    let may_act = status.may_act(tx.now());
    Ok(may_act.then_some(Alive { account: id, level, here: PhantomData }))
}

/// The same proof where the owner could also sign in at this moment: services get codes and tokens
/// with it. A lock leaves open sessions alone, but nothing new is given out.
pub fn may_enter(tx: &Tx, id: AccountId) -> Result<Option<Alive>> {
    let Some((level, status)) = store::standing(tx, id)? else { return Ok(None) };
    let may_enter = status.may_enter(tx.now());
    Ok(may_enter.then_some(Alive { account: id, level, here: PhantomData }))
}

/// Whether the owner may act, and if not, why. `None` when there is no such account.
pub fn lock_state(tx: &Tx, id: AccountId) -> Result<Option<Status>> {
    Ok(store::standing(tx, id)?.map(|(_, status)| status))
}

/// Makes an account of the simple level. The keys of phone and e-mail are the judge: of two
/// claims for the same one only one is `Ok`.
pub fn create(tx: &mut Tx, new: &NewAccount) -> Result<std::result::Result<AccountId, Claim>> {
    let id = AccountId(tx.new_id());
    if !store::claim(tx, id, &Handle::phone(&new.phone))? {
        return Ok(Err(Claim::Taken));
    }
    if !store::claim(tx, id, &Handle::email(&new.email))? {
        store::release_all(tx, id)?;
        return Ok(Err(Claim::Taken));
    }
    let now = Some(tx.now());
    let personal = Personal {
        name: new.name.clone(),
        name_verified_at: None,
        birth_date: None,
        gender: None,
        phone: Some(Known { value: new.phone.clone(), verified_at: now }),
        email: Some(Known { value: new.email.clone(), verified_at: now }),
        snils: None,
        inn: None,
        passport: None,
    };
    store::insert(tx, id, &personal, new.lang)?;
    tell_notify(tx, id, &personal, new.lang)?;
    handover::received(tx, id, &Handle::phone(&new.phone))?;
    handover::received(tx, id, &Handle::email(&new.email))?;
    Ok(Ok(id))
}

/// Changes what is known about a person without a say over anything unique: names, date of birth,
/// sex, marks of verification. `false` when there is no such account.
pub fn change(tx: &mut Tx, id: AccountId, how: impl FnOnce(&mut Personal)) -> Result<bool> {
    let Some(mut account) = find(tx, id)? else { return Ok(false) };
    how(&mut account.personal);
    store::save_personal(tx, &account)?;
    tell_notify(tx, id, &account.personal, account.lang)?;
    Ok(true)
}

/// Records a СНИЛС that a register confirmed; from now on she signs in with it, too.
pub fn set_snils(tx: &mut Tx, id: AccountId, snils: &Snils) -> Result<Claim> {
    let known = Known { value: snils.clone(), verified_at: Some(tx.now()) };
    set(tx, id, Handle::snils(snils), |personal| personal.snils = Some(known))
}

/// Records an ИНН that a register confirmed.
pub fn set_inn(tx: &mut Tx, id: AccountId, inn: &Inn) -> Result<Claim> {
    let known = Known { value: inn.clone(), verified_at: Some(tx.now()) };
    set(tx, id, Handle::inn(inn), |personal| personal.inn = Some(known))
}

/// Records a passport that a register or a staff member confirmed.
pub fn set_passport(tx: &mut Tx, id: AccountId, passport: &Passport) -> Result<Claim> {
    let known = Known { value: passport.clone(), verified_at: Some(tx.now()) };
    set(tx, id, Handle::passport(&passport.digits()), |personal| personal.passport = Some(known))
}

fn set(
    tx: &mut Tx,
    id: AccountId,
    handle: Handle,
    how: impl FnOnce(&mut Personal),
) -> Result<Claim> {
    let Some(mut account) = find(tx, id)? else { return Ok(Claim::Gone) };
    if !store::claim(tx, id, &handle)? {
        return Ok(Claim::Taken);
    }
    store::release_others(tx, id, &handle)?;
    how(&mut account.personal);
    store::save_personal(tx, &account)?;
    tell_notify(tx, id, &account.personal, account.lang)?;
    handover::received(tx, id, &handle)?;
    Ok(Claim::Done)
}

/// Sets the level. The caller has the proof for it and writes the journal.
pub fn set_level(tx: &mut Tx, id: AccountId, level: Level) -> Result<bool> {
    store::set_level(tx, id, level)
}

/// Raises the level, only from `from`: of two who do it at once one gets `true`. The caller has
/// the proof for it and writes the journal.
pub fn raise(tx: &mut Tx, id: AccountId, from: Level, to: Level) -> Result<bool> {
    store::raise(tx, id, from, to)
}

/// Sets the language in which the person is written to; `false` when it is that already.
pub fn set_lang(tx: &mut Tx, id: AccountId, lang: Lang) -> Result<bool> {
    if !store::set_lang(tx, id, lang)? {
        return Ok(false);
    }
    if let Some(account) = find(tx, id)? {
        tell_notify(tx, id, &account.personal, lang)?;
    }
    Ok(true)
}

/// The account as a recipient of notices.
pub fn recipient(id: AccountId) -> Recipient {
    Recipient::new(Site::Identity, id)
}

/// Notices go to confirmed addresses only.
fn tell_notify(tx: &mut Tx, id: AccountId, personal: &Personal, lang: Lang) -> Result<()> {
    let verified = |at: Option<Moment>, value: &str| at.map(|_| value.to_owned());
    let email = personal.email.as_ref().and_then(|k| verified(k.verified_at, k.value.as_str()));
    let phone = personal.phone.as_ref().and_then(|k| verified(k.verified_at, k.value.as_str()));
    notify::contact::set(tx, &recipient(id), Contact { email, phone, lang })
}

impl By<'_> {
    /// An entry of the journal by this actor about an account.
    pub fn draft(&self, event: &str, about: AccountId) -> Draft {
        let draft = Draft::new("identity", event).about(about);
        match self {
            By::Owner => draft.by("person", about),
            By::Staff(id) => draft.by("staff", id),
            By::System => draft,
        }
    }
}

impl FullName {
    /// «Тестова А. П.»
    pub fn short(&self) -> String {
        let initial = |name: &Name| name.as_str().chars().next().map(|c| format!(" {c}."));
        let given = initial(&self.given).unwrap_or_default();
        let additional = self.additional.as_ref().and_then(initial).unwrap_or_default();
        format!("{}{given}{additional}", self.family)
    }
}

/// «Тестова Анна Примеровна».
impl std::fmt::Display for FullName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.family, self.given)?;
        self.additional.iter().try_for_each(|name| write!(f, " {name}"))
    }
}

impl Personal {
    /// What others know of the person, which must not be her password.
    pub fn own_words(&self) -> Vec<String> {
        let names =
            [Some(&self.name.family), Some(&self.name.given), self.name.additional.as_ref()];
        let mut words: Vec<String> = names.into_iter().flatten().map(Name::to_string).collect();
        words.extend(self.email.iter().map(|known| known.value.as_str().to_owned()));
        words.extend(self.phone.iter().map(|known| known.value.as_str().to_owned()));
        words.extend(self.birth_date.map(registries::date::typed));
        words
    }
}

impl Second {
    /// The word in the table and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Second::Sms => "sms",
            Second::Totp => "totp",
        }
    }

    /// The factor of a word.
    pub fn parse(word: &str) -> Option<Second> {
        [Second::Sms, Second::Totp].into_iter().find(|second| second.as_str() == word)
    }
}

impl Identifier {
    /// Tells what somebody typed: an address has an `@`; eleven digits are a СНИЛС when they are
    /// written like one or cannot be a phone, and either when they are written together.
    pub fn detect(text: &str) -> Option<Identifier> {
        if text.contains('@') {
            return Email::parse(text).ok().map(Identifier::Email);
        }
        let snils = Snils::parse(text).ok();
        match (Phone::parse(text).ok(), snils) {
            (Some(_), Some(snils)) if is_written_as_snils(text) => Some(Identifier::Snils(snils)),
            (Some(phone), Some(snils)) if text.trim().bytes().all(|b| b.is_ascii_digit()) => {
                Some(Identifier::Either(phone, snils))
            }
            (Some(phone), _) => Some(Identifier::Phone(phone)),
            (None, Some(snils)) => Some(Identifier::Snils(snils)),
            (None, None) => None,
        }
    }

    /// A keyed hash of it, to count by.
    pub(crate) fn fingerprint(&self, vault: &::store::Vault) -> String {
        let handle = self.handle();
        let hash = vault.lookup("identifier", &format!("{}:{}", handle.kind, handle.value));
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Its key among handles, which is also what attempts at an unknown one are counted under.
    pub(crate) fn handle(&self) -> Handle {
        match self {
            Identifier::Phone(phone) | Identifier::Either(phone, _) => Handle::phone(phone),
            Identifier::Email(email) => Handle::email(email),
            Identifier::Snils(snils) => Handle::snils(snils),
        }
    }
}

/// `112-233-445 95`: nobody writes a phone this way.
fn is_written_as_snils(text: &str) -> bool {
    let form: String =
        text.trim().chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    matches!(form.as_str(), "000-000-000 00" | "000-000-000-00" | "000 000 000 00")
}

/// Something unique to one account, normalised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Handle {
    pub(crate) kind: &'static str,
    pub(crate) value: String,
}

impl Handle {
    pub(crate) fn phone(phone: &Phone) -> Handle {
        Handle { kind: "phone", value: phone.as_str().to_owned() }
    }

    pub(crate) fn email(email: &Email) -> Handle {
        Handle { kind: "email", value: email.folded() }
    }

    fn snils(snils: &Snils) -> Handle {
        Handle { kind: "snils", value: snils.as_str().to_owned() }
    }

    fn inn(inn: &Inn) -> Handle {
        Handle { kind: "inn", value: inn.as_str().to_owned() }
    }

    fn passport(digits: &str) -> Handle {
        Handle { kind: "passport", value: digits.to_owned() }
    }
}

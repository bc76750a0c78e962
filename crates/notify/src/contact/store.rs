//! Contacts in the database. Addresses lie encrypted.

use ::store::{Result, Tx, params};

use super::{Contact, Recipient};

const EMAIL: &str = "notify_contact.email";
const PHONE: &str = "notify_contact.phone";

pub(super) fn put(tx: &mut Tx, who: &Recipient, contact: &Contact) -> Result<()> {
    let vault = tx.vault();
    let email = contact.email.as_deref().map(|email| vault.seal_text(EMAIL, email));
    let phone = contact.phone.as_deref().map(|phone| vault.seal_text(PHONE, phone));
    tx.execute(
        "insert into notify_contact (site, subject, email, phone, lang, changed_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (site, subject) do update set
           email = excluded.email, phone = excluded.phone, lang = excluded.lang,
           changed_at = excluded.changed_at",
        params![who.site.as_str(), who.subject, email, phone, contact.lang.as_str(), tx.now()],
    )
    .map(|_| ())
}

pub(super) fn get(tx: &Tx, who: &Recipient) -> Result<Option<Contact>> {
    type Raw = (Option<Vec<u8>>, Option<Vec<u8>>, String);
    let row: Option<Raw> = tx.query_opt(
        "select email, phone, lang from notify_contact where site = $1 and subject = $2",
        params![who.site.as_str(), who.subject],
    )?;
    let Some((email, phone, lang)) = row else { return Ok(None) };
    let open = |context, sealed: Option<Vec<u8>>| {
        sealed.map(|sealed| tx.vault().open_text(context, &sealed)).transpose()
    };
    Ok(Some(Contact {
        email: open(EMAIL, email)?,
        phone: open(PHONE, phone)?,
        lang: crate::lang(&lang),
    }))
}

pub(super) fn remove(tx: &mut Tx, who: &Recipient) -> Result<()> {
    tx.execute(
        "delete from notify_contact where site = $1 and subject = $2",
        params![who.site.as_str(), who.subject],
    )
    .map(|_| ())
}

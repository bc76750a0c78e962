//! What the desk sees of somebody who is registering and quotes the number of her page.

use askama::Template;
use axum::extract::{Path, State};
use notify::Channel;
use store::journal::Draft;
use web::{Failure, Page, Role, Staff, Visit, html};

use super::{Answer, Desk};
use crate::account::AccountId;
use crate::registration::{self, Inquiry, RegistrationId};
use crate::staff::handover;

#[derive(Template)]
#[template(path = "staff/newcomer.html")]
struct NewcomerPage {
    page: Page,
    reference: String,
    name: String,
    begun: String,
    contacts: Vec<Typed>,
    /// Whether nothing of it belongs to another account.
    all_free: bool,
    /// The account that it led to.
    account: Option<String>,
}

/// A contact that the newcomer typed.
struct Typed {
    label: String,
    value: String,
    /// The account that has it.
    owner: Option<AccountId>,
    /// Where it is handed over.
    hand_over: String,
    /// Whether it is handed over to her, and only her code is missing.
    waits: bool,
}

pub(super) async fn show(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
) -> Answer {
    member.require(Role::Operator)?;
    let (by, id) = (member.id, path.parse::<RegistrationId>().map_err(|_| Failure::NotFound)?);
    let read = desk.app().db.write("staff.newcomer", move |tx| {
        let Some(inquiry) = registration::inquire_by_id(tx, id)? else { return Ok(None) };
        let mut entry = Draft::new("identity", "staff.registration_read").by("staff", by);
        if let Some(account) = inquiry.account {
            entry = entry.about(account);
        }
        tx.journal(&entry.with(serde_json::json!({"registration": id})))?;
        let waits = handover::waiting(tx, &inquiry)?;
        Ok(Some((inquiry, waits)))
    });
    let (inquiry, waits) = read.await?.ok_or(Failure::NotFound)?;
    let page = desk.page(&visit, &member, "identity-staff-newcomer").await;
    let name = match &inquiry.name {
        Some(name) => name.to_string(),
        None => page.t("identity-profile-missing"),
    };
    let contacts = contacts(&page, &inquiry, &waits);
    let shown = NewcomerPage {
        name,
        begun: page.date_time(inquiry.begun_at),
        all_free: contacts.iter().all(|contact| contact.owner.is_none()),
        contacts,
        account: inquiry.account.map(super::address),
        reference: inquiry.reference,
        page,
    };
    Ok(html(&shown))
}

fn contacts(page: &Page, inquiry: &Inquiry, waits: &[Channel]) -> Vec<Typed> {
    let own = inquiry.account;
    let typed = |channel: Channel, key: &str, value: String, owner: Option<AccountId>| {
        let owner = owner.filter(|owner| own != Some(*owner));
        let hand_over = owner.map(|owner| {
            let (at, what, to) = (super::address(owner), channel.as_str(), &inquiry.reference);
            format!("{at}/hand-over?what={what}&to={to}")
        });
        let (hand_over, waits) = (hand_over.unwrap_or_default(), waits.contains(&channel));
        Typed { label: page.t(key), value, owner, hand_over, waits }
    };
    let phone = inquiry.phone.as_ref().map(|(phone, owner)| {
        typed(Channel::Sms, "identity-field-phone", phone.to_string(), *owner)
    });
    let email = inquiry.email.as_ref().map(|(email, owner)| {
        typed(Channel::Email, "identity-field-email", email.as_str().to_owned(), *owner)
    });
    phone.into_iter().chain(email).collect()
}

//! The signed-in person of a request.

mod pages;

use std::ops::Deref;

use web::session::{self, Current};
use web::{Failure, Visit};

use crate::account::{self, Account};
use crate::sso::Sso;

/// The person whose session a request carries, with the account as it is now. As a handler's
/// argument it demands a sign-in; `Option<Person>` does not. Whoever may not act any more is not
/// signed in, whatever her cookie says.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub account: Account,
    /// Her session, and how she signed in.
    pub sso: Sso,
}

/// Everything about the account can be read from the person.
impl Deref for Person {
    type Target = Account;

    fn deref(&self) -> &Account {
        &self.account
    }
}

/// The signed-in person of a request, if there is one.
///
/// # Errors
/// When storage does not answer.
pub async fn current(visit: &Visit) -> Result<Option<Person>, Failure> {
    let app = visit.app();
    let Some(current) = session::current(app, visit).await? else { return Ok(None) };
    of(visit, &current).await
}

async fn of(visit: &Visit, current: &Current) -> Result<Option<Person>, Failure> {
    let sso = Sso::of(current)?;
    let id = sso.account;
    let found = visit.app().db.read(move |tx| Ok((account::find(tx, id)?, tx.now()))).await?;
    let (Some(account), now) = found else { return Ok(None) };
    Ok(account.status.may_act(now).then_some(Person { account, sso }))
}

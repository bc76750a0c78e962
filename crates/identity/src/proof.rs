//! Proofs: what was shown in this transaction, as values that cannot leave it.
//!
//! A [`Proved`] is made where a password or a code was found right, in the transaction that found
//! it (or found the row that remembers it), and is not `Send`: a transaction's closure cannot
//! return it. Two of different kinds, of one account and one flow, make [`TwoFactors`], and only
//! with those can a session be opened.

use std::marker::PhantomData;

use oauth::acr::amr;
use store::Id;

use crate::AccountId;

/// A password.
#[derive(Debug)]
pub enum Password {}
/// A code that was sent to the phone.
#[derive(Debug)]
pub enum Sms {}
/// A code that was sent by e-mail.
#[derive(Debug)]
pub enum Email {}
/// A code of an authenticator app.
#[derive(Debug)]
pub enum Totp {}

/// Proof that the owner of `account` showed a factor of kind `K` in the flow `flow`.
#[derive(Debug)]
pub struct Proved<K> {
    account: AccountId,
    flow: Id,
    kind: PhantomData<(K, *const ())>,
}

impl<K> Proved<K> {
    /// Only where the factor was found right.
    pub(crate) fn new(account: AccountId, flow: Id) -> Proved<K> {
        Proved { account, flow, kind: PhantomData }
    }

    /// Whose factor it is.
    pub fn account(&self) -> AccountId {
        self.account
    }
}

/// Factors that may stand beside a password.
pub trait SecondFactor {
    /// Its name in `amr` (RFC 8176). A code by e-mail has a name of its own: whoever has the
    /// mailbox often has the password too, so some services do not take it for a second factor.
    const AMR: &'static str;
}

impl SecondFactor for Sms {
    const AMR: &'static str = amr::SMS;
}

impl SecondFactor for Totp {
    const AMR: &'static str = amr::OTP;
}

impl SecondFactor for Email {
    const AMR: &'static str = amr::EMAIL;
}

/// Proof of two different factors of one account in one flow.
#[derive(Debug)]
pub struct TwoFactors {
    account: AccountId,
    amr: [&'static str; 3],
    here: PhantomData<*const ()>,
}

impl TwoFactors {
    /// Puts a password and a second factor together; `None` when they are of different accounts or
    /// flows.
    pub fn of<S: SecondFactor>(
        password: Proved<Password>,
        second: Proved<S>,
    ) -> Option<TwoFactors> {
        let one = password.account == second.account && password.flow == second.flow;
        let amr = [amr::PWD, S::AMR, amr::MFA];
        one.then_some(TwoFactors { account: password.account, amr, here: PhantomData })
    }

    /// Whose they are.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// By what means (`amr`).
    pub fn amr(&self) -> &[&'static str] {
        &self.amr
    }

    #[cfg(test)]
    pub(crate) fn for_story(account: AccountId) -> TwoFactors {
        TwoFactors { account, amr: [amr::PWD, amr::SMS, amr::MFA], here: PhantomData }
    }
}

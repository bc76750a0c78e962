//! Asking the registers about what was typed.

use std::time::Duration;

use oauth::Secret;
use oauth::json::Object;
use registries::{Asked, Match, PassportQuestion, PersonQuestion, Register, Why};
use serde_json::json;

use super::{Asker, Purpose, Sending, Typed, Verdict, decide, save, send, under_check};
use crate::Identity;
use crate::account::{self, AccountId};

/// What one register said.
pub type Finding = (Register, Asked<Match>);

/// Begins a check, asks within `deadline` and decides. The answer is there within the deadline;
/// what is not decided by then is decided by the job.
pub async fn check(
    identity: &Identity,
    account: AccountId,
    purpose: Purpose,
    once: &[u8],
    deadline: Duration,
) -> store::Result<(Sending, Option<Verdict>)> {
    let db = &identity.app.db;
    let sending =
        db.write_once("proofing.send", once, move |tx| send(tx, account, purpose)).await?;
    let Sending::Sent { rev } = sending else { return Ok((sending, None)) };
    let verdict = go_on(identity, account, purpose, rev, Asker::Page, deadline).await?;
    Ok((sending, Some(verdict)))
}

/// Everything from what was typed (fields of [`super::draft`]) to the verdict, as the pages do
/// it; for the demonstration and the command line.
pub async fn raise(
    identity: &Identity,
    account: AccountId,
    typed: &[(&str, &str)],
) -> store::Result<(Sending, Option<Verdict>)> {
    let typed: Vec<(String, String)> =
        typed.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
    let saved =
        identity.app.db.write("proofing.save", move |tx| match account::find(tx, account)? {
            Some(account) => save(tx, &account, Purpose::Level, &typed),
            None => Ok(()),
        });
    saved.await?;
    let once = identity.app.entropy.bytes::<16>();
    check(identity, account, Purpose::Level, &once, registries::JOB_DEADLINE).await
}

/// Asks and decides a check that was begun.
pub(super) async fn go_on(
    identity: &Identity,
    account: AccountId,
    purpose: Purpose,
    rev: i64,
    asker: Asker,
    deadline: Duration,
) -> store::Result<Verdict> {
    let db = &identity.app.db;
    let typed = db.read(move |tx| under_check(tx, account, purpose, rev)).await?;
    let findings = match typed {
        Some(typed) => ask(identity, account, &typed, deadline).await?,
        // Over, or changed: the decision says which.
        None => Vec::new(),
    };
    let decided =
        db.write("proofing.decide", move |tx| decide(tx, account, purpose, rev, &findings, asker));
    decided.await
}

/// Asks the pension fund (when there is a СНИЛС to be checked) and the tax service (when there is
/// an ИНН), at the same time.
pub async fn ask(
    identity: &Identity,
    account: AccountId,
    typed: &Typed,
    deadline: Duration,
) -> store::Result<Vec<Finding>> {
    let about = about(typed);
    let sfr = token(identity, account, Register::Sfr, &about).await?;
    let fns = token(identity, account, Register::Fns, &about).await?;
    let registries = &identity.registries;
    let to_sfr = async {
        typed.passport.as_ref()?;
        let question = question(typed, Register::Sfr);
        Some(match &sfr {
            Some(token) => registries.check_person(token, &question, deadline).await,
            None => Asked::Unavailable { why: Why::Refused },
        })
    };
    let to_fns = async {
        typed.inn.as_ref()?;
        let question = question(typed, Register::Fns);
        Some(match &fns {
            Some(token) => registries.check_inn(token, &question, deadline).await,
            None => Asked::Unavailable { why: Why::Refused },
        })
    };
    let (sfr, fns) = tokio::join!(to_sfr, to_fns);
    let findings = [(Register::Sfr, sfr), (Register::Fns, fns)];
    Ok(findings.into_iter().filter_map(|(register, asked)| Some((register, asked?))).collect())
}

/// The claims of the provider's own token: a register answers only about the person in it.
fn about(typed: &Typed) -> Object {
    let mut about = Object::new();
    if let Some(snils) = &typed.snils {
        about.insert("snils".to_owned(), json!(snils.as_str()));
    }
    if let Some(inn) = &typed.inn {
        about.insert("inn".to_owned(), json!(inn.as_str()));
    }
    about
}

async fn token(
    identity: &Identity,
    account: AccountId,
    register: Register,
    about: &Object,
) -> store::Result<Option<Secret>> {
    let made = identity.provider.register_token(account, register.audience(), about.clone());
    Ok(made.await?.map(Secret::new))
}

/// Each register is asked about what it keeps.
pub(super) fn question(typed: &Typed, register: Register) -> PersonQuestion {
    let sfr = register == Register::Sfr;
    PersonQuestion {
        family_name: typed.name.family.as_str().to_owned(),
        given_name: typed.name.given.as_str().to_owned(),
        additional_name: typed.name.additional.as_ref().map(|name| name.as_str().to_owned()),
        birth_date: typed.birth_date.date(),
        gender: typed.gender.filter(|_| sfr),
        snils: typed.snils.clone().filter(|_| sfr),
        inn: typed.inn.clone().filter(|_| !sfr),
        passport: typed.passport.as_ref().map(PassportQuestion::from),
    }
}

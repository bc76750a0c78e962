//! What operators do with a record.

use axum::extract::{Path, State};
use store::Tx;
use web::{Failure, Fields, FlashKind, Form, Staff, Visit, flash, see_other};

use super::{Answer, Desk, TERMS, address, both, document, ended, wrong};
use crate::proofing::confirm::Confirming;
use crate::staff::action::Confirmed;
use crate::staff::{self, Acted, Action, Clerk, Ground, Reason};
use crate::ui;

pub(super) async fn open(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    let mut fields = Fields::from(&form, &["reason", "number"]);
    let number = form.text("number").to_owned();
    let ground = match Reason::parse(form.text("reason")) {
        Some(reason) => Ground::Reason(reason),
        None if !number.is_empty() => Ground::Number(number),
        None => {
            fields.error("reason", visit.t("identity-staff-reason-short"));
            return wrong(&desk, &visit, &member, &path, fields).await;
        }
    };
    let once = ui::once(desk.app(), &form, &[form.text("reason"), form.text("number")]);
    let open = move |tx: &mut Tx, clerk: &Clerk| staff::open(tx, clerk, id, &ground);
    if desk.write_once("staff.open", &once, by, open).await? == Acted::WrongNumber {
        fields.error("number", visit.t("identity-staff-number-wrong"));
        return wrong(&desk, &visit, &member, &path, fields).await;
    }
    Ok(see_other(&address(id)))
}

pub(super) async fn confirm(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    // The document is typed anew each time: nothing is shown again.
    let mut fields = Fields::empty();
    let series = registries::Passport::parse_series(form.text("series"));
    let number = registries::Passport::parse_number(form.text("number"));
    let (series, number) = match (series, number) {
        (Ok(series), Ok(number)) => (series, number),
        (series, number) => {
            let faults = [("series", series.err()), ("number", number.err())];
            for (field, fault) in faults {
                fault.map(|fault| fields.error(field, fault.explained().said_to(&visit)));
            }
            return wrong(&desk, &visit, &member, &path, fields).await;
        }
    };
    let once = ui::once(desk.app(), &form, &[&series, &number]);
    let confirm =
        move |tx: &mut Tx, clerk: &Clerk| staff::action::confirm(tx, clerk, id, &series, &number);
    let says = match desk.write_once("staff.confirm", &once, by, confirm).await? {
        Confirmed::Not(acted) => return ended(id, acted, ""),
        Confirmed::Compared(Confirming::Done) => {
            return ended(id, Acted::Done, "identity-staff-confirmed");
        }
        Confirmed::Compared(Confirming::Already) => {
            let done = see_other(&address(id));
            return Ok(flash(done, FlashKind::Info, "identity-staff-already"));
        }
        Confirmed::Compared(Confirming::Gone) => return Err(Failure::NotFound),
        Confirmed::Compared(Confirming::TooEarly) => visit.t("identity-staff-too-early"),
        Confirmed::Compared(Confirming::Closed) => visit.t("identity-staff-closed"),
        Confirmed::Compared(Confirming::Wrong { left }) => document::wrong(&visit, left),
        Confirmed::Compared(Confirming::Spent { until }) => document::spent(&visit, until),
    };
    fields.error("series", says);
    wrong(&desk, &visit, &member, &path, fields).await
}

/// Unlocking, restricting, lifting: one form each, with a reason.
pub(super) async fn act(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path((path, action)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    let mut fields = Fields::from(&form, &["why", "term"]);
    let action = match action.as_str() {
        "unlock" => Some(Action::Unlock),
        "lift" => Some(Action::Lift),
        "restrict" => {
            let term = TERMS.iter().find(|(word, _)| *word == form.text("term"));
            term.map(|(_, days)| Action::Restrict { days: *days })
        }
        _ => return Err(Failure::NotFound),
    };
    let reason = Reason::parse(form.text("why"));
    if reason.is_none() {
        fields.error("why", visit.t("identity-staff-reason-short"));
    }
    if action.is_none() {
        fields.error("term", visit.t("identity-staff-term-empty"));
    }
    let (Some(action), Some(reason)) = (action, reason) else {
        return wrong(&desk, &visit, &member, &path, fields).await;
    };
    let work = move |tx: &mut Tx, clerk: &Clerk| staff::act(tx, clerk, id, action, &reason);
    let acted = desk.write_once("staff.act", &form.once(), by, work).await?;
    let done = match action {
        Action::Unlock => "identity-staff-unlocked",
        Action::Restrict { .. } => "identity-staff-restricted",
        Action::Lift => "identity-staff-lifted",
    };
    ended(id, acted, done)
}

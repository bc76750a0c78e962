//! What operators do with a record.

use axum::extract::{Path, State};
use store::DAY;
use web::staff::StaffId;
use web::{Failure, Fields, FlashKind, Form, Role, Staff, Visit, flash, see_other};

use super::{Answer, Desk, TERMS, wrong};
use crate::account::AccountId;
use crate::proofing::confirm::Confirming;
use crate::staff::{self, Acted, Ground, Reason};
use crate::ui;

/// Who acts on whom.
fn both(staff: &Staff, id: &str) -> Result<(StaffId, AccountId), Failure> {
    staff.require(Role::Operator)?;
    Ok((staff.id, id.parse().map_err(|_| Failure::NotFound)?))
}

fn back(id: AccountId) -> String {
    format!("/people/{id}")
}

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
    let db = &desk.identity.app.db;
    let once = ui::once(&desk.identity.app, &form, &[form.text("reason"), form.text("number")]);
    let opened = db.write_once("staff.open", &once, move |tx| staff::open(tx, by, id, &ground));
    if opened.await? == Acted::WrongNumber {
        fields.error("number", visit.t("identity-staff-number-wrong"));
        return wrong(&desk, &visit, &member, &path, fields).await;
    }
    Ok(see_other(&back(id)))
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
    let db = &desk.identity.app.db;
    let once = ui::once(&desk.identity.app, &form, &[&series, &number]);
    let confirmed = db
        .write_once("staff.confirm", &once, move |tx| staff::confirm(tx, by, id, &series, &number));
    let says = match confirmed.await? {
        Some(Confirming::Done) => {
            let done = see_other(&back(id));
            return Ok(flash(done, FlashKind::Success, "identity-staff-confirmed"));
        }
        Some(Confirming::Already) => {
            let done = see_other(&back(id));
            return Ok(flash(done, FlashKind::Info, "identity-staff-already"));
        }
        Some(Confirming::Gone) => return Err(Failure::NotFound),
        None => visit.t("identity-staff-not-open"),
        Some(Confirming::TooEarly) => visit.t("identity-staff-too-early"),
        Some(Confirming::Closed) => visit.t("identity-staff-closed"),
        Some(Confirming::Wrong { left }) => visit.t1("identity-staff-passport-wrong", "left", left),
        Some(Confirming::Spent { until }) => {
            let when = web::date::date_time(until, visit.lang);
            visit.t1("identity-staff-passport-spent", "when", when)
        }
    };
    fields.error("series", says);
    wrong(&desk, &visit, &member, &path, fields).await
}

pub(super) async fn unlock(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    let Some(reason) = Reason::parse(form.text("why")) else {
        return no_reason(&desk, &visit, &member, &path, &form).await;
    };
    let db = &desk.identity.app.db;
    let once = form.once();
    let acted = db.write_once("staff.unlock", &once, move |tx| staff::unlock(tx, by, id, &reason));
    answer(id, acted.await?, "identity-staff-unlocked")
}

pub(super) async fn restrict(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    let Some(reason) = Reason::parse(form.text("why")) else {
        return no_reason(&desk, &visit, &member, &path, &form).await;
    };
    let Some((_, days)) = TERMS.iter().find(|(word, _)| *word == form.text("term")) else {
        let mut fields = Fields::from(&form, &["why"]);
        fields.error("term", visit.t("identity-staff-term-empty"));
        return wrong(&desk, &visit, &member, &path, fields).await;
    };
    let db = &desk.identity.app.db;
    let once = form.once();
    let acted = db.write_once("staff.restrict", &once, move |tx| {
        let until = days.map(|days| tx.now().plus(days * DAY));
        staff::restrict(tx, by, id, &reason, until)
    });
    answer(id, acted.await?, "identity-staff-restricted")
}

pub(super) async fn lift(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    let Some(reason) = Reason::parse(form.text("why")) else {
        return no_reason(&desk, &visit, &member, &path, &form).await;
    };
    let db = &desk.identity.app.db;
    let once = form.once();
    let acted = db.write_once("staff.lift", &once, move |tx| staff::lift(tx, by, id, &reason));
    answer(id, acted.await?, "identity-staff-lifted")
}

async fn no_reason(desk: &Desk, visit: &Visit, member: &Staff, path: &str, form: &Form) -> Answer {
    let mut fields = Fields::from(form, &["why", "term"]);
    fields.error("why", visit.t("identity-staff-reason-short"));
    wrong(desk, visit, member, path, fields).await
}

fn answer(id: AccountId, acted: Acted, done: &'static str) -> Answer {
    let (kind, says) = match acted {
        Acted::Done => (FlashKind::Success, done),
        Acted::Needless | Acted::WrongNumber => (FlashKind::Info, "identity-staff-needless"),
        Acted::NotOpen => (FlashKind::Error, "identity-staff-not-open"),
    };
    Ok(flash(see_other(&back(id)), kind, says))
}

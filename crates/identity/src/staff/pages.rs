//! The desk's pages about people, mounted there under `/people`.

mod actions;
mod document;
mod handover;
mod newcomer;
mod password;
mod regain;

use std::pin::Pin;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use store::{Moment, Tx};
use web::{
    App, Choice, Failure, Fields, FlashKind, Form, Page, Role, Staff, StaffId, Visit, flash, html,
    html_status, see_other,
};

use super::{Acted, Clerk, Look, OwnAccount, Record, Search, masked_name};
use crate::Identity;
use crate::account::{Account, AccountId, Level, Status};
use crate::profile::LevelShown;
use crate::ui;

type Answer = Result<Response, Failure>;

/// The desk's frame around a page: from a visit, who asks, and the key of a title.
pub type Frame = Arc<dyn Fn(Visit, Staff, &'static str) -> Framing + Send + Sync>;
type Framing = Pin<Box<dyn Future<Output = Page> + Send>>;

/// What the handlers here have at hand.
#[derive(Clone)]
struct Desk {
    identity: Identity,
    frame: Frame,
    own: OwnAccount,
}

/// The routes, for operators only; to others they are not there. `frame` is the desk's, and `own`
/// tells which account a member of staff has.
pub fn routes(identity: &Identity, frame: Frame, own: OwnAccount) -> Router {
    Router::new()
        .route("/people", get(ask).post(search))
        .route("/people/{account}", get(show))
        .route("/people/{account}/open", post(actions::open))
        .route("/people/{account}/confirm", post(actions::confirm))
        .route("/people/{account}/act/{action}", post(actions::act))
        .route("/people/{account}/password", get(password::ask).post(password::send))
        .route("/people/{account}/regain", get(regain::ask).post(regain::grant))
        .route("/people/{account}/regain/approve", post(regain::approve))
        .route("/people/{account}/regain/withdraw", post(regain::withdraw))
        .route("/people/{account}/hand-over", get(handover::ask).post(handover::hand_over))
        .route("/people/{account}/hand-over/withdraw", post(handover::withdraw))
        .route("/newcomers/{registration}", get(newcomer::show))
        .with_state(Desk { identity: identity.clone(), frame, own })
}

impl Desk {
    fn app(&self) -> &App {
        &self.identity.app
    }

    /// A page in the frame of the desk.
    async fn page(&self, visit: &Visit, staff: &Staff, title_key: &'static str) -> Page {
        (self.frame)(visit.clone(), staff.clone(), title_key).await
    }

    /// What an operator does: `work` runs in one transaction, once for each form.
    async fn write_once<T>(
        &self,
        name: &'static str,
        once: &[u8],
        by: StaffId,
        work: impl Fn(&mut Tx, &Clerk) -> store::Result<T> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        let own = self.own;
        let written = self.app().db.write_once(name, once, move |tx| {
            let clerk = Clerk::of(tx, by, own)?;
            work(tx, &clerk)
        });
        Ok(written.await?)
    }

    /// The record of a person before an operator; the look at it is written down.
    async fn record(&self, staff: &Staff, id: AccountId) -> Result<Record, Failure> {
        let (by, own) = (staff.id, self.own);
        let looked = self.app().db.write("staff.look", move |tx| {
            let clerk = Clerk::of(tx, by, own)?;
            super::look(tx, &clerk, id)
        });
        match looked.await? {
            Look::Shown(record) => Ok(*record),
            Look::Nobody => Err(Failure::NotFound),
            Look::Spent { until } => {
                Err(Failure::TooMany { retry_seconds: ui::seconds_until(self.app(), until) })
            }
        }
    }
}

/// Who acts on whom.
fn both(staff: &Staff, id: &str) -> Result<(StaffId, AccountId), Failure> {
    staff.require(Role::Operator)?;
    Ok((staff.id, id.parse().map_err(|_| Failure::NotFound)?))
}

fn address(id: AccountId) -> String {
    format!("/people/{id}")
}

/// Back to the record, which says how it went.
fn ended(id: AccountId, acted: Acted, done: &'static str) -> Answer {
    let (kind, says) = match acted {
        Acted::Done => (FlashKind::Success, done),
        Acted::Needless | Acted::WrongNumber => (FlashKind::Info, "identity-staff-needless"),
        Acted::NotOpen => (FlashKind::Error, "identity-staff-not-open"),
        Acted::Own => (FlashKind::Error, "identity-staff-own"),
    };
    Ok(flash(see_other(&address(id)), kind, says))
}

#[derive(Template)]
#[template(path = "staff/search.html")]
struct SearchPage {
    page: Page,
    fields: Fields,
}

async fn ask(State(desk): State<Desk>, visit: Visit, staff: Staff) -> Answer {
    staff.require(Role::Operator)?;
    let page = desk.page(&visit, &staff, "identity-staff-title").await;
    Ok(html(&SearchPage { page, fields: Fields::empty() }))
}

async fn search(State(desk): State<Desk>, visit: Visit, staff: Staff, form: Form) -> Answer {
    staff.require(Role::Operator)?;
    let (by, own, text) = (staff.id, desk.own, form.text("who").to_owned());
    let mut fields = Fields::from(&form, &["who"]);
    if text.is_empty() {
        fields.error("who", visit.t("identity-staff-who-empty"));
    } else {
        let searched = desk.app().db.write("staff.search", move |tx| {
            let clerk = Clerk::of(tx, by, own)?;
            super::search(tx, &clerk, &text)
        });
        match searched.await? {
            Search::Found { account } => return Ok(see_other(&address(account))),
            Search::Newcomer { registration } => {
                return Ok(see_other(&format!("/newcomers/{registration}")));
            }
            Search::Nobody => fields.error("who", visit.t("identity-staff-nobody")),
            Search::Spent { until } => {
                let when = web::date::time(until);
                fields.error("who", visit.t1("identity-staff-spent", "when", when))
            }
        };
    }
    let page = desk.page(&visit, &staff, "identity-staff-title").await;
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &SearchPage { page, fields }))
}

#[derive(Template)]
#[template(path = "staff/person.html")]
struct PersonPage {
    page: Page,
    fields: Fields,
    id: AccountId,
    /// Whether it is the account of who looks: she changes nothing in it.
    own: bool,
    /// Where a temporary password is sent, a new phone is granted, a contact is handed over.
    password: String,
    regain: String,
    hand_over: String,
    /// What was begun here and has not taken effect: its title, and where it is looked at.
    begun: Vec<(String, String)>,
    level: LevelShown,
    status: &'static str,
    status_label: String,
    why: String,
    rows: Vec<(String, String)>,
    /// Until when everything is shown; nothing while it is masked.
    open_until: Option<String>,
    /// The account that holds the numbers for which this one was refused.
    held_by: Option<String>,
    may_confirm: bool,
    locked: bool,
    restricted: bool,
    closed: bool,
    terms: Vec<Choice>,
}

async fn show(
    State(desk): State<Desk>,
    visit: Visit,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer {
    let shown = person_page(&desk, &visit, &staff, &id, Fields::empty()).await?;
    Ok(html(&shown))
}

/// A page with what is wrong in one of its forms.
async fn wrong(desk: &Desk, visit: &Visit, staff: &Staff, id: &str, fields: Fields) -> Answer {
    let shown = person_page(desk, visit, staff, id, fields).await?;
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

async fn person_page(
    desk: &Desk,
    visit: &Visit,
    staff: &Staff,
    id: &str,
    fields: Fields,
) -> Result<PersonPage, Failure> {
    let (_, id) = both(staff, id)?;
    let Record { account, open_until, own, held_by, at } = desk.record(staff, id).await?;
    let page = desk.page(visit, staff, "identity-staff-person").await;
    let name = match open_until {
        Some(_) => account.personal.name.to_string(),
        None => masked_name(&account),
    };
    let rows = match open_until {
        Some(_) => open_rows(&page, &account),
        None => masked_rows(&page, &account),
    };
    let (status, why) = status(&page, &account, at);
    let begun = match open_until {
        Some(_) if !own => begun(desk, &page, id).await?,
        _ => Vec::new(),
    };
    Ok(PersonPage {
        begun,
        fields,
        id,
        own,
        password: format!("{}/password", address(id)),
        regain: format!("{}/regain", address(id)),
        hand_over: format!("{}/hand-over", address(id)),
        level: LevelShown::new(&page, account.level),
        status,
        status_label: page.t(&format!("identity-status-{}", account.status.as_str())),
        why,
        rows,
        open_until: open_until.map(|until| page.time(until)),
        held_by: held_by.map(address),
        may_confirm: account.level == Level::Standard && account.status.may_act(at),
        locked: matches!(account.status, Status::Locked { .. }),
        restricted: super::is_restricted(&account, at),
        closed: matches!(account.status, Status::Closed { .. }),
        terms: terms(&page),
        page: page.title(name),
    })
}

/// What members of staff began and a colleague should see before she begins something else.
async fn begun(desk: &Desk, page: &Page, id: AccountId) -> Result<Vec<(String, String)>, Failure> {
    let found = desk.app().db.read(move |tx| {
        let granted = crate::regain::of(tx, id)?.is_some();
        Ok((granted, !super::handover::pending(tx, id)?.is_empty()))
    });
    let (granted, handed) = found.await?;
    let at = |word: &str| format!("{}/{word}", address(id));
    let all = [
        (granted, "identity-staff-regain-granted", at("regain")),
        (handed, "identity-staff-handover-begun", at("hand-over")),
    ];
    let shown = all.into_iter().filter(|(is, ..)| *is);
    Ok(shown.map(|(_, says, href)| (page.t(says), href)).collect())
}

/// The weight of the status, and the reason of a restriction.
fn status(page: &Page, account: &Account, now: Moment) -> (&'static str, String) {
    match &account.status {
        Status::Active => ("success", String::new()),
        Status::Locked { since } => {
            ("warning", page.t1("identity-staff-locked-since", "when", page.date_time(since)))
        }
        Status::Restricted { until, why, .. } if !account.status.may_act(now) => {
            let until = match until {
                Some(until) => page.t1("identity-staff-until", "when", page.date_time(until)),
                None => page.t("identity-staff-until-lifted"),
            };
            ("danger", format!("{why} ({until})"))
        }
        Status::Restricted { .. } => ("neutral", page.t("identity-staff-restriction-over")),
        Status::Closed { .. } => ("danger", String::new()),
    }
}

fn masked_rows(page: &Page, account: &Account) -> Vec<(String, String)> {
    let person = &account.personal;
    let missing = || page.t("identity-profile-missing");
    let phone = person.phone.as_ref().map_or_else(missing, |known| known.value.masked());
    let email = person.email.as_ref().map_or_else(missing, |known| {
        notify::contact::masked(notify::Channel::Email, known.value.as_str())
    });
    let snils = person.snils.as_ref().map_or_else(missing, |known| known.value.masked());
    vec![
        (page.t("identity-field-phone"), phone),
        (page.t("identity-field-email"), email),
        (page.t("identity-field-snils"), snils),
        (page.t("identity-staff-created"), page.date(account.created_at)),
    ]
}

/// Everything but the passport: staff type it from the document.
fn open_rows(page: &Page, account: &Account) -> Vec<(String, String)> {
    let person = &account.personal;
    let missing = || page.t("identity-profile-missing");
    let born = person.birth_date.map_or_else(missing, |day| web::date::day(day, page.lang()));
    let phone = person.phone.as_ref().map_or_else(missing, |known| known.value.to_string());
    let email = person.email.as_ref().map_or_else(missing, |known| known.value.as_str().to_owned());
    let snils = person.snils.as_ref().map_or_else(missing, |known| known.value.to_string());
    let inn = person.inn.as_ref().map_or_else(missing, |known| known.value.to_string());
    vec![
        (page.t("identity-field-birth-date"), born),
        (page.t("identity-field-phone"), phone),
        (page.t("identity-field-email"), email),
        (page.t("identity-field-snils"), snils),
        (page.t("identity-field-inn"), inn),
        (page.t("identity-staff-created"), page.date(account.created_at)),
        (page.t("identity-staff-number"), account.id.to_string()),
    ]
}

/// How long a restriction lasts, in days; nothing for one that is lifted by hand.
const TERMS: [(&str, Option<i64>); 4] =
    [("1", Some(1)), ("7", Some(7)), ("30", Some(30)), ("open", None)];

fn terms(page: &Page) -> Vec<Choice> {
    let choice = |(word, days): &(&str, Option<i64>)| {
        let label = match days {
            Some(days) => page.t1("identity-staff-days", "days", *days),
            None => page.t("identity-staff-until-lifted"),
        };
        Choice::new(*word, label)
    };
    TERMS.iter().map(choice).collect()
}

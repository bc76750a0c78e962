//! An organisation asks to see a passport; its holder opens it for some days, or does not, and
//! closes it at any time. Every opening is counted, written into the journal that the holder
//! reads, and told.

mod store;
#[cfg(test)]
mod tests;

use ::store::journal::about_event;
use ::store::{DAY, Moment, Result, Tx};
use cabinet::CabinetAccountId;
use jiff::civil::Date;
use notify::{Kind, Notice, text_arg};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Site;

use super::find::{self, Card, FindId};
use super::{
    Employer, EmployerId, acting, entry, find_employer, page_of_holder, tell, touch, touch_members,
};
use crate::passport::{self, Passport, PassportId, State as Standing};

::store::id!(/** A request to see a passport. */ pub RequestId);

/// For how many days a passport can be opened.
pub const DAYS: [i64; 3] = [1, 7, 30];
/// A request that nobody answered for so long lapses.
pub const LAPSES_AFTER: i64 = 14 * DAY;
/// How long after a refusal the same organisation may ask about the same passport again. Taking a
/// request back rests as long: else asking and taking back would send notices without end.
pub const REST: i64 = 30 * DAY;
/// Requests of one organisation within a day.
pub const PER_DAY: i64 = 20;
/// The most characters of the words of a request.
pub const WORDS_MAX: usize = 500;

const VIEWED: &str = "passport.viewed";

/// Why an organisation asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// It is thinking of hiring.
    Hiring,
    /// It checks what somebody who works there has told.
    Staff,
    /// It puts together a team for an order.
    Project,
    /// Something else, said in words.
    Other,
}

/// Where a request stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The holder has not answered.
    Waiting,
    /// Nobody answered in time.
    Lapsed,
    /// The organisation took it back.
    Withdrawn,
    /// The holder said no.
    Declined,
    /// The passport is open to the organisation.
    Open,
    /// The time of the view is over.
    Over,
    /// The holder closed it before.
    Ended,
}

/// A request as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// Who asks.
    pub employer: EmployerId,
    /// About what.
    pub passport: PassportId,
    /// Whose it is.
    pub holder: CabinetAccountId,
    /// Which person of the organisation asked.
    pub asked_by: CabinetAccountId,
    /// Why.
    pub purpose: Purpose,
    /// The same in words.
    pub words: String,
    /// For how many days.
    pub days: i64,
    /// When.
    pub asked_at: Moment,
    /// Until when it can be answered.
    pub lapses_at: Moment,
    /// When it was answered.
    pub decided_at: Option<Moment>,
    /// When the view ends, or ended.
    pub ends_at: Option<Moment>,
    /// How often the passport was opened.
    pub opens: i64,
    stored: State,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Why.
    pub purpose: Purpose,
    /// The same in words.
    pub words: String,
    /// For how many days; one of [`DAYS`].
    pub days: i64,
}

/// The outcome of [`ask`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asking {
    /// The holder has been told.
    Done(RequestId),
    /// The passport cannot be found any more.
    Gone,
    /// The organisation asks already, sees the passport, or was refused not long ago.
    Already,
    /// Too many requests today.
    TooMany,
}

/// The outcome of [`open`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// What the organisation may see.
    View(Box<View>),
    /// The view is over, or never was.
    Closed,
}

/// What an organisation sees of a passport: enough to check a qualification, and no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The number.
    pub number: passport::Number,
    /// The whole name.
    pub name: String,
    /// Qualification, level, institution, year.
    pub education: Vec<(String, String, String, i16)>,
    /// Where the passport stands now.
    pub state: Standing,
    /// When it was issued.
    pub issued_at: Moment,
    /// The last day of its term.
    pub until: Date,
    /// The states it had, oldest first. Reasons are the holder's.
    pub states: Vec<(Moment, Standing)>,
    /// When the view ends.
    pub ends_at: Moment,
}

/// One reading of a passport, for its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// When.
    pub at: Moment,
    /// Which organisation.
    pub organisation: String,
}

/// Asks the holder behind a card. It counts first.
pub fn ask(tx: &mut Tx, by: CabinetAccountId, card: FindId, wish: &Wish) -> Result<Option<Asking>> {
    let Some(employer) = acting(tx, by)? else { return Ok(None) };
    if tx.charge(&format!("epk-ask:{}", employer.id), DAY)? > PER_DAY {
        return Ok(Some(Asking::TooMany));
    }
    let found = find::behind(tx, card)?.filter(|passport| passport.holder != by);
    let Some(passport) = found else { return Ok(Some(Asking::Gone)) };
    let id = RequestId(tx.new_id());
    if !store::put(tx, id, employer.id, by, &passport, wish)? {
        return Ok(Some(Asking::Already));
    }
    let holder = passport.holder;
    let about = json!({ "request": id, "employer": employer.id, "passport": passport.id });
    tx.journal(&entry("asked").by("person", by).about(holder).with(about))?;
    let args = vec![
        ("organisation", employer.facts.name),
        ("purpose", text_arg(wish.purpose.key())),
        ("passport", passport.id.to_string()),
    ];
    let (kind, key) = (Kind::Consent, Some(format!("{id}/asked")));
    let notice = Notice { kind, event: "employer-asked", args, key };
    tell(tx, holder, &page_of_holder(passport.id), &notice)?;
    touch_members(tx, employer.id, &page_of(id))?;
    Ok(Some(Asking::Done(id)))
}

/// The organisation takes back what was not answered yet.
pub fn withdraw(tx: &mut Tx, by: CabinetAccountId, id: RequestId) -> Result<Option<bool>> {
    let Some(request) = of_employer(tx, by, id)? else { return Ok(None) };
    let done = store::end(tx, id, "waiting", State::Withdrawn, tx.now().plus(REST))?;
    if done {
        let about = json!({ "request": id, "employer": request.employer });
        tx.journal(&entry("withdrawn").by("person", by).about(request.holder).with(about))?;
        show_again(tx, &request)?;
    }
    Ok(Some(done))
}

/// The holder opens the passport for some days; `false` when the request does not wait any more.
pub fn approve(
    tx: &mut Tx,
    holder: CabinetAccountId,
    id: RequestId,
    days: i64,
) -> Result<Option<bool>> {
    let Some(request) = of_holder(tx, holder, id)? else { return Ok(None) };
    let days = days.clamp(1, request.days);
    let ends_at = tx.now().plus(days * DAY);
    if !store::approve(tx, id, ends_at)? {
        return Ok(Some(false));
    }
    let about = json!({ "request": id, "employer": request.employer, "days": days });
    tx.journal(&entry("approved").by("person", holder).about(holder).with(about))?;
    let args = vec![("request", id.to_string()), ("until", notify::moment_arg(ends_at))];
    answered(tx, &request, "employer-approved", args, "decided")?;
    Ok(Some(true))
}

/// The holder says no; `false` when the request does not wait any more.
pub fn decline(tx: &mut Tx, holder: CabinetAccountId, id: RequestId) -> Result<Option<bool>> {
    let Some(request) = of_holder(tx, holder, id)? else { return Ok(None) };
    if !store::decline(tx, id, tx.now().plus(REST))? {
        return Ok(Some(false));
    }
    let about = json!({ "request": id, "employer": request.employer });
    tx.journal(&entry("refused").by("person", holder).about(holder).with(about))?;
    let args = vec![("request", id.to_string())];
    answered(tx, &request, "employer-declined", args, "decided")?;
    Ok(Some(true))
}

/// The holder closes a view before its time; `false` when it is closed.
pub fn close(tx: &mut Tx, holder: CabinetAccountId, id: RequestId) -> Result<Option<bool>> {
    let Some(request) = of_holder(tx, holder, id)? else { return Ok(None) };
    if !store::end(tx, id, "open", State::Ended, tx.now())? {
        return Ok(Some(false));
    }
    let about = json!({ "request": id, "employer": request.employer });
    tx.journal(&entry("closed").by("person", holder).about(holder).with(about))?;
    let args = vec![("request", id.to_string())];
    answered(tx, &request, "employer-ended", args, "ended")?;
    Ok(Some(true))
}

/// Opens the passport for somebody of the organisation that it was opened to. `None` when the
/// request is not that organisation's.
pub fn open(tx: &mut Tx, by: CabinetAccountId, id: RequestId) -> Result<Option<Opening>> {
    let Some(request) = of_employer(tx, by, id)? else { return Ok(None) };
    let Some(employer) = acting(tx, by)? else { return Ok(None) };
    let Some((opens, ends_at)) = store::open(tx, id)? else { return Ok(Some(Opening::Closed)) };
    let Some(passport) = passport::find(tx, request.passport)? else { return Ok(None) };
    tell_of_reading(tx, by, &employer, &request, opens)?;
    let changes = passport::history(tx, passport.id)?;
    let states = changes.iter().map(|change| (change.at, change.state)).collect();
    let state = passport.state(tx.now());
    Ok(Some(Opening::View(Box::new(view(&passport, state, states, ends_at)))))
}

/// Each reading is a line of the journal; the first of a day is told, too.
fn tell_of_reading(
    tx: &mut Tx,
    by: CabinetAccountId,
    employer: &Employer,
    request: &Request,
    opens: i64,
) -> Result<()> {
    let holder = request.holder;
    let about = json!({
        "passport": request.passport, "request": request.id, "employer": employer.id,
        "organisation": employer.facts.name, "count": opens,
    });
    let draft = ::store::journal::Draft::new(Site::Epk.as_str(), VIEWED);
    tx.journal(&draft.by("person", by).about(holder).with(about))?;
    let today = registries::date::today(tx.now());
    let args = vec![
        ("organisation", employer.facts.name.clone()),
        ("passport", request.passport.to_string()),
    ];
    let (kind, key) = (Kind::Consent, Some(format!("{}/opened/{today}", request.id)));
    let notice = Notice { kind, event: "employer-opened", args, key };
    tell(tx, holder, &page_of_holder(request.passport), &notice)
}

/// Tells whoever asked what the holder did.
fn answered(
    tx: &mut Tx,
    request: &Request,
    event: &str,
    args: Vec<(&str, String)>,
    key: &str,
) -> Result<()> {
    let (kind, key) = (Kind::Service, Some(format!("{}/{key}", request.id)));
    let notice = Notice { kind, event, args, key };
    tell(tx, request.asked_by, &page_of(request.id), &notice)?;
    show_again(tx, request)
}

/// Lets the open pages of both sides show where a request stands now.
fn show_again(tx: &mut Tx, request: &Request) -> Result<()> {
    touch_members(tx, request.employer, &page_of(request.id))?;
    touch(tx, request.holder, &page_of_holder(request.passport))
}

/// Where an organisation sees a request of its own.
fn page_of(id: RequestId) -> String {
    format!("/employer/requests/{id}")
}

fn view(
    passport: &Passport,
    state: Standing,
    states: Vec<(Moment, Standing)>,
    ends_at: Moment,
) -> View {
    let one = |diploma: &passport::Education| {
        let passport::Education { qualification, level, institution, issued_on, .. } = diploma;
        (qualification.clone(), level.clone(), institution.clone(), issued_on.year())
    };
    View {
        number: passport.number,
        name: passport.facts.whole_name(),
        education: passport.facts.education.iter().map(one).collect(),
        state,
        issued_at: passport.issued_at,
        until: passport.last_day(),
        states,
        ends_at,
    }
}

/// A request of the organisation that a person acts for.
pub fn of_employer(tx: &Tx, by: CabinetAccountId, id: RequestId) -> Result<Option<Request>> {
    let Some(employer) = acting(tx, by)? else { return Ok(None) };
    Ok(store::find(tx, id)?.filter(|request| request.employer == employer.id))
}

/// What the organisation of a request still sees of the qualification. Whoever does not let herself
/// be found any more has taken the card back, save where an answer or a view hangs on it.
pub fn card_of(tx: &Tx, request: &Request) -> Result<Option<Card>> {
    let Some(passport) = passport::find(tx, request.passport)? else { return Ok(None) };
    let live = matches!(request.state(tx.now()), State::Waiting | State::Open);
    let findable =
        passport.state(tx.now()) == Standing::Valid && find::since(tx, request.passport)?.is_some();
    Ok((live || findable).then(|| find::card(&passport)))
}

/// A request to a holder.
pub fn of_holder(tx: &Tx, holder: CabinetAccountId, id: RequestId) -> Result<Option<Request>> {
    Ok(store::find(tx, id)?.filter(|request| request.holder == holder))
}

/// What an organisation asked lately, newest first.
pub fn by_employer(tx: &Tx, employer: EmployerId, limit: i64) -> Result<Vec<Request>> {
    store::by_employer(tx, employer, limit)
}

/// What a holder was asked about a passport and by whom: open views, then what waits for her, then
/// the others, newest first.
pub fn about(
    tx: &Tx,
    holder: CabinetAccountId,
    passport: PassportId,
    limit: i64,
) -> Result<Vec<(Request, Employer)>> {
    let mut found = Vec::new();
    for request in store::by_holder(tx, holder, passport, limit)? {
        if let Some(employer) = find_employer(tx, request.employer)? {
            found.push((request, employer));
        }
    }
    Ok(found)
}

/// Which organisations read a passport of this holder, newest first.
pub fn readings(
    tx: &Tx,
    holder: CabinetAccountId,
    passport: PassportId,
    limit: u32,
) -> Result<Vec<Reading>> {
    let site = Site::Epk.as_str();
    let entries = about_event(tx, site, &holder.to_string(), VIEWED, None, limit)?;
    let id = passport.to_string();
    let reading = |entry: ::store::journal::Entry| {
        let payload = entry.payload?;
        let text = |key: &str| payload.get(key).and_then(|value| value.as_str());
        let organisation = text("organisation").unwrap_or_default().to_owned();
        (text("passport") == Some(&id)).then_some(Reading { at: entry.at, organisation })
    };
    Ok(entries.into_iter().filter_map(reading).collect())
}

impl Request {
    /// Where it stands at a moment.
    pub fn state(&self, now: Moment) -> State {
        match self.stored {
            State::Waiting if now >= self.lapses_at => State::Lapsed,
            State::Open if self.ends_at.is_none_or(|ends_at| now >= ends_at) => State::Over,
            stored => stored,
        }
    }
}

impl Purpose {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Purpose; 4] =
        [Purpose::Hiring, Purpose::Staff, Purpose::Project, Purpose::Other];

    /// The word in tables and forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Hiring => "hiring",
            Purpose::Staff => "staff",
            Purpose::Project => "project",
            Purpose::Other => "other",
        }
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Purpose::Hiring => "epk-employer-purpose-hiring",
            Purpose::Staff => "epk-employer-purpose-staff",
            Purpose::Project => "epk-employer-purpose-project",
            Purpose::Other => "epk-employer-purpose-other",
        }
    }

    /// The purpose of a word in a table or a form.
    pub fn parse(word: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

impl State {
    /// All of them.
    pub const ALL: [State; 7] = [
        State::Waiting,
        State::Lapsed,
        State::Withdrawn,
        State::Declined,
        State::Open,
        State::Over,
        State::Ended,
    ];

    /// The word in tables and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Lapsed => "lapsed",
            State::Withdrawn => "withdrawn",
            State::Declined => "declined",
            State::Open => "open",
            State::Over => "over",
            State::Ended => "ended",
        }
    }

    /// How pages colour it.
    pub fn tone(self) -> &'static str {
        match self {
            State::Waiting => "info",
            State::Open => "success",
            State::Declined => "danger",
            State::Lapsed | State::Withdrawn | State::Over | State::Ended => "neutral",
        }
    }

    fn parse(word: &str) -> Result<State> {
        let found = State::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| ::store::Error::bug("a request has an unknown state"))
    }
}

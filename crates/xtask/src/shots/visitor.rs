//! Somebody at the browser: signs in like a person, by the labels and the words on the page.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::browser::{Browser, Element};
use super::pages::{Page, Step, Who};
use super::words::Words;
use crate::demo;
use crate::http::Site;

/// A sign-in has fewer pages; more means that we walk in a circle.
const PAGES_MAX: usize = 15;

const CODE_WAIT: Duration = Duration::from_secs(15);

/// How long something is looked for on a page that may still be coming.
const PAGE_WAIT: Duration = Duration::from_secs(5);

/// What to press on a page on the way in, the first that is there.
const ONWARD: &[&str] = &["Войти через Госуслуги", "Разрешить", "Не сейчас", "Принять"];

const BY_AUTOCOMPLETE: &str = "return [...document.querySelectorAll('input')]\
     .find(i => i.checkVisibility() && i.autocomplete.split(' ').includes(arguments[0])) || null";

const BY_LABEL: &str = "const l = [...document.querySelectorAll('label')]\
     .find(l => arguments[0].some(said => l.textContent.trim().startsWith(said)));\
     return l && l.control || null";

/// The label that lies over a radio button would take a press of the mouse.
const CHOOSE: &str = "const l = [...document.querySelectorAll('main label')]\
     .find(l => arguments[0].some(said => l.textContent.trim().startsWith(said)));\
     if (l) l.control.click(); return Boolean(l)";

const BY_TEXT: &str = "return [...document.querySelectorAll('main button, main a, button, a')]\
     .find(b => b.checkVisibility() && arguments[0].includes(b.textContent.trim())) || null";

/// A named button does something else than going on: it asks for another code, say.
const SUBMIT_OF: &str = "\
    const f = document.querySelector('input[autocomplete~=\"' + arguments[0] + '\"]').form;\
    const plain = 'button:not([type=button]):not([type=reset])';\
    return f.querySelector(plain + ':not([name])') || f.querySelector(plain)";

const UNTICKED: &str = "const c =\
     [...document.querySelectorAll('input[type=checkbox][required]')].find(c => !c.checked);\
     if (c) c.click(); return Boolean(c)";

const TICKABLE: &str = "const c =\
     [...document.querySelectorAll('main input[type=checkbox]')]\
     .find(c => !c.checked && !c.disabled); if (c) c.click(); return Boolean(c)";

/// The six digits of an authenticator app (RFC 6238), computed by the browser, which has the
/// arithmetic and the clock.
pub const TOTP: &str = "\
    const abc = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'; let bits = '';\
    for (const c of arguments[0].replace(/[= ]/g, '').toUpperCase())\
      bits += abc.indexOf(c).toString(2).padStart(5, '0');\
    const secret = new Uint8Array(bits.match(/.{8}/g).map(b => parseInt(b, 2)));\
    const moment = new DataView(new ArrayBuffer(8));\
    moment.setUint32(4, Math.floor(Date.now() / 30000));\
    const hash = { name: 'HMAC', hash: 'SHA-1' };\
    return crypto.subtle.importKey('raw', secret, hash, false, ['sign'])\
      .then(key => crypto.subtle.sign('HMAC', key, moment.buffer)).then(mac => {\
        const view = new DataView(mac), at = view.getUint8(19) & 15;\
        return String((view.getUint32(at) & 0x7fffffff) % 1000000).padStart(6, '0'); });";

/// What a page said and a later one asks for, under a name.
pub type Notes = RefCell<HashMap<&'static str, String>>;

pub struct Visitor<'a> {
    pub browser: &'a Browser,
    words: &'a Words,
    /// What the demonstration wrote about itself (demo.json).
    facts: &'a Value,
    /// The line of demo.json about this person; null for nobody.
    person: Value,
    /// What all visitors have noted.
    notes: &'a Notes,
    /// Messages that were there before the code that we wait for.
    seen: BTreeSet<String>,
}

impl<'a> Visitor<'a> {
    pub fn new(
        facts: &'a Value,
        browser: &'a Browser,
        words: &'a Words,
        who: Who,
        notes: &'a Notes,
    ) -> Result<Visitor<'a>, String> {
        let person = match who {
            Who::Nobody | Who::Passer(_) => Value::Null,
            Who::Citizen(state) => first(&facts["people"], |p| p["state"] == state)
                .ok_or(format!("demo.json has nobody in state `{state}`"))?,
            Who::Again(state, place, _) => people(facts, |p| p["state"] == state)
                .nth(place)
                .cloned()
                .ok_or(format!("demo.json has not enough people in state `{state}`"))?,
            Who::Staff(role) | Who::Desk(role, _) => staff(facts, role, 0)?,
            Who::Colleague(role) => staff(facts, role, 1)?,
        };
        Ok(Visitor { browser, words, facts, person, notes, seen: BTreeSet::new() })
    }

    /// Goes to a page, through the sign-in if it asks for one, and does what the page wants.
    pub fn open(&mut self, page: &Page) -> Result<(), String> {
        let on_the_way = page.path.is_empty() || !page.steps.is_empty();
        if !page.path.is_empty() {
            let url = format!("{}{}", demo::url(self.facts, page.site)?, page.path);
            self.browser.open(&url)?;
            if !on_the_way && !self.person.is_null() && self.sign_in()? {
                self.browser.open(&url)?;
            }
        }
        page.steps.iter().try_for_each(|step| self.step(*step))
    }

    fn step(&mut self, step: Step) -> Result<(), String> {
        match step {
            Step::Fill(label, text) => self.fill(label, text),
            Step::Own(label, fact) => {
                self.seen = self.messages()?.into_iter().map(|(id, _)| id).collect();
                self.fill(label, self.fact(fact)?)
            }
            Step::Press(text) => {
                let button = self.patiently(|| self.button(text))?;
                self.browser.press(&button.ok_or_else(|| missing(text))?)
            }
            Step::First(selector) => {
                let script = "return document.querySelector(arguments[0])";
                let found = self.patiently(|| self.browser.find(script, &[json!(selector)]))?;
                self.browser.press(&found.ok_or_else(|| missing(selector))?)
            }
            Step::Choose(text) => {
                let words = [json!(self.words.said(text))];
                let chosen = self.patiently(|| {
                    self.browser.script(CHOOSE, &words).map(|is| is.as_bool().filter(|is| *is))
                })?;
                chosen.map(drop).ok_or_else(|| missing(text))
            }
            Step::Trouble(simulator, status) => self.trouble(simulator, status),
            Step::Note(name, selector) => self.note(name, selector),
            Step::Noted(label, name) => {
                let noted = self.notes.borrow().get(name).cloned();
                self.fill(label, &noted.ok_or(format!("nobody has noted a {name}"))?)
            }
            Step::Passport(label, phone) => self.fill(label, &self.passport(phone)?),
            Step::Known(label, phone, what) => {
                let citizen = self.citizen(phone)?;
                let known = citizen.pointer(what).and_then(Value::as_str);
                let known = known.ok_or(format!("nothing is known at {what} of {phone}"))?;
                self.fill(label, known)
            }
            Step::Link(address, path) => {
                let link = self.patiently(|| self.link(address, path))?;
                self.browser.open(&link.ok_or(format!("no link to {path} came to {address}"))?)
            }
            Step::Code => self.fill("one-time-code", &self.code()?),
            Step::CodeTo(address) => self.fill("one-time-code", &self.code_to(address)?),
            Step::Tick => self.tick(TICKABLE),
            Step::Send(token) => self.submit(token).map(drop),
        }
    }

    fn trouble(&self, simulator: &str, status: u16) -> Result<(), String> {
        let registers = Site::read(&demo::url(self.facts, "registries")?)?;
        let fault = if status == 0 { json!({}) } else { json!({ "status": status }) };
        let told = registers.send("PUT", "/api/faults", Some(&json!({ simulator: fault })))?;
        if told.status < 300 { Ok(()) } else { Err(format!("no trouble: {}", told.body)) }
    }

    fn note(&self, name: &'static str, selector: &str) -> Result<(), String> {
        let script = "const e = document.querySelector(arguments[0]);\
             return e && e.textContent.trim()";
        let said = self.patiently(|| {
            self.browser.script(script, &[json!(selector)]).map(|s| s.as_str().map(str::to_owned))
        })?;
        self.notes.borrow_mut().insert(name, said.ok_or_else(|| missing(selector))?);
        Ok(())
    }

    /// Waits until the page that was pressed for is there.
    pub fn settle(&self) -> Result<(), String> {
        sleep(Duration::from_millis(200));
        let there = "return document.readyState === 'complete' || null";
        self.patiently(|| {
            self.browser.script(there, &[]).map(|is| is.as_bool().filter(|whole| *whole))
        })
        .map(drop)
    }

    fn fill(&self, label: &str, text: &str) -> Result<(), String> {
        let field = self.patiently(|| match self.field(label)? {
            Some(field) => Ok(Some(field)),
            None => self.browser.find(BY_LABEL, &[json!(self.words.said(label))]),
        })?;
        self.browser.fill(&field.ok_or_else(|| missing(label))?, text)
    }

    /// Looks until it is there: a page that was pressed for may be on its way.
    fn patiently<T>(
        &self,
        look: impl Fn() -> Result<Option<T>, String>,
    ) -> Result<Option<T>, String> {
        let start = Instant::now();
        loop {
            match look() {
                Err(error) if is_moving(&error) && start.elapsed() < CODE_WAIT => {}
                Ok(None) if start.elapsed() < PAGE_WAIT => {}
                found => return found,
            }
            sleep(Duration::from_millis(100));
        }
    }

    /// Ticks one after the other; the label that lies over a box would take a press of the mouse.
    fn tick(&self, which: &str) -> Result<(), String> {
        while self.browser.script(which, &[])? == true {}
        Ok(())
    }

    /// Walks on until a page asks for nothing more. Answers whether there was anything to do.
    fn sign_in(&mut self) -> Result<bool, String> {
        let mut quiet = false;
        for walked in 0..PAGES_MAX {
            match self.walk_on() {
                Ok(true) => {
                    quiet = false;
                    self.settle()?;
                }
                // On a busy machine the page that was pressed for may not have begun to come.
                Ok(false) if walked > 0 && !quiet => {
                    quiet = true;
                    sleep(Duration::from_millis(700));
                }
                Ok(false) => return Ok(walked > 0),
                Err(error) if is_moving(&error) => sleep(Duration::from_millis(300)),
                Err(error) => return Err(error),
            }
        }
        Err(format!("after {PAGES_MAX} pages still not in: {}", self.browser.title()?))
    }

    fn walk_on(&mut self) -> Result<bool, String> {
        if let Some(password) = self.field("current-password")? {
            if let Some(name) = self.field("username")? {
                self.browser.fill(&name, &self.login()?)?;
            }
            self.browser.fill(&password, self.fact("password")?)?;
            self.seen = self.messages()?.into_iter().map(|(id, _)| id).collect();
            return self.submit("current-password");
        }
        if let Some(name) = self.field("username")? {
            self.browser.fill(&name, &self.login()?)?;
            return self.submit("username");
        }
        if let Some(code) = self.field("one-time-code")? {
            let digits = self.code()?;
            self.browser.fill(&code, &digits)?;
            return self.submit("one-time-code");
        }
        self.tick(UNTICKED)?;
        for text in ONWARD {
            if let Some(button) = self.button(text)? {
                self.browser.press(&button)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A button or a link with this text.
    fn button(&self, text: &str) -> Result<Option<Element>, String> {
        self.browser.find(BY_TEXT, &[json!(self.words.said(text))])
    }

    fn field(&self, token: &str) -> Result<Option<Element>, String> {
        self.browser.find(BY_AUTOCOMPLETE, &[json!(token)])
    }

    /// Presses the button of the form that holds the field with this token.
    fn submit(&self, token: &str) -> Result<bool, String> {
        let button = self.browser.find(SUBMIT_OF, &[json!(token)])?;
        self.browser.press(&button.ok_or("a form without a button")?)?;
        Ok(true)
    }

    fn login(&self) -> Result<String, String> {
        let names = ["login", "phone", "email"];
        let name = names.iter().find_map(|name| self.person[name].as_str());
        name.map(str::to_owned).ok_or("demo.json gives no login".into())
    }

    fn fact(&self, name: &str) -> Result<&str, String> {
        self.person[name].as_str().ok_or(format!("demo.json gives no {name}"))
    }

    /// The code from the app, or else the newest one in the person's messages.
    fn code(&self) -> Result<String, String> {
        if let Some(secret) = self.person["totp_secret"].as_str() {
            let code = self.browser.script(TOTP, &[json!(secret)])?;
            return code.as_str().map(str::to_owned).ok_or("no code from the app".into());
        }
        let start = Instant::now();
        while start.elapsed() < CODE_WAIT {
            let new = self.messages()?.into_iter().find(|(id, _)| !self.seen.contains(id));
            if let Some((_, code)) = new {
                return Ok(code);
            }
            sleep(Duration::from_millis(100));
        }
        Err(format!("no code came within {} s", CODE_WAIT.as_secs()))
    }

    /// The newest code that came to an address.
    fn code_to(&self, address: &str) -> Result<String, String> {
        let newest = self.patiently(|| Ok(self.messages_to(address)?.into_iter().next()))?;
        newest.map(|(_, code)| code).ok_or_else(|| format!("no code came to {address}"))
    }

    /// Ids and codes of the person's messages with a code, newest first.
    fn messages(&self) -> Result<Vec<(String, String)>, String> {
        let mut found = Vec::new();
        for address in ["phone", "email"].iter().filter_map(|name| self.person[name].as_str()) {
            found.extend(self.messages_to(address)?);
        }
        Ok(found)
    }

    fn messages_to(&self, address: &str) -> Result<Vec<(String, String)>, String> {
        let phone = Site::read(&demo::url(self.facts, "phone")?)?;
        let messages = asked(&phone, &format!("/api/messages?to={}", escaped(address)))?;
        let messages = messages.as_array().into_iter().flatten();
        let coded = messages.filter_map(|message| {
            Some((message["id"].to_string(), message["code"].as_str()?.to_owned()))
        });
        Ok(coded.collect())
    }

    /// The newest link to a path in what came to an address.
    fn link(&self, address: &str, path: &str) -> Result<Option<String>, String> {
        let phone = Site::read(&demo::url(self.facts, "phone")?)?;
        let messages = asked(&phone, &format!("/api/messages?to={}", escaped(address)))?;
        let texts = messages.as_array().into_iter().flatten().filter_map(|m| m["text"].as_str());
        let mut words = texts.flat_map(str::split_whitespace);
        Ok(words.find(|word| word.contains(path)).map(str::to_owned))
    }

    /// What the registers know of the person with this phone.
    fn citizen(&self, phone: &str) -> Result<Value, String> {
        let person = first(&self.facts["people"], |person| person["phone"] == phone);
        let person = person.ok_or(format!("demo.json has nobody with the phone {phone}"))?;
        let snils = person["snils"].as_str().ok_or(format!("{phone} has no СНИЛС"))?;
        let registers = Site::read(&demo::url(self.facts, "registries")?)?;
        asked(&registers, &format!("/api/people?snils={snils}"))
    }

    /// Series and number of somebody's passport, as the registers know them.
    fn passport(&self, phone: &str) -> Result<String, String> {
        let citizen = self.citizen(phone)?;
        let part = |name: &str| citizen["passport"][name].as_str().unwrap_or_default();
        Ok(format!("{} {}", part("series"), part("number")))
    }
}

fn missing(what: &str) -> String {
    format!("«{what}» is not on the page")
}

/// Whether the driver complains about a page that was left while it looked.
fn is_moving(error: &str) -> bool {
    const COMPLAINTS: [&str; 5] = [
        "stale element",
        "script timeout",
        "aborted by navigation",
        "no such execution context",
        "does not belong to the document",
    ];
    COMPLAINTS.iter().any(|complaint| error.contains(complaint))
}

/// What a site answers to programs.
fn asked(site: &Site, path: &str) -> Result<Value, String> {
    let answer = site.get(path)?;
    serde_json::from_str(&answer.body).map_err(|error| format!("the answer to {path}: {error}"))
}

/// Somebody with this role, counted from nought.
fn staff(facts: &Value, role: &str, number: usize) -> Result<Value, String> {
    let has =
        |p: &&Value| p["roles"].as_array().is_some_and(|roles| roles.iter().any(|r| r == role));
    let found = facts["staff"].as_array().into_iter().flatten().filter(has).nth(number);
    found.cloned().ok_or(format!("demo.json has not enough staff with role `{role}`"))
}

/// An address of e-mail or a phone, as a value of a query.
fn escaped(address: &str) -> String {
    address.replace('+', "%2B").replace('@', "%40")
}

/// The people of demo.json who are wanted, in its order.
fn people(facts: &Value, wanted: impl Fn(&Value) -> bool) -> impl Iterator<Item = &Value> {
    facts["people"].as_array().into_iter().flatten().filter(move |person| wanted(person))
}

fn first(list: &Value, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
    list.as_array()?.iter().find(|item| wanted(item)).cloned()
}

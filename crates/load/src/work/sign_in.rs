//! Signing in with a password and a code that is read from the simulated phone.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::browser::Browser;
use crate::http::{Connection, Place, request};
use crate::measure::Work;
use crate::town::{Citizen, Town};

const SMS_WAIT: Duration = Duration::from_secs(10);
/// The phone is looked at so often.
const SMS_LOOK: Duration = Duration::from_millis(2);

/// Somebody who signs in, each time in a browser that nobody has seen before.
pub struct SignIn {
    provider: String,
    place: Place,
    phone: Connection,
    messages: Vec<u8>,
    citizen: Citizen,
    /// Signed in after the last time.
    pub browser: Browser,
}

impl SignIn {
    /// Of this citizen.
    pub fn of(town: &Town, citizen: &Citizen) -> Result<SignIn, String> {
        let phone = town.place("phone")?;
        let to: String = form_urlencoded::byte_serialize(citizen.phone.as_bytes()).collect();
        let path = format!("/api/messages?to={to}");
        Ok(SignIn {
            provider: town.url("identity")?,
            place: town.place("identity")?,
            messages: request("GET", &path, &[("Host", &phone.host)], None),
            phone: Connection::to(&phone),
            citizen: citizen.clone(),
            browser: Browser::default(),
        })
    }

    /// Messages of this phone, the newest first.
    async fn messages(&mut self) -> Result<Vec<Value>, String> {
        let answer = self.phone.send(&self.messages).await?;
        let messages: Value = serde_json::from_slice(&answer.body).map_err(|e| e.to_string())?;
        Ok(messages.as_array().cloned().unwrap_or_default())
    }

    /// The code that came after the message `last`.
    async fn code(&mut self, last: &Value) -> Result<String, String> {
        let start = Instant::now();
        while start.elapsed() < SMS_WAIT {
            let messages = self.messages().await?;
            let fresh = messages.iter().take_while(|message| message["id"] != *last);
            if let Some(code) = fresh.filter_map(|message| message["code"].as_str()).next() {
                return Ok(code.to_owned());
            }
            tokio::time::sleep(SMS_LOOK).await;
        }
        Err(format!("no SMS within {SMS_WAIT:?}"))
    }
}

impl Work for SignIn {
    async fn once(&mut self) -> Result<(), String> {
        let last = self.messages().await?.first().map_or(Value::Null, |m| m["id"].clone());
        let mut browser = Browser::default();
        let page = browser.open(&format!("{}/login", self.provider)).await?;
        let mut form = page.form("password")?;
        form.set("login", &self.citizen.phone)?;
        form.set("password", &self.citizen.password)?;
        let page = browser.submit(&page, &form, None).await?;
        let mut form = page.form("code")?;
        form.set("code", &self.code(&last).await?)?;
        let answer = browser.submit_only(&page, &form).await?;
        let signed_in = browser.cookies(&self.place).contains("__Host-session=");
        if answer.status != 303 || !signed_in {
            return Err(format!("the code was answered with {}", answer.status));
        }
        self.browser = browser;
        Ok(())
    }
}

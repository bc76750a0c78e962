//! What the demonstration says about itself in `demo.json`: sites, people, a client.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::http::Place;

/// Everything that is asked during a run.
pub struct Town {
    facts: Value,
    /// Everybody who signs in with a password and an SMS; the first three are alike.
    pub people: Vec<Citizen>,
    /// The client of a developer.
    pub client: Client,
}

/// Somebody who can sign in.
#[derive(Clone)]
pub struct Citizen {
    /// What she types.
    pub phone: String,
    /// Her password.
    pub password: String,
}

/// A service that sends people to the provider.
#[derive(Clone)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// Where codes go.
    pub redirect_uri: String,
    /// The header by which it proves who it is.
    pub authorization: String,
}

impl Town {
    /// Reads `demo.json`.
    pub fn read(path: &Path) -> Result<Town, String> {
        let says = |error: String| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(|e| says(e.to_string()))?;
        Town::of(&text).map_err(says)
    }

    fn of(text: &str) -> Result<Town, String> {
        let facts: Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let people = facts["people"].as_array().into_iter().flatten().filter(|person| {
            person["state"] != "locked" && person["totp_secret"].as_str().is_none()
        });
        let people = people.filter_map(|person| {
            let text = |name: &str| person[name].as_str().map(str::to_owned);
            Some(Citizen { phone: text("phone")?, password: text("password")? })
        });
        let people: Vec<Citizen> = people.collect();
        let client = client(&facts["clients"][0]).ok_or("no client for developers")?;
        if people.len() < 3 {
            return Err("fewer than three people can sign in with an SMS".into());
        }
        Ok(Town { people, client, facts })
    }

    /// The address of a site, without a slash at its end.
    pub fn url(&self, site: &str) -> Result<String, String> {
        let url = self.facts["sites"][site].as_str();
        let url = url.ok_or_else(|| format!("demo.json names no site {site}"))?;
        Ok(url.trim_end_matches('/').to_owned())
    }

    /// Where a site is.
    pub fn place(&self, site: &str) -> Result<Place, String> {
        Ok(Place::of(&self.url(site)?)?.0)
    }
}

fn client(facts: &Value) -> Option<Client> {
    let id = facts["client_id"].as_str()?.to_owned();
    // RFC 6749 §2.3.1: both are form-encoded before they are joined.
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(&id), encode(facts["client_secret"].as_str()?));
    Some(Client {
        redirect_uri: facts["redirect_uris"][0].as_str()?.to_owned(),
        authorization: format!("Basic {}", STANDARD.encode(pair)),
        id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_with_an_app_and_locked_ones_are_left_out() {
        let person = |state: &str, totp: &str| {
            let known = "\"phone\":\"+7\",\"password\":\"p\"";
            format!("{{\"state\":{state:?},{known},\"totp_secret\":{totp}}}")
        };
        let people = [
            person("confirmed", "null"),
            person("locked", "null"),
            person("totp", "\"ABC\""),
            person("simple", "null"),
            person("standard", "null"),
        ];
        let client = r#"{"client_id":"a b","client_secret":"c","redirect_uris":["http://d"]}"#;
        let sites = r#"{"sep":"http://sep.localhost:1/"}"#;
        let people = people.join(",");
        let facts = format!("{{\"sites\":{sites},\"people\":[{people}],\"clients\":[{client}]}}");
        let town = Town::of(&facts).unwrap();
        assert_eq!(town.people.len(), 3);
        assert_eq!(town.url("sep").unwrap(), "http://sep.localhost:1");
        assert_eq!(town.client.authorization, format!("Basic {}", STANDARD.encode("a+b:c")));
    }
}

//! A browser without a screen: it keeps cookies, follows redirects and fills in forms by their
//! fields. It is used for first contacts, whose pages nobody should have to know by heart.

use std::collections::HashMap;

use crate::http::{Answer, Connection, Place, request};
use crate::page::Form;

const REDIRECTS_MAX: usize = 16;
const AGENT: &str = "load";

/// Somebody's browser.
#[derive(Default)]
pub struct Browser {
    jars: HashMap<String, Vec<(String, String)>>,
    connections: HashMap<Place, Connection>,
}

/// Where a browser has arrived.
pub struct Page {
    /// Its address.
    pub url: String,
    /// The status, or 0 when it lies on no site of ours and was not asked for.
    pub status: u16,
    /// The page.
    pub html: String,
}

impl Browser {
    /// Opens an address and follows redirects.
    pub async fn open(&mut self, url: &str) -> Result<Page, String> {
        self.follow("GET", url.to_owned(), None).await
    }

    /// Sends a form of a page and follows redirects.
    pub async fn submit(
        &mut self,
        page: &Page,
        form: &Form,
        pressed: Option<&str>,
    ) -> Result<Page, String> {
        let url = join(&page.url, &form.action)?;
        self.follow("POST", url, Some(form.body(pressed))).await
    }

    /// Sends a form and answers what came back, without going on.
    pub async fn submit_only(&mut self, page: &Page, form: &Form) -> Result<Answer, String> {
        let url = join(&page.url, &form.action)?;
        self.ask("POST", &url, Some(&form.body(None))).await
    }

    /// The cookies that this place would be sent, as a header's value.
    pub fn cookies(&self, place: &Place) -> String {
        let jar = self.jars.get(name(place)).map_or(&[][..], Vec::as_slice);
        jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    async fn follow(
        &mut self,
        mut method: &str,
        mut url: String,
        mut body: Option<String>,
    ) -> Result<Page, String> {
        for _ in 0..REDIRECTS_MAX {
            let (place, _) = Place::of(&url)?;
            if !name(&place).ends_with("localhost") {
                return Ok(Page { url, status: 0, html: String::new() });
            }
            let answer = self.ask(method, &url, body.as_deref()).await?;
            match answer.header("location") {
                Some(to) if (300..400).contains(&answer.status) => url = join(&url, to)?,
                _ => return Ok(Page { url, status: answer.status, html: answer.text() }),
            }
            (method, body) = ("GET", None);
        }
        Err(format!("more than {REDIRECTS_MAX} redirects, the last to {url}"))
    }

    async fn ask(&mut self, method: &str, url: &str, body: Option<&str>) -> Result<Answer, String> {
        let (place, path) = Place::of(url)?;
        let cookies = self.cookies(&place);
        let headers = headers(&place, &cookies);
        let asked = request(method, path, &headers, body);
        let connection = self.connections.entry(place.clone());
        let connection = connection.or_insert_with(|| Connection::to(&place));
        let answer = connection.send(&asked).await.map_err(|why| format!("{url}: {why}"))?;
        for cookie in answer.headers("set-cookie") {
            keep(self.jars.entry(name(&place).to_owned()).or_default(), cookie);
        }
        Ok(answer)
    }
}

impl Page {
    /// The first form that asks for this.
    pub fn form(&self, field: &str) -> Result<Form, String> {
        let form = Form::all(&self.html).into_iter().find(|form| form.has(field));
        form.ok_or_else(|| format!("{} ({}) has no form with {field}", self.url, self.status))
    }

    /// The form that goes to this path.
    pub fn form_to(&self, action: &str) -> Result<Form, String> {
        let form = Form::all(&self.html).into_iter().find(|form| form.action == action);
        form.ok_or_else(|| format!("{} ({}) has no form to {action}", self.url, self.status))
    }

    /// The first form with a button of this value.
    pub fn form_with_button(&self, value: &str) -> Option<Form> {
        let pressed = |form: &Form| form.buttons.iter().any(|(_, known)| known == value);
        Form::all(&self.html).into_iter().find(pressed)
    }
}

/// The headers of every request of a browser.
pub fn headers<'a>(place: &'a Place, cookies: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut headers = vec![
        ("Host", place.host.as_str()),
        ("User-Agent", AGENT),
        ("Accept", "text/html"),
        ("Accept-Language", "ru"),
    ];
    if !cookies.is_empty() {
        headers.push(("Cookie", cookies));
    }
    headers
}

/// Cookies belong to names, whatever the port.
fn name(place: &Place) -> &str {
    place.host.split(':').next().unwrap_or_default()
}

fn keep(jar: &mut Vec<(String, String)>, cookie: &str) {
    let mut parts = cookie.split(';').map(str::trim);
    let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
    jar.retain(|(known, _)| known != name);
    let over = parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
    if !over {
        jar.push((name.to_owned(), value.to_owned()));
    }
}

fn join(base: &str, to: &str) -> Result<String, String> {
    if to.starts_with("http://") {
        return Ok(to.to_owned());
    }
    let (place, path) = Place::of(base)?;
    let plain = path.split('?').next().unwrap_or_default();
    match to {
        "" => Ok(base.to_owned()),
        to if to.starts_with('/') => Ok(format!("http://{}{to}", place.host)),
        to if to.starts_with('?') => Ok(format!("http://{}{plain}{to}", place.host)),
        to => Err(format!("{base} leads to {to}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_replaced_and_taken_away() {
        let mut jar = Vec::new();
        keep(&mut jar, "__Host-session=a; Path=/; Secure");
        keep(&mut jar, "__Host-session=b; Path=/");
        assert_eq!(jar, [("__Host-session".to_owned(), "b".to_owned())]);
        keep(&mut jar, "__Host-session=; Path=/; Max-Age=0");
        assert!(jar.is_empty());
    }

    #[test]
    fn a_location_is_read_from_where_it_was_said() {
        let base = "http://a.localhost:1/b?c=d";
        assert_eq!(join(base, "/e").unwrap(), "http://a.localhost:1/e");
        assert_eq!(join(base, "http://f/g").unwrap(), "http://f/g");
        assert_eq!(join(base, "?h").unwrap(), "http://a.localhost:1/b?h");
        assert_eq!(join(base, "").unwrap(), base);
        assert!(join(base, "javascript:1").is_err());
    }
}

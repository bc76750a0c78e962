//! Who and what is in the demonstration: `demo.json`, for other programs and for the start page.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use web::{Site, Sites};

/// Everything in it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Inventory {
    /// Addresses of the sites.
    pub sites: BTreeMap<String, String>,
    /// Where mail is taken, `host:port`.
    pub smtp: String,
    /// The citizens; the first three are alike.
    pub people: Vec<Person>,
    /// Who works at the desk.
    pub staff: Vec<StaffMember>,
    /// Clients for developers.
    pub clients: Vec<ClientKeys>,
}

/// One invented citizen.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Person {
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// E.164.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// Password.
    pub password: String,
    /// СНИЛС, digits only.
    pub snils: Option<String>,
    /// ИНН.
    pub inn: Option<String>,
    /// Roles at the desk; none for citizens.
    pub roles: Vec<String>,
    /// confirmed, simple, standard, locked, no_snils, no_inn, totp, stale, child, foreigner.
    pub state: String,
    /// The authenticator's secret in base32.
    pub totp_secret: Option<String>,
}

/// One member of staff.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StaffMember {
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// What is typed at Госуслуги.
    pub login: String,
    /// Password.
    pub password: String,
    /// The authenticator's secret in base32.
    pub totp_secret: String,
    /// operator, examiner, auditor, administrator.
    pub roles: Vec<String>,
}

/// A registered client and its secret.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ClientKeys {
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: String,
    /// Where codes may go.
    pub redirect_uris: Vec<String>,
}

const FILE: &str = "demo.json";

/// Whether the people of this folder were finished once; if not, a start was cut short.
pub fn was_finished(data: &Path) -> bool {
    load(data).is_some()
}

/// What an earlier start left.
pub fn load(data: &Path) -> Option<Inventory> {
    let text = std::fs::read(data.join(FILE)).ok()?;
    serde_json::from_slice(&text).ok()
}

impl Inventory {
    /// Writes it down with the addresses of this start.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn at(mut self, sites: &Sites, smtp_port: u16, data: &Path) -> Result<Inventory, String> {
        self.sites = Site::ALL
            .into_iter()
            .map(|site| (site.as_str().to_owned(), sites.origin(site).to_owned()))
            .collect();
        self.smtp = format!("127.0.0.1:{smtp_port}");
        let path = data.join(FILE);
        let text = serde_json::to_vec_pretty(&self).map_err(|e| e.to_string())?;
        let aside = path.with_extension("json.new");
        // Renamed into place: its presence says that everything in it was made.
        std::fs::write(&aside, text)
            .and_then(|()| std::fs::rename(&aside, &path))
            .map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(self)
    }

    /// What the terminal shows.
    pub fn told(&self) -> String {
        let mut out = String::from("Кабинет: демонстрация готова.\n\n");
        for (name, url) in &self.sites {
            let _ = writeln!(out, "  {name:<11} {url}");
        }
        let _ = writeln!(out, "  {:<11} {}\n", "smtp", self.smtp);
        for person in &self.people {
            let _ = writeln!(
                out,
                "  {:<10} {:<38} {}  {}",
                person.state, person.name, person.phone, person.password
            );
        }
        for member in &self.staff {
            let roles = member.roles.join(",");
            let _ = writeln!(
                out,
                "  {roles:<10} {:<38} {}  {}",
                member.name, member.login, member.password
            );
        }
        let start = self.sites.get("start").map_or("", String::as_str);
        let _ = write!(out, "\nНачните здесь: {start}");
        out
    }
}

/// Where the start page finds the inventory once it is made. Cheap to clone.
#[derive(Clone, Default)]
pub struct Board(Arc<RwLock<Arc<Inventory>>>);

impl Board {
    /// Shows this one from now on.
    pub fn pin(&self, inventory: Arc<Inventory>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = inventory;
    }

    /// What is shown now; empty while people are being made.
    pub fn shown(&self) -> Arc<Inventory> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

//! `kabinet.toml`: what an operator decides. The commented sample in the repository's root holds
//! the defaults; a test compares the two.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The whole configuration.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The folder of the database, the key file, the journal's heads and the control socket.
    pub data: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; empty for `kabinet.db` in the folder of the data.
    pub database: String,
    /// Connections to PostgreSQL.
    pub database_connections: usize,
    /// Where to listen.
    pub listen: Listen,
    /// The origin of each site; an empty one is not served here.
    pub sites: Origins,
    /// The provider that the cabinets and the desk let people in through.
    pub provider: Provider,
    /// How each site presents itself to the provider.
    pub clients: Clients,
    /// The base addresses of the registers.
    pub registers: Registers,
    /// The services that people can send their passports to.
    pub services: Vec<Service>,
    /// The gateway that sends SMS.
    pub sms: Sms,
    /// The server that takes mail.
    pub mail: Mail,
    /// The help desk.
    pub support: Support,
}

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listen {
    /// Address and port of the sites.
    pub address: SocketAddr,
    /// Address and port of `/metrics` and `/health/*`.
    pub metrics: SocketAddr,
    /// Certificate chain in PEM; empty for plain HTTP behind a proxy.
    pub certificate: PathBuf,
    /// Its key in PEM.
    pub key: PathBuf,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// How tightly sessions are bound to the address: `exact`, `network` or `signal`.
    pub session_binding: String,
}

/// The origins of the sites, such as `https://id.example.ru`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Origins {
    /// Госуслуги.
    pub identity: String,
    /// СЭП.
    pub sep: String,
    /// ЭПК.
    pub epk: String,
    /// The desk.
    pub desk: String,
}

/// The provider that the cabinets know by its protocol only.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Provider {
    /// Linked accounts are kept under this name; do not change it.
    pub name: String,
    /// Its issuer; empty for our own identity site.
    pub issuer: String,
    /// The scopes asked of a provider that is not ours.
    pub scopes: String,
}

/// The sites as clients of the provider.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Clients {
    /// СЭП.
    pub sep: Client,
    /// ЭПК.
    pub epk: Client,
    /// The desk.
    pub desk: Client,
}

/// One client.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// The file of its secret; empty for one that is made and kept in the folder of the data.
    pub secret_file: PathBuf,
}

/// Base addresses of the registers; an empty one is said to be away.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registers {
    /// ФНС.
    pub fns: String,
    /// The pension fund.
    pub sfr: String,
    /// ЕГРН.
    pub egrn: String,
    /// Мой бизнес.
    pub business: String,
    /// ТФОМС.
    pub tfoms: String,
    /// Education documents.
    pub education: String,
}

/// A service that takes passports: `docs/services.md`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its name in addresses and audiences: letters a to z.
    pub id: String,
    /// The address before `/documents/…`.
    pub url: String,
    /// What people call it.
    pub name: Named,
    /// What it gets a passport for, in words that follow «чтобы» and "to".
    pub purpose: Named,
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

/// The SMS gateway.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sms {
    /// Where messages are posted.
    pub url: String,
    /// The file of the bearer token.
    pub token_file: PathBuf,
}

/// The mail server.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Its host name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `none`, `starttls` or `tls`.
    pub tls: String,
    /// The sender's address.
    pub from: String,
    /// The user, if the server asks for one.
    pub user: String,
    /// The file of the user's password.
    pub password_file: PathBuf,
}

/// The help desk: where replies to its letters come in.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Support {
    /// The address of replies, without a key; empty where nobody reads them.
    pub mail_address: String,
    /// Where the mail server hands them over: address and port.
    pub mail_listen: String,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            data: "./data".into(),
            database: String::new(),
            database_connections: 8,
            listen: Listen::default(),
            sites: Origins::default(),
            provider: Provider::default(),
            clients: Clients::default(),
            registers: Registers::default(),
            services: Vec::new(),
            sms: Sms::default(),
            mail: Mail::default(),
            support: Support::default(),
        }
    }
}

impl Default for Listen {
    fn default() -> Listen {
        Listen {
            address: SocketAddr::from(([127, 0, 0, 1], 8080)),
            metrics: SocketAddr::from(([127, 0, 0, 1], 9090)),
            certificate: PathBuf::new(),
            key: PathBuf::new(),
            trusted_proxies: Vec::new(),
            session_binding: "exact".into(),
        }
    }
}

impl Default for Provider {
    fn default() -> Provider {
        Provider {
            name: "gosuslugi".into(),
            issuer: String::new(),
            scopes: "openid profile email phone offline_access".into(),
        }
    }
}

impl Default for Clients {
    fn default() -> Clients {
        let named = |id: &str| Client { id: id.into(), secret_file: PathBuf::new() };
        Clients { sep: named("sep"), epk: named("epk"), desk: named("desk") }
    }
}

impl Default for Mail {
    fn default() -> Mail {
        Mail {
            host: String::new(),
            port: 587,
            tls: "starttls".into(),
            from: String::new(),
            user: String::new(),
            password_file: PathBuf::new(),
        }
    }
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// In words for the operator, with the file, the line and the key.
    pub fn read(path: &Path) -> Result<Config, String> {
        let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
    }

    /// The database's address.
    pub fn database_url(&self) -> String {
        if self.database.is_empty() {
            format!("sqlite:{}", self.data.join("kabinet.db").display())
        } else {
            self.database.clone()
        }
    }

    /// A site's session binding.
    ///
    /// # Errors
    /// When the word is not one of the three.
    pub fn binding(&self) -> Result<web::session::Binding, String> {
        match self.listen.session_binding.as_str() {
            "exact" => Ok(web::session::Binding::Exact),
            "network" => Ok(web::session::Binding::Network),
            "signal" => Ok(web::session::Binding::Signal),
            other => Err(format!(
                "listen.session_binding: {other:?} is not one of \"exact\", \"network\", \"signal\""
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    const SAMPLE: &str = include_str!("../../../kabinet.toml");

    #[test]
    fn the_sample_holds_the_defaults() {
        let sample: Config = toml::from_str(SAMPLE).expect("the sample is understood");
        assert_eq!(sample, Config::default());
    }

    #[test]
    fn every_key_stands_in_the_sample() {
        let sample: toml::Table = toml::from_str(SAMPLE).expect("the sample is a table");
        let keys = |value: Option<&toml::Value>| {
            value.and_then(toml::Value::as_table).map_or(0, toml::Table::len)
        };
        assert_eq!(sample.len(), 12);
        let expected = [
            ("listen", 6),
            ("sites", 4),
            ("provider", 3),
            ("clients", 3),
            ("registers", 6),
            ("sms", 2),
            ("mail", 6),
            ("support", 2),
        ];
        for (table, count) in expected {
            assert_eq!(keys(sample.get(table)), count, "{table}");
        }
    }

    #[test]
    fn the_service_in_the_sample_is_understood_when_its_marks_are_taken_away() {
        let example: Vec<&str> = SAMPLE
            .lines()
            .skip_while(|line| *line != "# [[services]]")
            .take_while(|line| line.starts_with('#'))
            .map(|line| line.trim_start_matches("# "))
            .collect();
        let config: Config = toml::from_str(&example.join("\n")).expect("the example is good");
        assert_eq!(config.services.len(), 1);
        crate::serve::services(&config).expect("and could be served");
    }

    #[test]
    fn a_wrong_key_is_named() {
        let error = toml::from_str::<Config>("[listen]\nadress = \"127.0.0.1:1\"").unwrap_err();
        assert!(error.to_string().contains("adress"), "{error}");
        let error = toml::from_str::<Config>("[mail]\nport = \"many\"").unwrap_err();
        assert!(error.to_string().contains("port"), "{error}");
        let config: Config = toml::from_str("[listen]\nsession_binding = \"loose\"").unwrap();
        assert!(config.binding().unwrap_err().contains("listen.session_binding"));
    }
}

//! Our own sites as clients of the provider: what is registered about them, and how they reach it.

use cabinet::rp::{self, ProviderPages};
use epk::sending::Services;
use identity::client::{REGISTER_AUDIENCE, Receiver, Settings, Words};
use oauth::RedirectUri;
use oauth::acr::Level;
use oauth::rp::ClientSecretIn;
use oauth::scope::Scopes;
use registries::Register;
use store::{DAY, HOUR, MINUTE, Secret};
use web::session::Limits;
use web::{App, Site, Sites};

use crate::assemble::{OwnClient, Provider};

const DEVELOPER_SCOPES: &str =
    "openid profile email phone snils inn birthdate gender offline_access";
const DESK_SCOPES: &str = "openid profile email";

/// What is registered about one of our sites.
///
/// # Errors
/// When a site's address cannot be a redirect address; in words for the operator.
pub fn settings(
    sites: &Sites,
    client: &OwnClient,
    services: &Services,
) -> Result<Settings, String> {
    let site = client.site;
    let uri = |path: &str| {
        let text = sites.url(site, path);
        RedirectUri::register(&text).map_err(|why| format!("sites.{site}: {text}: {why:?}"))
    };
    let (name, about, purpose) = words(site);
    let cabinet = site != Site::Desk;
    let receivers = if site == Site::Epk { receivers(services) } else { Vec::new() };
    let registers = if cabinet { audiences() } else { Vec::new() };
    let named = receivers.iter().map(|receiver| receiver.audience.clone());
    Ok(Settings {
        name,
        about,
        purpose,
        terms_version: 1,
        terms: None,
        redirect_uris: vec![uri("/callback")?],
        post_logout_uris: vec![uri("/signed-out")?],
        backchannel_logout_uri: Some(uri("/backchannel-logout")?),
        entry: if cabinet { Some(uri("/go")?) } else { None },
        scopes: Scopes::parse(scopes(site)).map_err(|e| format!("{e:?}"))?,
        audiences: registers.into_iter().chain(named).collect(),
        receivers,
        // The desk keeps everybody from what is her own, and tells it by the account: of the
        // standard level a person has one, because a СНИЛС belongs to one account.
        level: if site == Site::Sep { Level::Simple } else { Level::Standard },
        listed: cabinet,
        keywords: keywords(site),
    })
}

/// A client of a developer on this machine.
///
/// # Errors
/// When the address cannot be a redirect address.
pub fn developer(uri: &str) -> Result<Settings, String> {
    let uri = RedirectUri::register(uri).map_err(|why| format!("{uri}: {why:?}"))?;
    Ok(Settings {
        name: Words::new("Программа разработчика", "A developer’s program"),
        about: Words::default(),
        purpose: Words::new("проверить вход в свою программу", "try signing in to a program"),
        terms_version: 1,
        terms: None,
        redirect_uris: vec![uri.clone()],
        post_logout_uris: vec![uri],
        backchannel_logout_uri: None,
        entry: None,
        scopes: Scopes::parse(DEVELOPER_SCOPES).map_err(|e| format!("{e:?}"))?,
        audiences: Vec::new(),
        receivers: Vec::new(),
        level: Level::Simple,
        listed: false,
        keywords: Vec::new(),
    })
}

fn words(site: Site) -> (Words, Words, Words) {
    match site {
        Site::Sep => (
            Words::new("СЭП", "SEP"),
            Words::new(
                "Документы об образовании и сведения о вас из государственных реестров.",
                "Education documents and what the state registers hold about you.",
            ),
            Words::new(
                "открыть ваш личный кабинет и показать сведения о вас из реестров",
                "open your personal cabinet and show what the registers hold about you",
            ),
        ),
        Site::Epk => (
            Words::new("ЭПК", "EPK"),
            Words::new(
                "Личный кабинет специалиста: сведения об образовании и работе.",
                "A specialist’s personal cabinet: education and employment.",
            ),
            Words::new(
                "открыть ваш личный кабинет специалиста и сверить сведения с реестрами",
                "open your specialist’s cabinet and compare your data with the registers",
            ),
        ),
        _ => (
            Words::new("Рабочее место сотрудника", "Staff desk"),
            Words::default(),
            Words::new("узнать сотрудника", "recognise a member of staff"),
        ),
    }
}

fn keywords(site: Site) -> Vec<String> {
    let words: &[&str] = match site {
        Site::Sep => &["образование", "диплом", "аттестат", "сертификат", "education", "diploma"],
        Site::Epk => &["квалификация", "паспорт", "специалист", "работа", "qualification"],
        _ => &[],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn scopes(site: Site) -> &'static str {
    match site {
        Site::Sep => sep::SCOPES,
        Site::Epk => epk::SCOPES,
        _ => DESK_SCOPES,
    }
}

fn audiences() -> Vec<String> {
    Register::ALL.iter().map(|register| format!("{REGISTER_AUDIENCE}{register}")).collect()
}

/// The services that take what people send from ЭПК.
fn receivers(services: &Services) -> Vec<Receiver> {
    let receiver = |service: &epk::sending::Service| Receiver {
        audience: service.audience(),
        name: Words::new(&service.name.ru, &service.name.en),
    };
    services.all().iter().map(receiver).collect()
}

/// How one of our sites reaches the provider.
pub fn party(app: &App, client: &OwnClient, provider: &Provider, secret: Secret) -> rp::Settings {
    let site = client.site;
    let ours = provider.foreign_scopes.is_none();
    let scopes = provider.foreign_scopes.clone().unwrap_or_else(|| scopes(site).to_owned());
    let limits = if site == Site::Desk {
        Limits { idle: 15 * MINUTE, total: 8 * HOUR }
    } else {
        Limits { idle: HOUR, total: DAY / 2 }
    };
    rp::Settings {
        site,
        provider: provider.name.clone(),
        issuer: provider.issuer.clone(),
        client_id: client.id.clone(),
        client_secret: oauth::Secret::new(secret.0),
        secret_in: ClientSecretIn::Header,
        scopes,
        pages: ours.then(|| ProviderPages::of(app.sites.origin(Site::Identity))),
        limits,
    }
}

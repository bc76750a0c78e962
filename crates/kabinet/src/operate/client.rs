//! What an operator does with the services that people enter through the provider.

use store::Secret;

use super::{ClientCommand, Installation, Reply};

pub(super) async fn carry_out(command: ClientCommand, home: &Installation) -> Reply {
    match command {
        ClientCommand::List => match home.db.read(identity::client::all).await {
            Ok(clients) => {
                let line = |client: &identity::client::Client| {
                    let state = if client.disabled { "closed" } else { "open" };
                    format!("{}\t{state}\t{}", client.id, client.settings.name.ru)
                };
                Reply::done(clients.iter().map(line).collect::<Vec<_>>().join("\n"))
            }
            Err(error) => Reply::failed(error.to_string()),
        },
        ClientCommand::Disable { id } => set_disabled(id, true, home).await,
        ClientCommand::Enable { id } => set_disabled(id, false, home).await,
        add @ ClientCommand::Add { .. } => add_client(add, home).await,
    }
}

async fn set_disabled(id: String, disabled: bool, home: &Installation) -> Reply {
    let name = id.clone();
    let write = move |tx: &mut store::Tx| identity::client::set_disabled(tx, &id, disabled);
    match home.db.write("client.set_disabled", write).await {
        Ok(true) => Reply::done(format!("{name}: done")),
        Ok(false) => Reply::failed(format!("there is no client {name}")),
        Err(error) => Reply::failed(error.to_string()),
    }
}

async fn add_client(command: ClientCommand, home: &Installation) -> Reply {
    let (id, settings) = match client_settings(command) {
        Ok(parsed) => parsed,
        Err(why) => return Reply::failed(why),
    };
    let secret = Secret(home.db.entropy().token());
    let (name, kept) = (id.clone(), secret.clone());
    let write = move |tx: &mut store::Tx| {
        if identity::client::find(tx, &id)?.is_some() {
            return Ok(Err("there is such a client already".to_owned()));
        }
        let registered = identity::client::register(tx, &id, Some(&secret), &settings)?;
        Ok(registered.map_err(|fault| fault.to_string()))
    };
    match home.db.write("client.add", write).await {
        Ok(Ok(())) => Reply::done(format!("client_id: {name}\nclient_secret: {}", kept.0)),
        Ok(Err(why)) => Reply::failed(format!("{name}: {why}")),
        Err(error) => Reply::failed(error.to_string()),
    }
}

fn client_settings(command: ClientCommand) -> Result<(String, identity::client::Settings), String> {
    use identity::client::{Settings, Words};
    let ClientCommand::Add {
        id,
        name,
        name_en,
        purpose,
        redirect_uri,
        post_logout_uri,
        backchannel_logout_uri,
        scopes,
        audience,
        level,
        entry,
        about,
        about_en,
        keyword,
        terms,
    } = command
    else {
        return Err("this adds nothing".into());
    };
    let uri = |text: &String| {
        oauth::RedirectUri::register(text).map_err(|why| format!("{text}: {why:?}"))
    };
    let uris = |texts: &[String]| texts.iter().map(uri).collect::<Result<Vec<_>, _>>();
    let name_en = name_en.unwrap_or_else(|| name.clone());
    let about = about.unwrap_or_default();
    let about_en = about_en.unwrap_or_else(|| about.clone());
    let level = oauth::acr::Level::parse(&level)
        .ok_or_else(|| format!("level: {level:?} is not one of simple, standard, confirmed"))?;
    let settings = Settings {
        name: Words::new(&name, &name_en),
        about: Words::new(&about, &about_en),
        purpose: Words::new(&purpose, &purpose),
        terms_version: 1,
        terms: terms.as_ref().map(uri).transpose()?,
        redirect_uris: uris(&redirect_uri)?,
        post_logout_uris: uris(&post_logout_uri)?,
        backchannel_logout_uri: backchannel_logout_uri.as_ref().map(uri).transpose()?,
        entry: entry.as_ref().map(uri).transpose()?,
        scopes: oauth::scope::Scopes::parse(&scopes).map_err(|e| format!("scopes: {e:?}"))?,
        audiences: audience.iter().map(|name| full_audience(name)).collect(),
        receivers: Vec::new(),
        level,
        listed: entry.is_some(),
        keywords: keyword,
    };
    Ok((id, settings))
}

/// `fns` for `urn:kabinet:register:fns`; what has a colon is taken as it stands. Registration
/// refuses what is neither a register nor a service.
fn full_audience(name: &str) -> String {
    if name.contains(':') {
        return name.to_owned();
    }
    format!("{}{name}", identity::client::REGISTER_AUDIENCE)
}

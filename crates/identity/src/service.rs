//! «Электронные сервисы»: the services that can be found here, and the search by name.

pub(crate) mod pages;
#[cfg(test)]
mod tests;

use registries::lookalike;
use store::{Result, Tx};

use crate::client::{self, Client};

/// The longest text that is searched for, in characters; the rest is not read.
const LONGEST: usize = 100;

/// The listed services whose names, descriptions or keywords have every word of `text`, those
/// whose name begins with it first; all of them for an empty text. Case, `ё` and letters that look
/// alike (a Latin `C` for a Cyrillic one) make no difference.
pub fn search(tx: &Tx, text: &str) -> Result<Vec<Client>> {
    let wanted = folded(&text.chars().take(LONGEST).collect::<String>());
    let words: Vec<&str> = wanted.split(' ').filter(|word| !word.is_empty()).collect();
    let mut found: Vec<(u8, Client)> = listed(tx)?
        .into_iter()
        .filter_map(|client| Some((rank(&client, &wanted, &words)?, client)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    Ok(found.into_iter().map(|(_, client)| client).collect())
}

/// A listed service.
pub fn find(tx: &Tx, id: &str) -> Result<Option<Client>> {
    Ok(client::open(tx, id)?.filter(|client| client.settings.listed))
}

fn listed(tx: &Tx) -> Result<Vec<Client>> {
    let mut clients = client::all(tx)?;
    clients.retain(|client| client.settings.listed && !client.disabled);
    Ok(clients)
}

/// How well a service fits; lower is better.
fn rank(client: &Client, wanted: &str, words: &[&str]) -> Option<u8> {
    let settings = &client.settings;
    let names = [folded(&settings.name.ru), folded(&settings.name.en)];
    let mut all = names.to_vec();
    all.extend([folded(&settings.about.ru), folded(&settings.about.en), folded(&client.id)]);
    all.extend(settings.keywords.iter().map(|keyword| folded(keyword)));
    let has = |word: &&str| all.iter().any(|text| text.contains(*word));
    if !words.iter().all(has) {
        return None;
    }
    Some(match names {
        names if names.iter().any(|name| name.starts_with(wanted)) => 0,
        names if names.iter().any(|name| name.contains(wanted)) => 1,
        _ => 2,
    })
}

/// Folded, and with one space for everything that is neither letter nor digit.
fn folded(text: &str) -> String {
    let folded = lookalike::fold(text);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

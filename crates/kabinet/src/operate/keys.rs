//! What an operator does with the provider's signing keys.

use super::{Installation, Reply};

pub(super) async fn list(home: &Installation) -> Reply {
    let line = |key: &identity::key::Shown| {
        let at = |moment| web::date::date_time(moment, web::Lang::En);
        let leaves = key.leaves_at.map(|gone| format!("\tleaves {}", at(gone)));
        let (made, leaves) = (at(key.created_at), leaves.unwrap_or_default());
        format!("{}\t{:?}\tmade {made}{leaves}", key.kid, key.state)
    };
    match home.db.read(identity::key::show).await {
        Ok(keys) => Reply::done(keys.iter().map(line).collect::<Vec<_>>().join("\n")),
        Err(error) => Reply::failed(error.to_string()),
    }
}

/// What an emergency rotation will do; nothing is done.
pub(super) async fn foretell(home: &Installation) -> Reply {
    use identity::key::State;
    let keys = match home.db.read(identity::key::show).await {
        Ok(keys) => keys,
        Err(error) => return Reply::failed(error.to_string()),
    };
    let gone = keys.iter().filter(|key| key.state != State::Withdrawn);
    let gone: Vec<String> = gone.map(|key| format!("  {}\t{:?}", key.kid, key.state)).collect();
    Reply::failed(format!(
        "These keys would be withdrawn at once:\n{}\n{FORETOLD}\nNothing was done. Do it \
         with: kabinet keys rotate --emergency --yes",
        gone.join("\n")
    ))
}

/// What an emergency means for everybody.
const FORETOLD: &str = "\
A key that is made now signs from then on, on every node within a second.
Access tokens that the old keys signed are refused by us at once, and by registers and services
as soon as they read the JWK set again: ours do when they meet a key they do not know, others
when what they keep of it is too old (they are told to keep it five minutes).
People stay signed in, and services get new tokens with their refresh tokens.
An old ID token does not prove at sign-out any more who leaves: people are asked.";

pub(super) async fn rotate(emergency: bool, home: &Installation) -> Reply {
    use identity::key::Rotation;
    let rotation = if emergency { Rotation::Emergency } else { Rotation::Planned };
    let write = move |tx: &mut store::Tx| identity::key::rotate(tx, rotation);
    let done = if emergency {
        "a new key signs from now on; the old ones have left, what they signed is refused"
    } else {
        "the next key signs from now on; tokens of the old one stay valid"
    };
    match home.db.write("keys.rotate", write).await {
        Ok(true) => Reply::done(done),
        Ok(false) => Reply::failed("somebody else rotated at the same moment; nothing was done"),
        Err(error) => Reply::failed(error.to_string()),
    }
}

use oauth::RedirectUri;
use oauth::provider::{AuthMethod, ClientAuth};

use super::{Fault, find, register};
use crate::client;
use crate::provider::tests::world::{EPK, SEP, World, auth, scopes, secret, settings};

#[test]
fn a_client_proves_who_it_is_with_its_own_secret() {
    let world = World::new();
    assert!(world.write(|tx| client::authenticate(tx, &auth(SEP))).is_ok());
    let with = |id: &str, secret: Option<&str>| ClientAuth {
        client_id: id.into(),
        secret: secret.map(oauth::Secret::from),
        method: AuthMethod::Post,
    };
    let sep = secret(SEP).0;
    for wrong in [
        with(EPK, Some(&sep)),
        with("nobody", Some(&sep)),
        with(SEP, Some("")),
        with(SEP, Some(&sep[1..])),
        with(SEP, None),
    ] {
        let refused = world.write(move |tx| client::authenticate(tx, &wrong)).unwrap_err();
        assert_eq!(refused.description(), "client authentication failed");
    }
}

#[test]
fn registering_again_changes_addresses_and_keeps_the_secret() {
    let world = World::new();
    let mut moved = settings(SEP);
    moved.redirect_uris = vec![RedirectUri::register("http://sep.localhost:9/callback").unwrap()];
    let expected = moved.clone();
    world.write(move |tx| register(tx, SEP, None, &moved)).unwrap();
    let known = world.write(|tx| find(tx, SEP)).unwrap();
    assert_eq!(known.settings, expected);
    assert!(world.write(|tx| client::authenticate(tx, &auth(SEP))).is_ok());
}

#[test]
fn what_cannot_be_a_client_is_refused_in_words() {
    let world = World::new();
    let mut no_address = settings(SEP);
    no_address.redirect_uris.clear();
    let mut no_entry = settings(SEP);
    no_entry.entry = None;
    let mut odd_scope = settings(SEP);
    odd_scope.scopes = scopes("openid everything");
    let mut odd_audience = settings(SEP);
    odd_audience.audiences.push("urn:kabinet:register:".into());
    let good = settings(SEP);
    let cases = [
        ("", good.clone(), Fault::Id),
        ("Sep", good.clone(), Fault::Id),
        ("a b", good.clone(), Fault::Id),
        ("x", no_address, Fault::Addresses),
        ("x", no_entry, Fault::Addresses),
        ("x", odd_scope, Fault::Scope("everything".into())),
        ("x", odd_audience, Fault::Audience("urn:kabinet:register:".into())),
    ];
    for (id, settings, fault) in cases {
        let secret = secret("x");
        let said = world.write(move |tx| register(tx, id, Some(&secret), &settings));
        assert_eq!(said, Err(fault));
    }
    let (short, first) = (store::Secret("short".into()), good.clone());
    let said = world.write(move |tx| register(tx, "x", Some(&short), &first));
    assert_eq!(said, Err(Fault::Secret));
    assert_eq!(world.write(move |tx| register(tx, "x", None, &good)), Err(Fault::NoSecret));
}

#[test]
fn what_another_node_changed_counts_at_once() {
    let world = World::new();
    let before = world.client(SEP);
    assert_eq!(world.client(SEP), before, "the same text is the same client");
    // Another node writes the row; nobody tells this one.
    world.write(|tx| {
        let sql = "select settings from identity_client where id = $1";
        let (text,): (String,) = tx.query_one(sql, store::params![SEP])?;
        let text = text.replace("/callback", "/other");
        let sql = "update identity_client set settings = $2 where id = $1";
        tx.execute(sql, store::params![SEP, text])
    });
    let after = world.client(SEP);
    assert!(after.settings.redirect_uris[0].to_string().ends_with("/other"));
    world.write(|tx| super::set_disabled(tx, SEP, true));
    assert!(world.client(SEP).disabled);
    assert_ne!(after, before);
}

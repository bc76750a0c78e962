//! Stories of commands, as the control socket and the command line carry them out.

use store::file::Files;

use super::*;

fn home() -> Installation {
    let db = Db::memory();
    db.write_now("begin", identity::begin).unwrap();
    let (heads, files) = (PathBuf::from("journal.heads"), Files::temporary(&db));
    Installation { db, heads, files, sites: Sites::demo(8080) }
}

async fn keys(home: &Installation, command: KeysCommand) -> Reply {
    Command::Keys(command).carry_out(home).await
}

/// The names of the keys in the answer, in the order of the lines.
fn names(reply: &Reply) -> Vec<String> {
    let lines = reply.text.lines().filter(|line| line.contains('\t'));
    lines.filter_map(|line| line.split('\t').next().map(|name| name.trim().to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_rotation_says_what_it_means_and_does_nothing_before_yes() {
    let home = home();
    let before = keys(&home, KeysCommand::List).await;
    assert_eq!(names(&before).len(), 2, "{}", before.text);
    let foretold = keys(&home, KeysCommand::Rotate { emergency: true, yes: false }).await;
    assert_eq!((foretold.code, names(&foretold)), (1, names(&before)), "{}", foretold.text);
    assert!(foretold.text.contains("--emergency --yes") && foretold.text.contains("refused"));
    assert_eq!(keys(&home, KeysCommand::List).await, before, "nothing was done");
    let done = keys(&home, KeysCommand::Rotate { emergency: true, yes: true }).await;
    assert_eq!(done.code, 0, "{}", done.text);
    let after = keys(&home, KeysCommand::List).await;
    assert_eq!(after.text.matches("Withdrawn").count(), 2, "{}", after.text);
    assert_eq!(after.text.matches("Active").count(), 1, "{}", after.text);
    let set = home.db.read_now(identity::key::load).unwrap();
    let set = String::from_utf8_lossy(&set.body).into_owned();
    for old in names(&before) {
        assert!(!set.contains(&old), "{old} is published: {set}");
    }
}

fn portal(audience: &[&str], level: &str, entry: Option<&str>) -> Command {
    let some = |text: &str| Some(text.to_owned());
    Command::Client(ClientCommand::Add {
        id: "portal".into(),
        name: "Портал".into(),
        name_en: some("Portal"),
        purpose: "показать ваши заявления".into(),
        redirect_uri: vec!["https://portal.example.org/callback".into()],
        post_logout_uri: Vec::new(),
        backchannel_logout_uri: None,
        scopes: "openid profile".into(),
        audience: audience.iter().map(|name| (*name).to_owned()).collect(),
        level: level.into(),
        entry: entry.map(str::to_owned),
        about: entry.and_then(|_| some("Заявления в одном месте.")),
        about_en: None,
        keyword: Vec::new(),
        terms: None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_added_with_registers_level_and_a_place_among_the_services() {
    let home = home();
    let refused = portal(&["fns"], "high", None).carry_out(&home).await;
    assert!(refused.code == 1 && refused.text.contains("level"), "{}", refused.text);
    let refused = portal(&["urn:other:thing"], "simple", None).carry_out(&home).await;
    assert!(refused.code == 1 && refused.text.contains("urn:other:thing"), "{}", refused.text);
    let entry = Some("https://portal.example.org/enter");
    let added = portal(&["fns", "urn:kabinet:register:sfr"], "standard", entry);
    let added = added.carry_out(&home).await;
    assert!(added.code == 0 && added.text.contains("client_secret"), "{}", added.text);
    let client = home.db.read_now(|tx| identity::client::find(tx, "portal")).unwrap().unwrap();
    let audiences = ["urn:kabinet:register:fns", "urn:kabinet:register:sfr"];
    assert_eq!(client.settings.audiences, audiences);
    assert_eq!(client.settings.level, oauth::acr::Level::Standard);
    assert!(client.settings.listed && client.settings.entry.is_some());
    let again = portal(&[], "simple", None).carry_out(&home).await;
    assert_eq!(again.code, 1, "{}", again.text);
}

use super::{find, search};
use crate::client;
use crate::provider::tests::world::{EPK, SEP, World, settings};

fn found(world: &World, text: &'static str) -> Vec<String> {
    let found = world.write(move |tx| search(tx, text));
    found.into_iter().map(|client| client.id).collect()
}

#[test]
fn an_empty_search_shows_everything() {
    let world = World::new();
    assert_eq!(found(&world, ""), [EPK, SEP]);
    assert_eq!(found(&world, " \t—"), [EPK, SEP]);
}

#[test]
fn case_and_letters_that_look_alike_make_no_difference() {
    let world = World::new();
    // The second one is typed with Latin letters where there are twins.
    for text in ["СЭП", "сэп", "CЭП", "sep", "SEP", "  сэп "] {
        assert_eq!(found(&world, text), [SEP], "{text}");
    }
}

#[test]
fn every_word_has_to_fit_somewhere() {
    let world = World::new();
    assert_eq!(found(&world, "кабинет услуг"), [EPK, SEP]);
    assert_eq!(found(&world, "ЭПК дипломы"), [EPK]);
    assert!(found(&world, "ЭПК рыбалка").is_empty());
    assert!(found(&world, "%").len() == 2 && found(&world, "_").len() == 2);
    assert!(found(&world, "' or 1=1 --").is_empty());
}

#[test]
fn names_that_begin_with_the_text_come_first() {
    let world = World::new();
    let mut settings = settings(EPK);
    settings.about.ru = "Похож на СЭП".into();
    world.register(EPK, &settings);
    assert_eq!(found(&world, "сэп"), [SEP, EPK]);
}

#[test]
fn what_is_not_listed_or_closed_is_not_found() {
    let world = World::new();
    let mut hidden = settings(EPK);
    hidden.listed = false;
    world.register(EPK, &hidden);
    world.write(|tx| client::set_disabled(tx, SEP, true));
    assert!(found(&world, "").is_empty());
    assert_eq!(world.write(|tx| find(tx, SEP)), None);
    assert_eq!(world.write(|tx| find(tx, EPK)), None);
}

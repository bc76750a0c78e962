use axum::http::StatusCode;

use crate::grant;
use crate::mandate::{self, Wish};
use crate::provider::tests::world::{Browser, EPK, EVERYTHING, SEP, SFR, Somebody, World};

fn mandated(world: &World, somebody: &Somebody) -> String {
    world.agree(somebody, SEP, EVERYTHING);
    let grant = world.redeem(SEP, &world.code(somebody, EVERYTHING)).unwrap().grant;
    world.write(move |tx| {
        let wish = Wish {
            audience: SFR.into(),
            purpose: "узнать стаж <b>".into(),
            reference: "EP-7".into(),
            lifetime: 86_400,
        };
        Ok(mandate::give(tx, &grant, &wish)?.0.id.to_string())
    })
}

#[tokio::test]
async fn the_list_shows_services_data_and_mandates() {
    let world = World::new();
    let anna = world.somebody();
    mandated(&world, &anna);
    let mut browser = Browser::of(&world, &anna);
    let page = browser.get("/settings/services").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in ["СЭП", "СНИЛС", "Социальный фонд", "Узнать стаж &#60;b&#62;", "EP-7"]
    {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    assert!(!page.body.contains("⟦"), "{}", page.body);
    assert!(!page.body.contains(">ЭПК<"));
}

#[tokio::test]
async fn unlinking_asks_first_and_then_ends_tokens_and_mandates() {
    let world = World::new();
    let anna = world.somebody();
    mandated(&world, &anna);
    let mut browser = Browser::of(&world, &anna);
    let page = browser.get("/settings/services/sep/unlink").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("1 поручение прекратится"), "{}", page.body);
    let account = anna.account;
    assert_eq!(world.write(move |tx| grant::of_account(tx, account)).len(), 1, "nothing yet");
    let done = browser.submit("/settings/services/sep/unlink", &page, &[]).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/settings/services"));
    assert!(world.write(move |tx| grant::of_account(tx, account)).is_empty());
    assert!(world.write(move |tx| mandate::of_account(tx, account)).is_empty());
    let again = browser.submit("/settings/services/sep/unlink", &page, &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "a double click gets the same answer");
    assert_eq!(world.journalled(account, "consent.withdrawn"), 1);
    let list = browser.get("/settings/services").await;
    assert!(list.body.contains("Связанных сервисов пока нет"), "{}", list.body);
}

#[tokio::test]
async fn a_mandate_is_withdrawn_alone() {
    let world = World::new();
    let anna = world.somebody();
    let id = mandated(&world, &anna);
    let path = format!("/settings/services/mandates/{id}/withdraw");
    let mut browser = Browser::of(&world, &anna);
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    let done = browser.submit(&path, &page, &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let account = anna.account;
    assert!(world.write(move |tx| mandate::of_account(tx, account)).is_empty());
    assert_eq!(world.write(move |tx| grant::of_account(tx, account)).len(), 1);
}

#[tokio::test]
async fn what_is_somebody_elses_is_not_there() {
    let world = World::new();
    let (anna, boris) = (world.somebody(), world.somebody());
    let id = mandated(&world, &anna);
    world.agree(&boris, EPK, "openid");
    let mut browser = Browser::of(&world, &boris);
    for path in [
        "/settings/services/sep/unlink".to_owned(),
        format!("/settings/services/mandates/{id}/withdraw"),
        "/settings/services/mandates/x/withdraw".to_owned(),
        "/settings/services/nobody/unlink".to_owned(),
    ] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // With the keys of a form of his own.
    let page = browser.get("/settings/services/epk/unlink").await;
    let path = format!("/settings/services/mandates/{id}/withdraw");
    assert_eq!(browser.submit(&path, &page, &[]).await.status, StatusCode::NOT_FOUND);
    let account = anna.account;
    assert_eq!(world.write(move |tx| mandate::of_account(tx, account)).len(), 1);
}

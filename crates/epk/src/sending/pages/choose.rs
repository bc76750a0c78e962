//! «Отправить в другую службу»: which one.

use askama::Template;
use axum::extract::{Path, State as Given};
use cabinet::Person;
use web::{Page, Visit};

use super::{Answer, Post, Sending, label, not_valid, own};
use crate::sending::of_passport;

#[derive(Template)]
#[template(path = "sending/choose.html")]
struct ChoosePage {
    page: Page,
    home: String,
    number: String,
    closed: String,
    services: Vec<Offer>,
    sent: Vec<Line>,
}

/// A service that can be chosen.
struct Offer {
    href: String,
    name: String,
    purpose: String,
}

/// A sending in a list.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) tone: &'static str,
    pub(crate) label: String,
}

/// Sendings for a list.
pub(crate) fn lines(page: &Page, sendings: &[Sending]) -> Vec<Line> {
    let line = |sending: &Sending| {
        let when = page.date_time(sending.signed_at);
        let text = match &sending.number {
            Some(number) => {
                page.t2("epk-sending-line-number", "number", number.as_str(), "when", when)
            }
            None => page.t1("epk-sending-line", "when", when),
        };
        Line {
            href: format!("/sendings/{}", sending.id),
            title: sending.signed.name.text(page.lang()).to_owned(),
            text,
            tone: sending.state.tone(),
            label: label(page, sending.state),
        }
    };
    sendings.iter().map(line).collect()
}

pub(super) async fn show(
    Given(post): Given<Post>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let passport = own(&post, &person, &id).await?;
    let app = &post.cabinet.app;
    let sent = app.db.read(move |tx| of_passport(tx, passport.id)).await?;
    let page = post.cabinet.page(&visit, &person, "epk-sending-title").await;
    let home = format!("/passport/{}", passport.id);
    let offer = |service: &super::Service| Offer {
        href: format!("{home}/send/{}", service.id),
        name: service.name.text(page.lang()).to_owned(),
        purpose: page.t1("epk-sending-for", "purpose", service.purpose.text(page.lang())),
    };
    Ok(web::html(&ChoosePage {
        number: passport.number.to_string(),
        closed: not_valid(&page, passport.state(app.clock.now())),
        services: post.services.all().iter().map(offer).collect(),
        sent: lines(&page, &sent),
        home,
        page,
    }))
}

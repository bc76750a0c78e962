//! Forms with files, from the browser to the disk and back.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use image::{DynamicImage, ImageFormat, RgbImage};
use store::Db;
use store::file::{self, FileId, Label, Owner};
use web::{App, Failure, Page, Site, Upload, Visit};

use super::super::pages::{Refused, give, receive};
use super::super::{LARGEST, MOST};
use crate::story::{Answer, Browser};

#[derive(askama::Template)]
#[template(
    ext = "html",
    source = r#"{% import "ui.html" as ui %}<h1>{{ page.title }}</h1>
    <form method="post" action="{{ action }}" enctype="multipart/form-data">
    {{ page.form_keys("scans")|safe }}
    {{ ui::upload(page, fields, "scan", page.t("cabinet-scan-choose"), "") }}
    </form>"#
)]
struct Form {
    page: Page,
    action: String,
    fields: web::Fields,
}

type Who = Query<HashMap<String, String>>;

fn owner(who: &Who) -> Owner {
    Owner::new(Site::Epk, who.get("who").map_or("anna", String::as_str))
}

fn routes() -> Router {
    Router::new()
        .route("/scans", get(form).post(take))
        .route("/scans/{id}", get(download))
        .layer(axum::extract::DefaultBodyLimit::disable())
}

async fn form(visit: Visit) -> Response {
    let page = visit.page("cabinet-scan-choose");
    web::html(&Form { page, action: "/scans".into(), fields: web::Fields::empty() })
}

async fn take(app: App, visit: Visit, who: Who, mut upload: Upload) -> Result<String, Failure> {
    let offered = receive(&app, &mut upload, &owner(&who), MOST).await?;
    let page = visit.page("cabinet-scan-choose");
    let mut told = Vec::new();
    for file in offered {
        match file.outcome {
            Ok(taken) => {
                told.push(format!("taken {} {}", taken.written.id, taken.name));
                let keep = move |tx: &mut store::Tx| {
                    let media = taken.kind.media();
                    let label = Label { noun: "scan", name: &taken.name, media };
                    file::keep(tx, &taken.written, &label)
                };
                app.db.write("story.keep", keep).await?;
            }
            Err(why) => told.push(Refused { name: file.name, why }.words(&page)),
        }
    }
    Ok(told.join("\n"))
}

async fn download(app: App, who: Who, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: FileId = id.parse().map_err(|_| Failure::NotFound)?;
    give(&app, owner(&who), id).await
}

struct World {
    app: App,
    browser: Browser,
}

fn tell<G: Future<Output = ()>>(story: impl FnOnce(World) -> G) {
    let db = Db::memory();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let app = App::for_story(db.clone());
        let browser = Browser::new(&app, Site::Epk, routes());
        story(World { app, browser }).await;
    });
    drop(runtime);
}

const KIND: &str = "multipart/form-data; boundary=story";

/// The body of the form of a page with these files.
fn body(page: &Answer, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in page.form("/scans").iter().filter(|(name, _)| name.starts_with('_')) {
        let part = format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}");
        body.extend(format!("--story\r\n{part}\r\n").into_bytes());
    }
    for (name, bytes) in files {
        let part = format!("form-data; name=\"scan\"; filename=\"{name}\"");
        body.extend(format!("--story\r\nContent-Disposition: {part}\r\n\r\n").into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--story--\r\n");
    body
}

impl World {
    async fn send(&mut self, files: &[(&str, &[u8])]) -> Answer {
        let page = self.browser.get("/scans").await;
        let body = body(&page, files);
        self.browser.post_body("/scans", KIND, body).await
    }

    /// Files in the store's folder that are there for a day at least.
    fn swept(&self) -> usize {
        self.app.clock.advance(2 * store::DAY);
        let files = self.app.files.clone();
        tokio::task::block_in_place(|| file::sweep(&files)).unwrap()
    }
}

fn jpeg() -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::new(30, 20)).write_to(&mut out, ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n\
    2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n3 0 obj <</Type/Page>> endobj\n\
    xref\n1 3\n0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \n\
    trailer <</Root 1 0 R/Size 4>>\nstartxref\n135\n%%EOF";

#[test]
fn several_files_are_taken_at_once_and_come_back_to_their_owner_alone() {
    tell(|mut world| async move {
        let told = world.send(&[("../Диплом.PDF", PDF), ("фото.png", &jpeg()), ("", b"")]).await;
        assert_eq!(told.status, 200, "{}", told.text);
        let ids: Vec<&str> = told.text.lines().filter_map(|l| l.split(' ').nth(1)).collect();
        let names: Vec<&str> = told.text.lines().filter_map(|l| l.split(' ').nth(2)).collect();
        assert_eq!(names, ["Диплом.pdf", "фото.jpg"], "by content: {}", told.text);

        let scan = world.browser.get(&format!("/scans/{}", ids[0])).await;
        assert_eq!((scan.status.as_u16(), &scan.bytes[..]), (200, PDF));
        let header = |name: &str| scan.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/pdf");
        assert_eq!(header("content-length"), PDF.len().to_string());
        assert!(header("content-disposition").starts_with("attachment; filename=\"______.pdf\""));
        assert!(header("content-security-policy").contains("sandbox"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");

        for other in ["who=boris", "who=anna2"] {
            let path = format!("/scans/{}?{other}", ids[0]);
            assert_eq!(world.browser.get(&path).await.status, 404);
        }
        assert_eq!(world.browser.get("/scans/nothing").await.status, 404);
        assert_eq!(world.swept(), 0, "what came and was written anew is gone already");
    });
}

#[test]
fn each_bad_file_is_named_with_its_reason_and_the_good_ones_stay() {
    tell(|mut world| async move {
        let large = vec![b'x'; LARGEST + 1];
        let files: [(&str, &[u8]); 5] = [
            ("пустой.pdf", b""),
            ("script.jpg", b"#!/bin/sh"),
            ("большой.pdf", &large),
            ("хороший.pdf", PDF),
            ("битый.pdf", &PDF[..100]),
        ];
        let told = world.send(&files).await;
        let lines: Vec<&str> = told.text.lines().collect();
        assert!(lines[0].starts_with("пустой.pdf: файл пустой."), "{}", told.text);
        assert!(lines[1].starts_with("script.jpg: по содержанию"), "{}", told.text);
        assert!(lines[2].starts_with("большой.pdf: файл больше 10 МБ."), "{}", told.text);
        assert!(lines[3].starts_with("taken "), "{}", told.text);
        assert!(lines[4].starts_with("битый.pdf: PDF устроен с ошибками"), "{}", told.text);
        assert_eq!(world.swept(), 0, "nothing of the refused ones is left on the disk");
    });
}

#[test]
fn the_eleventh_file_is_one_too_many() {
    tell(|mut world| async move {
        let told = world.send(&[("скан.pdf", PDF); MOST + 1]).await;
        assert_eq!(told.text.lines().filter(|line| line.starts_with("taken")).count(), MOST);
        assert!(told.text.ends_with("объедините страницы в один PDF."), "{}", told.text);
    });
}

#[test]
fn a_form_without_its_token_or_from_elsewhere_is_refused_before_a_file_is_read() {
    tell(|mut world| async move {
        let page = world.browser.get("/scans").await;
        let good = body(&page, &[("a.pdf", PDF)]);
        let text = String::from_utf8_lossy(&good).replace("name=\"_token\"", "name=\"_taken\"");
        let refused = world.browser.post_body("/scans", KIND, text.into_bytes()).await;
        assert_eq!(refused.status, 403);
        // The token behind the file is no token: the file would have been taken on trust.
        let good = String::from_utf8_lossy(&good).replace("--story--\r\n", "");
        let mut parts: Vec<&str> = good.split("--story\r\n").skip(1).collect();
        parts.reverse();
        let late = format!("--story\r\n{}--story--\r\n", parts.join("--story\r\n"));
        let late = world.browser.post_body("/scans", KIND, late).await;
        assert_eq!(late.status, 403, "{}", late.text);
        let urlencoded = "application/x-www-form-urlencoded";
        let other = world.browser.post_body("/scans", urlencoded, "a=b").await;
        assert!(other.status == 422 || other.status == 400, "{}", other.status);
        assert_eq!(world.swept(), 0);
    });
}

#[test]
fn a_form_that_breaks_off_leaves_nothing() {
    tell(|mut world| async move {
        let page = world.browser.get("/scans").await;
        let large = [PDF, &vec![b' '; 600_000]].concat();
        let whole = body(&page, &[("a.pdf", PDF), ("b.pdf", &large)]);
        let cut = whole[..whole.len() - 100_000].to_vec();
        let refused = world.browser.post_body("/scans", KIND, cut).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert_eq!(world.swept(), 0, "neither the first file nor the half of the second");
    });
}

#[test]
fn a_body_that_is_said_to_be_huge_is_refused_at_once() {
    tell(|mut world| async move {
        let page = world.browser.get("/scans").await;
        let endless = body(&page, &[("a.pdf", PDF)]);
        let body = axum::body::Body::from(endless);
        let mut request = axum::http::Request::post("/scans").body(body).unwrap();
        for (name, value) in [("content-type", KIND), ("content-length", "10737418240")] {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let router = web::site_router(world.app.clone(), Site::Epk, routes());
        let answer: Response = tower::ServiceExt::oneshot(router, request).await.unwrap();
        assert_eq!(answer.status(), 413);
    });
}

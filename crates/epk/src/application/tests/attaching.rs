//! Scans: attached, kept, given back, and covered by the signature.

use cabinet::story::{Answer, Browser, tell};
use store::file::verify;

use super::Story;
use crate::application::State;

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n\
    2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n3 0 obj <</Type/Page>> endobj\n\
    xref\n1 3\n0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \n\
    trailer <</Root 1 0 R/Size 4>>\nstartxref\n135\n%%EOF";

/// The same document with another comment: another file.
fn another(number: usize) -> Vec<u8> {
    let head = format!("%PDF-1.4\n%{number:04}\n");
    let text = String::from_utf8_lossy(PDF).replace("%PDF-1.4\n", &head);
    let moved = [("09 00000", "15 00000"), ("54 00000", "60 00000"), ("0105 00000", "0111 00000")];
    let text = moved.iter().fold(text, |text, (from, to)| text.replace(from, to));
    text.replace("startxref\n135", "startxref\n141").into_bytes()
}

async fn attach(browser: &mut Browser, page: &Answer, files: &[(&str, &[u8])]) -> Answer {
    let action = page.text.split("action=\"").find_map(|part| {
        let action = part.split('"').next()?;
        action.ends_with("/scans").then(|| action.to_owned())
    });
    let action = action.unwrap_or_else(|| panic!("nothing can be attached: {}", page.text));
    let mut body = Vec::new();
    let keys = page.form(&action);
    for (name, value) in keys.iter().filter(|(name, _)| name.starts_with('_')) {
        let part = format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}");
        body.extend(format!("--story\r\n{part}\r\n").into_bytes());
    }
    for (name, bytes) in files {
        let part = format!("form-data; name=\"scans\"; filename=\"{name}\"");
        body.extend(format!("--story\r\nContent-Disposition: {part}\r\n\r\n").into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--story--\r\n");
    browser.post_body(&action, "multipart/form-data; boundary=story", body).await
}

/// How many files the store holds, all of them whole.
fn stored(story: &Story) -> u64 {
    let files = story.app.files.clone();
    let report = tokio::task::block_in_place(|| verify(&files)).unwrap();
    assert_eq!(report.findings, [""; 0]);
    report.files
}

#[test]
fn scans_are_attached_found_on_another_device_given_back_and_removed() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let (mut browser, mut phone) = (story.browser().await, story.browser().await);
        let home = story.filled(&mut browser).await;
        assert!(browser.get(&home).await.says("Не обязательно"));
        let page = browser.get(&format!("{home}/scans")).await;
        assert!(page.says("Пока ничего не приложено"));
        let two = another(2);
        let sent = attach(&mut browser, &page, &[("../Диплом.PDF", PDF), ("2.pdf", &two)]).await;
        assert_eq!((sent.status.as_u16(), sent.location()), (303, &*format!("{home}/scans")));

        let seen = phone.get(&format!("{home}/scans")).await;
        assert!(seen.says("Диплом.pdf") && seen.says("2.pdf") && seen.says("PDF, 2"));
        assert!(phone.get(&format!("{home}/answers")).await.says("Диплом.pdf (PDF, "));
        let href = seen.text.split("href=\"").find(|part| part.contains("/scans/")).unwrap();
        let href = href.split('"').next().unwrap().to_owned();
        assert_eq!(phone.get(&href).await.bytes, PDF);

        "01other".clone_into(&mut outside.world().sub);
        let mut other = story.browser().await;
        assert_eq!(other.get(&href).await.status, 404);
        assert_eq!(other.get(&format!("{home}/scans")).await.status, 404);
        "01citizen".clone_into(&mut outside.world().sub);

        let removed = phone.submit(&seen, &format!("{href}/remove"), &[]).await;
        assert_eq!(removed.status, 303);
        assert_eq!(browser.get(&href).await.status, 404);
        let page = browser.get(&format!("{home}/scans")).await;
        assert!(!page.says("Диплом.pdf") && page.says("2.pdf"));
        assert_eq!(stored(&story), 1);
    });
}

#[test]
fn what_is_refused_is_named_and_the_rest_is_attached_once() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        let page = browser.get(&format!("{home}/scans")).await;
        let files: [(&str, &[u8]); 3] =
            [("диплом.pdf", PDF), ("тот же.pdf", PDF), ("script.jpg", b"#!/bin/sh")];
        let told = attach(&mut browser, &page, &files).await;
        assert_eq!(told.status, 422);
        assert!(told.says("role=\"alert\""));
        assert!(told.says("script.jpg: по содержанию это не PDF"));
        assert!(told.says("тот же.pdf: этот файл уже приложен"));
        assert!(told.says("диплом.pdf</a>"), "the good one is in the list");
        assert!(told.says("Остальные файлы приложены."));
        // The same form again: what it did stands, and nothing more comes of it.
        attach(&mut browser, &page, &files).await;
        assert_eq!(stored(&story), 1);
        story.app.clock.advance(2 * store::DAY);
        let kept = story.app.files.clone();
        let swept = tokio::task::block_in_place(|| store::file::sweep(&kept)).unwrap();
        assert_eq!(swept, 0, "nothing of the repeat is left on the disk");
    });
}

#[test]
fn there_is_room_for_ten_and_an_empty_form_is_explained() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        let page = browser.get(&format!("{home}/scans")).await;
        let empty = attach(&mut browser, &page, &[("", b"")]).await;
        assert!(empty.status == 422 && empty.says("Выберите хотя бы один файл"));
        let eleven: Vec<Vec<u8>> = (0..11).map(another).collect();
        let files: Vec<(&str, &[u8])> =
            eleven.iter().map(|bytes| ("скан.pdf", &bytes[..])).collect();
        let page = browser.get(&format!("{home}/scans")).await;
        let full = attach(&mut browser, &page, &files).await;
        assert!(full.status == 422 && full.says("скан.pdf: уже приложено 10 файлов"));
        assert!(full.says("больше не поместится"));
        assert_eq!(stored(&story), 10);
    });
}

#[test]
fn the_signature_covers_the_scans() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        let digest = || {
            let application = story.application();
            app.db.read_now(move |tx| crate::application::digest(tx, &application)).unwrap()
        };
        let before = digest();
        let asked = story.with_code(&mut browser, &home).await;
        let code = story.code();
        let page = browser.get(&format!("{home}/scans")).await;
        attach(&mut browser, &page, &[("диплом.pdf", PDF)]).await;
        assert_ne!(digest(), before);
        let action = format!("{home}/sign");
        let refused = browser.submit(&asked, &action, &[("code", &code)]).await;
        assert_ne!(refused.status, 303, "the code was for the application without the scan");
        assert_eq!(story.application().state, State::Draft);
        let closed = {
            app.clock.advance(store::HOUR / 30);
            story.sign(&mut browser, &home).await;
            story.becomes(State::Issued).await;
            attach(&mut browser, &page, &[("позже.pdf", &another(1))]).await
        };
        assert_eq!(closed.location(), home, "after the signature nothing is attached");
        assert_eq!(stored(&story), 1);
    });
}

#[test]
fn the_scans_of_a_draft_go_with_it() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        let page = browser.get(&format!("{home}/scans")).await;
        attach(&mut browser, &page, &[("диплом.pdf", PDF)]).await;
        assert_eq!(stored(&story), 1);
        let asked = browser.get(&format!("{home}/withdraw")).await;
        browser.submit(&asked, &format!("{home}/withdraw"), &[]).await;
        assert_eq!(stored(&story), 0);
    });
}

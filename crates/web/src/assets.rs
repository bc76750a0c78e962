//! The files of `static/`, in the program, under names that change with their content.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::{Failure, Site};

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal: $kind:literal),* $(,)?) => {
        &[$(Asset {
            name: $name,
            kind: $kind,
            bytes: include_bytes!(concat!("../../../static/", $name)),
        }),*]
    };
}

const ASSETS: &[Asset] = assets![
    "app.css": "text/css; charset=utf-8",
    "app.js": "text/javascript; charset=utf-8",
    "favicon.svg": "image/svg+xml",
    "live.js": "text/javascript; charset=utf-8",
    "phone.css": "text/css; charset=utf-8",
];

/// By address.
fn known() -> &'static HashMap<String, &'static Asset> {
    static KNOWN: OnceLock<HashMap<String, &'static Asset>> = OnceLock::new();
    KNOWN.get_or_init(|| ASSETS.iter().map(|asset| (address(asset), asset)).collect())
}

fn address(asset: &Asset) -> String {
    use aws_lc_rs::digest;
    let hash = digest::digest(&digest::SHA256, asset.bytes);
    format!("/static/{}/{}", URL_SAFE_NO_PAD.encode(&hash.as_ref()[..9]), asset.name)
}

/// The address of a file.
pub(crate) fn path(name: &str) -> String {
    static PATHS: OnceLock<HashMap<&'static str, String>> = OnceLock::new();
    let paths = PATHS.get_or_init(|| ASSETS.iter().map(|a| (a.name, address(a))).collect());
    debug_assert!(paths.contains_key(name), "there is no static file {name}");
    paths.get(name).cloned().unwrap_or_default()
}

/// Answers for an address under `/static/`.
pub(crate) fn answer(path: &str) -> Response {
    match known().get(path) {
        Some(asset) => (
            [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")],
            asset.bytes,
        )
            .into_response(),
        None => Failure::NotFound.into_response(),
    }
}

/// The mark of a site, to be put into a page as it is.
pub(crate) fn mark(site: Site) -> &'static str {
    macro_rules! mark {
        ($name:literal) => {
            include_str!(concat!("../../../static/mark-", $name, ".svg"))
        };
    }
    match site {
        Site::Start => mark!("start"),
        Site::Identity => mark!("identity"),
        Site::Sep => mark!("sep"),
        Site::Epk => mark!("epk"),
        Site::Desk => mark!("desk"),
        Site::Registries => mark!("registries"),
        Site::Bank => mark!("bank"),
        Site::Phone => mark!("phone"),
    }
}

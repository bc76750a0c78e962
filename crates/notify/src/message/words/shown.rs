//! The words of a notice as the site itself shows them.

use web::{Lang, Site, Sites, Texts};

use super::{Mentions, mentions, one_line, paragraphs};
use crate::page::Listed;

/// What it is called: its subject.
pub(crate) fn title(listed: &Listed, site: Site, lang: Lang, texts: &Texts) -> String {
    let args = arguments(listed, site, lang, texts, None);
    one_line(&texts.with(lang, &format!("notice-{}-subject", listed.event), &args))
}

/// What its letter says, as escaped HTML.
pub(crate) fn body(
    listed: &Listed,
    site: Site,
    lang: Lang,
    texts: &Texts,
    sites: &Sites,
) -> String {
    let args = arguments(listed, site, lang, texts, Some(sites));
    let text = texts.with(lang, &format!("notice-{}-body", listed.event), &args);
    paragraphs(&text, sites.origin(site))
}

fn arguments<'l>(
    listed: &'l Listed,
    site: Site,
    lang: Lang,
    texts: &Texts,
    sites: Option<&Sites>,
) -> Vec<(&'l str, web::Arg)> {
    let (args, at) = (&listed.args, listed.created_at);
    mentions(&Mentions { site, at, args, lang }, texts, sites)
}

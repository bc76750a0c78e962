//! `cargo x shots`: pictures of the pages, as a visitor with a wide and with a narrow screen sees
//! them. Pages that are wider than the screen are named, for nobody likes to scroll sideways.

mod base64;
mod browser;
mod pages;
mod visitor;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use self::browser::Browser;
use self::pages::{PAGES, Page, Who};
use self::visitor::{Notes, Visitor};
use self::words::{Lang, Words};
use crate::demo::Demo;

/// Widths in pixels: a desk, and a small phone.
const WIDTHS: [u32; 2] = [1280, 360];

const OUT: &str = "target/shots";

pub fn run(root: &Path, args: &[String]) -> Result<(), String> {
    let Options { out, only, lang } = options(root, args)?;
    let words = Words::read(root, lang)?;
    let pages: Vec<&Page> = PAGES.iter().filter(|page| page.name.contains(&only)).collect();
    if pages.is_empty() {
        return Err(format!("no page is called `{only}`"));
    }
    let demo = Demo::start(root)?;
    let (mut says, notes) = (Vec::new(), Notes::default());
    for who in visitors(&pages) {
        let browser = Browser::start(lang)?;
        let mut visitor = Visitor::new(&demo.facts, &browser, &words, who, &notes)?;
        for page in pages.iter().filter(|page| page.who == who) {
            match visitor.open(page).and_then(|()| take(&visitor, page, &out)) {
                Ok(wide) => says.extend(wide),
                Err(error) => says.push(format!("{}: {error}", page.name)),
            }
        }
    }
    write_index(&out, &pages)?;
    println!("{} pages, see {}", pages.len(), out.join("index.html").display());
    if says.is_empty() { Ok(()) } else { Err(says.join("\n")) }
}

/// Takes the pictures of one page; answers what is odd about it.
fn take(visitor: &Visitor, page: &Page, out: &Path) -> Result<Vec<String>, String> {
    visitor.settle()?;
    let mut odd = Vec::new();
    for width in WIDTHS {
        let picture = visitor.browser.picture(width)?;
        if picture.content_width > width {
            let content = picture.content_width;
            odd.push(format!("{}: {content} pixels wide on a screen of {width}", page.name));
        }
        let path = file(out, width, page.name);
        let folder = path.parent().unwrap_or(out);
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        fs::write(&path, picture.png).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    println!("{}: {}", page.name, visitor.browser.title()?);
    Ok(odd)
}

fn file(out: &Path, width: u32, name: &str) -> PathBuf {
    out.join(width.to_string()).join(format!("{name}.png"))
}

/// Everybody whose pages are wanted, in the order of the table.
fn visitors(pages: &[&Page]) -> Vec<Who> {
    let mut visitors = Vec::new();
    for page in pages {
        if !visitors.contains(&page.who) {
            visitors.push(page.who);
        }
    }
    visitors
}

#[derive(PartialEq, Eq, Debug)]
struct Options {
    out: PathBuf,
    /// Part of the names of pages; all when empty.
    only: String,
    lang: Lang,
}

fn options(root: &Path, args: &[String]) -> Result<Options, String> {
    let mut options = Options { out: root.join(OUT), only: String::new(), lang: Lang::Ru };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let value = args.next().ok_or(format!("`{arg}` needs a value"))?;
        match arg.as_str() {
            "--out" => options.out = PathBuf::from(value),
            "--only" => options.only.clone_from(value),
            "--lang" => {
                options.lang = Lang::parse(value).ok_or(format!("no language `{value}`"))?;
            }
            other => return Err(format!("shots does not know `{other}`")),
        }
    }
    Ok(options)
}

/// One page with all pictures side by side.
fn write_index(out: &Path, pages: &[&Page]) -> Result<(), String> {
    let mut html = String::from("<!doctype html><meta charset=utf-8><title>Pages</title>\n");
    for page in pages {
        html.push_str(&format!("<h2>{}: {}{}</h2>\n", page.name, page.site, page.path));
        for width in WIDTHS {
            let shown = width / 2;
            let source = format!("{width}/{}.png", page.name);
            html.push_str(&format!("<a href={source}><img src={source} width={shown}></a>\n"));
        }
    }
    let path = out.join("index.html");
    fs::write(&path, html).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests;

//! Words must be readable on what they stand on: contrast as WCAG 2.2 (1.4.3, 1.4.11) counts it.

use std::collections::HashMap;

const CSS: &str = include_str!("../../../../static/app.css");

/// Words on grounds, at least 4.5.
const WORDS: [(&[&str], &[&str]); 6] = [
    (&["ink", "soft", "accent", "accent-deep"], &["ground", "sheet", "tint"]),
    (&["on-accent"], &["accent", "accent-deep"]),
    (&["on-bad"], &["bad", "bad-deep"]),
    (&["bad"], &["sheet", "ground"]),
    (&["ink", "accent"], &["note-tint", "good-tint", "care-tint", "bad-tint"]),
    (&["ink", "soft"], &["plain-tint"]),
];
/// Edges of fields and the ring of the focus, at least 3.
const EDGES: (&[&str], &[&str]) = (&["edge", "focus"], &["sheet", "ground"]);

type Palette = HashMap<String, String>;

#[test]
fn words_edges_and_the_focus_are_seen_on_every_site_in_light_and_dark() {
    let (light, rest) = CSS.split_once("prefers-color-scheme: dark").unwrap();
    let (dark, _) = rest.split_once("prefers-contrast: more").unwrap();
    let mut palettes = 0;
    for part in [light, dark] {
        for palette in palettes_of(part) {
            palettes += 1;
            for (words, grounds) in WORDS {
                demand(&palette, words, grounds, 4.5);
            }
            for tone in ["note", "good", "care", "bad"] {
                demand(&palette, &[tone], &[&format!("{tone}-tint")], 4.5);
            }
            demand(&palette, EDGES.0, EDGES.1, 3.0);
        }
    }
    assert_eq!(palettes, 10, "five palettes, each light and dark");
}

fn demand(palette: &Palette, words: &[&str], grounds: &[&str], least: f64) {
    for word in words {
        for ground in grounds {
            let seen = contrast(&palette[*word], &palette[*ground]);
            assert!(seen >= least, "{word} on {ground}: {seen:.2} in {palette:?}");
        }
    }
}

/// The root's colours, and those of each group of sites over them.
fn palettes_of(css: &str) -> Vec<Palette> {
    let mut root = Palette::new();
    let mut out = Vec::new();
    for rule in css.split('}') {
        let Some((selector, body)) = rule.rsplit_once('{') else { continue };
        let colours = body.split(';').filter_map(|declaration| {
            let (name, value) = declaration.trim().strip_prefix("--")?.split_once(": ")?;
            value.starts_with('#').then(|| (name.to_owned(), value.to_owned()))
        });
        if selector.trim_end().ends_with(":root") {
            root.extend(colours);
        } else if selector.contains(".site-") {
            let mut palette = root.clone();
            palette.extend(colours);
            out.push(palette);
        }
    }
    out.push(root);
    out
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let digits = &colour[1..];
    let wide: String = if digits.len() == 3 {
        digits.chars().flat_map(|c| [c, c]).collect()
    } else {
        digits.to_owned()
    };
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&wide[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

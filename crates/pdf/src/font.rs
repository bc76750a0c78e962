//! The embedded fonts, and how much room words take in them.

use krilla::text::Font;
use ttf_parser::Face;

use crate::Unprintable;

/// The faces in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    /// Noto Sans.
    Plain,
    /// Noto Sans Bold.
    Bold,
    /// Noto Serif Bold.
    Title,
}

/// All faces, ready to measure and to draw.
pub(crate) struct Fonts([Cut; 3]);

struct Cut {
    face: Face<'static>,
    font: Font,
}

impl Fonts {
    pub(crate) fn load() -> Result<Fonts, Unprintable> {
        Ok(Fonts([
            cut(include_bytes!("../fonts/NotoSans-Regular.ttf"))?,
            cut(include_bytes!("../fonts/NotoSans-Bold.ttf"))?,
            cut(include_bytes!("../fonts/NotoSerif-Bold.ttf"))?,
        ]))
    }

    pub(crate) fn font(&self, hand: Hand) -> Font {
        self.cut(hand).font.clone()
    }

    /// The width of a text in points. Kerning is left out: it only makes text narrower.
    pub(crate) fn width(&self, hand: Hand, size: f32, text: &str) -> f32 {
        let face = &self.cut(hand).face;
        let units: u32 = text
            .chars()
            .filter_map(|c| face.glyph_index(c))
            .filter_map(|glyph| face.glyph_hor_advance(glyph))
            .map(u32::from)
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "a line is a few thousand units wide")]
        let units = units as f32;
        units * size / f32::from(face.units_per_em())
    }

    /// The text with signs that the face lacks, and control signs, replaced.
    pub(crate) fn drawable(&self, hand: Hand, text: &str) -> String {
        let face = &self.cut(hand).face;
        let drawn = |c: char| match c {
            c if c.is_control() => ' ',
            c if face.glyph_index(c).is_none_or(|glyph| glyph.0 == 0) => '?',
            c => c,
        };
        text.chars().map(drawn).collect()
    }

    /// Breaks a text into lines of at most `room` points. All but the last keep the space they
    /// were broken at, so that whoever reads the text out of the file finds the words apart.
    pub(crate) fn lines(&self, hand: Hand, size: f32, room: f32, text: &str) -> Vec<String> {
        let text = self.drawable(hand, text);
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(hand, size, &joined) <= room {
                line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(format!("{line} "));
            }
            line = self.broken(hand, size, room, word, &mut lines);
        }
        lines.push(line);
        lines
    }

    /// Breaks a word that is wider than a line anywhere; returns its last piece.
    fn broken(
        &self,
        hand: Hand,
        size: f32,
        room: f32,
        word: &str,
        lines: &mut Vec<String>,
    ) -> String {
        let mut piece = String::new();
        for c in word.chars() {
            piece.push(c);
            if self.width(hand, size, &piece) > room && piece.chars().count() > 1 {
                piece.pop();
                lines.push(std::mem::take(&mut piece));
                piece.push(c);
            }
        }
        piece
    }

    fn cut(&self, hand: Hand) -> &Cut {
        &self.0[hand as usize]
    }
}

fn cut(bytes: &'static [u8]) -> Result<Cut, Unprintable> {
    let broken = || Unprintable("an embedded font cannot be read".into());
    let face = Face::parse(bytes, 0).map_err(|_| broken())?;
    let font = Font::new(bytes.into(), 0).ok_or_else(broken)?;
    Ok(Cut { face, font })
}

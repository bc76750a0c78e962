//! Lines of text as a mark on a page: drawn as outlines, so that no font has to be put into the
//! file and PDF/A has nothing to object to. Whoever searches the page for the words finds none.

use std::fmt::Write as _;

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::Mark;
use crate::malformed::Malformed;

/// Points between the frame and the text.
const MARGIN: f32 = 4.0;
/// From line to line, in sizes of the font.
const LINE: f32 = 1.3;
/// The largest size of the font, in points.
const LARGEST: f32 = 10.0;

impl Mark {
    /// A frame with lines in it, as large as fits; `font` is a TrueType or OpenType file, `place`
    /// and `page` are as in [`Mark`]. Signs that the font does not have are left out.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the font is none.
    pub fn of_lines(
        page: usize,
        place: [f32; 4],
        font: &[u8],
        lines: &[&str],
    ) -> Result<Mark, Malformed> {
        let face = Face::parse(font, 0);
        let face = face.map_err(|error| Malformed::new("font", error.to_string()))?;
        let [left, bottom, right, top] = place;
        let (width, height) = (right - left, top - bottom);
        let lines: Vec<Vec<GlyphId>> = lines
            .iter()
            .map(|line| line.chars().filter_map(|sign| face.glyph_index(sign)).collect())
            .collect();
        let widest = lines.iter().map(|line| advance(&face, line)).fold(1.0, f32::max);
        let room = (width - 2.0 * MARGIN, height - 2.0 * MARGIN);
        let size = (room.0 / widest).min(room.1 / (LINE * lines.len().max(1) as f32));
        let size = size.clamp(0.1, LARGEST);
        let mut drawing = String::from("q 0.11 0.29 0.58 RG 0.11 0.29 0.58 rg 0.75 w\n");
        let _ = writeln!(drawing, "0.5 0.5 {:.2} {:.2} re S", width - 1.0, height - 1.0);
        for (number, line) in (1_u16..).zip(&lines) {
            let y = height - MARGIN - size * LINE * f32::from(number) + size * 0.3;
            draw(&face, line, (MARGIN, y), size, &mut drawing);
        }
        drawing.push('Q');
        Ok(Mark { page, place, drawing: drawing.into_bytes() })
    }
}

/// The width of a line for a size of 1.
fn advance(face: &Face<'_>, line: &[GlyphId]) -> f32 {
    let units = f32::from(face.units_per_em());
    line.iter().filter_map(|glyph| face.glyph_hor_advance(*glyph)).map(f32::from).sum::<f32>()
        / units
}

fn draw(face: &Face<'_>, line: &[GlyphId], start: (f32, f32), size: f32, drawing: &mut String) {
    let scale = size / f32::from(face.units_per_em());
    let (mut x, y) = start;
    for glyph in line {
        let mut path = Path { drawing, x, y, scale, last: (0.0, 0.0) };
        face.outline_glyph(*glyph, &mut path);
        x += face.glyph_hor_advance(*glyph).map_or(0.0, f32::from) * scale;
    }
    drawing.push_str("f\n");
}

/// Writes outlines as operators of a page (ISO 32000-1, 8.5.2).
struct Path<'a> {
    drawing: &'a mut String,
    x: f32,
    y: f32,
    scale: f32,
    /// Where the pen stands, in units of the font.
    last: (f32, f32),
}

impl Path<'_> {
    fn write(&mut self, points: &[(f32, f32)], operator: &str) {
        for (x, y) in points {
            let (x, y) = (self.x + x * self.scale, self.y + y * self.scale);
            let _ = write!(self.drawing, "{x:.2} {y:.2} ");
        }
        self.drawing.push_str(operator);
        self.drawing.push('\n');
        self.last = points.last().copied().unwrap_or(self.last);
    }
}

impl OutlineBuilder for Path<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.write(&[(x, y)], "m");
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.write(&[(x, y)], "l");
    }

    /// Pages have no curves of the second degree; one of the third can be the same.
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (from_x, from_y) = self.last;
        let near = |from: f32, control: f32| from + (control - from) * 2.0 / 3.0;
        let first = (near(from_x, x1), near(from_y, y1));
        self.write(&[first, (near(x, x1), near(y, y1)), (x, y)], "c");
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.write(&[(x1, y1), (x2, y2), (x, y)], "c");
    }

    fn close(&mut self) {
        self.write(&[], "h");
    }
}

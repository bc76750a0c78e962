//! Where everything goes on A4 pages: lines and boxes in points, from the top left corner.

use crate::font::{Fonts, Hand};
use crate::qr::{Modules, modules};
use crate::{Document, Entry, Field, Section, Unprintable};

/// A4.
pub(crate) const WIDTH: f32 = 595.28;
/// A4.
pub(crate) const HEIGHT: f32 = 841.89;
const LEFT: f32 = 56.0;
const RIGHT: f32 = WIDTH - 56.0;
const TOP: f32 = 52.0;
const BOTTOM: f32 = HEIGHT - 68.0;
const BAND: f32 = 7.0;
/// Where values begin.
const VALUES: f32 = LEFT + 150.0;
const CODE: f32 = 104.0;

const INK: [u8; 3] = [0x17, 0x20, 0x2b];
const SOFT: [u8; 3] = [0x4c, 0x59, 0x67];
const HAIR: [u8; 3] = [0xd7, 0xde, 0xe7];

/// The pages, and what their pieces are for screen readers, in reading order.
#[derive(Default)]
pub(crate) struct Layout {
    pub(crate) pages: Vec<Vec<Piece>>,
    pub(crate) parts: Vec<Part>,
}

/// What a piece belongs to.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// The title of the document.
    Title(String),
    /// A heading, and where it is for the list of contents: page and height.
    Heading(String, usize, f32),
    /// A paragraph or a field.
    Paragraph,
    /// A picture, and what is said instead of it.
    Figure(String),
}

/// Something to draw. Without a part it is decoration.
pub(crate) struct Piece {
    pub(crate) part: Option<usize>,
    pub(crate) shape: Shape,
    pub(crate) color: [u8; 3],
}

pub(crate) enum Shape {
    /// A line of text with its base line.
    Text { x: f32, y: f32, hand: Hand, size: f32, text: String },
    /// A filled box.
    Box { x: f32, y: f32, width: f32, height: f32 },
    /// A QR code in a square.
    Code { x: f32, y: f32, side: f32, modules: Modules },
}

pub(crate) fn lay_out(document: &Document, fonts: &Fonts) -> Result<Layout, Unprintable> {
    let mut pen = Pen { fonts, accent: document.accent, y: TOP, layout: Layout::default() };
    pen.new_page();
    pen.head(document)?;
    pen.highlights(&document.highlights);
    for section in &document.sections {
        pen.section(section);
    }
    pen.feet(document);
    Ok(pen.layout)
}

/// Writes from the top down.
struct Pen<'a> {
    fonts: &'a Fonts,
    accent: [u8; 3],
    y: f32,
    layout: Layout,
}

/// How a text looks.
#[derive(Clone, Copy)]
struct Style {
    hand: Hand,
    size: f32,
    color: [u8; 3],
}

impl Style {
    fn line(self) -> f32 {
        self.size * 1.36
    }
}

const LABEL: Style = Style { hand: Hand::Plain, size: 9.0, color: SOFT };
const VALUE: Style = Style { hand: Hand::Plain, size: 10.0, color: INK };
const STRONG: Style = Style { hand: Hand::Bold, size: 10.5, color: INK };
const SMALL: Style = Style { hand: Hand::Plain, size: 7.5, color: SOFT };

impl Pen<'_> {
    fn new_page(&mut self) {
        self.layout.pages.push(Vec::new());
        self.decorate(0.0, 0.0, WIDTH, BAND, self.accent);
        self.y = TOP;
    }

    fn part(&mut self, part: Part) -> usize {
        self.layout.parts.push(part);
        self.layout.parts.len() - 1
    }

    fn draw(&mut self, part: Option<usize>, shape: Shape, color: [u8; 3]) {
        if let Some(page) = self.layout.pages.last_mut() {
            page.push(Piece { part, shape, color });
        }
    }

    fn decorate(&mut self, x: f32, y: f32, width: f32, height: f32, color: [u8; 3]) {
        self.draw(None, Shape::Box { x, y, width, height }, color);
    }

    fn text(&mut self, part: usize, x: f32, y: f32, style: Style, text: String) {
        let Style { hand, size, color } = style;
        self.draw(Some(part), Shape::Text { x, y, hand, size, text }, color);
    }

    /// Issuer, title and code.
    fn head(&mut self, document: &Document) -> Result<(), Unprintable> {
        let room = if document.code.is_some() { RIGHT - CODE - 24.0 - LEFT } else { RIGHT - LEFT };
        let title = Style { hand: Hand::Title, size: 25.0, color: INK };
        self.block(Part::Paragraph, LABEL, room, &document.issuer);
        self.y += 10.0;
        self.block(Part::Title(document.title.clone()), title, room, &document.title);
        self.block(Part::Paragraph, LABEL, room, &document.subtitle);
        let below = self.y;
        if let Some(code) = &document.code {
            let part = self.part(Part::Figure(code.alt.clone()));
            let (x, modules) = (RIGHT - CODE, modules(&code.content)?);
            self.draw(Some(part), Shape::Code { x, y: TOP - 14.0, side: CODE, modules }, INK);
            self.y = TOP + CODE - 14.0 + 10.0;
            for paragraph in &code.caption {
                let part = self.part(Part::Paragraph);
                for line in self.fonts.lines(SMALL.hand, SMALL.size, CODE, paragraph) {
                    self.text(part, x, self.y, SMALL, line);
                    self.y += SMALL.line();
                }
            }
        }
        self.y = self.y.max(below) + 14.0;
        Ok(())
    }

    /// A paragraph at the left edge, down from here.
    fn block(&mut self, part: Part, style: Style, room: f32, text: &str) {
        if text.is_empty() {
            return;
        }
        let part = self.part(part);
        for line in self.fonts.lines(style.hand, style.size, room, text) {
            self.room_for(style.line());
            self.y += style.line();
            self.text(part, LEFT, self.y - style.size * 0.3, style, line);
        }
    }

    /// Facts side by side in a tinted box.
    fn highlights(&mut self, fields: &[Field]) {
        let fields = &fields[..fields.len().min(3)];
        if fields.is_empty() {
            return;
        }
        let (height, top) = (46.0, self.y);
        let tint = self.accent.map(|c| 255 - (255 - c) / 10);
        self.decorate(LEFT, top, RIGHT - LEFT, height, tint);
        self.decorate(LEFT, top, 3.0, height, self.accent);
        let columns: f32 = [1.0, 2.0, 3.0][fields.len() - 1];
        let mut x = LEFT + 16.0;
        for field in fields {
            let part = self.part(Part::Paragraph);
            let label = self.fonts.drawable(LABEL.hand, &format!("{} ", field.label));
            self.text(part, x, top + 18.0, Style { size: 8.5, ..LABEL }, label);
            let value = self.fonts.drawable(STRONG.hand, &field.value);
            self.text(part, x, top + 35.0, Style { size: 13.0, ..STRONG }, value);
            x += (RIGHT - LEFT - 16.0) / columns;
        }
        self.y = top + height + 6.0;
    }

    fn section(&mut self, section: &Section) {
        // A heading never stands alone at the foot of a page.
        self.room_for(90.0);
        self.y += 22.0;
        let style = Style { hand: Hand::Bold, size: 12.0, color: self.accent };
        let (page, y) = (self.layout.pages.len() - 1, self.y);
        let heading = Part::Heading(section.heading.clone(), page, y);
        self.block(heading, style, RIGHT - LEFT, &section.heading);
        self.y += 4.0;
        self.decorate(LEFT, self.y, RIGHT - LEFT, 0.75, HAIR);
        self.y += 4.0;
        for (place, entry) in section.entries.iter().enumerate() {
            if place > 0 {
                self.y += 8.0;
            }
            self.entry(entry);
        }
        for note in &section.notes {
            self.y += 4.0;
            self.block(Part::Paragraph, LABEL, RIGHT - LEFT, note);
        }
    }

    fn entry(&mut self, entry: &Entry) {
        self.room_for(if entry.title.is_empty() { 16.0 } else { 46.0 });
        self.y += 2.0;
        self.block(Part::Paragraph, STRONG, RIGHT - LEFT, &entry.title);
        for field in &entry.fields {
            self.field(field);
        }
    }

    fn field(&mut self, field: &Field) {
        let part = self.part(Part::Paragraph);
        let label = format!("{} ", field.label);
        let labels = self.fonts.lines(LABEL.hand, LABEL.size, VALUES - LEFT - 12.0, &label);
        let values = self.fonts.lines(VALUE.hand, VALUE.size, RIGHT - VALUES, &field.value);
        let step = VALUE.line() + 1.0;
        for place in 0..labels.len().max(values.len()) {
            self.room_for(step);
            self.y += step;
            if let Some(label) = labels.get(place) {
                self.text(part, LEFT, self.y - 3.5, LABEL, format!("{} ", label.trim_end()));
            }
            if let Some(value) = values.get(place) {
                self.text(part, VALUES, self.y - 3.5, VALUE, value.clone());
            }
        }
    }

    fn room_for(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.new_page();
        }
    }

    /// The foot of each page, now that their number is known.
    fn feet(&mut self, document: &Document) {
        let pages = self.layout.pages.len();
        for (place, page) in self.layout.pages.iter_mut().enumerate() {
            let (x, y) = (LEFT, HEIGHT - 48.0);
            let hair = Shape::Box { x, y, width: RIGHT - LEFT, height: 0.75 };
            page.push(Piece { part: None, shape: hair, color: HAIR });
            let number = document.page_number.replace("{page}", &(place + 1).to_string());
            let number = number.replace("{pages}", &pages.to_string());
            let number = self.fonts.drawable(SMALL.hand, &number);
            let x = RIGHT - self.fonts.width(SMALL.hand, SMALL.size, &number);
            let footer = self.fonts.drawable(SMALL.hand, &document.footer);
            for (x, text) in [(LEFT, footer), (x, number)] {
                let Style { hand, size, color } = SMALL;
                let shape = Shape::Text { x, y: y + 16.0, hand, size, text };
                page.push(Piece { part: None, shape, color });
            }
        }
    }
}

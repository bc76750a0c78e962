//! From a layout to the bytes of a file.

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::TextDirection;
use krilla::{Document as Writer, SerializeSettings};

use crate::font::Fonts;
use crate::layout::{HEIGHT, Layout, Part, Piece, Shape, WIDTH};
use crate::{Attachment, Document, Form, Unprintable};

pub(crate) fn paint(
    document: &Document,
    layout: &Layout,
    fonts: &Fonts,
    form: Form,
) -> Result<Vec<u8>, Unprintable> {
    let mut writer = Writer::new_with(SerializeSettings {
        configuration: configuration(form)?,
        enable_tagging: form == Form::A3,
        ..SerializeSettings::default()
    });
    let mut marks: Vec<Vec<Identifier>> = layout.parts.iter().map(|_| Vec::new()).collect();
    for pieces in &layout.pages {
        let size = PageSettings::from_wh(WIDTH, HEIGHT);
        let mut page = writer.start_page_with(size.ok_or_else(|| fault("page size"))?);
        let mut surface = page.surface();
        for piece in pieces {
            let mark = surface.start_tagged(tag(piece, document.lang));
            draw(&mut surface, piece, fonts)?;
            surface.end_tagged();
            if let Some(part) = piece.part {
                marks[part].push(mark);
            }
        }
        surface.finish();
        page.finish();
    }
    writer.set_metadata(metadata(document));
    if form == Form::A3 {
        // Preflight of PDFBox 2.0 stumbles over the way to a heading, so the twin goes without.
        writer.set_outline(outline(layout));
        writer.set_tag_tree(tree(layout, marks, document.lang));
        if let Some(attachment) = &document.attachment {
            let file = embedded(attachment, document);
            writer.embed_file(file).ok_or_else(|| fault("two attachments of one name"))?;
        }
    }
    writer.finish().map_err(|e| fault(&format!("{e:?}")))
}

fn configuration(form: Form) -> Result<Configuration, Unprintable> {
    let builder = match form {
        Form::A3 => ConfigurationBuilder::new()
            .with_archival_validator(Archival::A3_A)
            .with_accessibility_validator(Accessibility::UA1),
        Form::A1 => ConfigurationBuilder::new().with_archival_validator(Archival::A1_B),
    };
    builder.finish().map_err(|e| fault(&format!("{e:?}")))
}

fn fault(what: &str) -> Unprintable {
    Unprintable(what.to_owned())
}

fn tag<'a>(piece: &Piece, lang: &'a str) -> ContentTag<'a> {
    match (&piece.shape, piece.part) {
        (Shape::Text { .. }, Some(_)) => ContentTag::Span(SpanTag::empty().with_lang(Some(lang))),
        (_, Some(_)) => ContentTag::Other,
        (Shape::Text { .. }, None) => {
            ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer))
        }
        (_, None) => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
    }
}

fn draw(surface: &mut Surface, piece: &Piece, fonts: &Fonts) -> Result<(), Unprintable> {
    let [red, green, blue] = piece.color;
    let paint = rgb::Color::new(red, green, blue).into();
    surface.set_fill(Some(Fill { paint, ..Fill::default() }));
    match &piece.shape {
        Shape::Text { x, y, hand, size, text } => {
            let (at, font) = (Point::from_xy(*x, *y), fonts.font(*hand));
            surface.draw_text(at, font, *size, text, false, TextDirection::LeftToRight);
        }
        Shape::Box { x, y, width, height } => boxes(surface, [(*x, *y, *width, *height)])?,
        Shape::Code { x, y, side, modules } => {
            #[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules")]
            let (module, scaled) = (side / modules.side as f32, |n: usize| n as f32);
            let runs = modules.runs.iter().map(|(row, column, length)| {
                let (left, top) = (x + scaled(*column) * module, y + scaled(*row) * module);
                (left, top, scaled(*length) * module, module)
            });
            boxes(surface, runs)?;
        }
    }
    Ok(())
}

/// Fills boxes as one path: left, top, width, height.
fn boxes(
    surface: &mut Surface,
    all: impl IntoIterator<Item = (f32, f32, f32, f32)>,
) -> Result<(), Unprintable> {
    let mut path = PathBuilder::new();
    for (x, y, width, height) in all {
        path.push_rect(Rect::from_xywh(x, y, width, height).ok_or_else(|| fault("a box"))?);
    }
    surface.draw_path(&path.finish().ok_or_else(|| fault("an empty path"))?);
    Ok(())
}

fn metadata(document: &Document) -> Metadata {
    Metadata::new()
        .title(document.title.clone())
        .authors(vec![document.issuer.clone()])
        .description(document.subtitle.clone())
        .language(document.lang.to_owned())
        .creator("Kabinet".to_owned())
        .document_id(document.id.clone())
        .creation_date(date(document))
}

fn date(document: &Document) -> DateTime {
    let made = document.made_at.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    DateTime::new(u16::try_from(made.year()).unwrap_or_default())
        .month(part(made.month()))
        .day(part(made.day()))
        .hour(part(made.hour()))
        .minute(part(made.minute()))
        .second(part(made.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn outline(layout: &Layout) -> Outline {
    let mut outline = Outline::new();
    for part in &layout.parts {
        if let Part::Heading(words, page, y) = part {
            let there = XyzDestination::new(*page, Point::from_xy(0.0, *y));
            outline.push_child(OutlineNode::new(words.clone(), there));
        }
    }
    outline
}

/// The structure for screen readers, in reading order.
fn tree(layout: &Layout, marks: Vec<Vec<Identifier>>, lang: &str) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
    for (part, marks) in layout.parts.iter().zip(marks) {
        let mut group = TagGroup::new(kind(part));
        for mark in marks {
            group.push(mark);
        }
        tree.push(group);
    }
    tree
}

fn kind(part: &Part) -> TagKind {
    match part {
        Part::Title(words) => Tag::Hn(NonZeroU16::MIN, Some(words.clone())).into(),
        Part::Heading(words, ..) => {
            let second = NonZeroU16::MIN.saturating_add(1);
            Tag::Hn(second, Some(words.clone())).into()
        }
        Part::Paragraph => Tag::P.into(),
        Part::Figure(alt) => Tag::Figure(Some(alt.clone())).into(),
    }
}

fn embedded(attachment: &Attachment, document: &Document) -> EmbeddedFile {
    EmbeddedFile {
        path: attachment.name.clone(),
        mime_type: MimeType::new(attachment.media_type),
        description: Some(attachment.description.clone()),
        association_kind: AssociationKind::Data,
        data: attachment.bytes.clone().into(),
        modification_date: Some(date(document)),
        compress: Some(true),
        location: None,
    }
}

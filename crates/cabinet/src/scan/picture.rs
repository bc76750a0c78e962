//! Pictures: decoded under limits, turned upright, written anew.

use std::io::{Cursor, Write};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{
    DynamicImage, GrayImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbImage,
};

use super::{Clean, Kind, LARGEST, PIXELS, Refusal};

/// What decoding may take in memory, in bytes: [`PIXELS`] in four bytes each.
const MEMORY: u64 = PIXELS * 4;
/// Passes over a picture that a JPEG may ask for; cameras and scanners write at most a dozen.
const SCANS: usize = 64;
/// The best of these that fits into [`LARGEST`].
const QUALITIES: [u8; 3] = [88, 70, 50];

/// The same picture with nothing else in the file.
pub(super) fn rewrite(bytes: &[u8], kind: Kind) -> Result<Clean, Refusal> {
    let format = match kind {
        Kind::Png => ImageFormat::Png,
        Kind::Jpeg | Kind::Pdf => ImageFormat::Jpeg,
    };
    if kind == Kind::Jpeg && scans(bytes) > SCANS {
        return Err(Refusal::DamagedPicture);
    }
    let picture = decode(bytes, format)?;
    if kind == Kind::Png
        && let Some(written) = png(&picture)
    {
        return Ok(Clean { kind, rewritten: Some(written) });
    }
    let written = jpeg(&flat(picture)).ok_or(Refusal::TooLarge)?;
    Ok(Clean { kind: Kind::Jpeg, rewritten: Some(written) })
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let damaged = |_| Refusal::DamagedPicture;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    // The header alone; the size is judged before a pixel is decoded.
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let many = Refusal::TooManyPixels { width, height };
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > MEMORY {
        return Err(many);
    }
    // What was written about the orientation may be damaged while the picture is whole.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// How often `SOS` stands in the file. In the data of a picture `FF` is always followed by a zero
/// or a restart, so only markers and thumbnails are counted.
fn scans(bytes: &[u8]) -> usize {
    bytes.windows(2).filter(|pair| *pair == [0xFF, 0xDA]).count()
}

fn png(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut out = Capped(Vec::new());
    let encoder =
        PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive);
    let color = picture.color();
    let written = match (color.has_color(), color.has_alpha()) {
        _ if color.bytes_per_pixel() == color.channel_count() => {
            picture.write_with_encoder(encoder)
        }
        (_, true) => DynamicImage::from(picture.to_rgba8()).write_with_encoder(encoder),
        (true, false) => DynamicImage::from(picture.to_rgb8()).write_with_encoder(encoder),
        (false, false) => DynamicImage::from(picture.to_luma8()).write_with_encoder(encoder),
    };
    written.ok().map(|()| out.0)
}

fn jpeg(picture: &DynamicImage) -> Option<Vec<u8>> {
    QUALITIES.into_iter().find_map(|quality| {
        let mut out = Capped(Vec::new());
        let encoder = JpegEncoder::new_with_quality(&mut out, quality);
        picture.write_with_encoder(encoder).ok().map(|()| out.0)
    })
}

/// Without alpha, on white, in eight bits: what a JPEG can hold.
fn flat(picture: DynamicImage) -> DynamicImage {
    let on_white = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    match picture {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) => picture,
        picture if !picture.color().has_alpha() && !picture.color().has_color() => {
            DynamicImage::ImageLuma8(picture.into_luma8())
        }
        picture if !picture.color().has_alpha() => DynamicImage::ImageRgb8(picture.into_rgb8()),
        picture if !picture.color().has_color() => {
            let from = picture.into_luma_alpha8();
            let pixel = |x, y| {
                let [value, alpha] = from.get_pixel(x, y).0;
                image::Luma([on_white(value, alpha)])
            };
            GrayImage::from_fn(from.width(), from.height(), pixel).into()
        }
        picture => {
            let from = picture.into_rgba8();
            let pixel = |x, y| {
                let [red, green, blue, alpha] = from.get_pixel(x, y).0;
                image::Rgb([red, green, blue].map(|value| on_white(value, alpha)))
            };
            RgbImage::from_fn(from.width(), from.height(), pixel).into()
        }
    }
}

/// Takes no more than a file may have.
struct Capped(Vec<u8>);

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

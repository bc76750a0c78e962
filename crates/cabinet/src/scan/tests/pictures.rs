//! Pictures.

use std::io::Cursor;

use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;

use super::super::{Clean, Kind, Refusal, check};
use super::mutated;

/// Red at the top left, blue elsewhere; a third wider than high.
fn picture() -> RgbImage {
    let color = |x, y| if x < 20 && y < 20 { Rgb([200, 20, 20]) } else { Rgb([20, 20, 200]) };
    RgbImage::from_fn(80, 60, color)
}

fn written(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A JPEG with a segment of this kind and content behind its beginning.
fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, content, &jpeg[2..]].concat()
}

/// EXIF that says how the camera was held, and a place.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
    tiff.extend(b"GPS 55.7558 37.6173");
    tiff
}

fn rewritten(bytes: &[u8]) -> (Kind, Vec<u8>) {
    let Clean { kind, rewritten } = check(bytes).unwrap();
    (kind, rewritten.expect("a picture is always written anew"))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_photo_is_turned_upright_and_nothing_but_the_picture_is_left_of_it() {
    let photo = with_segment(&written(picture(), ImageFormat::Jpeg), 0xE1, &exif(6));
    let (kind, clean) = rewritten(&photo);
    assert_eq!(kind, Kind::Jpeg);
    assert!(contains(&photo, b"GPS") && !contains(&clean, b"GPS") && !contains(&clean, b"Exif"));
    let seen = image::load_from_memory(&clean).unwrap();
    assert_eq!(seen.dimensions(), (60, 80), "turned by a quarter");
    let corner = seen.get_pixel(55, 5);
    assert!(corner[0] > 150 && corner[2] < 90, "the red corner is at the top right: {corner:?}");
}

#[test]
fn what_hides_in_and_behind_a_picture_goes() {
    let html = b"<script>alert(document.domain)</script>";
    let jpeg = with_segment(&written(picture(), ImageFormat::Jpeg), 0xFE, html);
    let jpeg = [&jpeg, &html[..], b"PK\x05\x06", &[0; 18]].concat();
    let png = written(picture(), ImageFormat::Png);
    let png = [&png, &html[..], b"PK\x03\x04"].concat();
    for bytes in [jpeg, png] {
        let (_, clean) = rewritten(&bytes);
        assert!(contains(&bytes, html) && !contains(&clean, b"script") && !contains(&clean, b"PK"));
    }
}

#[test]
fn pictures_of_all_sorts_keep_what_they_show() {
    let gray = DynamicImage::from(picture()).to_luma8();
    let clear = RgbaImage::from_pixel(9, 9, Rgba([1, 2, 3, 40]));
    let deep = DynamicImage::from(picture()).to_rgb16();
    let cases: [(DynamicImage, ImageFormat); 5] = [
        (gray.clone().into(), ImageFormat::Jpeg),
        (gray.into(), ImageFormat::Png),
        (clear.into(), ImageFormat::Png),
        (deep.into(), ImageFormat::Png),
        (picture().into(), ImageFormat::Png),
    ];
    for (picture, format) in cases {
        let (kind, clean) = rewritten(&written(picture.clone(), format));
        let seen = image::load_from_memory(&clean).unwrap();
        assert_eq!(kind == Kind::Png, format == ImageFormat::Png);
        assert_eq!(seen.dimensions(), picture.dimensions());
        assert_eq!(seen.color().has_alpha(), picture.color().has_alpha());
        assert_eq!(seen.color().has_color(), picture.color().has_color());
    }
}

/// The chunks of a PNG of this size with this data.
fn png(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    for (name, content) in [(b"IHDR", &header[..]), (b"IDAT", data), (b"IEND", b"")] {
        out.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        let named = [&name[..], content].concat();
        out.extend(&named);
        out.extend(crc(&named).to_be_bytes());
    }
    out
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

#[test]
fn a_picture_too_large_is_refused_by_its_header() {
    let data = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 1 << 20], 9);
    let begun = std::time::Instant::now();
    let refusal = check(&png(30_000, 30_000, &data)).unwrap_err();
    assert_eq!(refusal, Refusal::TooManyPixels { width: 30_000, height: 30_000 });
    assert!(begun.elapsed() < std::time::Duration::from_millis(500), "nothing was decoded");
    let wide = check(&png(u32::MAX >> 1, u32::MAX >> 1, &data));
    assert!(wide.is_err());

    let mut jpeg = written(picture(), ImageFormat::Jpeg);
    let size = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap() + 5;
    jpeg[size..size + 4].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    let refusal = check(&jpeg).unwrap_err();
    assert_eq!(refusal, Refusal::TooManyPixels { width: 65_535, height: 65_535 });
}

#[test]
fn what_is_cut_off_or_no_picture_at_all_is_damaged() {
    let jpeg = written(picture(), ImageFormat::Jpeg);
    let png_whole = written(picture(), ImageFormat::Png);
    let endless = jpeg[..jpeg.len() - 2].to_vec();
    let scans = [&endless[..], &[0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0].repeat(100)].concat();
    for bytes in [
        &jpeg[..20],
        &png_whole[..png_whole.len() / 2],
        &png(0, 0, b""),
        &png(10, 10, b"not compressed"),
        b"\xFF\xD8\xFF<script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n<html>",
        &scans,
    ] {
        assert_eq!(check(bytes), Err(Refusal::DamagedPicture));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn broken_jpegs_are_judged(bytes in mutated(written(picture(), ImageFormat::Jpeg))) {
        let _ = check(&bytes);
    }

    #[test]
    fn broken_pngs_are_judged(bytes in mutated(written(picture(), ImageFormat::Png))) {
        let _ = check(&bytes);
    }
}

//! Files from documents.

use crate::layout::{Part, Shape, lay_out};
use crate::*;

fn certificate() -> Document {
    let field = |label: &str, value: &str| Field::new(label, value);
    Document {
        title: "Паспорт квалификации".into(),
        subtitle: "Электронный документ, образец".into(),
        issuer: "Учебный кабинет".into(),
        accent: [0x56, 0x37, 0xa3],
        code: Some(Qr {
            content: "http://epk.localhost:8080/check?n=264837190527&k=K7HX93TCAE42PMXY".into(),
            alt: "QR-код проверки".into(),
            caption: vec!["Наведите камеру телефона".into()],
        }),
        highlights: vec![
            field("Номер", "2648 3719 0527"),
            field("Выдан", "22 ноября 2026"),
            field("Действует по", "21 ноября 2031"),
        ],
        sections: vec![
            Section {
                heading: "Кому выдан".into(),
                entries: vec![Entry::of(vec![
                    field("Фамилия, имя, отчество", "Тестова Анна Примеровна"),
                    field("Дата рождения", "14 марта 1990"),
                ])],
                ..Section::default()
            },
            Section {
                heading: "Образование".into(),
                entries: vec![Entry {
                    title: "Инженер, бакалавриат".into(),
                    fields: vec![field("Где", "Учебный институт имени Примера")],
                }],
                notes: vec!["Сверено с реестром".into()],
            },
        ],
        footer: "Паспорт квалификации № 2648 3719 0527".into(),
        page_number: "Страница {page} из {pages}".into(),
        attachment: Some(Attachment {
            name: "passport.json".into(),
            media_type: "application/json",
            description: "То же для программ".into(),
            bytes: "{\"number\":\"264837190527\"}".into(),
        }),
        ..Document::new("urn:example:264837190527", "ru", Timestamp::UNIX_EPOCH)
    }
}

fn lines(document: &Document) -> Vec<Vec<String>> {
    let fonts = font::Fonts::load().unwrap();
    let text = |piece: &layout::Piece| match &piece.shape {
        Shape::Text { text, .. } => Some(text.trim().to_owned()),
        _ => None,
    };
    let layout = lay_out(document, &fonts).unwrap();
    layout.pages.iter().map(|page| page.iter().filter_map(text).collect()).collect()
}

fn contains(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

#[test]
fn the_same_document_gives_the_same_bytes_and_another_one_does_not() {
    let one = certificate();
    let mut other = certificate();
    other.highlights[0].value = "2648 3719 0528".into();
    for form in [Form::A3, Form::A1] {
        assert_eq!(print(&one, form), print(&certificate(), form));
        assert_ne!(print(&one, form).unwrap(), print(&other, form).unwrap());
    }
}

#[test]
fn the_file_says_of_what_kind_it_is_and_carries_its_data_only_where_that_is_allowed() {
    let archival = print(&certificate(), Form::A3).unwrap();
    assert!(contains(&archival, "<pdfaid:part>3</pdfaid:part>"));
    assert!(contains(&archival, "<pdfaid:conformance>A</pdfaid:conformance>"));
    assert!(contains(&archival, "<pdfuaid:part>1</pdfuaid:part>"));
    assert!(contains(&archival, "/AFRelationship"));
    let oldest = print(&certificate(), Form::A1).unwrap();
    assert!(oldest.starts_with(b"%PDF-1.4"));
    assert!(contains(&oldest, "<pdfaid:part>1</pdfaid:part>"));
    assert!(!contains(&oldest, "EmbeddedFile"));
}

#[test]
fn a_long_document_goes_on_over_pages_and_loses_no_word() {
    let mut document = certificate();
    let jobs = (0..60).map(|n| Entry {
        title: format!("Работа-{n}"),
        fields: vec![Field::new("Должность", format!("должность-{n} {}", "слово ".repeat(30)))],
    });
    document.sections[1].entries.extend(jobs);
    let pages = lines(&document);
    assert!(pages.len() > 3, "{} pages", pages.len());
    let all = pages.concat().join(" ");
    for n in 0..60 {
        assert!(all.contains(&format!("Работа-{n} ")) && all.contains(&format!("должность-{n} ")));
    }
    assert_eq!(all.matches("слово").count(), 60 * 30);
    let last = format!("Страница {} из {}", pages.len(), pages.len());
    assert!(pages.last().unwrap().contains(&last));
    print(&document, Form::A3).unwrap();
    print(&document, Form::A1).unwrap();
}

#[test]
fn no_line_runs_over_the_edge() {
    let mut document = certificate();
    let long = "Щ".repeat(400);
    document.title = format!("{long} конец");
    document.sections[0].entries[0].fields.push(Field::new(long.clone(), long.clone()));
    document.sections[0].notes.push(long);
    document.code.as_mut().unwrap().caption.push("покажет, действует ли паспорт сегодня".into());
    let fonts = font::Fonts::load().unwrap();
    for piece in lay_out(&document, &fonts).unwrap().pages.iter().flatten() {
        if let Shape::Text { x, hand, size, text, .. } = &piece.shape {
            let right = x + fonts.width(*hand, *size, text.trim_end());
            assert!(right < layout::WIDTH - 55.9, "{right}: {text}");
        }
    }
}

#[test]
fn signs_that_no_font_has_do_not_stop_the_printing() {
    let mut document = certificate();
    let odd = "Имя 😀 漢字 \u{202e}назад\u{0} a\u{301} Ғани Ärzte łódź №\u{a0}7 — «ё» \u{feff}\t|";
    document.title = odd.into();
    document.sections[0].entries[0].fields.push(Field::new(odd, odd));
    document.footer = odd.into();
    print(&document, Form::A3).unwrap();
    print(&document, Form::A1).unwrap();
    let all = lines(&document).concat().join(" ");
    assert!(all.contains("Ғани Ärzte łódź №\u{a0}7 — «ё»") && !all.contains('漢'));
}

#[test]
fn screen_readers_hear_everything_in_the_order_in_which_it_is_read() {
    let fonts = font::Fonts::load().unwrap();
    let layout = lay_out(&certificate(), &fonts).unwrap();
    let headings: Vec<&str> = layout
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Title(words) | Part::Heading(words, ..) | Part::Figure(words) => Some(&**words),
            Part::Paragraph => None,
        })
        .collect();
    let expected = ["Паспорт квалификации", "QR-код проверки", "Кому выдан", "Образование"];
    assert_eq!(headings, expected);
    let spoken: Vec<usize> = layout.pages.iter().flatten().filter_map(|piece| piece.part).collect();
    assert!(spoken.is_sorted(), "{spoken:?}");
}

#[test]
fn a_camera_reads_the_code() {
    let content = certificate().code.unwrap().content;
    let modules = qr::modules(&content).unwrap();
    let (scale, quiet) = (4, 4);
    let side = (modules.side + 2 * quiet) * scale;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        let (column, row) = ((x / scale).wrapping_sub(quiet), (y / scale).wrapping_sub(quiet));
        let dark = |(top, left, length): &(usize, usize, usize)| {
            row == *top && (*left..left + length).contains(&column)
        };
        if modules.runs.iter().any(dark) { 0 } else { 255 }
    });
    let (_, read) = image.detect_grids()[0].decode().unwrap();
    assert_eq!(read, content);
    assert!(qr::modules(&"x".repeat(3_000)).is_err());
}

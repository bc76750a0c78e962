//! What other people's programs find in our files: Poppler, and Preflight of Apache PDFBox.
//! Only with `KABINET_TEST_FOREIGN`; `cargo x setup` installs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pdf::{Attachment, Document, Entry, Field, Form, Qr, Section, print};

const LINK: &str = "http://epk.localhost:8080/check?n=264837190527&k=K7HX93TCAE42PMXY";
const JSON: &str = "{\"number\":\"264837190527\",\"name\":\"Тестова Анна\"}";

fn document() -> Document {
    Document {
        title: "Паспорт квалификации".into(),
        issuer: "Учебный кабинет".into(),
        subtitle: "Образец".into(),
        code: Some(Qr {
            content: LINK.into(), alt: "QR-код проверки".into(), caption: vec![]
        }),
        highlights: vec![Field::new("Номер", "2648 3719 0527")],
        sections: vec![Section {
            heading: "Кому выдан".into(),
            entries: vec![Entry {
                title: "Щёлкова Ёлка Объездовна".into(),
                fields: vec![Field::new("Где училась", "длинное название ".repeat(20))],
            }],
            notes: vec![],
        }],
        page_number: "{page} / {pages}".into(),
        attachment: Some(Attachment {
            name: "passport.json".into(),
            media_type: "application/json",
            description: "То же для программ".into(),
            bytes: JSON.into(),
        }),
        ..Document::new("urn:example:1", "ru", jiff::Timestamp::UNIX_EPOCH)
    }
}

/// A file of the document in a folder of its own, or nothing when such tests are not wanted.
fn file(form: Form, name: &str) -> Option<PathBuf> {
    if std::env::var_os("KABINET_TEST_FOREIGN").is_none() {
        println!("skipped: KABINET_TEST_FOREIGN is not set (cargo x test sets it)");
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("document.pdf");
    std::fs::write(&path, print(&document(), form).unwrap()).unwrap();
    Some(path)
}

fn run(program: &str, args: &[&str], path: &Path) -> Output {
    let output = Command::new(program).args(args).arg(path).output();
    output.unwrap_or_else(|e| panic!("{program}: {e} (cargo x setup installs it)"))
}

#[test]
fn poppler_reads_every_word() {
    for form in [Form::A3, Form::A1] {
        let Some(path) = file(form, &format!("text-{form:?}")) else { return };
        let output = Command::new("pdftotext").arg(&path).arg("-").output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for expected in ["Паспорт квалификации", "2648 3719 0527", "Щёлкова Ёлка Объездовна"]
        {
            assert!(words.contains(expected), "{form:?}: {expected}: {words}");
        }
        assert_eq!(words.matches("длинное название").count(), 20, "{words}");
        let fonts = String::from_utf8(run("pdffonts", &[], &path).stdout).unwrap();
        for font in fonts.lines().skip(2) {
            assert!(font.contains(" yes yes yes "), "embedded, a subset, with Unicode: {font}");
        }
    }
}

#[test]
fn poppler_takes_the_data_out_as_they_went_in() {
    let Some(path) = file(Form::A3, "data") else { return };
    let out = path.with_file_name("passport.json");
    let to = ["-save", "1", "-o", out.to_str().unwrap()];
    assert!(run("pdfdetach", &to, &path).status.success());
    assert_eq!(std::fs::read_to_string(out).unwrap(), JSON);
}

#[test]
fn the_code_on_the_drawn_page_leads_to_the_check() {
    let Some(path) = file(Form::A3, "code") else { return };
    let image = path.with_file_name("page");
    let mut draw = Command::new("pdftoppm");
    draw.args(["-gray", "-r", "100", "-singlefile"]).arg(&path).arg(&image);
    assert!(draw.status().unwrap().success());
    let bytes = std::fs::read(image.with_extension("pgm")).unwrap();
    let mut fields = bytes.splitn(4, |b| b.is_ascii_whitespace());
    let mut number = || std::str::from_utf8(fields.next().unwrap()).unwrap().to_owned();
    assert_eq!(number(), "P5");
    let (width, height): (usize, usize) = (number().parse().unwrap(), number().parse().unwrap());
    let pixels = &bytes[bytes.len() - width * height..];
    let mut page =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let (_, read) = page.detect_grids()[0].decode().unwrap();
    assert_eq!(read, LINK);
}

#[test]
fn preflight_of_pdfbox_finds_nothing_against_the_twin_for_old_archives() {
    let Some(path) = file(Form::A1, "preflight") else { return };
    let jars = [
        "preflight",
        "pdfbox2",
        "fontbox2",
        "xmpbox",
        "commons-logging",
        "jaxb-api",
        "javax.activation",
    ];
    let jars: Vec<String> = jars.iter().map(|jar| format!("/usr/share/java/{jar}.jar")).collect();
    let validator = "org.apache.pdfbox.preflight.Validator_A1b";
    let output = run("java", &["-cp", &jars.join(":"), validator], &path);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("is a valid PDF/A-1b file"), "{output:?}");
}

use proptest::prelude::*;

use super::{Fields, Form, parse};

fn form(body: &str) -> Form {
    Form { pairs: parse::pairs(body.as_bytes()).unwrap(), once: Vec::new() }
}

#[test]
fn a_field_that_comes_twice_is_no_single_field() {
    let form = form("role=operator&role=administrator&name=%D0%90%D0%BD%D0%BD%D0%B0+");
    assert_eq!(form.text("role"), "");
    assert_eq!(form.raw("role"), "");
    assert_eq!(form.all("role"), ["operator", "administrator"]);
    assert_eq!((form.text("name"), form.raw("name")), ("Анна", "Анна "));
    assert!(form.has("role") && !form.has("rol"));
}

#[test]
fn passwords_stay_as_they_were_typed() {
    let form = form("password=+%20a%CC%8A+&x");
    assert_eq!(form.raw("password"), "  a\u{30a} ");
    assert_eq!(form.text("password"), "å");
    assert!(form.has("x"));
}

#[test]
fn what_is_not_utf8_or_holds_a_nul_or_too_many_fields_is_no_form() {
    assert!(parse::pairs(b"a=%FF").is_none());
    assert!(parse::pairs(b"a=%00").is_none());
    assert!(parse::pairs("a=1&".repeat(513).as_bytes()).is_none());
    assert!(parse::pairs("a=1&".repeat(512).as_bytes()).is_some());
}

#[test]
fn fields_show_what_was_typed_and_what_is_wrong() {
    let mut fields =
        Fields::from(&form("phone=+7900&kind=a&kind=b&password=x"), &["phone", "kind"]);
    fields.error("phone", "слишком короткий").error("", "сначала дозвонитесь");
    assert_eq!(fields.value("phone"), "7900");
    assert!(fields.is("kind", "a") && fields.is("kind", "b"));
    assert_eq!(fields.value("password"), "");
    assert_eq!(fields.problem("phone"), Some("слишком короткий"));
    assert_eq!(fields.problem("kind"), None);
    assert_eq!(fields.errors().len(), 2);
}

proptest! {
    #[test]
    fn what_a_browser_sends_is_read_back(
        pairs in prop::collection::vec((".{0,12}", ".{0,40}"), 0..8),
    ) {
        let pairs: Vec<(String, String)> =
            pairs.into_iter().map(|(n, v)| (n.replace('\0', ""), v.replace('\0', ""))).collect();
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let read = parse::pairs(body.as_bytes()).unwrap();
        let read: Vec<(String, String)> = read.into_iter().map(|p| (p.name, p.raw)).collect();
        prop_assert_eq!(read, pairs);
    }

    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(
        body in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        if let Some(pairs) = parse::pairs(&body) {
            prop_assert!(pairs.iter().all(|pair| !pair.raw.contains('\0')));
        }
    }
}

//! Stories about e-mail addresses.

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Result<String, EmailFault> {
    Email::parse(text).map(String::from)
}

#[test]
fn real_addresses_are_accepted() {
    assert_eq!(read(" Anna.Testova+k@Example.ORG "), Ok("Anna.Testova+k@example.org".into()));
    assert_eq!(read("o'neil@mail.example.co.uk"), Ok("o'neil@mail.example.co.uk".into()));
    assert_eq!(read("a@b.ru"), Ok("a@b.ru".into()));
    assert_eq!(read("почта@пример.рф"), Ok("почта@xn--e1afmkfd.xn--p1ai".into()));
}

#[test]
fn each_mistake_is_named() {
    assert_eq!(read(""), Err(EmailFault::Empty));
    assert_eq!(read("anna.example.org"), Err(EmailFault::NoAt));
    assert_eq!(read("anna@@example.org"), Err(EmailFault::ManyAts));
    assert_eq!(read("@example.org"), Err(EmailFault::NoName));
    assert_eq!(read("anna..t@example.org"), Err(EmailFault::Dots));
    assert_eq!(read(".anna@example.org"), Err(EmailFault::Dots));
    assert_eq!(read("anna t@example.org"), Err(EmailFault::Sign(' ')));
    assert_eq!(read("anna\r\nBcc:x@example.org"), Err(EmailFault::Sign('\r')));
    assert_eq!(read("an<na@example.org"), Err(EmailFault::Sign('<')));
    for domain in [
        "localhost",
        "example.",
        ".org",
        "exa_mple.org",
        "-a.org",
        "[127.0.0.1]",
        "127.0.0.1",
        "a.b",
        "example.org:25",
        "exa mple.org",
        "",
    ] {
        let address = format!("anna@{domain}");
        assert!(read(&address).is_err(), "{address}");
    }
    assert_eq!(read(&format!("{}@example.org", "a".repeat(65))), Err(EmailFault::TooLong));
}

#[test]
fn a_letter_of_another_alphabet_is_pointed_out() {
    assert_eq!(read("ann\u{430}@example.org"), Err(EmailFault::Mixed('\u{430}')));
    assert_eq!(read("anna@ex\u{430}mple.org"), Err(EmailFault::Mixed('\u{430}')));
}

#[test]
fn it_is_looked_up_in_lower_case_and_hidden_in_logs() {
    let email = Email::parse("Anna@Example.org").unwrap();
    assert_eq!(email.folded(), "anna@example.org");
    assert_eq!(format!("{email:?}"), "Email(A•••@example.org)");
}

proptest! {
    #[test]
    fn what_was_accepted_is_accepted_again(text in "[a-zA-Z0-9.+-]{1,20}@[a-z0-9.-]{1,20}") {
        if let Ok(email) = Email::parse(&text) {
            prop_assert_eq!(Email::parse(email.as_str()), Ok(email));
        }
    }

    #[test]
    fn nothing_typed_makes_it_panic(text in "\\PC{0,80}", end in "\\PC{0,40}") {
        let _outcome = (Email::parse(&text), Email::parse(&format!("{text}@{end}")));
    }
}

use super::*;
use crate::fixture::{root, signer};

#[test]
fn a_folder_gives_its_certificates_and_names_the_file_that_is_broken() {
    let place = std::env::temp_dir().join(format!("sign-trust-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(place.join("deeper.pem")).unwrap();
    assert!(matches!(Trust::from_path(&place).unwrap_err().why, Why::Empty));
    let (one, two) = (root("One"), root("Two"));
    std::fs::write(place.join("one.CER"), one.certificate().der()).unwrap();
    let both = one.certificate().to_pem() + &two.certificate().to_pem();
    std::fs::write(place.join("both.pem"), both).unwrap();
    std::fs::write(place.join("readme.txt"), "no certificate").unwrap();
    let trust = Trust::from_path(&place).unwrap();
    assert_eq!(trust.anchors().len(), 2);
    assert!(trust.contains(two.certificate()));
    assert!(!trust.contains(&signer(&one, "Leaf")));
    let file = Trust::from_path(&place.join("one.CER")).unwrap();
    assert_eq!(file.anchors(), [one.certificate().clone()]);
    std::fs::write(place.join("broken.crt"), &one.certificate().der()[..100]).unwrap();
    let error = Trust::from_path(&place).unwrap_err();
    assert!(error.path.ends_with("broken.crt"), "{error}");
    let error = Trust::from_path(&place.join("missing")).unwrap_err();
    assert!(matches!(error.why, Why::System(_)), "{error}");
    std::fs::remove_dir_all(&place).unwrap();
}

pub(crate) mod list {
    use super::super::canonical::{self, Method};
    use super::*;
    use crate::certificate::{Certificate, read_all};
    use crate::fixture::{now, vector};
    use crate::key::{KeyKind, SigningKey};
    use crate::verdict::Outcome;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use roxmltree::Document;

    fn signers() -> Trust {
        Trust::new(read_all(&vector("tsl/signer.pem")).unwrap())
    }

    /// When the lists of the folder were made the clock stood a little later than in tests.
    fn at() -> jiff::Timestamp {
        now() + crate::fixture::days(30)
    }

    fn read(xml: &[u8]) -> Result<NationalList, Malformed> {
        NationalList::read(xml, &signers(), at())
    }

    fn text(name: &str) -> String {
        String::from_utf8(vector(name)).unwrap()
    }

    #[track_caller]
    fn refused(xml: &str) {
        if let Ok(list) = read(xml.as_bytes()) {
            assert_ne!(list.outcome(), Outcome::Holds);
        }
    }

    #[test]
    fn lists_that_xmlsec_signed_hold_whatever_the_canonical_form() {
        for name in ["inclusive", "exclusive", "prefixes", "comments"] {
            let list = read(&vector(&format!("tsl/{name}.xml"))).unwrap();
            assert_eq!(list.outcome(), Outcome::Holds, "{name}: {:#?}", list.checks);
            assert_eq!(list.version, "42");
            let [first, second] = list.authorities.as_slice() else { panic!("{list:?}") };
            assert_eq!(first.name, "АО «Первый» & Ко");
            assert_eq!((first.certificates.len(), first.unreadable), (1, 1));
            assert!(first.is_active() && !second.is_active());
            let anchors = list.anchors(at());
            assert_eq!(anchors.anchors().len(), 1);
            assert_eq!(anchors.anchors()[0].subject().title(), "g256_XA");
        }
    }

    #[test]
    fn a_signer_of_somebody_else_is_unknown() {
        let other = Trust::new([root("Other").certificate().clone()]);
        let list = NationalList::read(&vector("tsl/inclusive.xml"), &other, at()).unwrap();
        assert_eq!(list.outcome(), Outcome::Unknown);
    }

    #[test]
    fn whatever_is_turned_over_in_a_list_no_other_list_holds() {
        let xml = vector("tsl/exclusive.xml");
        let first = |list: &NationalList| {
            let all = list.authorities.iter().flat_map(|it| &it.certificates);
            let prints: Vec<String> = all.map(Certificate::fingerprint).collect();
            let names: Vec<_> = list.authorities.iter().map(|it| it.status.clone()).collect();
            (list.version.clone(), names, prints)
        };
        let original = first(&read(&xml).unwrap());
        let mut copy = xml.clone();
        for place in 0..xml.len() {
            copy[place] ^= 1;
            if let Ok(list) = read(&copy)
                && list.outcome() == Outcome::Holds
            {
                assert_eq!(first(&list), original, "byte {place}");
            }
            copy[place] ^= 1;
            if place % 16 == 0 {
                assert!(read(&xml[..place]).is_err());
            }
        }
    }

    #[test]
    fn comments_in_a_list_change_nothing_that_is_read_from_it() {
        let xml = text("tsl/exclusive.xml");
        let mut changed = xml.clone();
        for (after, by) in [("<Данные>", 9), ("<Название>", 7), ("<DigestValue>", 8)]
        {
            let mut at = changed.find(after).unwrap() + after.len();
            at += changed[at..].char_indices().nth(by).unwrap().0;
            changed.insert_str(at, "<!-- -->");
        }
        let (list, same) = (read(xml.as_bytes()).unwrap(), read(changed.as_bytes()).unwrap());
        assert_eq!(same.outcome(), Outcome::Holds, "{:#?}", same.checks);
        let shown = |list: &NationalList| format!("{:?}", list.authorities);
        assert_eq!(shown(&same), shown(&list));
    }

    #[test]
    fn signatures_about_less_than_the_whole_are_refused() {
        let xml = text("tsl/exclusive.xml");
        let status = xml.replacen("Прекращена", "Действует", 1);
        assert_eq!(read(status.as_bytes()).unwrap().outcome(), Outcome::Fails);
        let begin = xml.find("<Signature ").unwrap();
        let end = xml.find("</Signature>").unwrap() + "</Signature>".len();
        let signature = &xml[begin..end];
        let without = [&xml[..begin], &xml[end..]].concat();
        refused(&without);
        // The signed list as a whole inside of another one.
        let inner = xml.split_once("?>").unwrap().1;
        refused(&format!(
            "<АккредитованныеУдостоверяющиеЦентры>{inner}</АккредитованныеУдостоверяющиеЦентры>"
        ));
        refused(&xml.replacen(signature, &format!("{signature}{signature}"), 1));
        refused(&without.replacen("<Версия>", &format!("<Версия>{signature}"), 1));
        refused(&xml.replacen("URI=\"\"", "URI=\"#other\"", 1));
        refused(&xml.replacen("URI=\"\"", "", 1));
        let enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
        refused(&xml.replacen(enveloped, "http://www.w3.org/TR/1999/REC-xslt-19991116", 1));
        refused(&xml.replacen("xmlenc#sha256", "xmldsig#sha1", 1));
        let own = xml.find("<X509Certificate>").unwrap() + "<X509Certificate>".len();
        let stop = xml.find("</X509Certificate>").unwrap();
        refused(&[&xml[..own], &xml[stop..]].concat());
    }

    #[test]
    fn what_two_programs_could_read_differently_in_a_list_is_refused() {
        let xml = text("tsl/exclusive.xml");
        for (what, with) in [
            ("<Версия>", "<Версия>41</Версия><Версия>"),
            ("<Название>", "<Название/><Название>"),
            ("<Статус>Прекращена", "<Статус>Действует</Статус><Статус>Прекращена"),
            ("<Данные>AAAA", "<Данные>AAAA</Данные><Данные>AAAA"),
        ] {
            assert!(xml.contains(what), "{what}");
            let error = read(xml.replacen(what, with, 1).as_bytes()).unwrap_err();
            assert!(error.why.contains("twice"), "{error}");
        }
        // What is in another namespace is no part of the list.
        let other = xml.replacen("<Версия>", "<b:Версия>41</b:Версия><Версия>", 1);
        assert_eq!(read(other.as_bytes()).unwrap().version, "42");
        let enveloped = "Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"";
        let twice = format!("a:Algorithm=\"urn:xslt\" {enveloped}");
        for (what, with, why) in [
            ("URI=\"\"", "a:URI=\"#part\" URI=\"\"", "more than one URI"),
            (enveloped, &twice, "more than one Algorithm"),
            ("<Transforms>", "<Transforms/><Transforms>", "no Transforms, or several"),
        ] {
            assert!(xml.contains(what), "{what}");
            let list = read(xml.replacen(what, with, 1).as_bytes()).unwrap();
            let said = list.checks[0].why.clone().unwrap();
            assert!(list.outcome() == Outcome::Fails && said.en.contains(why), "{said:?}");
        }
        let root = " xsi:noNamespaceSchemaLocation=";
        let named = xml.replacen(root, &format!(" Id=\"a\" ID=\"b\"{root}"), 1);
        let list = read(named.replacen("URI=\"\"", "URI=\"#a\"", 1).as_bytes()).unwrap();
        assert!(list.checks[0].why.clone().unwrap().en.contains("more than one Id"));
    }

    #[test]
    fn a_list_of_the_size_and_shape_of_the_real_one_is_read() {
        let xml = text("tsl/exclusive.xml");
        let start = xml.find("<УдостоверяющийЦентр>").unwrap();
        let end = xml.find("</УдостоверяющийЦентр>").unwrap() + "</УдостоверяющийЦентр>".len();
        let other = xml[start..end].replace("<x xmlns=", "<x y=").replace("xmlns:a=", "z=");
        let (other, _) = other.split_once("<x y=").unwrap();
        let many = format!("{other}</УдостоверяющийЦентр>").repeat(1_000);
        let list = read(xml.replacen("<Дата>", &format!("{many}<Дата>"), 1).as_bytes()).unwrap();
        assert_eq!(list.authorities.len(), 1_002);
        assert!(list.authorities[..1_000].iter().all(|it| it.certificates.len() == 1));
    }

    #[test]
    fn hostile_xml_is_refused_before_it_is_read() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a>&b;</a>";
        assert!(read(bomb.as_bytes()).is_err());
        let outside = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><a>&b;</a>";
        assert!(read(outside.as_bytes()).is_err());
        let deep = "<a>".repeat(10_000) + &"</a>".repeat(10_000);
        assert!(read(deep.as_bytes()).unwrap_err().why.contains("deep"));
        for bytes in crate::fixture::hostile() {
            assert!(read(&bytes).is_err());
        }
        assert!(read(b"<list/>").unwrap_err().why.contains("root element"));
    }

    /// Signs a template with a key of ours, which no other program at hand can do for GOST.
    pub(crate) fn signed_by_us(
        template: &str,
        subject: &crate::authority::Subject,
        key: &SigningKey,
        digest: &str,
        method: &str,
    ) -> (String, Certificate) {
        let own = crate::fixture::root_of(
            "Signer",
            SigningKey::from_pem(&key.to_pkcs8_pem().unwrap()).unwrap(),
        );
        let order = crate::fixture::order(crate::authority::Kind::Signer, subject, key);
        let certificate = own.issue(&order).unwrap();
        let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
        let sha = "http://www.w3.org/2001/04/xmlenc#sha256";
        let xml = template
            .replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", method)
            .replace(sha, digest)
            .replace("@INFO@", exclusive)
            .replace("@LIST@", exclusive)
            .replace("@PREFIXES@", "")
            .replace(
                "<X509Certificate/>",
                &format!(
                    "<X509Certificate>{}</X509Certificate>",
                    STANDARD.encode(certificate.der())
                ),
            );
        let form = Method { exclusive: Some(Vec::new()), comments: false };
        let mut bytes = Vec::new();
        let document = Document::parse(&xml).unwrap();
        let find =
            |name: &str| document.descendants().find(|it| it.tag_name().name() == name).unwrap();
        canonical::document(&document, &form, find("Signature").id(), |it| {
            bytes.extend_from_slice(it)
        })
        .unwrap();
        let hash = STANDARD.encode(key.digest().hash(&bytes));
        let xml = xml.replace("<DigestValue/>", &format!("<DigestValue>{hash}</DigestValue>"));
        let document = Document::parse(&xml).unwrap();
        let info = document.descendants().find(|it| it.tag_name().name() == "SignedInfo").unwrap();
        let mut bytes = Vec::new();
        canonical::element(&document, &form, info, |it| bytes.extend_from_slice(it)).unwrap();
        let value = STANDARD.encode(key.sign(&bytes).unwrap());
        let value = format!("<SignatureValue>{value}</SignatureValue>");
        (xml.replace("<SignatureValue/>", &value), own.certificate().clone())
    }

    #[test]
    fn lists_signed_by_gost_hold() {
        let names = "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012";
        let digests = "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012";
        use gost::ParameterSet::{Tc26_256A, Tc26_512A};
        for (set, bits) in [(Tc26_256A, 256), (Tc26_512A, 512)] {
            let key = SigningKey::generate(KeyKind::Gost(set)).unwrap();
            let (digest, method) = (format!("{digests}-{bits}"), format!("{names}-{bits}"));
            let subject = crate::fixture::named("Signer of the list");
            let template = text("tsl/template.xml");
            let (xml, anchor) = signed_by_us(&template, &subject, &key, &digest, &method);
            let trust = Trust::new([anchor]);
            let list = NationalList::read(xml.as_bytes(), &trust, now()).unwrap();
            assert_eq!(list.outcome(), Outcome::Holds, "{set}: {:#?}", list.checks);
            let changed = xml.replacen("<Версия>42", "<Версия>43", 1);
            let list = NationalList::read(changed.as_bytes(), &trust, now()).unwrap();
            assert_eq!(list.outcome(), Outcome::Fails);
        }
    }
}

use jiff::Timestamp;

use super::*;
use crate::authority::{Kind as Use, Subject};
use crate::certificate::{Certificate, ObjectIdentifier, attribute};
use crate::fixture::{key, order, root, vector};
use crate::verdict::{Check, Outcome, Signature, Signer, Verdict};

/// Director of the organisation of the samples.
const HEAD: &[(ObjectIdentifier, &str)] = &[
    (attribute::COMMON_NAME, "ООО «Вымышленное общество»"),
    (attribute::SURNAME, "Образцов"),
    (attribute::GIVEN_NAME, "Пример Тестович"),
    (attribute::ORGANIZATION, "ООО «Вымышленное общество»"),
    (attribute::SNILS, "90000000182"),
    (attribute::INN, "990000001172"),
    (attribute::INN_ORGANIZATION, "9900000017"),
    (attribute::OGRN, "1999900000010"),
];
/// The representative of the samples.
const ANNA: &[(ObjectIdentifier, &str)] = &[
    (attribute::COMMON_NAME, "Тестова Анна Примеровна"),
    (attribute::SNILS, "90000000283"),
    (attribute::INN, "990000002200"),
];
/// Somebody else.
const BORIS: &[(ObjectIdentifier, &str)] = &[
    (attribute::COMMON_NAME, "Пробный Борис Вымыслович"),
    (attribute::SNILS, "90000000384"),
    (attribute::INN, "990000003324"),
];

fn certificate(fields: &[(ObjectIdentifier, &str)]) -> Certificate {
    let mut subject = Subject::new();
    for (field, value) in fields {
        subject = subject.with(*field, value).unwrap();
    }
    let key = key();
    root("Root").issue(&order(Use::Signer, &subject, &key)).unwrap()
}

/// A signature that holds, made at a moment.
fn signed(fields: &[(ObjectIdentifier, &str)], at: Option<&str>) -> Signature {
    Signature {
        outcome: Outcome::Holds,
        format: "CAdES-BES",
        signer: Some(Signer::of(&certificate(fields))),
        signed_at: at.map(|at| at.parse().unwrap()),
        stamped_at: None,
        checks: vec![Check::holds("signature")],
        stamps: Vec::new(),
    }
}

fn document(signatures: Vec<Signature>) -> Verdict {
    Verdict::new(crate::fixture::now(), Vec::new(), signatures)
}

/// The document after its signers were compared with a power.
fn compared(power: &Power, verdict: Verdict, at: Option<Timestamp>) -> Verdict {
    compare(power, vec![verdict], at).remove(0)
}

fn sample(name: &str) -> String {
    String::from_utf8(vector(&format!("power/{name}.xml"))).unwrap()
}

fn read(xml: &str) -> Power {
    Power::read(xml.as_bytes()).unwrap_or_else(|error| panic!("{error:?}"))
}

fn outcome(checks: &[Check], name: &str) -> Outcome {
    let found: Vec<_> = checks.iter().filter(|check| check.name == name).collect();
    let [check] = found.as_slice() else { panic!("{name}: {checks:#?}") };
    check.outcome
}

fn judged(power: &Power, own: &[Signature]) -> Judged {
    let given = Given { power, signatures: own.to_vec(), registry: Registry::Waived };
    judge(given, &[&document(vec![signed(ANNA, None)])])
}

#[test]
fn all_forms_of_one_power_are_read_alike() {
    let power = read(&sample("003"));
    assert_eq!(
        (power.format, power.number.as_str()),
        ("003", "00000000-0000-4000-8000-000000000001")
    );
    assert_eq!(
        (power.from.to_string(), power.until.to_string()),
        ("2026-09-01".into(), "2027-08-31".into())
    );
    let [principal] = power.principals.as_slice() else { panic!("{power:#?}") };
    assert_eq!(principal.kind, Kind::Organization);
    assert_eq!(principal.name, "ООО «Вымышленное общество»");
    assert_eq!(principal.inn.as_deref(), Some("9900000017"));
    assert_eq!(principal.kpp.as_deref(), Some("990001001"));
    assert_eq!(principal.heads[0].name, "Образцов Пример Тестович");
    assert_eq!(principal.heads[0].position.as_deref(), Some("Директор"));
    let [anna] = power.representatives.as_slice() else { panic!("{power:#?}") };
    assert_eq!((anna.kind, anna.name.as_str()), (Kind::Person, "Тестова Анна Примеровна"));
    assert_eq!(anna.snils.as_deref(), Some("90000000283"));
    assert_eq!(anna.born.unwrap().to_string(), "1990-01-02");
    assert_eq!(power.codes[1].code, "PROBA_02");
    assert_eq!((power.handing_on, power.jointly, &power.behind), (HandingOn::No, false, &None));
    assert_eq!(power.system.as_deref(), Some("https://registry.example/power"));

    assert_eq!(read(&sample("prefixes")), power, "with other prefixes");
    let old = Power::read(&vector("power/windows_1251.xml")).unwrap();
    assert_eq!(old, power, "in windows-1251");
    assert_eq!(read(&format!("\u{feff}{}", sample("003"))), power, "with a mark in front");

    let two = read(&sample("002"));
    assert_eq!((two.format, two.from, two.until), ("002", power.from, power.until));
    assert_eq!(two.principals[0].inn, principal.inn);
    assert_eq!(two.principals[0].heads[0].snils, principal.heads[0].snils);
    assert_eq!(two.representatives[0].snils, anna.snils);
    assert_eq!(two.representatives[0].name, anna.name);
    assert_eq!(two.representatives[0].born, anna.born);
    assert_eq!(two.text.as_deref(), Some("Подписывать пробные договоры"));
    assert_eq!(two.handing_on, HandingOn::Once);

    let on = read(&sample("handed_on"));
    let number = "00000000-0000-4000-8000-000000000009".to_owned();
    assert_eq!(on.behind, Some(Behind { number: Some(number) }));
    assert_eq!((on.principals, on.representatives), (power.principals, power.representatives));
}

#[test]
fn a_power_of_the_signer_signed_by_the_principal_is_in_force() {
    for name in ["003", "002"] {
        let power = read(&sample(name));
        let judged = judged(&power, &[signed(HEAD, None)]);
        assert_eq!(judged.outcome, Outcome::Holds, "{:#?}", judged.checks);
        let verdict = document(vec![signed(ANNA, Some("2026-11-20T10:00:00Z"))]);
        let verdict = compared(&power, verdict, None);
        assert_eq!(verdict.outcome, Outcome::Holds, "{:#?}", verdict.signatures);
        // Not asked for in the registry it is not known.
        let given = Given {
            power: &power,
            signatures: vec![signed(HEAD, None)],
            registry: Registry::Wanted,
        };
        let judged = judge(given, &[&verdict]);
        assert_eq!(judged.outcome, Outcome::Unknown);
        assert_eq!(outcome(&judged.checks, "power.registry"), Outcome::Unknown);
        let said: Vec<String> = judged
            .lines(false)
            .iter()
            .map(|line| line.in_language(crate::verdict::Language::Russian))
            .collect();
        assert_eq!(said.len(), 3, "{said:#?}");
        assert!(said[0].contains("Вымышленное общество") && said[1].contains("Тестова"));
        assert!(said[2].contains("в реестре ФНС не спрашивалось"), "{said:#?}");
    }
}

#[test]
fn the_signer_must_be_a_representative_by_every_number_that_both_have() {
    let power = read(&sample("003"));
    let checks = |fields: &[(ObjectIdentifier, &str)]| {
        let verdict = compared(&power, document(vec![signed(fields, None)]), None);
        verdict.signatures.into_iter().next().unwrap().checks
    };
    let of = |fields: &[(ObjectIdentifier, &str)]| outcome(&checks(fields), "power.representative");
    assert_eq!(of(ANNA), Outcome::Holds);
    assert_eq!(of(BORIS), Outcome::Fails);
    assert_eq!(of(HEAD), Outcome::Holds, "the director needs no power");
    assert_eq!(of(&[ANNA[0], ANNA[1]]), Outcome::Holds, "one number is enough");
    assert_eq!(of(&[ANNA[0], ANNA[2]]), Outcome::Holds);
    assert_eq!(of(&[ANNA[0], ANNA[1], BORIS[2]]), Outcome::Fails, "the other one differs");
    assert_eq!(of(&[ANNA[0]]), Outcome::Unknown, "a name is not enough");
    // A certificate for an organisation must be one for that of the power.
    let staff = [ANNA, &HEAD[6..]].concat();
    assert_eq!(outcome(&checks(&staff), "power.organization"), Outcome::Holds);
    let elsewhere = [ANNA, &[(attribute::INN_ORGANIZATION, "9900000024")]].concat();
    assert_eq!(outcome(&checks(&elsewhere), "power.organization"), Outcome::Fails);
    assert!(checks(ANNA).iter().all(|check| check.name != "power.organization"));
}

#[test]
fn where_several_signed_one_must_be_a_representative() {
    let power = read(&sample("003"));
    let outcomes = |files: Vec<Vec<Signature>>| {
        let verdicts = compare(&power, files.into_iter().map(document).collect(), None);
        let signatures = verdicts.iter().flat_map(|verdict| &verdict.signatures);
        signatures.map(|signature| signature.outcome).collect::<Vec<_>>()
    };
    use Outcome::{Fails, Holds, Unknown};
    let (anna, boris) = (signed(ANNA, None), signed(BORIS, None));
    assert_eq!(outcomes(vec![vec![anna.clone(), boris.clone()]]), [Holds, Unknown]);
    assert_eq!(outcomes(vec![vec![boris.clone()], vec![anna.clone()]]), [Unknown, Holds]);
    assert_eq!(outcomes(vec![vec![boris.clone()], vec![boris.clone()]]), [Fails, Fails]);
    let head = signed(HEAD, None);
    assert_eq!(outcomes(vec![vec![head.clone()], vec![anna]]), [Holds, Holds]);
    assert_eq!(outcomes(vec![vec![head], vec![boris]]), [Holds, Fails]);
}

#[test]
fn the_signature_must_lie_within_the_term() {
    let power = read(&sample("003"));
    let at = |said: Option<&str>, stamped: Option<&str>, at: Option<&str>, now: &str| {
        let mut signature = signed(ANNA, said);
        signature.stamped_at = stamped.map(|at| at.parse().unwrap());
        let now: Timestamp = now.parse().unwrap();
        let at: Option<Timestamp> = at.map(|at| at.parse().unwrap());
        let verdict = Verdict::new(at.unwrap_or(now), Vec::new(), vec![signature]);
        outcome(&compared(&power, verdict, at).signatures[0].checks, "power.time")
    };
    let (inside, after) = ("2026-11-20T10:00:00Z", "2027-11-20T10:00:00Z");
    let before = "2026-08-31T10:00:00Z";
    assert_eq!(at(Some(inside), None, None, inside), Outcome::Holds);
    assert_eq!(at(None, None, None, inside), Outcome::Holds);
    assert_eq!(at(Some(before), None, None, inside), Outcome::Fails);
    assert_eq!(at(Some(after), Some(inside), None, after), Outcome::Fails, "the signer says so");
    assert_eq!(at(Some(inside), None, None, after), Outcome::Unknown, "nothing proves it");
    assert_eq!(at(Some(inside), Some(inside), None, after), Outcome::Holds, "a stamp does");
    assert_eq!(at(Some(inside), None, Some(inside), after), Outcome::Holds, "it was asked for");
    assert_eq!(at(Some(inside), Some(after), None, after), Outcome::Fails);
    assert_eq!(at(None, None, None, after), Outcome::Fails);
    // The first and the last day count, by the clock of Moscow.
    for (moment, expected) in [
        ("2026-08-31T20:59:59Z", Outcome::Fails),
        ("2026-08-31T21:00:00Z", Outcome::Holds),
        ("2027-08-31T20:59:59Z", Outcome::Holds),
        ("2027-08-31T21:00:00Z", Outcome::Fails),
    ] {
        assert_eq!(at(None, Some(moment), None, inside), expected, "{moment}");
    }
    // A time-stamp of a document is nobody's signature.
    let mut stamp = signed(BORIS, None);
    (stamp.format, stamp.signer) = (crate::verdict::DOCUMENT_STAMP, None);
    let verdict = compared(&power, document(vec![stamp]), None);
    assert_eq!(verdict.outcome, Outcome::Holds);
}

#[test]
fn a_power_must_be_signed_by_its_principal() {
    let power = read(&sample("003"));
    let of = |own: &[Signature]| outcome(&judged(&power, own).checks, "power.principal");
    assert_eq!(of(&[signed(HEAD, None)]), Outcome::Holds);
    assert_eq!(of(&[signed(BORIS, None), signed(HEAD, None)]), Outcome::Holds);
    assert_eq!(of(&[]), Outcome::Unknown);
    assert_eq!(outcome(&judged(&power, &[]).checks, "power.signature"), Outcome::Unknown);
    let clerk = [BORIS, &HEAD[6..]].concat();
    assert_eq!(of(&[signed(&clerk, None)]), Outcome::Fails, "of the organisation, not its head");
    let head_of_another = [&HEAD[..6], &[(attribute::INN_ORGANIZATION, "9900000024")]].concat();
    assert_eq!(of(&[signed(&head_of_another, None)]), Outcome::Fails);
    let as_a_person = &HEAD[4..6];
    assert_eq!(of(&[signed(as_a_person, None)]), Outcome::Unknown, "for no organisation");
    assert_eq!(of(&[signed(&HEAD[6..], None)]), Outcome::Unknown, "a seal of the organisation");
    assert_eq!(of(&[signed(ANNA, None)]), Outcome::Fails, "she gave it to herself");
    let xml = sample("003");
    let (start, end) = (xml.find("<ЛицоБезДов").unwrap(), xml.find("</ЛицоБезДов>").unwrap());
    let without = xml.replace(&xml[start..end + "</ЛицоБезДов>".len()], "");
    let checks = judged(&read(&without), &[signed(&clerk, None)]).checks;
    assert_eq!(outcome(&checks, "power.principal"), Outcome::Unknown, "it names no head");

    let mut broken = signed(HEAD, None);
    broken.checks.push(Check::fails("content.digest", crate::say!("не то", "not that")));
    broken.outcome = Outcome::Fails;
    let judged = judged(&power, &[signed(HEAD, None), broken]);
    assert_eq!(outcome(&judged.checks, "power.signature"), Outcome::Fails);
}

#[test]
fn entrepreneurs_and_several_principals_and_representatives() {
    let xml = sample("003");
    let from = xml.find("<РосОргДовер").unwrap();
    let to = xml.find("</РосОргДовер>").unwrap() + "</РосОргДовер>".len();
    let entrepreneur = "<ИПДовер НаимИП=\"ИП Пробный\" ОГРНИП=\"399990000000013\" \
                        ИННФЛ=\"990000003324\" СНИЛС=\"900-000-003 84\"><СведФЛ><ФИО \
                        Фамилия=\"Пробный\" Имя=\"Борис\" Отчество=\"Вымыслович\"/></СведФЛ>\
                        </ИПДовер>";
    let of_boris = xml.replace(&xml[from..to], entrepreneur);
    let power = read(&of_boris);
    assert_eq!(power.principals[0].kind, Kind::Entrepreneur);
    assert_eq!(judged(&power, &[signed(BORIS, None)]).outcome, Outcome::Holds);
    assert_eq!(judged(&power, &[signed(HEAD, None)]).outcome, Outcome::Fails);

    // Two principals: both must have signed.
    let start = of_boris.find("<СвДоверит").unwrap();
    let end = of_boris.find("</СвДоверит>").unwrap() + "</СвДоверит>".len();
    let both = xml.replace("<СвУпПред", &format!("{}<СвУпПред", &of_boris[start..end]));
    let power = read(&both);
    assert_eq!(power.principals.len(), 2);
    assert_eq!(judged(&power, &[signed(HEAD, None)]).outcome, Outcome::Fails);
    let own = [signed(HEAD, None), signed(BORIS, None)];
    assert_eq!(judged(&power, &own).outcome, Outcome::Holds);

    // Two representatives, each by himself or only together.
    let start = xml.find("<СвУпПред").unwrap();
    let end = xml.find("</СвУпПред>").unwrap() + "</СвУпПред>".len();
    let anna = &xml[start..end];
    let boris = anna
        .replace("900-000-002 83", "900-000-003 84")
        .replace("990000002200", "990000003324")
        .replace("Тестова", "Пробный");
    let two = xml.replace(anna, &format!("{anna}{boris}"));
    let power = read(&two);
    assert_eq!(judged(&power, &[signed(HEAD, None)]).outcome, Outcome::Holds);
    let together = two.replace("ПрСовмПолн=\"1\"", "ПрСовмПолн=\"2\"");
    let power = read(&together);
    let result = judged(&power, &[signed(HEAD, None)]);
    assert_eq!(outcome(&result.checks, "power.together"), Outcome::Unknown);
    let given =
        Given { power: &power, signatures: vec![signed(HEAD, None)], registry: Registry::Waived };
    let signatures = vec![signed(ANNA, None), signed(BORIS, None)];
    assert_eq!(judge(given.clone(), &[&document(signatures)]).outcome, Outcome::Holds);
    let files = [ANNA, BORIS].map(|fields| document(vec![signed(fields, None)]));
    assert_eq!(judge(given, &files.each_ref()).outcome, Outcome::Holds, "in files of their own");

    // The same twice is the same; with another number it is a contradiction.
    let twice = xml.replace(anna, &format!("{anna}{anna}"));
    assert_eq!(judged(&read(&twice), &[signed(HEAD, None)]).outcome, Outcome::Holds);
    let other = anna.replace("990000002200", "990000003324");
    let twice = xml.replace(anna, &format!("{anna}{other}"));
    let result = judged(&read(&twice), &[signed(HEAD, None)]);
    assert_eq!(outcome(&result.checks, "power.representatives"), Outcome::Fails);
}

#[test]
fn an_organisation_as_representative_acts_by_its_head() {
    let xml = sample("003");
    let start = xml.find("<СведФизЛ").unwrap();
    let end = xml.find("</СведФизЛ>").unwrap() + "</СведФизЛ>".len();
    let other = "<СведОрг НаимОрг=\"АО «Пример»\" ИННЮЛ=\"9900000024\" КПП=\"990001001\" \
                 ОГРН=\"1999900000021\"/>";
    let of = |other: &str, fields: &[(ObjectIdentifier, &str)]| {
        let power = read(&xml.replace(&xml[start..end], other));
        let verdict = compared(&power, document(vec![signed(fields, None)]), None);
        outcome(&verdict.signatures[0].checks, "power.representative")
    };
    let elsewhere = [BORIS, &HEAD[6..]].concat();
    let boris = [BORIS, &[(attribute::INN_ORGANIZATION, "9900000024")]].concat();
    let anna = [ANNA, &[(attribute::INN_ORGANIZATION, "9900000024")]].concat();
    assert_eq!(of(other, &boris), Outcome::Unknown, "its head is not named");
    assert_eq!(of(other, &elsewhere), Outcome::Fails);
    assert_eq!(of(other, BORIS), Outcome::Unknown, "whether he acts for it is not said");
    let head = "><ЛицоБезДов><СвФЛ ИННФЛ=\"990000003324\" СНИЛС=\"90000000384\"/></ЛицоБезДов>\
                </СведОрг>";
    let named = other.replace("/>", head);
    assert_eq!(of(&named, &boris), Outcome::Holds);
    assert_eq!(of(&named, &anna), Outcome::Fails, "of the organisation, not its head");
    assert_eq!(of(&named, &elsewhere), Outcome::Fails);

    // Where all must act together, anybody with a certificate of it does not count, either.
    let person = &xml[start..end];
    let both = format!("{person}</Пред></СвУпПред><СвУпПред><Пред>{other}");
    let both = xml.replace(person, &both).replace("ПрСовмПолн=\"1\"", "ПрСовмПолн=\"2\"");
    let of = |xml: &str| {
        let power = &read(xml);
        let given = Given { power, signatures: Vec::new(), registry: Registry::Waived };
        let signatures = vec![signed(ANNA, None), signed(&boris, None)];
        outcome(&judge(given, &[&document(signatures)]).checks, "power.together")
    };
    assert_eq!(of(&both), Outcome::Unknown);
    assert_eq!(of(&both.replace(other, &named)), Outcome::Holds);
}

#[test]
fn numbers_that_cannot_be_and_a_power_that_was_handed_on_are_told() {
    let xml = sample("003");
    for (right, wrong) in [
        ("9900000017", "9900000018"),
        ("1999900000010", "1999900000011"),
        ("990001001", "99000100"),
        ("990000001172", "990000001173"),
        ("900-000-002 83", "900-000-002 84"),
        ("990000002200", "000000000000"),
        ("900-000-002 83", "000-000-000 00"),
        ("900-000-002 83", "000-000-000 17"),
        ("900-000-002 83", "+00100199 00"),
        ("900-000-002 83", "001-001-998 AB"),
        ("НомДовер=\"00000000-0000-4000-8000-000000000001\"", "НомДовер=\"17\""),
    ] {
        let power = read(&xml.replace(right, wrong));
        let result = judged(&power, &[]);
        assert_eq!(outcome(&result.checks, "power.numbers"), Outcome::Fails, "{wrong}");
    }
    let old = read(&xml.replace("900-000-002 83", "001-001-998 00"));
    let result = judged(&old, &[]);
    assert_eq!(outcome(&result.checks, "power.numbers"), Outcome::Holds, "before check digits");
    let result = judged(&read(&sample("handed_on")), &[signed(HEAD, None)]);
    assert_eq!(outcome(&result.checks, "power.behind"), Outcome::Unknown);
    assert_eq!(result.outcome, Outcome::Unknown);
    let backwards = read(&xml.replace("2027-08-31", "2026-08-31"));
    assert_eq!(outcome(&judged(&backwards, &[]).checks, "power.term"), Outcome::Fails);
    let strange = read(&xml.replace("urn://x-artefacts/EMCHD_1", "urn:other"));
    assert_eq!(outcome(&judged(&strange, &[]).checks, "power.format"), Outcome::Unknown);
}

#[test]
fn zeros_in_the_place_of_a_number_are_the_number_of_nobody() {
    let power = read(&sample("003").replace("900-000-002 83", "000-000-000 00"));
    let nobody = [ANNA[0], (attribute::SNILS, "00000000000")];
    let verdict = compared(&power, document(vec![signed(&nobody, None)]), None);
    let checks = &verdict.signatures[0].checks;
    assert_eq!(outcome(checks, "power.representative"), Outcome::Unknown);
}

#[test]
fn what_two_programs_could_read_differently_is_refused() {
    let xml = sample("003").replace("<Документ>", "<Документ xmlns:x=\"urn:x\">");
    let inn = "ИННФЛ=\"990000002200\"";
    let codes = "<МашПолн КодПолн=\"PROBA_01\" НаимПолн=\"Подписывать пробные договоры\"/>";
    for (what, with) in [
        (inn, "x:ИННФЛ=\"990000003324\" ИННФЛ=\"990000002200\""),
        (inn, "ИННФЛ=\"990000002200\" ИНН=\"990000003324\""),
        ("СНИЛС=\"900-000-002 83\"", "СНИЛС=\"900-000-002 83\" СНИЛСФЛ=\"900-000-003 84\""),
        ("СрокДейст=", "ДатаКонДовер=\"2027-09-30\" СрокДейст="),
        ("ВерсФорм=", "xmlns:x=\"urn:x\" x:ВерсФорм=\"5.01\" ВерсФорм="),
        ("ПрСовмПолн=", "x:ПрСовмПолн=\"2\" ПрСовмПолн="),
        ("<СведФЛ ДатаРожд=\"1990-01-02\">", "<СведФЛ/><СведФЛ ДатаРожд=\"1990-01-02\">"),
        ("<ФИО Фамилия=\"Тестова\"", "<ФИО/><ФИО Фамилия=\"Тестова\""),
        (inn, "ИННФЛ=\"990000002200\" ДатаРожд=\"1990-01-03\""),
        ("<СведСист>", "<СведСист/><СведСист>"),
        ("ВидДовер=", "СведСист=\"https://other.example/\" ВидДовер="),
        (codes, "<МашПолн КодПолн=\"PROBA_01\"><КодПолн>PROBA_09</КодПолн></МашПолн>"),
    ] {
        let changed = xml.replace(what, with);
        assert_ne!(changed, xml, "{what}");
        let read = Power::read(changed.as_bytes());
        assert!(matches!(read, Err(Unread::Malformed(_))), "{with}: {read:?}");
    }
    let first = sample("handed_on").replace("<СвПервДовер", "<СвПервДовер/><СвПервДовер");
    assert!(matches!(Power::read(first.as_bytes()), Err(Unread::Malformed(_))));
    // Said twice and alike is said once; what is in another namespace is not said.
    for (what, with) in [
        (inn, "ИННФЛ=\"990000002200\" ИНН=\"99-0000-002200\""),
        ("СрокДейст=", "ДатаКонДовер=\"31.08.2027\" СрокДейст="),
        (inn, "ИННФЛ=\"990000002200\" x:ИНН=\"990000003324\""),
    ] {
        let changed = xml.replace(what, with);
        assert_ne!(changed, xml, "{what}");
        assert_eq!(read(&changed), read(&xml), "{with}");
    }
}

#[test]
fn powers_are_told_in_words_and_by_code() {
    use crate::verdict::Language;
    let told = |inside: &str| {
        let xml = sample("003").replace("<МашПолн КодПолн=\"PROBA_01\"", inside);
        let line = &judged(&read(&xml), &[]).lines(false)[1];
        [Language::Russian, Language::English].map(|language| line.in_language(language))
    };
    let code = "<МашПолн КодПолн=\"PROBA_01\"";
    let [ru, en] = told(&format!("<ТекстПолн>Подписывать {}</ТекстПолн>{code}", "а".repeat(500)));
    for said in ["ааа; полномочий по кодам — 2: PROBA_01 Подписывать", "; PROBA_02 Получать"]
    {
        assert!(ru.contains(said), "{ru}");
    }
    assert!(en.contains("powers by code, 2: PROBA_01"), "{en}");
    let codes = "<МашПолн КодПолн=\"PROBA_00\" НаимПолн=\"Другое\"/>".repeat(3);
    let [ru, _] = told(&format!("{codes}{code}"));
    assert!(ru.contains("по кодам — 5: PROBA_00 Другое;") && ru.ends_with("и ещё 2"), "{ru}");
    let [ru, en] = told(&format!("<ТекстПолн>{}</ТекстПолн>{code}", "а".repeat(2_300)));
    assert!(ru.contains("ааа… (ещё символов: 300, целиком в --json); полномочий"), "{ru}");
    assert!(en.contains("(300 more characters, the whole is in --json)"), "{en}");
}

#[test]
fn hostile_files_are_refused() {
    let xml = sample("003");
    let refused = |text: &str| match Power::read(text.as_bytes()) {
        Err(Unread::Malformed(error)) => error,
        other => panic!("{other:?}"),
    };
    let body = xml.split_once("?>").unwrap().1;
    let laughs: String = (1..10)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect();
    for dtd in [
        "<!DOCTYPE a SYSTEM \"http://attacker.example/a.dtd\">".to_owned(),
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>".to_owned(),
        format!("<!DOCTYPE a [<!ENTITY l0 \"ha\">{laughs}]>"),
    ] {
        refused(&format!("{dtd}{body}"));
        refused(&format!("{dtd}<Доверенность ВерсФорм=\"EMCHD_1\">&x;&l9;</Доверенность>"));
    }
    let deep = "<Доверенность>".repeat(10_000) + &"</Доверенность>".repeat(10_000);
    assert!(refused(&deep).why.contains("deep"));
    assert!(refused("<list/>").why.contains("root element"));
    refused("");
    refused(&xml[..xml.char_indices().nth(900).unwrap().0]);
    refused(&" ".repeat(SIZE_MAX + 1));
    for (what, with) in [
        ("<СвДов ", "<СвДов/><СвДов "),
        ("<Довер>", "<Передов/><Довер>"),
        ("<Документ>", "<Документ/><Документ>"),
        ("</Доверит>", "<РосОргДовер/></Доверит>"),
        ("</Доверит>", "</Доверит><Доверит><РосОргДовер/></Доверит>"),
        ("<Пред>", "<Пред><СведФизЛ/>"),
        ("<СвПолн ", "<СвПолн/><СвПолн "),
        ("2026-09-01\" СрокДейст", "2026-13-01\" СрокДейст"),
        ("2027-08-31", "+2027-08-31"),
        ("СрокДейст=\"2027-08-31\"", ""),
        ("СвУпПред", "СвНикто"),
        ("НомДовер=", "НомДовер=\"\" НомДовер="),
    ] {
        let changed = xml.replace(what, with);
        assert_ne!(changed, xml, "{what}");
        refused(&changed);
    }
    let many = xml.replace("<СвПолн ", &("<СвУпПред/>".repeat(1_001) + "<СвПолн "));
    assert!(refused(&many).why.contains("more than 1000"));
    // Elements of other namespaces are not a part of it.
    let strange = xml.replace("<СвУпПред ", "<e:СвУпПред xmlns:e=\"urn:evil\"/><СвУпПред ");
    assert_eq!(read(&strange), read(&xml));
    for other in ["5.01", "5.02", "EMCHD_2", ""] {
        let text = xml.replace("ВерсФорм=\"EMCHD_1\"", &format!("ВерсФорм=\"{other}\""));
        assert!(matches!(Power::read(text.as_bytes()), Err(Unread::Format(_))), "{other}");
    }
    let judged = Judged::unread(&Unread::Format("Файл 5.01".to_owned()));
    assert_eq!(judged.outcome, Outcome::Unknown);
    for bytes in crate::fixture::hostile() {
        assert!(Power::read(&bytes).is_err());
    }
}

#[test]
fn whatever_is_turned_over_it_is_read_or_refused() {
    let xml = vector("power/003.xml");
    let mut copy = xml.clone();
    for place in 0..xml.len() {
        copy[place] ^= 1;
        if let Ok(power) = &Power::read(&copy) {
            judge(Given { power, signatures: Vec::new(), registry: Registry::Waived }, &[]);
        }
        copy[place] ^= 1;
    }
}

#[test]
fn a_signature_inside_of_a_power_is_checked_as_far_as_it_is_known() {
    use crate::key::{KeyKind, SigningKey};
    use crate::trust::Trust;
    use crate::trust::tests::list::signed_by_us;
    use crate::verify::Conditions;
    let list = String::from_utf8(vector("tsl/template.xml")).unwrap();
    let start = list.find("<Signature ").unwrap();
    let end = list.find("</Signature>").unwrap() + "</Signature>".len();
    let template =
        sample("003").replace("</Доверенность>", &format!("{}</Доверенность>", &list[start..end]));
    let names = "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-256";
    let digest = "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012-256";
    let key = SigningKey::generate(KeyKind::Gost(gost::ParameterSet::CryptoProXchA)).unwrap();
    let mut subject = Subject::new();
    for (field, value) in HEAD {
        subject = subject.with(*field, value).unwrap();
    }
    let (xml, anchor) = signed_by_us(&template, &subject, &key, digest, names);
    let trust = Trust::new([anchor]);
    let (now, others) = (crate::fixture::now(), Vec::new());
    let conditions = Conditions { now, at: None, trust: &trust, others, revocation: None };
    let inside = |xml: &str| signature_inside(xml.as_bytes(), &conditions);
    let found = inside(&xml).unwrap();
    assert_eq!(found.outcome, Outcome::Holds, "{:#?}", found.checks);
    assert_eq!(judged(&read(&xml), &[found]).outcome, Outcome::Holds);
    let changed = xml.replace("PROBA_02", "PROBA_03");
    assert_eq!(inside(&changed).unwrap().outcome, Outcome::Fails);
    assert!(inside(&sample("003")).is_none());
    // What is of another form, or by an algorithm that is not known, is said to be not checked.
    let (of_part, to) = ("URI=\"#part\"", "</Reference>");
    for strange in [
        xml.replace("URI=\"\"", of_part),
        xml.replace(to, &format!("{to}<Reference {of_part}/>")),
        xml.replace(names, "urn:unknown"),
    ] {
        let found = inside(&strange).unwrap();
        assert_eq!(found.outcome, Outcome::Unknown, "{:#?}", found.checks);
        let why = found.checks[0].why.clone().unwrap();
        assert!(why.en.contains("not checked yet"), "{why:?}");
    }
    let old = xml.replacen("UTF-8", "windows-1251", 1);
    let bytes: Vec<u8> = old
        .chars()
        .map(|c| match u32::from(c) {
            code @ 0..0x80 => u8::try_from(code).unwrap(),
            code @ 0x410..0x450 => u8::try_from(code - 0x410 + 0xc0).unwrap(),
            0xab => 0xab,
            0xbb => 0xbb,
            other => panic!("{other:x}"),
        })
        .collect();
    let found = signature_inside(&bytes, &conditions).unwrap();
    assert_eq!(found.outcome, Outcome::Holds, "the same in windows-1251");
}

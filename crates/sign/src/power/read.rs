//! Reading the XML.
//!
//! Only elements in the namespace of the root are looked at. What must stand there once and stands
//! there twice is refused: two programs might read two powers in it.

use jiff::civil::Date;
use roxmltree::Node;

use super::{Behind, Code, HandingOn, Kind, Party, Power, SIZE_MAX, Unread};
use crate::certificate::visible;
use crate::malformed::Malformed;
use crate::trust::dsig::whole_text;
use crate::xml::{self, Bounds};

pub(super) const WHAT: &str = "power of attorney";
pub(super) const BOUNDS: Bounds = Bounds { what: WHAT, nodes: 200_000, depth: 64 };
/// The namespace of format 003.
const NAMESPACE: &str = "urn://x-artefacts/EMCHD_1";
/// How many principals, representatives, heads or codes are read.
const MANY: usize = 1_000;
/// How many characters of a text are kept: the powers as text may have 10,000.
const TEXT_MAX: usize = 20_000;

/// How the parties of a power are called.
struct Words {
    about: &'static str,
    principal: &'static str,
    representative: &'static str,
}

const GIVEN: Words = Words {
    about: "СвДов", principal: "СвДоверит", representative: "СвУпПред"
};
const HANDED_ON: Words =
    Words {
        about: "СвПереДовер", principal: "СвПередПолн", representative: "СвПолучПолн"
    };

/// What a principal or a representative is, by its element.
const KINDS: [(&str, Kind); 14] = [
    ("РосОргДовер", Kind::Organization),
    ("РосОргПерПолн", Kind::Organization),
    ("СведОрг", Kind::Organization),
    ("ИнОргДовер", Kind::Foreign),
    ("ИнПерПолн", Kind::Foreign),
    ("СведИО", Kind::Foreign),
    ("ИПДовер", Kind::Entrepreneur),
    ("ИППерПолн", Kind::Entrepreneur),
    ("СведИП", Kind::Entrepreneur),
    ("ФЛДовер", Kind::Person),
    ("ФЛПерПолн", Kind::Person),
    ("СведФизЛ", Kind::Person),
    ("ФилПерПолн", Kind::Branch),
    ("СведФилиал", Kind::Branch),
];

type Read<T> = Result<T, Malformed>;

pub(super) fn power(bytes: &[u8]) -> Result<Power, Unread> {
    if bytes.len() > SIZE_MAX {
        let why = format!("{} bytes, at most {SIZE_MAX} are read", bytes.len());
        return Err(Unread::Malformed(Malformed::new(WHAT, why)));
    }
    let text = xml::decoded(bytes, WHAT).map_err(Unread::Malformed)?;
    let document = xml::parse(&text, BOUNDS).map_err(Unread::Malformed)?;
    let root = document.root_element();
    let name = visible(root.tag_name().name());
    let version = value(root, "ВерсФорм").unwrap_or_default();
    let format = match (name.as_str(), version.as_str()) {
        ("Доверенность", "EMCHD_1") => "003",
        ("Доверенность", "002") => "002",
        ("Доверенность" | "Файл", version) => {
            return Err(Unread::Format(format!("{name} {version}")));
        }
        _ => {
            let why = format!("the root element is {name}");
            return Err(Unread::Malformed(Malformed::new(WHAT, why)));
        }
    };
    read(root, format).map_err(Unread::Malformed)
}

fn read(root: Node<'_, '_>, format: &'static str) -> Read<Power> {
    let document = only(root, "Документ")?;
    let (body, words) =
        match (all(document, "Довер")?.as_slice(), all(document, "Передов")?.as_slice())
        {
            ([body], []) => (*body, GIVEN),
            ([], [body]) => (*body, HANDED_ON),
            // Format 002 may leave out the element between.
            ([], []) if format == "002" => (document, GIVEN),
            _ => return Err(wrong(document, "expected one Довер or one Передов")),
        };
    let about = only(body, words.about)?;
    let powers = match all(body, "СвПолн")?.as_slice() {
        [] => None,
        [powers] => Some(*powers),
        _ => return Err(wrong(body, "СвПолн stands there twice")),
    };
    let namespace = root.tag_name().namespace();
    let principals = all(body, words.principal)?;
    let representatives = all(body, words.representative)?;
    if principals.is_empty() || representatives.is_empty() {
        return Err(wrong(body, "it names no principal or no representative"));
    }
    let end = value(about, "СрокДейст").or_else(|| value(about, "ДатаКонДовер"));
    let behind = (words.about == HANDED_ON.about).then(|| behind(body));
    Ok(Power {
        format,
        number: value(about, "НомДовер").unwrap_or_default().to_lowercase(),
        own_number: value(about, "ВнНомДовер"),
        from: date(about, "ДатаВыдДовер", value(about, "ДатаВыдДовер"))?,
        until: date(about, "СрокДейст", end)?,
        system: ["СведСист", "СведСистОтм"]
            .into_iter()
            .find_map(|name| child(about, name).map(text).or_else(|| value(about, name))),
        handing_on: match value(about, "ПрПередов").as_deref() {
            Some("1") => HandingOn::No,
            Some("2") => HandingOn::Once,
            Some("3") => HandingOn::Always,
            _ => HandingOn::Unknown,
        },
        behind,
        principals: principals.into_iter().map(party).collect::<Read<_>>()?,
        representatives: representatives.into_iter().map(party).collect::<Read<_>>()?,
        text: powers.map(texts).transpose()?.filter(|text| !text.is_empty()),
        codes: powers.map(codes).transpose()?.unwrap_or_default(),
        // 1 is each by himself, 2 is all together.
        jointly: powers.is_some_and(|powers| value(powers, "ПрСовмПолн").as_deref() == Some("2")),
        strange_namespace: namespace.filter(|it| *it != NAMESPACE).map(visible),
    })
}

fn behind(body: Node<'_, '_>) -> Behind {
    let number = |name: &str, attribute| value(child(body, name)?, attribute);
    let first =
        number("СвПервДовер", "НомДоверПерв").or_else(|| number("СвПервДовер", "НомДовер\u{4e}"));
    Behind { number: first.map(|number| number.to_lowercase()) }
}

/// The one party that an element holds, at once or in an element between.
fn party(holder: Node<'_, '_>) -> Read<Party> {
    let mut found = Vec::new();
    for child in elements(holder) {
        let inside: Vec<_> = std::iter::once(child).chain(elements(child)).collect();
        let known = inside.into_iter().find_map(|node| Some((node, kind(node)?)));
        found.extend(known);
    }
    let [(node, kind)] = found.as_slice() else {
        let name = visible(holder.tag_name().name());
        return Err(wrong(holder, &format!("expected one person or organisation in {name}")));
    };
    // The element between may hold no second one.
    if let Some(between) = node.parent().filter(|parent| *parent != holder)
        && elements(between).filter(|node| self::kind(*node).is_some()).count() != 1
    {
        return Err(wrong(between, "expected one person or organisation"));
    }
    match kind {
        Kind::Person | Kind::Entrepreneur => person(*node, *kind),
        Kind::Organization | Kind::Branch | Kind::Foreign => organization(*node, *kind),
    }
}

fn kind(node: Node<'_, '_>) -> Option<Kind> {
    let name = node.tag_name().name();
    KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

fn organization(node: Node<'_, '_>, kind: Kind) -> Read<Party> {
    // Who is meant stands in the element itself or in the one for it.
    let inner = ["СвРосОрг", "СвОрг", "СвИнОрг", "СвФил"];
    let mut inside = Vec::new();
    for name in inner {
        inside.extend(all(node, name)?);
    }
    let about = match inside.as_slice() {
        [] => node,
        [about] => *about,
        _ => return Err(wrong(node, "two organisations in the place of one")),
    };
    let mut heads = Vec::new();
    for holder in all(node, "ЛицоБезДов")? {
        for name in ["СвФЛ", "СвИП"] {
            for head in all(holder, name)? {
                let kind = if name == "СвИП" { Kind::Entrepreneur } else { Kind::Person };
                heads.push(person(head, kind)?);
            }
        }
        // An organisation that manages another one, and who acts for it.
        for manager in all(holder, "СВЮЛ")? {
            for head in all(manager, "СвФЛ")? {
                heads.push(person(head, Kind::Person)?);
            }
        }
    }
    for name in ["СвРукОП", "СвРукФил", "СвФЛ"] {
        for head in all(node, name)? {
            heads.push(person(head, Kind::Person)?);
        }
    }
    Ok(Party {
        kind,
        name: ["НаимОрг", "НаимИО"]
            .into_iter()
            .find_map(|name| value(about, name))
            .unwrap_or_default(),
        inn: number(about, "ИННЮЛ"),
        kpp: value(about, "КПП"),
        ogrn: number(about, "ОГРН"),
        snils: None,
        born: None,
        position: None,
        heads,
    })
}

fn person(node: Node<'_, '_>, kind: Kind) -> Read<Party> {
    let details = child(node, "СведФЛ");
    let nested = details.and_then(|details| child(details, "СведФЛ"));
    let places = [Some(node), details, nested];
    let name = places.iter().flatten().find_map(|place| child(*place, "ФИО")).map(full_name);
    let born = places.iter().flatten().find_map(|place| value(*place, "ДатаРожд"));
    let number = |names: [&'static str; 2]| names.into_iter().find_map(|name| number(node, name));
    Ok(Party {
        kind,
        name: name.or_else(|| value(node, "НаимИП")).unwrap_or_default(),
        inn: number(["ИННФЛ", "ИНН"]),
        kpp: None,
        ogrn: number(["ОГРНИП", "ОГРНИП"]),
        snils: number(["СНИЛС", "СНИЛСФЛ"]),
        born: born.map(|born| date(node, "ДатаРожд", Some(born))).transpose()?,
        position: value(node, "Должность"),
        heads: Vec::new(),
    })
}

fn full_name(node: Node<'_, '_>) -> String {
    let parts = ["Фамилия", "Имя", "Отчество"].into_iter().filter_map(|part| value(node, part));
    parts.collect::<Vec<_>>().join(" ")
}

fn texts(powers: Node<'_, '_>) -> Read<String> {
    let texts = all(powers, "ТекстПолн")?.into_iter().map(text);
    Ok(texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; "))
}

fn codes(powers: Node<'_, '_>) -> Read<Vec<Code>> {
    let codes = all(powers, "МашПолн")?.into_iter().map(|node| {
        let of = |name| value(node, name).or_else(|| child(node, name).map(text));
        let code = of("КодПолн").unwrap_or_default();
        Code { code, name: of("НаимПолн").unwrap_or_default() }
    });
    Ok(codes.collect())
}

/// Elements under this one, in its namespace.
fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    let namespace = node.tag_name().namespace();
    let same = move |child: &Node<'a, 'i>| child.tag_name().namespace() == namespace;
    node.children().filter(Node::is_element).filter(same)
}

fn all<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Read<Vec<Node<'a, 'i>>> {
    let named = elements(node).filter(|child| child.tag_name().name() == name);
    let found: Vec<_> = named.take(MANY + 1).collect();
    if found.len() > MANY {
        return Err(wrong(node, &format!("more than {MANY} times {name}")));
    }
    Ok(found)
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    elements(node).find(|child| child.tag_name().name() == name)
}

fn only<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Read<Node<'a, 'i>> {
    match all(node, name)?.as_slice() {
        [found] => Ok(*found),
        _ => Err(wrong(node, &format!("expected {name} once"))),
    }
}

/// An attribute that is not empty, fit to be shown.
fn value(node: Node<'_, '_>, name: &str) -> Option<String> {
    node.attribute(name).map(shown).filter(|value| !value.is_empty())
}

fn text(node: Node<'_, '_>) -> String {
    shown(&whole_text(node))
}

fn shown(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    visible(&words).chars().take(TEXT_MAX).collect()
}

/// A number without what separates its digits.
fn number(node: Node<'_, '_>, name: &str) -> Option<String> {
    let written = value(node, name)?;
    Some(written.chars().filter(|c| !matches!(c, ' ' | '-')).collect())
}

/// A date as XML writes it, or as people do.
fn date(node: Node<'_, '_>, name: &str, written: Option<String>) -> Read<Date> {
    let written = written.unwrap_or_default();
    let read = || {
        let (year, month, day) = match written.split(['-', '.']).collect::<Vec<_>>().as_slice() {
            [year, month, day] if written.contains('-') => (*year, *month, *day),
            [day, month, year] => (*year, *month, *day),
            _ => return None,
        };
        let is_whole = (year.len(), month.len(), day.len()) == (4, 2, 2);
        let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        is_whole.then_some(date)
    };
    read().ok_or_else(|| wrong(node, &format!("{name}: “{written}” is no date")))
}

fn wrong(node: Node<'_, '_>, why: &str) -> Malformed {
    Malformed { what: WHAT, at: Some(node.range().start), why: why.to_owned() }
}

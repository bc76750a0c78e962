//! Reading the XML.
//!
//! Only elements in the namespace of the root are looked at, and attributes in none. What must
//! stand there once and stands there twice is refused, and so is what says one thing in two ways
//! that differ: two programs might read two powers in it.

use jiff::civil::Date;
use roxmltree::Node;

use super::{Behind, Code, HandingOn, Kind, Party, Power, SIZE_MAX, Unread};
use crate::certificate::visible;
use crate::malformed::Malformed;
use crate::trust::dsig::whole_text;
use crate::xml::{self, Bounds, Twice, children};

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
    let version = value(root, "ВерсФорм").map_err(Unread::Malformed)?.unwrap_or_default();
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
    let until = ["СрокДейст", "ДатаКонДовер"].map(|name| date(about, name));
    let until = agreed(about, "СрокДейст", until)?;
    let [system, system_of_withdrawal] =
        ["СведСист", "СведСистОтм"].map(|name| attribute_or_child(about, name));
    let behind = (words.about == HANDED_ON.about).then(|| behind(body)).transpose()?;
    let jointly = powers.map(|powers| value(powers, "ПрСовмПолн")).transpose()?.flatten();
    Ok(Power {
        format,
        number: value(about, "НомДовер")?.unwrap_or_default().to_lowercase(),
        own_number: value(about, "ВнНомДовер")?,
        from: needed(about, "ДатаВыдДовер", date(about, "ДатаВыдДовер")?)?,
        until: needed(about, "СрокДейст", until)?,
        system: system?.or(system_of_withdrawal?),
        handing_on: match value(about, "ПрПередов")?.as_deref() {
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
        jointly: jointly.as_deref() == Some("2"),
        strange_namespace: namespace.filter(|it| *it != NAMESPACE).map(visible),
    })
}

fn behind(body: Node<'_, '_>) -> Read<Behind> {
    let Some(first) = child(body, "СвПервДовер")? else {
        return Ok(Behind { number: None });
    };
    // The last letter is a Latin one.
    let other_name = concat!("НомДовер", "N");
    let number = value(first, "НомДоверПерв")?.or(value(first, other_name)?);
    Ok(Behind { number: number.map(|number| number.to_lowercase()) })
}

/// The one party that an element holds, at once or in an element between.
fn party(holder: Node<'_, '_>) -> Read<Party> {
    let mut found = Vec::new();
    for child in children(holder) {
        let inside: Vec<_> = std::iter::once(child).chain(children(child)).collect();
        let known = inside.into_iter().find_map(|node| Some((node, kind(node)?)));
        found.extend(known);
    }
    let [(node, kind)] = found.as_slice() else {
        let name = visible(holder.tag_name().name());
        return Err(wrong(holder, &format!("expected one person or organisation in {name}")));
    };
    // The element between may hold no second one.
    if let Some(between) = node.parent().filter(|parent| *parent != holder)
        && children(between).filter(|node| self::kind(*node).is_some()).count() != 1
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
        name: agreed(about, "НаимОрг", ["НаимОрг", "НаимИО"].map(|name| value(about, name)))?
            .unwrap_or_default(),
        inn: number(about, "ИННЮЛ")?,
        kpp: value(about, "КПП")?,
        ogrn: number(about, "ОГРН")?,
        snils: None,
        born: None,
        position: None,
        heads,
    })
}

fn person(node: Node<'_, '_>, kind: Kind) -> Read<Party> {
    let details = child(node, "СведФЛ")?;
    let nested = details.map(|details| child(details, "СведФЛ")).transpose()?.flatten();
    let places = [Some(node), details, nested];
    let places = || places.into_iter().flatten();
    let names = places().map(|place| child(place, "ФИО")?.map(full_name).transpose());
    let name = agreed(node, "ФИО", names)?;
    let number = |names: [&str; 2]| agreed(node, names[0], names.map(|name| number(node, name)));
    Ok(Party {
        kind,
        name: name.or(value(node, "НаимИП")?).unwrap_or_default(),
        inn: number(["ИННФЛ", "ИНН"])?,
        kpp: None,
        ogrn: self::number(node, "ОГРНИП")?,
        snils: number(["СНИЛС", "СНИЛСФЛ"])?,
        born: agreed(node, "ДатаРожд", places().map(|place| date(place, "ДатаРожд")))?,
        position: value(node, "Должность")?,
        heads: Vec::new(),
    })
}

fn full_name(node: Node<'_, '_>) -> Read<String> {
    let mut name = Vec::new();
    for part in ["Фамилия", "Имя", "Отчество"] {
        name.extend(value(node, part)?);
    }
    Ok(name.join(" "))
}

fn texts(powers: Node<'_, '_>) -> Read<String> {
    let texts = all(powers, "ТекстПолн")?.into_iter().map(text);
    Ok(texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; "))
}

fn codes(powers: Node<'_, '_>) -> Read<Vec<Code>> {
    let codes = all(powers, "МашПолн")?.into_iter().map(|node| {
        let code = attribute_or_child(node, "КодПолн")?.unwrap_or_default();
        Ok(Code { code, name: attribute_or_child(node, "НаимПолн")?.unwrap_or_default() })
    });
    codes.collect()
}

fn all<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Read<Vec<Node<'a, 'i>>> {
    let named = children(node).filter(|child| child.tag_name().name() == name);
    let found: Vec<_> = named.take(MANY + 1).collect();
    if found.len() > MANY {
        return Err(wrong(node, &format!("more than {MANY} times {name}")));
    }
    Ok(found)
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Read<Option<Node<'a, 'i>>> {
    xml::child(node, name).map_err(|Twice| wrong(node, &format!("{name} stands there twice")))
}

fn only<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Read<Node<'a, 'i>> {
    match all(node, name)?.as_slice() {
        [found] => Ok(*found),
        _ => Err(wrong(node, &format!("expected {name} once"))),
    }
}

/// An attribute that is not empty, fit to be shown.
fn value(node: Node<'_, '_>, name: &str) -> Read<Option<String>> {
    let value = xml::attribute(node, name)
        .map_err(|Twice| wrong(node, &format!("several attributes are called {name}")))?;
    Ok(value.map(shown).filter(|value| !value.is_empty()))
}

fn attribute_or_child(node: Node<'_, '_>, name: &str) -> Read<Option<String>> {
    let inside = child(node, name).map(|child| child.map(text).filter(|text| !text.is_empty()));
    agreed(node, name, [value(node, name), inside])
}

/// What can be said in several ways. All that is said must be the same.
fn agreed<T: PartialEq>(
    node: Node<'_, '_>,
    name: &str,
    ways: impl IntoIterator<Item = Read<Option<T>>>,
) -> Read<Option<T>> {
    let mut found = None;
    for said in ways {
        match (&found, said?) {
            (_, None) => {}
            (None, said) => found = said,
            (Some(one), Some(other)) if *one == other => {}
            _ => return Err(wrong(node, &format!("{name} is said in two ways that differ"))),
        }
    }
    Ok(found)
}

fn needed<T>(node: Node<'_, '_>, name: &str, found: Option<T>) -> Read<T> {
    found.ok_or_else(|| wrong(node, &format!("{name} is missing")))
}

fn text(node: Node<'_, '_>) -> String {
    shown(&whole_text(node))
}

fn shown(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    visible(&words).chars().take(TEXT_MAX).collect()
}

/// A number without what separates its digits.
fn number(node: Node<'_, '_>, name: &str) -> Read<Option<String>> {
    let digits = |written: String| written.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    Ok(value(node, name)?.map(digits))
}

/// A date as XML writes it, or as people do.
fn date(node: Node<'_, '_>, name: &str) -> Read<Option<Date>> {
    let Some(written) = value(node, name)? else { return Ok(None) };
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
    match read() {
        None => Err(wrong(node, &format!("{name}: “{written}” is no date"))),
        date => Ok(date),
    }
}

fn wrong(node: Node<'_, '_>, why: &str) -> Malformed {
    Malformed { what: WHAT, at: Some(node.range().start), why: why.to_owned() }
}

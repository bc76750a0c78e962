//! Where a key is: URIs of PKCS #11 (RFC 7512).

use std::fmt;
use std::path::PathBuf;

use crate::say;
use crate::verdict::Text;

/// Which key in which token. What is not said may be anything, if only one thing fits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uri {
    /// The label of the token.
    pub token: Option<String>,
    /// Who made the token.
    pub manufacturer: Option<String>,
    /// What the token is called by whoever made it.
    pub model: Option<String>,
    /// The number of the token.
    pub serial: Option<String>,
    /// The number of the slot.
    pub slot: Option<u64>,
    /// The label of the key.
    pub object: Option<String>,
    /// The identifier of the key.
    pub id: Option<Vec<u8>>,
    /// The library by which the token is reached.
    pub module: Option<PathBuf>,
    /// The file with the PIN.
    pub pin_source: Option<PathBuf>,
}

const SCHEME: &str = "pkcs11:";

impl Uri {
    /// Whether a word is such a URI, be it right or wrong.
    pub fn is_one(word: &str) -> bool {
        word.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
    }

    /// Reads it.
    ///
    /// What is not understood is refused rather than passed over: it could have said that another
    /// key is meant. So is a PIN (`pin-value`), which does not belong on a command line.
    ///
    /// # Errors
    ///
    /// What is wrong, in words that repeat no value.
    pub fn read(text: &str) -> Result<Self, Text> {
        let rest = text.get(SCHEME.len()..).filter(|_| Self::is_one(text));
        let rest = rest.ok_or_else(|| say!("это не URI pkcs11:", "this is no pkcs11: URI"))?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut uri = Self::default();
        for (separator, part) in [(';', path), ('&', query)] {
            let in_query = separator == '&';
            for attribute in part.split(separator).filter(|attribute| !attribute.is_empty()) {
                let Some((name, value)) = attribute.split_once('=') else {
                    let why = "в URI pkcs11: пара «имя=значение» без знака «=»";
                    return Err(say!("{why}", "a name without a value in the pkcs11: URI"));
                };
                uri.take(in_query, name, value)?;
            }
        }
        Ok(uri)
    }

    fn take(&mut self, in_query: bool, name: &str, value: &str) -> Result<(), Text> {
        let bytes = decoded(value).ok_or_else(|| {
            let name = shown(name);
            say!(
                "в URI pkcs11: значение {name} записано неверно",
                "in the pkcs11: URI the value of {name} is written wrongly"
            )
        })?;
        let text = || {
            let name = shown(name);
            String::from_utf8(bytes.clone()).map_err(|_| {
                say!("в URI pkcs11: {name} — не UTF-8", "in the pkcs11: URI {name} is not UTF-8")
            })
        };
        match (in_query, name) {
            (false, "token") => once(&mut self.token, name, text()?),
            (false, "manufacturer") => once(&mut self.manufacturer, name, text()?),
            (false, "model") => once(&mut self.model, name, text()?),
            (false, "serial") => once(&mut self.serial, name, text()?),
            (false, "object") => once(&mut self.object, name, text()?),
            (false, "id") => once(&mut self.id, name, bytes),
            (false, "slot-id") => {
                let slot = text()?.parse().map_err(|_| {
                    say!(
                        "в URI pkcs11: slot-id — не число",
                        "in the pkcs11: URI slot-id is no number"
                    )
                })?;
                once(&mut self.slot, name, slot)
            }
            (false, "type") if value == "private" => Ok(()),
            (false, "type") => Err(say!(
                "в URI pkcs11: для подписи нужен type=private",
                "in the pkcs11: URI signing wants type=private"
            )),
            (true, "module-path") => once(&mut self.module, name, PathBuf::from(text()?)),
            (true, "pin-source") => once(&mut self.pin_source, name, file(&text()?)?),
            (true, "pin-value") => Err(say!(
                "PIN в командной строке видят все, кто работает на этой машине: уберите pin-value \
                 и укажите файл (--pin-file), KABINET_TOKEN_PIN или введите PIN по запросу",
                "everybody on this machine sees a PIN on the command line: take out pin-value and \
                 name a file (--pin-file), set KABINET_TOKEN_PIN, or type the PIN when asked"
            )),
            _ => {
                let name = shown(name);
                Err(say!(
                    "в URI pkcs11: имя {name} здесь не понимается",
                    "in the pkcs11: URI {name} is not understood here"
                ))
            }
        }
    }
}

/// Without where the library and the PIN are.
impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id.as_ref().map(|id| crate::certificate::hexadecimal(id));
        let slot = self.slot.map(|slot| slot.to_string());
        let named = [
            ("token", &self.token),
            ("manufacturer", &self.manufacturer),
            ("model", &self.model),
            ("serial", &self.serial),
            ("slot-id", &slot),
            ("object", &self.object),
            ("id", &id),
        ];
        let said =
            named.iter().filter_map(|(name, value)| Some(format!("{name}={}", (*value).as_ref()?)));
        write!(f, "{SCHEME}{}", said.collect::<Vec<_>>().join(";"))
    }
}

/// The file that a pin-source means (RFC 8089): its path, or a URI without a host. A host would
/// become the first folder of a path that is looked for where the program happens to run.
fn file(source: &str) -> Result<PathBuf, Text> {
    if source.starts_with('|') {
        return Err(say!(
            "PIN берётся из файла, а не из программы (pin-source=|…)",
            "a PIN is taken from a file, not from a program (pin-source=|…)"
        ));
    }
    let scheme = source.split_once(':').map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
    let path = match &scheme {
        Some((scheme, rest)) if scheme == "file" => rest.strip_prefix("//").unwrap_or(rest),
        _ => return Ok(PathBuf::from(source)),
    };
    if path.starts_with('/') && !path.starts_with("//") {
        return Ok(PathBuf::from(path));
    }
    Err(say!(
        "pin-source указывает на файл: file:/путь, file:///путь или просто путь",
        "pin-source names a file: file:/path, file:///path, or just a path"
    ))
}

fn once<T>(place: &mut Option<T>, name: &str, value: T) -> Result<(), Text> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => {
            let name = shown(name);
            Err(say!(
                "в URI pkcs11: {name} указано дважды",
                "in the pkcs11: URI {name} is there twice"
            ))
        }
    }
}

/// A name that somebody made up, so that it can be said back.
fn shown(name: &str) -> String {
    name.chars().take(40).flat_map(char::escape_default).collect()
}

/// The bytes behind percent signs (RFC 3986, section 2.1).
fn decoded(value: &str) -> Option<Vec<u8>> {
    let mut bytes = value.bytes();
    let mut decoded = Vec::with_capacity(value.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let (high, low) = (digit(bytes.next()?)?, digit(bytes.next()?)?);
                (high * 16 + low) as u8
            }
            other => other,
        });
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_is_read() {
        let uri = Uri::read(
            "pkcs11:token=My%20Token;manufacturer=Aktiv;model=ruToken;serial=12;slot-id=3;\
             object=%D0%9A%D0%BB%D1%8E%D1%87;id=%01%fE;type=private\
             ?module-path=/usr/lib/a%2Bb.so&pin-source=file:/run/pin",
        );
        let uri = uri.unwrap();
        assert_eq!(uri.token.as_deref(), Some("My Token"));
        assert_eq!(uri.object.as_deref(), Some("Ключ"));
        assert_eq!((uri.slot, uri.id.as_deref()), (Some(3), Some(&[1, 0xfe][..])));
        assert_eq!(uri.module, Some(PathBuf::from("/usr/lib/a+b.so")));
        assert_eq!(uri.pin_source, Some(PathBuf::from("/run/pin")));
        let said = uri.to_string();
        assert!(said.ends_with(";object=Ключ;id=01fe") && !said.contains("/run/pin"), "{said}");
        for source in ["file:///run/pin", "FILE:/run/pin", "/run/pin"] {
            let same = Uri::read(&format!("pkcs11:?pin-source={source}")).unwrap();
            assert_eq!(same.pin_source, uri.pin_source, "{source}");
        }
        assert_eq!(Uri::read("pkcs11:"), Ok(Uri::default()));
        assert_eq!(Uri::read("PKCS11:token=a"), Uri::read("pkcs11:token=a;"));
    }

    #[test]
    fn what_is_not_understood_is_refused_and_no_value_is_said_back() {
        for wrong in [
            "pkcs12:token=secret",
            "pkcs11:token",
            "pkcs11:token=secret;token=secret",
            "pkcs11:token=%2",
            "pkcs11:token=%zzsecret",
            "pkcs11:token=%ff",
            "pkcs11:id=%é",
            "pkcs11:slot-id=secret",
            "pkcs11:type=cert",
            "pkcs11:colour=secret",
            "pkcs11:token=a?pin-value=secret",
            "pkcs11:token=a;pin-value=secret",
            "pkcs11:token=a?pin-source=|secret",
            "pkcs11:token=a?pin-source=file://localhost/secret",
            "pkcs11:token=a?pin-source=file:secret",
            "pkcs11:token=a?pin-source=file:////host/secret",
            "pkcs11:token=a?pin-source=file:|secret",
            "pkcs11:token=a?module-name=secret",
            "pkcs11:token=a?token=secret",
            "é",
            "",
        ] {
            let why = Uri::read(wrong).unwrap_err();
            assert!(!why.ru.contains("secret") && !why.en.contains("secret"), "{wrong}");
        }
    }
}

//! A PIN that somebody types, without showing it.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::os::fd::AsFd as _;
use std::process::{Command, Stdio};

use sign::certificate::visible;
use sign::key::token::{Question, Tries};
use sign::say;
use sign::verdict::{Language, Text};
use zeroize::{Zeroize as _, Zeroizing};

/// Bytes of a PIN; tokens take fewer.
const LONGEST: usize = 255;
/// What Ctrl-C sends.
const CANCEL: u8 = 3;

/// Asks on the terminal.
///
/// # Errors
///
/// In words: nobody is at a terminal, it cannot be kept from showing what is typed, or nothing was
/// typed.
pub fn typed(question: &Question<'_>, language: Language) -> Result<Zeroizing<String>, Text> {
    let input = io::stdin();
    if !input.is_terminal() || !io::stderr().is_terminal() {
        return Err(say!(
            "нужен PIN, а спросить его не у кого: укажите файл (--pin-file) или KABINET_TOKEN_PIN",
            "a PIN is needed and there is nobody to ask: name a file (--pin-file) or set \
             KABINET_TOKEN_PIN"
        ));
    }
    // Past the buffer of standard input, which would keep a copy.
    let terminal = input.as_fd().try_clone_to_owned().map(File::from).map_err(failed)?;
    let hidden = Hidden::new(&terminal)?;
    let _ = write!(io::stderr(), "{}", prompt(question).in_language(language));
    let typed = line(&terminal);
    drop(hidden);
    let _ = writeln!(io::stderr());
    let typed = typed.map_err(failed)?;
    let pin = std::str::from_utf8(&typed).ok().filter(|pin| !pin.is_empty());
    pin.map(|pin| Zeroizing::new(pin.to_owned()))
        .ok_or_else(|| say!("PIN не введён", "no PIN was typed"))
}

fn prompt(question: &Question<'_>) -> Text {
    let token = visible(question.token);
    let Text { ru, en } = match question.tries {
        Tries::Untold | Tries::Locked => Text::default(),
        Tries::Few => say!(
            "Токен предупреждает: попыток осталось мало.\n",
            "The token warns that few tries are left.\n"
        ),
        Tries::Last => say!(
            "Осталась одна попытка: после неверного PIN токен заблокируется.\n",
            "One try is left: after a wrong PIN the token locks itself.\n"
        ),
    };
    say!("{ru}PIN токена «{token}»: ", "{en}PIN of the token “{token}”: ")
}

/// What is typed up to the end of the line; nothing if it was called off or is too long for a PIN.
/// The rest of such a line is read, too: what is left in the terminal is shown and carried out by
/// the shell that reads next.
fn line(mut terminal: impl io::Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut typed = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut byte = Zeroizing::new([0]);
    let mut is_refused = false;
    while terminal.read(&mut byte[..])? == 1 && byte[0] != b'\n' {
        is_refused |= byte[0] == CANCEL || typed.len() == LONGEST;
        if !is_refused {
            typed.push(byte[0]);
        }
    }
    if is_refused {
        typed.zeroize();
    }
    Ok(typed)
}

/// A terminal that shows nothing of what is typed until this is dropped. Ctrl-C is read as what it
/// is, so that it cannot leave the terminal so.
struct Hidden<'a>(&'a File);

impl<'a> Hidden<'a> {
    fn new(terminal: &'a File) -> Result<Self, Text> {
        match set(terminal, ["-echo", "-isig"]) {
            Ok(true) => Ok(Self(terminal)),
            _ => Err(say!(
                "терминал показал бы вводимый PIN (stty не работает): укажите --pin-file",
                "the terminal would show the PIN (stty does not work): name --pin-file"
            )),
        }
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        let _ = set(self.0, ["echo", "isig"]);
    }
}

fn set(terminal: &File, modes: [&str; 2]) -> io::Result<bool> {
    let mut command = Command::new("stty");
    command.args(modes).stdin(terminal.try_clone()?).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(command.status()?.success())
}

fn failed(error: io::Error) -> Text {
    say!("PIN не прочитан: {error}", "the PIN could not be read: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_pin_is_read_to_its_end_and_nothing_of_it_is_kept() {
        let longest = "1".repeat(LONGEST);
        for (typed, pin) in [
            ("1234\n", "1234"),
            (&*format!("{longest}\n"), &*longest),
            ("12\u{3}rm -r ~\n", ""),
            (&*format!("{longest}1; rm -r ~\n"), ""),
            (&*format!("{longest}{longest}{longest}\n"), ""),
        ] {
            let both = format!("{typed}next\n");
            let mut terminal = both.as_bytes();
            assert_eq!(line(&mut terminal).unwrap().as_slice(), pin.as_bytes(), "{typed:?}");
            assert_eq!(terminal, b"next\n", "what the shell reads next after {typed:?}");
        }
    }
}

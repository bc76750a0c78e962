//! What people paste into their words without being asked: long numbers and addresses are hidden
//! until she has opened her data or staff gave a reason.

/// Digits that a run needs to be somebody's: a passport has ten, a phone eleven, a ticket nine.
const LONG: usize = 10;
/// Digits at the end that stay, so that both sides can see which one is meant.
const SHOWN: usize = 2;
const HIDDEN: char = '•';

/// The words with long numbers and e-mail addresses hidden.
pub(super) fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        match word.split_once('@') {
            Some((name, host)) if !name.is_empty() && host.contains('.') => {
                out.push_str("•••@•••");
                out.push_str(&piece[word.len()..]);
            }
            _ => out.push_str(piece),
        }
    }
    digits_hidden(&out)
}

/// Spaces, dashes and brackets between digits do not end a number.
fn digits_hidden(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let joins = |c: &&char| c.is_ascii_digit() || " \u{a0}-–()/".contains(**c);
        let length = chars[at..].iter().take_while(joins).count();
        let run = &chars[at..at + length];
        let digits = run.iter().filter(|c| c.is_ascii_digit()).count();
        let mut seen = 0;
        for c in run {
            seen += usize::from(c.is_ascii_digit());
            let hide = c.is_ascii_digit() && digits >= LONG && seen + SHOWN <= digits;
            out.push(if hide { HIDDEN } else { *c });
        }
        at += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn numbers_of_people_and_addresses_are_hidden() {
        assert_eq!(masked("СНИЛС 112-233-445 95."), "СНИЛС •••-•••-••• 95.");
        assert_eq!(masked("паспорт 4510 123456"), "паспорт •••• ••••56");
        assert_eq!(masked("звоните +7 (901) 234-56-78!"), "звоните +• (•••) •••-••-78!");
        assert_eq!(masked("пишите на anna@example.ru, жду"), "пишите на •••@••• жду");
    }

    #[test]
    fn dates_sums_and_numbers_of_tickets_stay() {
        for text in ["22.11.2026 10:42", "482-109-375", "7KQ2M-XY3AB", "1 234 567 рублей", "@"]
        {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(masked("раз\n\nдва a@b.ru\nтри"), "раз\n\nдва •••@•••\nтри");
    }
}

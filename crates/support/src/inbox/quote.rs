//! What somebody wrote in a letter, without what was quoted under or over it and without the
//! signature. What is cut stays to be seen, so it is better to cut too little than too much.

/// The words without quotes and signature; the whole text when nothing would be left of it.
pub(super) fn cut(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let end = (0..lines.len()).find(|at| ends_here(&lines, *at)).unwrap_or(lines.len());
    let mut kept: Vec<&str> = Vec::new();
    for line in &lines[..end] {
        if line.trim_start().starts_with('>') {
            // The line that says who is quoted goes with the first line of the quote.
            if kept.last().is_some_and(|last| is_attribution(last)) {
                kept.pop();
            }
        } else {
            kept.push(line);
        }
    }
    while kept.last().is_some_and(|line| line.trim().is_empty() || is_sent_from(line)) {
        kept.pop();
    }
    let words = tidy(&kept);
    if words.is_empty() { tidy(&lines) } else { words }
}

/// At most one empty line in a row, none at the ends.
fn tidy(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut empty = false;
    for line in lines {
        let blank = line.trim().is_empty();
        if !blank {
            if !out.is_empty() {
                out.push_str(if empty { "\n\n" } else { "\n" });
            }
            out.push_str(line);
        }
        empty = blank;
    }
    out
}

/// Whether everything from this line on is a signature or somebody else's letter.
fn ends_here(lines: &[&str], at: usize) -> bool {
    let (line, next) = (lines[at].trim(), lines.get(at + 1).map_or("", |line| line.trim()));
    // «-- » (RFC 3676, section 4.3); the space at the end is often lost.
    if line == "--" {
        return true;
    }
    let bare = line.trim_matches(|c: char| c == '-' || c == '_' || c == ' ' || c == '*');
    const FORWARDED: [&str; 5] = [
        "Original Message",
        "Исходное сообщение",
        "Пересылаемое сообщение",
        "Forwarded message",
        "Конец пересылаемого сообщения",
    ];
    if line.starts_with("--") && FORWARDED.iter().any(|words| bare.eq_ignore_ascii_case(words)) {
        return true;
    }
    // Outlook draws a line and puts the headers of the letter under it, or the headers alone.
    let ruled = line.len() >= 20 && line.chars().all(|c| c == '_');
    if ruled && is_header(next) {
        return true;
    }
    let ahead = lines[at + 1..].iter().take(3).filter(|line| is_header(line.trim())).count();
    if is_from(line) && ahead >= 2 {
        return true;
    }
    // Who is quoted, and then a quote whose lines carry no mark, or nothing but marked ones.
    is_attribution(line) && {
        let rest = || lines[at + 1..].iter().map(|line| line.trim()).filter(|l| !l.is_empty());
        rest().all(|line| line.starts_with('>')) || !rest().any(|line| line.starts_with('>'))
    }
}

fn is_from(line: &str) -> bool {
    let line = line.trim_start_matches('*');
    ["From:", "От:", "От кого:"].iter().any(|name| line.starts_with(name))
}

fn is_header(line: &str) -> bool {
    const NAMES: [&str; 14] = [
        "From:",
        "Sent:",
        "To:",
        "Cc:",
        "Date:",
        "Subject:",
        "От:",
        "От кого:",
        "Отправлено:",
        "Дата:",
        "Кому:",
        "Копия:",
        "Тема:",
        "Reply-To:",
    ];
    let line = line.trim_start_matches('*');
    NAMES.iter().any(|name| line.starts_with(name))
}

/// «Вс, 22 нояб. 2026 г. в 10:42, СЭП <no-reply@…>:», «On Sun, 22 Nov 2026 … wrote:».
fn is_attribution(line: &str) -> bool {
    let line = line.trim();
    if !line.ends_with(':') || line.chars().count() > 300 {
        return false;
    }
    let said = ["wrote:", "пишет:", "написал:", "написала:", "написал(а):", "написал/а:"];
    let dated = line.chars().filter(char::is_ascii_digit).count() >= 4;
    let addressed = line.contains('@') || line.contains('<');
    (said.iter().any(|word| line.ends_with(word)) && (dated || addressed))
        || (dated && addressed && line.ends_with(">:"))
}

/// What programs on phones put under a letter.
fn is_sent_from(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    const STARTS: [&str; 7] = [
        "sent from my ",
        "sent from mail for ",
        "get outlook for ",
        "отправлено с iphone",
        "отправлено из мобильн",
        "отправлено с моего ",
        "отправлено из mail",
    ];
    line.chars().count() < 100 && STARTS.iter().any(|start| line.starts_with(start))
}

/// HTML without what is quoted in it: `blockquote`, and the blocks in which large providers of
/// mail put the letter that is answered.
pub(super) fn without_quotes(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let mut out = String::with_capacity(html.len());
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(found) = lower[at..].find('<') {
        let start = at + found;
        if depth == 0 {
            out.push_str(&html[at..start]);
        }
        let end = lower[start..].find('>').map_or(lower.len(), |length| start + length + 1);
        let tag = &lower[start..end];
        if tag.starts_with("<blockquote") {
            depth += 1;
        } else if tag.starts_with("</blockquote") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 {
            out.push_str(&html[start..end]);
        }
        at = end;
    }
    if depth == 0 {
        out.push_str(&html[at..]);
    }
    out
}

/// Keys of links and addresses for replies are letters from «a» to «p», 32 or 64 of them; a quote
/// of our letter carries them. Staff who read the quote must not get them, even when the quoting
/// has broken their line.
pub(super) fn without_keys(text: &str) -> String {
    const SUSPECT: usize = 16;
    let is_key = |c: char| matches!(c.to_ascii_lowercase(), 'a'..='p');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_key) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c| !is_key(c)).unwrap_or(from.len());
        let (run, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(if run.len() >= SUSPECT { "…" } else { run });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_below_goes() {
        for below in [
            "вс, 22 нояб. 2026 г. в 10:42, СЭП <no-reply@x.ru>:\n> Поддержка ответила\n> ещё",
            "On Sun, Nov 22, 2026 at 10:42 AM SEP <no-reply@x.ru> wrote:\n\n> Support",
            "22.11.2026, 10:42, \"СЭП\" <no-reply@x.ru>:\nПоддержка ответила",
            "-----Original Message-----\nFrom: СЭП\nПоддержка ответила",
            "-------- Исходное сообщение --------\nОт: СЭП",
            "________________________________\nОт: СЭП <no-reply@x.ru>\nОтправлено: вчера",
            "From: SEP <no-reply@x.ru>\nSent: Sunday\nTo: anna\nSubject: An answer\n\nSupport",
            "-- \nАнна Примерова\nтел. 8 900",
            "Отправлено с iPhone",
            "> Поддержка ответила",
        ] {
            let text = format!("Не помогло.\n\nПробовала дважды.\n\n{below}");
            assert_eq!(cut(&text), "Не помогло.\n\nПробовала дважды.", "{below}");
        }
    }

    #[test]
    fn answers_between_quoted_lines_stay() {
        let text = "22.11.2026 СЭП <a@b.ru> пишет:\n> Код пришёл?\nНет.\n> А письмо?\nТоже нет.\n";
        assert_eq!(cut(text), "Нет.\nТоже нет.");
    }

    #[test]
    fn words_that_only_look_like_a_quote_stay() {
        for text in [
            "Дата: вчера\nСнимок приложила",
            "От: меня\nответа нет",
            "Страница пишет:\nошибка 7",
            "Сумма -- 5 рублей",
        ] {
            assert_eq!(cut(text), text);
        }
        assert_eq!(cut("> только цитата"), "> только цитата", "something is better than nothing");
    }

    #[test]
    fn html_loses_its_quotes_however_deep() {
        let html = "<p>Да</p><blockquote>раз<blockquote>два</blockquote>три</blockquote><p>Нет</p>";
        assert_eq!(without_quotes(html), "<p>Да</p><p>Нет</p>");
        assert_eq!(without_quotes("<p>a<blockquote>b"), "<p>a");
        assert_eq!(without_quotes("a < b"), "a < b");
    }

    #[test]
    fn keys_of_links_and_addresses_do_not_reach_staff() {
        let key = "abcdefghijklmnop".repeat(4);
        let text = format!("https://sep.ru/help/link/{key} help+{}@x.ru", &key[..32]);
        let clean = without_keys(&text);
        assert_eq!(clean, "https://sep.ru/help/link/… help+…@x.ru");
        let (first, second) = key.split_at(40);
        assert!(!without_keys(&format!("{first}=\n{second}")).contains(&key[..16]));
        assert_eq!(without_keys("Открыла page, ok"), "Открыла page, ok");
    }
}

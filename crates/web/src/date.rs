//! Dates and times as people write them, in Moscow.

use std::sync::OnceLock;

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::Moment;

use crate::Lang;

const RU: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Moscow's time zone, from the bundled database.
fn moscow() -> &'static TimeZone {
    static ZONE: OnceLock<TimeZone> = OnceLock::new();
    ZONE.get_or_init(|| {
        // Moscow has kept UTC+3 since 2014; without a database that is still right.
        TimeZone::get("Europe/Moscow").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(3)))
    })
}

fn local(at: Moment) -> Zoned {
    at.timestamp().to_zoned(moscow().clone())
}

/// «22 ноября 2026», "22 November 2026", in Moscow.
pub fn date(at: Moment, lang: Lang) -> String {
    day(local(at).date(), lang)
}

/// The same for a calendar date.
pub fn day(date: Date, lang: Lang) -> String {
    let months = match lang {
        Lang::Ru => &RU,
        Lang::En => &EN,
    };
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    format!("{}\u{a0}{} {}", date.day(), months[month.min(11)], date.year())
}

/// A calendar date as lists show it: `22.11.2026` in Russian. In English the same figures could
/// be read the other way round, so the month is a word.
pub fn short(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Ru => format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year()),
        Lang::En => day(date, lang),
    }
}

/// [`short`] of a date as protocols write it, `2026-11-22`; anything else stays as it is.
pub fn short_iso(iso: &str, lang: Lang) -> String {
    iso.parse::<Date>().map_or_else(|_| iso.to_owned(), |date| short(date, lang))
}

/// «10:42», in Moscow.
pub fn time(at: Moment) -> String {
    let local = local(at);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// «22 ноября 2026, 10:42», in Moscow.
pub fn date_time(at: Moment, lang: Lang) -> String {
    format!("{}, {}", date(at, lang), time(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_moscows() {
        // 2026-11-21T22:42:00Z is the next day in Moscow.
        let at = Moment::from_seconds(1_795_300_920);
        assert_eq!(date(at, Lang::Ru), "22\u{a0}ноября 2026");
        assert_eq!(date_time(at, Lang::En), "22\u{a0}November 2026, 01:42");
        assert_eq!(date(Moment(0), Lang::Ru), "1\u{a0}января 1970");
    }

    #[test]
    fn figures_that_could_be_read_two_ways_are_words_in_english() {
        assert_eq!(short_iso("1990-03-04", Lang::Ru), "04.03.1990");
        assert_eq!(short_iso("1990-03-04", Lang::En), "4\u{a0}March 1990");
        assert_eq!(short_iso("1990", Lang::En), "1990");
    }
}

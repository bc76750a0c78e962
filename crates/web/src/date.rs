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
}

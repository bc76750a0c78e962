//! How a person wants to be told: from which importance on, gathered once a day or at once, and in
//! which hours of the day not at all.

#[cfg(test)]
use ::store::MINUTE;
use ::store::Moment;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{ToSpan as _, Zoned};

use super::Way;
use crate::{Channel, Importance, Kind, importance};

/// How a person wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manner {
    /// The least importance for the list on the site, e-mail and SMS.
    pub from: [Importance; 3],
    /// The hour of the day at which letters leave that can wait; at once without one.
    pub digest: Option<u8>,
    /// When letters and SMS wait.
    pub quiet: Option<Quiet>,
    /// Where these hours are counted.
    pub zone: Zone,
}

/// Hours in which nothing comes that can wait, in minutes of the day. They may go over midnight;
/// from the same minute to the same minute they are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// The first minute.
    pub from: u16,
    /// The first minute after them.
    pub to: u16,
}

/// A time zone of the list that people choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(&'static str);

/// When a message leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) due: Moment,
    /// It leaves in one letter with others.
    pub(crate) gathered: bool,
}

/// The zones of the country, from west to east.
const ZONES: [&str; 11] = [
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
];

impl Default for Manner {
    fn default() -> Manner {
        Manner { from: [Importance::Low; 3], digest: None, quiet: None, zone: Zone::default() }
    }
}

impl Manner {
    /// Whether a notice is important enough for a way; what cannot be switched off always is.
    pub fn lets(&self, kind: Kind, event: &str, way: Way) -> bool {
        kind.is_locked() || importance(kind, event) >= self.from[way as usize]
    }

    /// When a message leaves that was made at `now`. Nothing is dropped: it leaves at the latest a
    /// day later, or two where a digest's hour is in quiet hours.
    pub(crate) fn plan(&self, kind: Kind, event: &str, channel: Channel, now: Moment) -> Plan {
        if kind.is_urgent() {
            return Plan { due: now, gathered: false };
        }
        let gathers = channel == Channel::Email && importance(kind, event) < Importance::High;
        let hour = self.digest.filter(|_| gathers);
        let due = hour.map_or(now, |hour| next_hour(hour, now, &self.zone.rules()));
        let due = self.quiet.map_or(due, |quiet| quiet.after(due, &self.zone.rules()));
        Plan { due, gathered: hour.is_some() }
    }
}

impl Quiet {
    /// `at` itself, or the end of the quiet hours that it is in.
    fn after(self, at: Moment, zone: &TimeZone) -> Moment {
        let local = at.timestamp().to_zoned(zone.clone());
        let minute = minute_of(&local);
        let (before, after) = (minute < self.to, minute >= self.from);
        let is_quiet = if self.from <= self.to { before && after } else { before || after };
        if !is_quiet {
            return at;
        }
        let today = local.date();
        let day = if before { today } else { next_day(today) };
        moment_of(day, self.to, at, zone).unwrap_or(at)
    }

    /// `22:00` to `07:00` as they stand in a form.
    pub fn shown(self) -> [String; 2] {
        [self.from, self.to].map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60))
    }
}

/// A time of the day as browsers send it, in minutes: `22:00`.
pub(crate) fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |part: &str, most: u16| {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u16>().ok().filter(|number| digits && *number <= most)
    };
    Some(number(hour, 23)? * 60 + number(minute, 59)?)
}

/// The next moment after `now` at which the clocks show this hour.
fn next_hour(hour: u8, now: Moment, zone: &TimeZone) -> Moment {
    let today = now.timestamp().to_zoned(zone.clone()).date();
    let minute = u16::from(hour) * 60;
    let days = [today, next_day(today)];
    days.into_iter().find_map(|day| moment_of(day, minute, now, zone)).unwrap_or(now)
}

fn next_day(day: Date) -> Date {
    day.checked_add(1.day()).unwrap_or(day)
}

/// The first moment after `now` at which the clocks of a day show this minute: there are two where
/// clocks are put back. Where they are put forward over it, it is as much later.
fn moment_of(day: Date, minute: u16, now: Moment, zone: &TimeZone) -> Option<Moment> {
    let part = |number: u16| i8::try_from(number).ok();
    let time = Time::new(part(minute / 60)?, part(minute % 60)?, 0, 0).ok()?;
    let at = zone.to_ambiguous_zoned(day.to_datetime(time));
    let both = [at.clone().compatible(), at.later()];
    let moments = both.into_iter().flatten().map(|at| Moment(at.timestamp().as_microsecond()));
    moments.into_iter().find(|at| *at > now)
}

fn minute_of(at: &Zoned) -> u16 {
    u16::try_from(i16::from(at.hour()) * 60 + i16::from(at.minute())).unwrap_or(0)
}

impl Default for Zone {
    fn default() -> Zone {
        Zone("Europe/Moscow")
    }
}

impl Zone {
    /// All that can be chosen.
    pub fn all() -> impl Iterator<Item = Zone> {
        ZONES.into_iter().map(Zone)
    }

    /// Its name in the database of zones.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The zone of a name in a table or a form.
    pub fn parse(name: &str) -> Option<Zone> {
        Zone::all().find(|zone| zone.0 == name)
    }

    /// The end of the key of its name in words.
    pub(crate) fn key(self) -> String {
        self.0.rsplit('/').next().unwrap_or_default().to_lowercase()
    }

    fn rules(self) -> TimeZone {
        // The database of zones is in the program; Moscow has kept UTC+3 since 2014.
        TimeZone::get(self.0).unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(3)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn quiet(from: &str, to: &str) -> Quiet {
        Quiet { from: minute(from).unwrap(), to: minute(to).unwrap() }
    }

    #[test]
    fn quiet_hours_over_midnight_end_in_the_morning_and_others_on_their_day() {
        let moscow = zone("Europe/Moscow");
        for (hours, now, end) in [
            (("22:00", "07:00"), "2026-11-22T19:00:00Z", "2026-11-23T04:00:00Z"),
            (("22:00", "07:00"), "2026-11-23T03:59:59Z", "2026-11-23T04:00:00Z"),
            (("22:00", "07:00"), "2026-11-23T04:00:00Z", "2026-11-23T04:00:00Z"),
            (("22:00", "07:00"), "2026-11-22T18:59:59Z", "2026-11-22T18:59:59Z"),
            (("13:30", "14:15"), "2026-11-22T10:30:00Z", "2026-11-22T11:15:00Z"),
            (("13:30", "14:15"), "2026-11-22T11:15:00Z", "2026-11-22T11:15:00Z"),
            (("00:00", "23:59"), "2026-11-22T12:00:00Z", "2026-11-22T20:59:00Z"),
            (("22:00", "00:00"), "2026-11-22T20:00:00Z", "2026-11-22T21:00:00Z"),
        ] {
            let found = quiet(hours.0, hours.1).after(at(now), &moscow);
            assert_eq!(found, at(end), "{hours:?} at {now}");
        }
    }

    #[test]
    fn from_an_hour_to_the_same_hour_is_no_quiet_at_all() {
        let now = at("2026-11-22T12:00:00Z");
        assert_eq!(quiet("15:00", "15:00").after(now, &zone("Europe/Moscow")), now);
    }

    #[test]
    fn clocks_that_are_put_forward_or_back_neither_drop_nor_hold_anything() {
        let berlin = zone("Europe/Berlin");
        // There is no 02:30 on this night: it is 03:30 then.
        let end = quiet("23:00", "02:30").after(at("2026-03-29T00:30:00Z"), &berlin);
        assert_eq!(end, at("2026-03-29T01:30:00Z"));
        // There are two: the first ends the quiet, and 02:15 comes again after it.
        let back = quiet("23:00", "02:30");
        let first = back.after(at("2026-10-25T00:15:00Z"), &berlin);
        assert_eq!(first, at("2026-10-25T00:30:00Z"));
        let second = back.after(at("2026-10-25T01:15:00Z"), &berlin);
        assert_eq!(second, at("2026-10-25T01:30:00Z"));
        for hour in 0..24 {
            for day in ["2026-03-28T22:10:00Z", "2026-10-24T22:10:00Z"] {
                let next = next_hour(hour, at(day), &berlin);
                assert!(next > at(day) && next.since(at(day)) <= 25 * 60 * MINUTE);
            }
        }
    }

    #[test]
    fn a_digest_waits_for_its_hour_where_the_person_lives_and_for_the_end_of_quiet_hours() {
        let mut manner = Manner { digest: Some(9), ..Manner::default() };
        let plan = |manner: &Manner, event: &str, channel, now| {
            let Plan { due, gathered } = manner.plan(Kind::Document, event, channel, at(now));
            (due, gathered)
        };
        let now = "2026-11-22T06:00:00Z";
        let (issued, revoked) = ("passport-issued", "passport-revoked");
        let tomorrow = at("2026-11-23T06:00:00Z");
        assert_eq!(plan(&manner, issued, Channel::Email, now), (tomorrow, true), "nine is now");
        assert_eq!(plan(&manner, issued, Channel::Sms, now), (at(now), false));
        assert_eq!(plan(&manner, revoked, Channel::Email, now), (at(now), false), "it is high");
        manner.zone = Zone::parse("Asia/Kamchatka").unwrap();
        let there = at("2026-11-22T21:00:00Z");
        assert_eq!(plan(&manner, issued, Channel::Email, now), (there, true));
        manner.quiet = Some(quiet("22:00", "10:00"));
        let later = at("2026-11-22T22:00:00Z");
        assert_eq!(plan(&manner, issued, Channel::Email, now), (later, true));
        let urgent =
            manner.plan(Kind::SignIn, "sign-in-new", Channel::Sms, at("2026-11-22T12:00:00Z"));
        assert_eq!(urgent, Plan { due: at("2026-11-22T12:00:00Z"), gathered: false });
    }

    #[test]
    fn a_time_of_the_day_is_two_numbers() {
        assert_eq!(
            (minute("00:00"), minute("23:59"), minute("7:05")),
            (Some(0), Some(1439), Some(425))
        );
        for wrong in ["", "7", "24:00", "12:60", "-1:00", "12:0x", "012:00", "12:00:00", "١٢:٠٠"]
        {
            assert_eq!(minute(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_zone_is_known_and_moscow_is_the_usual_one() {
        for zone in Zone::all() {
            assert_eq!(Zone::parse(zone.as_str()), Some(zone));
            assert!(TimeZone::get(zone.as_str()).is_ok(), "{}", zone.as_str());
        }
        assert_eq!(Zone::parse("Europe/Moscow"), Some(Zone::default()));
        assert_eq!(Zone::parse("Mars/Base"), None);
    }
}

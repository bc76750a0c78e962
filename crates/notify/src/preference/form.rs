//! The part of *Настройки уведомлений* that says how: what was typed, and what is wrong with it.

use web::{Choice, Fields, Form, Page};

use super::Way;
use super::manner::{self, Manner, Quiet, Zone};
use crate::Importance;

/// Every field of this part.
const NAMES: [&str; 9] = [
    "from-page",
    "from-email",
    "from-sms",
    "digest",
    "hour",
    "quiet",
    "quiet-from",
    "quiet-to",
    "zone",
];

const AT_ONCE: &str = "no";
const DAILY: &str = "daily";
/// What stands in the fields of somebody who never chose.
const HOUR: &str = "9";
const NIGHT: [&str; 2] = ["22:00", "08:00"];

/// The form as it is for these choices.
pub(super) fn filled(manner: &Manner) -> Fields {
    let mut fields = Fields::empty();
    for way in Way::ALL {
        fields.set(&from_name(way), manner.from[way as usize].as_str());
    }
    fields.set("digest", if manner.digest.is_some() { DAILY } else { AT_ONCE });
    fields.set("hour", manner.digest.map_or(HOUR.to_owned(), |hour| hour.to_string()));
    if manner.quiet.is_some() {
        fields.set("quiet", "yes");
    }
    let [from, to] = manner.quiet.map_or(NIGHT.map(str::to_owned), Quiet::shown);
    fields.set("quiet-from", from).set("quiet-to", to);
    fields.set("zone", manner.zone.as_str());
    fields
}

/// What was chosen; with problems, the form to be shown again.
pub(super) fn read(form: &Form, page: &Page) -> Result<Manner, Fields> {
    let mut fields = Fields::from(form, &NAMES);
    let mut wrong = |name: &str, key: &str| {
        fields.error(name, page.t(key));
    };
    let from = Way::ALL.map(|way| {
        let name = from_name(way);
        Importance::parse(form.text(&name)).unwrap_or_else(|| {
            wrong(&name, "notify-how-choose");
            Importance::Low
        })
    });
    let digest = match form.text("digest") {
        AT_ONCE => None,
        DAILY => {
            let hour = form.text("hour").parse().ok().filter(|hour: &u8| *hour < 24);
            if hour.is_none() {
                wrong("hour", "notify-how-choose");
            }
            hour
        }
        _ => {
            wrong("digest", "notify-how-choose");
            None
        }
    };
    let quiet = if form.has("quiet") {
        let [from, to] = ["quiet-from", "quiet-to"].map(|name| {
            let minute = manner::minute(form.text(name));
            if minute.is_none() {
                wrong(name, "notify-quiet-wrong");
            }
            minute
        });
        let quiet = from.zip(to).map(|(from, to)| Quiet { from, to });
        if quiet.is_some_and(|quiet| quiet.from == quiet.to) {
            wrong("quiet-to", "notify-quiet-same");
        }
        quiet
    } else {
        None
    };
    let zone = Zone::parse(form.text("zone")).unwrap_or_else(|| {
        wrong("zone", "notify-how-choose");
        Zone::default()
    });
    if fields.has_errors() { Err(fields) } else { Ok(Manner { from, digest, quiet, zone }) }
}

fn from_name(way: Way) -> String {
    format!("from-{}", way.as_str())
}

/// The lists that people choose from.
pub(super) struct Choices {
    pub(super) importance: Vec<Choice>,
    pub(super) digest: Vec<Choice>,
    pub(super) hours: Vec<Choice>,
    pub(super) zones: Vec<Choice>,
}

impl Choices {
    pub(super) fn new(page: &Page) -> Choices {
        let importance = Importance::ALL.map(|importance| {
            let word = importance.as_str();
            Choice::new(word, page.t(&format!("notify-from-{word}")))
        });
        let digest = [(AT_ONCE, "notify-digest-no"), (DAILY, "notify-digest-daily")];
        let digest = digest.map(|(value, key)| Choice::new(value, page.t(key)));
        let hour = |hour: u8| Choice::new(hour.to_string(), format!("{hour:02}:00"));
        let zone =
            |zone: Zone| Choice::new(zone.as_str(), page.t(&format!("notify-zone-{}", zone.key())));
        Choices {
            importance: importance.into(),
            digest: digest.into(),
            hours: (0..24).map(hour).collect(),
            zones: Zone::all().map(zone).collect(),
        }
    }
}

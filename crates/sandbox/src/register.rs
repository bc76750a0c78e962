//! What the simulated registers say: records made from a citizen, and comparisons with her.

use ::store::Moment;
use registries::record::{
    BusinessRecord, EducationRecord, EgrnRecord, FnsRecord, SfrRecord, TfomsRecord,
};
use registries::{
    Agreement, Citizen, Gender, Inn, Match, Passport, PassportQuestion, PersonQuestion, Register,
    Snils,
};
use serde_json::Value;

pub mod api;
#[cfg(test)]
mod tests;
pub mod token;

/// The person a token asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// By СНИЛС.
    Snils(Snils),
    /// By ИНН, where the token names no СНИЛС.
    Inn(Inn),
}

impl Asked {
    /// Reads the claims of a token; `None` when they name nobody a register could find.
    pub fn of(claims: &oauth::claims::AccessClaims) -> Option<Asked> {
        let text = |name| claims.text(name).filter(|text| !text.is_empty());
        match (text(oauth::claims::name::SNILS), text(oauth::claims::name::INN)) {
            (Some(snils), _) => Snils::parse(snils).ok().map(Asked::Snils),
            (None, Some(inn)) => Inn::parse_person(inn).ok().map(Asked::Inn),
            (None, None) => None,
        }
    }

    /// Whether a question is about somebody else than the token.
    pub fn contradicts(&self, question: &PersonQuestion) -> bool {
        match self {
            Asked::Snils(snils) => question.snils.as_ref().is_some_and(|said| said != snils),
            Asked::Inn(inn) => question.inn.as_ref().is_some_and(|said| said != inn),
        }
    }
}

/// What a register keeps about a citizen, as JSON.
pub fn record(register: Register, citizen: &Citizen, as_of: Moment) -> Value {
    let holder = citizen.holder();
    let citizen = citizen.clone();
    let json = match register {
        Register::Fns => {
            serde_json::to_value(FnsRecord { as_of, holder, declarations: citizen.declarations })
        }
        Register::Sfr => serde_json::to_value(SfrRecord {
            as_of,
            holder,
            paid_kopecks: citizen.contributions.iter().map(|paid| paid.paid_kopecks).sum(),
            insured_months: insured_months(&citizen, as_of),
            employment: citizen.employment,
            contributions: citizen.contributions,
        }),
        Register::Egrn => {
            serde_json::to_value(EgrnRecord { as_of, holder, applications: citizen.property })
        }
        Register::Business => {
            serde_json::to_value(BusinessRecord { as_of, holder, licences: citizen.licences })
        }
        Register::Tfoms => serde_json::to_value(TfomsRecord {
            as_of,
            holder,
            policy_number: citizen.policy_number,
            certificates: citizen.medical,
        }),
        Register::Education => {
            serde_json::to_value(EducationRecord { as_of, holder, documents: citizen.education })
        }
    };
    json.expect("a record of plain values becomes JSON")
}

/// Whole months of work in all; time at two places at once counts once.
fn insured_months(citizen: &Citizen, as_of: Moment) -> i64 {
    let today = registries::date::today(as_of);
    let month = |day: jiff::civil::Date| i64::from(day.year()) * 12 + i64::from(day.month());
    let mut months: Vec<i64> = Vec::new();
    for place in &citizen.employment {
        months.extend(month(place.from)..=month(place.to.unwrap_or(today)));
    }
    months.sort_unstable();
    months.dedup();
    i64::try_from(months.len()).unwrap_or(i64::MAX)
}

/// Compares what was said with what is held.
pub fn check(question: &PersonQuestion, citizen: &Citizen, as_of: Moment) -> Match {
    Match {
        as_of,
        family_name: Agreement::of_names(&question.family_name, &citizen.family_name),
        given_name: Agreement::of_names(&question.given_name, &citizen.given_name),
        additional_name: additional(question, citizen),
        birth_date: Agreement::of(Some(&question.birth_date), Some(&citizen.birth_date)),
        gender: Agreement::of(question.gender.as_ref(), Some(&citizen.gender)),
        snils: Agreement::of(question.snils.as_ref(), citizen.snils.as_ref()),
        inn: Agreement::of(question.inn.as_ref(), citizen.inn.as_ref()),
        passport: passport(question.passport.as_ref(), citizen.passport.as_ref()),
    }
}

fn additional(question: &PersonQuestion, citizen: &Citizen) -> Agreement {
    match (&question.additional_name, &citizen.additional_name) {
        (None, None) => Agreement::Same,
        (Some(said), Some(held)) => Agreement::of_names(said, held),
        (Some(_), None) => Agreement::NotHeld,
        (None, Some(_)) => Agreement::Differs,
    }
}

fn passport(said: Option<&PassportQuestion>, held: Option<&Passport>) -> Agreement {
    let (Some(said), Some(held)) = (said, held) else {
        return if said.is_none() { Agreement::NotAsked } else { Agreement::NotHeld };
    };
    let same = said.series == held.series
        && said.number == held.number
        && said.issued_on.is_none_or(|day| day == held.issued_on)
        && said.issuer_code.as_ref().is_none_or(|code| *code == held.issuer_code);
    if same { Agreement::Same } else { Agreement::Differs }
}

/// The same citizen under another surname: what a register told to be wrong holds.
pub fn mistaken(mut citizen: Citizen) -> Citizen {
    citizen.family_name = match citizen.gender {
        Gender::Female => "Ошибкина".to_owned(),
        Gender::Male => "Ошибкин".to_owned(),
    };
    citizen
}

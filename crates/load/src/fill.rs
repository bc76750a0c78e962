//! A country instead of a town: many passports, issued by the crates' own functions, and how fast
//! one is printed. The rest of this program knows Kabinet from outside only; nobody could fill in
//! a hundred thousand applications by forms while somebody waits.

use std::path::Path;
use std::time::{Duration, Instant};

use cabinet::{Profile, account};
use epk::passport::jobs::PRINT;
use epk::passport::print::{self, Form};
use epk::passport::{self, Checked, Education, Employment, Facts, Order, Passport};
use jiff::civil::date;
use kabinet::assemble;
use store::job::{Ending, Runner};
use store::{Clock, Db, Error, Moment, SCHEMA, Settings, Tx};
use web::{Site, Sites};

use crate::process::own_cpu;

/// How many are issued in one transaction.
const BATCH: usize = 200;
/// One provider for all of these holders; nobody signs in as one of them.
const PROVIDER: &str = "load";

/// Issues `count` passports, each to somebody else, in the data of a demonstration that does not
/// run, and answers the path of a QR code of one of them. Their files are not made: that happens
/// when somebody wants one.
pub async fn fill(data: &Path, count: usize) -> Result<String, String> {
    let url = format!("sqlite:{}", data.join("kabinet.db").display());
    let settings = Settings { url, threads: 1, schema: SCHEMA };
    let db = assemble::storage(data, &settings, Clock::system())?;
    let mut path = String::new();
    for start in (0..count).step_by(BATCH) {
        let end = count.min(start + BATCH);
        let issued = db.write("load.fill", move |tx| {
            (start..end).map(|number| issue(tx, number)).collect::<Result<Vec<_>, Error>>()
        });
        let issued = issued.await.map_err(|error| error.to_string())?;
        path = issued.last().map(check_path).ok_or("nothing was issued")?;
    }
    forget_printing(db).await?;
    Ok(path)
}

fn issue(tx: &mut Tx, number: usize) -> Result<Passport, Error> {
    let sub = format!("{}-{number}", tx.new_id());
    let linked = account::link(tx, Site::Epk, PROVIDER, &sub, &Profile::default())?;
    let order = Order {
        application: tx.new_id(),
        holder: linked.id,
        facts: facts(number),
        supersedes: None,
    };
    let issued = passport::issue(tx, &order)?;
    passport::find(tx, issued.id)?.ok_or(Error::Missing)
}

fn check_path(passport: &Passport) -> String {
    format!("/check?n={}&k={}", passport.number.digits(), passport.code.signs())
}

/// Two diplomas and three jobs.
fn facts(number: usize) -> Facts {
    let education = |level: &str, year: i16| Education {
        institution: "Учебный институт измерений и проверок".into(),
        level: level.into(),
        qualification: "инженер".into(),
        diploma_series: "107704".into(),
        diploma_number: format!("{number:07}"),
        issued_on: date(year, 6, 30),
    };
    let employment = |from: i16, to: Option<i16>| Employment {
        employer: "ООО «Образец»".into(),
        position: "инженер".into(),
        from: date(from, 9, 1),
        to: to.map(|year| date(year, 8, 31)),
    };
    let check = |rule: &str, source: &str| Checked {
        rule: rule.into(),
        source: source.into(),
        at: Moment(0),
    };
    Facts {
        family_name: "Тестова".into(),
        given_name: "Анна".into(),
        additional_name: Some("Примеровна".into()),
        birth_date: date(1990, 3, 14),
        education: vec![education("бакалавриат", 2012), education("магистратура", 2014)],
        employment: vec![
            employment(2012, Some(2015)),
            employment(2015, Some(2020)),
            employment(2020, None),
        ],
        checks: vec![check("diploma", "education"), check("employment", "sfr")],
    }
}

/// A hundred thousand files would be made at the next start.
async fn forget_printing(db: Db) -> Result<(), String> {
    let runner = Runner::new(db).on(PRINT, |_| async { Ok(Ending::Done) });
    while runner.run_due().await.map_err(|error| error.to_string())? > 0 {}
    Ok(())
}

/// Prints passports one after the other, each with its JSON and its QR code, and answers how many
/// a second of processor time.
pub fn print(length: Duration) -> Result<f64, String> {
    let texts = kabinet::texts()?;
    let sites = Sites::demo(80);
    let db = Db::memory();
    let passport = db.write_now("load.print", |tx| issue(tx, 1)).map_err(|e| e.to_string())?;
    let (start, cpu) = (Instant::now(), own_cpu());
    let mut printed = 0.0;
    while start.elapsed() < length {
        print::make(&passport, &texts, &sites, Form::Full).map_err(|e| format!("{e:?}"))?;
        printed += 1.0;
    }
    Ok(printed / (own_cpu() - cpu).max(0.01))
}

#[cfg(test)]
mod tests {
    use cabinet::CabinetAccountId;

    use super::*;

    #[tokio::test]
    async fn everybody_has_a_passport_of_her_own_and_no_file_waits() {
        let folder = std::env::temp_dir().join(format!("load-fill-{}", std::process::id()));
        let path = fill(&folder, BATCH + 1).await.unwrap();
        assert!(path.starts_with("/check?n="), "{path}");
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn holders_are_told_apart() {
        let db = Db::memory();
        let two = db.write_now("two", |tx| Ok((issue(tx, 1)?.holder, issue(tx, 1)?.holder)));
        let (one, other): (CabinetAccountId, CabinetAccountId) = two.unwrap();
        assert_ne!(one, other);
    }
}

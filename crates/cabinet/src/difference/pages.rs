//! Differences on a home page: a plain notice with both values and what to do.

use store::Result;
use web::Page;

use super::Difference;
use crate::{Cabinet, Person};

/// A difference in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// «Социальный фонд: дата рождения».
    pub what: String,
    /// «В профиле — 27.03.1990, в реестре — 28.03.1990».
    pub values: String,
    /// «Замечено 22 ноября 2026».
    pub since: String,
}

impl Cabinet {
    /// The differences of a person that stand, in words. Templates show them by
    /// `person/differing.html`.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn differing(&self, page: &Page, person: &Person) -> Result<Vec<Differing>> {
        let account = person.account;
        let standing = self.app.db.read(move |tx| super::standing(tx, account)).await?;
        Ok(standing.iter().map(|difference| shown(page, difference)).collect())
    }
}

fn shown(page: &Page, difference: &Difference) -> Differing {
    let register = page.t(difference.register.name_key());
    Differing {
        what: page.t2(
            "cabinet-differing-what",
            "register",
            register,
            "line",
            page.t(&difference.line),
        ),
        values: page.t2(
            "cabinet-differing-values",
            "ours",
            difference.ours.as_str(),
            "theirs",
            difference.theirs.as_str(),
        ),
        since: page.t1("cabinet-differing-since", "date", page.date(difference.found_at)),
    }
}

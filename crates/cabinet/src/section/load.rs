//! Asking registers for a page.

use std::time::Duration;

use registries::{Asked, Holder, PAGE_DEADLINE, Record, Why, register};
use store::{MINUTE, Moment};
use tokio::time::Instant;
use web::Site;

use super::store::{self as rows, KeptRecord};
use super::{Closure, Section, Standing, closure};
use crate::difference::Reading;
use crate::rp::Closed;
use crate::{Cabinet, CabinetAccountId, Person};

/// The one deadline of a page: every register that it shows has to answer until then.
#[derive(Debug, Clone, Copy)]
pub struct Patience(Instant);

impl Patience {
    /// From now on, as long as a page may wait.
    pub fn of_a_page() -> Patience {
        Patience(Instant::now() + PAGE_DEADLINE)
    }
}

impl Cabinet {
    /// The section of the register that keeps `R`. Answers younger than ten minutes are shown as
    /// they are; else the register is asked, until the page's patience ends.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn section<R>(&self, person: &Person, until: Patience) -> store::Result<Section<R>>
    where
        R: Record + Clone,
    {
        self.load(person, until, FRESH).await
    }

    /// The same, asking the register in any case: «Обновить».
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn refreshed<R>(&self, person: &Person, until: Patience) -> store::Result<Section<R>>
    where
        R: Record + Clone,
    {
        self.load(person, until, 0).await
    }

    async fn load<R>(
        &self,
        person: &Person,
        Patience(until): Patience,
        fresh: i64,
    ) -> store::Result<Section<R>>
    where
        R: Record + Clone,
    {
        if let Some(closure) = closure(&person.profile) {
            return Ok(Section::closed(closure));
        }
        let (site, account) = (self.entrance.site(), person.account);
        let agreed = self.has_agreed();
        let kept = self.app.db.read(move |tx| {
            if !agreed(tx, account)? {
                return Ok(None);
            }
            let kept = rows::kept::<R>(tx, account, R::REGISTER)?;
            let holder = kept.as_ref().and_then(|kept| kept.record.as_ref()).map(Record::holder);
            let news = match holder {
                Some(holder) => reading::<R>(site, account, holder).is_news(tx)?,
                None => false,
            };
            Ok(Some((kept, news)))
        });
        let Some((kept, news)) = kept.await? else { return Ok(Section::closed(Closure::Terms)) };
        let now = self.app.clock.now();
        match kept {
            Some(kept) if (0..fresh).contains(&now.since(kept.asked_at)) => {
                if news {
                    self.compare_again(account, &kept).await?;
                }
                Ok(fresh_section(kept))
            }
            kept => {
                // In a task of its own: an answer that comes too late for this page is kept for
                // the next one.
                let (cabinet, person) = (self.clone(), person.clone());
                let asking = tokio::spawn(async move { cabinet.ask::<R>(&person, now).await });
                let asked = match tokio::time::timeout_at(until, asking).await {
                    Ok(Ok(asked)) => asked,
                    Ok(Err(_)) => Err(NoAnswer::Away(Why::Down)),
                    Err(_) => Err(NoAnswer::Away(Why::Slow)),
                };
                Ok(section_of(asked, kept))
            }
        }
    }

    /// Compares an answer that was kept with a profile that has changed since.
    async fn compare_again<R>(
        &self,
        account: CabinetAccountId,
        kept: &KeptRecord<R>,
    ) -> store::Result<()>
    where
        R: Record + Clone,
    {
        let Some(record) = kept.record.clone() else { return Ok(()) };
        let site = self.entrance.site();
        let noting = self.app.db.write("cabinet.difference", move |tx| {
            reading::<R>(site, account, record.holder()).note(tx)
        });
        noting.await
    }

    /// Asks the register and keeps its answer.
    async fn ask<R>(&self, person: &Person, asked_at: Moment) -> Result<KeptRecord<R>, NoAnswer>
    where
        R: Record + Clone,
    {
        let audience = R::REGISTER.audience();
        let token = self.entrance.exchanged(person.session, audience, register::SCOPE).await?;
        let kept = match self.registries.person::<R>(&token, LATEST).await {
            Asked::Known(record) => {
                KeptRecord { as_of: record.as_of(), record: Some(record), asked_at }
            }
            Asked::Unknown => KeptRecord { record: None, as_of: asked_at, asked_at },
            Asked::Unavailable { why } => return Err(NoAnswer::Away(why)),
        };
        let (site, account, answer) = (self.entrance.site(), person.account, kept.clone());
        // What differs is written down, and told, with the answer itself.
        let keeping = self.app.db.write("cabinet.record", move |tx| {
            let latest = rows::keep(tx, account, R::REGISTER, &answer)?;
            match answer.record.as_ref().filter(|_| latest) {
                Some(record) => reading::<R>(site, account, record.holder()).note(tx),
                None => Ok(()),
            }
        });
        if let Err(error) = keeping.await {
            tracing::warn!(%error, register = %R::REGISTER, "an answer could not be kept");
        }
        Ok(kept)
    }
}

fn reading<R: Record>(site: Site, account: CabinetAccountId, holder: &Holder) -> Reading<'_> {
    Reading { site, account, register: R::REGISTER, holder }
}

/// Why a register's answer is not there.
enum NoAnswer {
    Away(Why),
    Closed(Closure),
}

impl From<Closed> for NoAnswer {
    fn from(closed: Closed) -> NoAnswer {
        match closed {
            Closed::SignInOver => NoAnswer::Closed(Closure::SignInOver),
            Closed::NotOffered => NoAnswer::Closed(Closure::NotOffered),
            Closed::Refused => NoAnswer::Closed(Closure::Refused),
            Closed::Down => NoAnswer::Away(Why::Down),
        }
    }
}

fn fresh_section<R>(kept: KeptRecord<R>) -> Section<R> {
    let standing = match kept.record {
        Some(_) => Standing::Fresh { as_of: kept.as_of },
        None => Standing::Unknown { asked_at: kept.asked_at },
    };
    Section { record: kept.record, standing }
}

fn section_of<R>(
    asked: Result<KeptRecord<R>, NoAnswer>,
    before: Option<KeptRecord<R>>,
) -> Section<R> {
    let before = before.and_then(|kept| Some((kept.record?, kept.as_of)));
    match (asked, before) {
        (Ok(kept), _) => fresh_section(kept),
        (Err(NoAnswer::Closed(closure)), _) => {
            Section { record: None, standing: Standing::Closed(closure) }
        }
        (Err(NoAnswer::Away(why)), Some((record, as_of))) => {
            Section { record: Some(record), standing: Standing::Old { as_of, why } }
        }
        (Err(NoAnswer::Away(why)), None) => {
            Section { record: None, standing: Standing::Silent { why } }
        }
    }
}

/// An answer this young is shown without asking again.
const FRESH: i64 = 10 * MINUTE;
/// How long a register may take when the page has stopped waiting.
const LATEST: Duration = Duration::from_secs(2);

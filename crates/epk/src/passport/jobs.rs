//! What happens to a passport by itself: its files are made, and its holder is reminded.

use serde::{Deserialize, Serialize};
use store::job::{Ending, Job, Runner};
use store::{Error, Moment, Result, Tx};
use web::{App, Failure};

use super::print::{self, Form};
use super::{Passport, PassportId, store as table};

/// The kind of the job that makes the files.
pub const PRINT: &str = "epk.passport.print";
/// The kind of the job that reminds of the end of the term.
pub const REMIND: &str = "epk.passport.remind";

/// Which passport.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Payload {
    passport: PassportId,
}

/// Adds the handlers.
#[must_use]
pub fn jobs(runner: Runner, app: &App) -> Runner {
    let (printing, reminding) = (app.clone(), app.clone());
    runner
        .on(PRINT, move |job| make_files(printing.clone(), job))
        .on(REMIND, move |job| remind(reminding.clone(), job))
}

/// Asks for the files and the reminders of a passport that was just issued.
pub(super) fn ask_for(tx: &mut Tx, passport: PassportId, expires_at: Moment) -> Result<()> {
    let payload = Payload { passport };
    tx.enqueue(PRINT, &payload, tx.now())?;
    tx.enqueue(REMIND, &payload, super::reminder::first(expires_at)).map(|_| ())
}

async fn make_files(app: App, job: Job) -> Result<Ending> {
    let Payload { passport: id } = job.read()?;
    let Some(passport) = app.db.read(move |tx| super::find(tx, id)).await? else {
        return Ok(Ending::Done);
    };
    for form in Form::ALL {
        match file(&app, &passport, form).await {
            Ok(_) => {}
            Err(Failure::Internal(what)) => return Ok(Ending::Dead(what)),
            Err(failure) => return Ok(Ending::Retry(failure.to_string())),
        }
    }
    Ok(Ending::Done)
}

/// The file of a passport: the one that was kept, or made and kept now.
///
/// # Errors
/// [`Failure::Busy`] when too much is being computed; when it cannot be printed.
pub async fn file(
    app: &App,
    passport: &Passport,
    form: Form,
) -> std::result::Result<Vec<u8>, Failure> {
    let id = passport.id;
    if let Some(kept) = app.db.read(move |tx| table::file(tx, id, form)).await? {
        return Ok(kept);
    }
    let (texts, sites, passport) = (app.text.clone(), app.sites.clone(), passport.clone());
    let made = app.cpu.run(move || print::make(&passport, &texts, &sites, form)).await?;
    let made = made.map_err(Failure::internal)?;
    // Two may have made it at once; both give out the one that was kept.
    let kept = app.db.write("passport.print", move |tx| {
        table::keep_file(tx, id, form, &print::fingerprint(&made), &made)?;
        table::file(tx, id, form)?.ok_or(Error::Missing)
    });
    Ok(kept.await?)
}

async fn remind(app: App, job: Job) -> Result<Ending> {
    let Payload { passport } = job.read()?;
    let next = app.db.write("passport.remind", move |tx| super::reminder::remind(tx, passport));
    Ok(next.await?.map_or(Ending::Done, Ending::Later))
}

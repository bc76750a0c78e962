//! Files of a form: received, judged, put into the store; and given back.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use store::file::{self, Draft as Bytes, FileId, Files, Owner, Written};
use store::journal::Draft;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use web::{App, Failure, Page, Upload};

use super::{Clean, Kind, LARGEST, Refusal, check, clean_name, shown_name};

/// A decoded picture takes up to 200 MB, and as much again while it is turned: one at a time.
static JUDGING: Semaphore = Semaphore::const_new(1);
/// How much is gathered before it goes to the disk, in bytes.
const PIECE: usize = 256 * 1024;

/// A file that came with a form.
#[derive(Clone, Debug)]
pub struct Offered {
    /// Its name as it can be shown; empty when it had none.
    pub name: String,
    /// What became of it.
    pub outcome: Result<Taken, Refusal>,
}

/// A file that was taken: its bytes are on the disk and wait for [`file::keep`].
#[derive(Clone, Debug)]
pub struct Taken {
    /// The bytes.
    pub written: Written,
    /// What it is.
    pub kind: Kind,
    /// Its name; empty when nothing was left of it.
    pub name: String,
}

/// What a page says about a file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Its name as it can be shown.
    pub name: String,
    /// Why.
    pub why: Refusal,
}

impl Refused {
    /// What is wrong and what to do, in the visitor's language, with the file's name.
    pub fn words(&self, page: &Page) -> String {
        let words = match self.why {
            Refusal::TooManyPixels { width, height } => {
                let key = self.why.key();
                page.t2(key, "width", i64::from(width), "height", i64::from(height))
            }
            why => page.t(why.key()),
        };
        let name =
            if self.name.is_empty() { page.t("cabinet-scan-nameless") } else { self.name.clone() };
        page.t2("cabinet-scan-refused", "name", name, "why", words)
    }
}

/// «1,2 МБ» or «340 КБ», as files are shown in a list.
pub fn size_in_words(page: &Page, bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * KB;
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    if bytes < KB {
        return page.t1("cabinet-scan-size-bytes", "size", whole(bytes));
    }
    if bytes < MB {
        return page.t1("cabinet-scan-size-kb", "size", whole(bytes.div_ceil(KB)));
    }
    let tenths = (bytes * 10).div_ceil(MB);
    let point = if page.lang() == web::Lang::Ru { "," } else { "." };
    let size = format!("{}{point}{}", tenths / 10, tenths % 10);
    page.t1("cabinet-scan-size-mb", "size", size)
}

/// «PDF, 1,2 МБ».
pub fn about(page: &Page, kind: Kind, bytes: u64) -> String {
    let kind = kind.extension().to_uppercase().replace("JPG", "JPEG");
    page.t2("cabinet-scan-about", "kind", kind, "size", size_in_words(page, bytes))
}

/// Reads all files of a form. Each goes to the disk as it comes, and is judged when it is there.
/// At most `room` are taken. Inputs without a file are passed over.
///
/// # Errors
/// When the form is cut off or there is no room on the disk; then nothing of it is taken.
pub async fn receive(
    app: &App,
    upload: &mut Upload,
    owner: &Owner,
    room: usize,
) -> Result<Vec<Offered>, Failure> {
    let mut offered = Vec::new();
    let received = receive_into(app, upload, owner, room, &mut offered).await;
    if received.is_err() {
        give_up(app, offered.drain(..).filter_map(|file: Offered| file.outcome.ok())).await;
    }
    received.map(|()| offered)
}

/// Judges a file that did not come with a form, such as one that came with a letter, and puts it
/// on the disk.
///
/// # Errors
/// When there is no room on the disk or for the judging.
pub async fn take(
    app: &App,
    owner: &Owner,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Result<Taken, Refusal>, Failure> {
    if bytes.is_empty() {
        return Ok(Err(Refusal::Empty));
    }
    if bytes.len() > LARGEST {
        return Ok(Err(Refusal::TooLarge));
    }
    let (files, of) = (app.files.clone(), owner.clone());
    let written = blocking(move || {
        let mut draft = files.begin(&of)?;
        draft.write(&bytes)?;
        draft.finish()
    });
    judge(app, written.await?, name.to_owned()).await
}

/// Takes back files that will not be kept.
pub async fn give_up(app: &App, taken: impl IntoIterator<Item = Taken>) {
    let taken: Vec<Taken> = taken.into_iter().collect();
    let files = app.files.clone();
    // What stays because of an error goes with the sweeping.
    let _ = spawn_blocking(move || taken.iter().for_each(|t| files.discard(&t.written))).await;
}

async fn receive_into(
    app: &App,
    upload: &mut Upload,
    owner: &Owner,
    room: usize,
    offered: &mut Vec<Offered>,
) -> Result<(), Failure> {
    while let Some(sent) = upload.next_file().await? {
        let taken = offered.iter().filter(|file| file.outcome.is_ok()).count();
        let staged =
            if taken < room { stage(app, upload, owner).await? } else { Err(Refusal::TooMany) };
        let outcome = match staged {
            // What a browser sends for an input that nothing was chosen for.
            Err(Refusal::Empty) if sent.is_empty() => continue,
            Err(Refusal::TooMany) if sent.is_empty() => continue,
            Err(why) => Err(why),
            Ok(written) => judge(app, written, sent.clone()).await?,
        };
        if let Err(why) = &outcome {
            note_refusal(app, owner, *why);
        }
        offered.push(Offered { name: shown_name(&sent), outcome });
    }
    Ok(())
}

/// The event that says that a file of somebody was refused, so that support can explain it. Its
/// payload has the word of the [`Refusal`], and neither the name nor the file.
pub const REFUSED: &str = "scan.refused";

fn note_refusal(app: &App, owner: &Owner, why: Refusal) {
    let draft = Draft::new(&owner.site, REFUSED).by("person", &owner.subject);
    let why = serde_json::to_value(why).unwrap_or_default();
    app.db.journal_later(draft.about(&owner.subject).with(serde_json::json!({ "why": why })));
}

/// Puts the bytes of one file on the disk, as long as they are not too many.
async fn stage(
    app: &App,
    upload: &mut Upload,
    owner: &Owner,
) -> Result<Result<Written, Refusal>, Failure> {
    let (files, of) = (app.files.clone(), owner.clone());
    let mut draft = blocking(move || files.begin(&of)).await?;
    let mut piece = Vec::with_capacity(PIECE);
    let mut size = 0;
    while let Some(bytes) = upload.chunk().await? {
        size += bytes.len();
        if size > LARGEST {
            return Ok(Err(Refusal::TooLarge));
        }
        piece.extend_from_slice(&bytes);
        if piece.len() >= PIECE {
            (draft, piece) = blocking(move || put(draft, piece)).await?;
        }
    }
    if size == 0 {
        return Ok(Err(Refusal::Empty));
    }
    blocking(move || put(draft, piece)?.0.finish()).await.map(Ok)
}

fn put(mut draft: Bytes, mut piece: Vec<u8>) -> store::Result<(Bytes, Vec<u8>)> {
    draft.write(&piece)?;
    piece.clear();
    Ok((draft, piece))
}

/// Judges what lies on the disk, and puts what is to be kept instead in its place.
async fn judge(
    app: &App,
    written: Written,
    sent: String,
) -> Result<Result<Taken, Refusal>, Failure> {
    let _one = JUDGING.acquire().await.map_err(Failure::internal)?;
    let files = app.files.clone();
    let judged = app.cpu.run(move || {
        let outcome = judged(&files, &written, &sent);
        if !matches!(&outcome, Ok(Ok(taken)) if taken.written == written) {
            files.discard(&written);
        }
        outcome
    });
    Ok(judged.await??)
}

fn judged(files: &Files, written: &Written, sent: &str) -> store::Result<Result<Taken, Refusal>> {
    let bytes = files.open_written(written)?.all(LARGEST)?;
    let Clean { kind, rewritten } = match check(&bytes) {
        Ok(clean) => clean,
        Err(why) => return Ok(Err(why)),
    };
    let written = match rewritten {
        None => written.clone(),
        Some(bytes) => {
            let mut draft = files.begin(&written.owner)?;
            draft.write(&bytes)?;
            draft.finish()?
        }
    };
    Ok(Ok(Taken { written, kind, name: clean_name(sent, kind) }))
}

/// Gives a file back to its owner, as an attachment.
///
/// # Errors
/// [`Failure::NotFound`] for what is not there and for what is somebody else's.
pub async fn give(app: &App, owner: Owner, id: FileId) -> Result<Response, Failure> {
    let found = app.db.read(move |tx| file::find(tx, &owner, id)).await?;
    let found = found.ok_or(Failure::NotFound)?;
    let name = if found.name.is_empty() { found.id.to_string() } else { found.name.clone() };
    web::download(app, found, &name).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> store::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    Ok(spawn_blocking(work).await.map_err(Failure::internal)??)
}

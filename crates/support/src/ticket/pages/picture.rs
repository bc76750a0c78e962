//! A picture of what she saw, sent along in the thread.

use ::store::Tx;
use axum::extract::{Path, State as Of};
use axum::http::StatusCode;
use cabinet::scan::pages::{Offered, Refused, Taken, give as give_file, give_up, receive};
use cabinet::scan::{Kind, Refusal};
use web::{Current, Failure, Fields, FlashKind, Upload, Visit, see_other};

use super::{Answer, Help, hers, thread};
use crate::ticket::{self, Acted, PICTURE_MAX, Picture, TicketId, Via};

pub(super) async fn add(
    Of(help): Of<Help>,
    visit: Visit,
    who: Option<Current>,
    Path(number): Path<String>,
    mut upload: Upload,
) -> Answer {
    let ticket = hers(&help, &visit, who.as_ref(), &number).await?;
    let (id, once) = (ticket.id, upload.form().once());
    let may = help.app.db.write("ticket.may_show", move |tx| ticket::may_show(tx, id)).await?;
    // Without room the form is read to its end all the same: a browser hears no answer before.
    let room = usize::from(may);
    let offered = receive(&help.app, &mut upload, &ticket::owner(&ticket), room).await?;
    note(&help, id, &offered).await?;
    let why = match chosen(&help, &visit, offered, may).await {
        Ok(picture) => {
            let kept = picture.clone();
            let write = move |tx: &mut Tx| ticket::show(tx, id, &kept);
            match help.app.db.write_once("ticket.picture", &once, write).await? {
                Acted::Done => {
                    let back = see_other(&format!("/help/tickets/{}", ticket.number));
                    return Ok(web::flash(back, FlashKind::Success, "support-ticket-replied"));
                }
                _ => visit.t("support-ticket-reply-closed"),
            }
        }
        Err(why) => why,
    };
    let mut fields = Fields::empty();
    fields.error("picture", why);
    let page = thread(&help, &visit, &ticket, fields, None).await?;
    Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// Writes down what was not taken, so that staff can explain it.
async fn note(help: &Help, id: TicketId, offered: &[Offered]) -> Result<(), Failure> {
    let refused = |file: &Offered| match file.outcome {
        Err(Refusal::TooMany) | Ok(_) => None,
        Err(why) => Some(Refused { name: file.name.clone(), why }),
    };
    let Some(file) = offered.iter().find_map(refused) else { return Ok(()) };
    let write = move |tx: &mut Tx| ticket::refused(tx, id, &file, Via::Page);
    Ok(help.app.db.write("ticket.refused", write).await?)
}

/// The picture among what came, or why there is none, in words.
async fn chosen(
    help: &Help,
    visit: &Visit,
    offered: Vec<Offered>,
    may: bool,
) -> Result<Picture, String> {
    if !may {
        return Err(visit.t("support-ticket-picture-spent"));
    }
    let Some(Offered { name, outcome }) = offered.into_iter().next() else {
        return Err(visit.t("support-ticket-picture-none"));
    };
    let taken = match outcome {
        Ok(taken) => taken,
        Err(why) => return Err(Refused { name, why }.words(&visit.page("web-help"))),
    };
    let wrong = match taken.kind {
        Kind::Pdf => Some("support-ticket-picture-kind"),
        _ if taken.written.size > PICTURE_MAX => Some("support-ticket-picture-large"),
        _ => None,
    };
    match wrong {
        Some(key) => {
            give_up(&help.app, [taken]).await;
            Err(visit.t(key))
        }
        None => {
            let Taken { written, kind, name } = taken;
            Ok(Picture { written, name, media: kind.media() })
        }
    }
}

/// Gives it back to whoever may read the thread.
pub(super) async fn give(
    Of(help): Of<Help>,
    visit: Visit,
    who: Option<Current>,
    Path((number, file)): Path<(String, String)>,
) -> Answer {
    let ticket = hers(&help, &visit, who.as_ref(), &number).await?;
    let file = file.parse().map_err(|_| Failure::NotFound)?;
    give_file(&help.app, ticket::owner(&ticket), file).await
}

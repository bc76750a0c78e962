//! The desk: where staff work. A relying party of its own, apart from the public sites.
//!
//! * [`staff`]: who works here, invitations, roles, suspension; [`staff::reading`].
//! * [`Desk`]: the site: entrance through the provider with two factors, the frame of its pages,
//!   the home page, what has failed, one's own journal, the list of staff.
//! * [`ticket`]: requests for help, from the form in *Помощь* to the answer.
//! * [`inbox`]: replies by e-mail, which join the thread of a request.
//!
//! Pages that act on a person's account belong to the crate that owns the account; the program
//! mounts them on this site under [`PEOPLE`] and gives them [`Desk::frame`] as their frame.
//!
//! # What the journal says of staff
//! The actor is `staff:ID`. Sign-ins and invitations have the subject of the member of staff;
//! everything about a person has that person's id on the site named.
//!
//! | event | site | what happened |
//! |---|---|---|
//! | `staff.invited` | desk | somebody was invited, or invited again |
//! | `staff.bound` | desk | the invitation was used |
//! | `staff.signed_in` | desk | with two factors |
//! | `staff.refused` | desk | no invitation, suspended, one factor only |
//! | `staff.suspended`, `staff.reinstated` | desk | by an administrator |
//! | `ticket.sent`, `ticket.replied` | the person's | she wrote |
//! | `ticket.answered`, `ticket.closed`, `ticket.handed` | the person's | by staff |
//! | `ticket.access_sent` | the person's | staff had an access number sent to her |
//! | `staff.own_refused` | the person's | staff tried to act on a request of her own |
//! | `ticket.overdue` | the person's | the deadline for an answer passed |
//! | `staff.read` | the person's | a person's data were shown; payload: `what`, `reason` |

mod desk;
pub mod inbox;
pub mod staff;
pub mod ticket;

pub use desk::pages::routes;
pub use desk::{Desk, Frame, PEOPLE};

use ::store::job::Runner;
use web::App;

/// Adds the handlers of this crate's jobs.
pub fn jobs(runner: Runner, app: &App) -> Runner {
    ticket::jobs::jobs(runner, app)
}

//! Asking an authority.

use super::{ANSWER_MAX, Answer, Error, QUESTION_TYPE, Request, Stamp, Status};
use crate::transport::{Request as Call, Transport};

/// Asks the authority at `url` for a stamp.
///
/// The stamp is about the right thing and answers this question; whether its signature holds and
/// the authority is one to be believed tells [`Stamp::check`].
///
/// # Errors
///
/// [`Error`].
pub fn ask(transport: &Transport<'_>, url: &str, request: &Request) -> Result<Stamp, Error> {
    let body = Some((QUESTION_TYPE, request.to_der()?));
    let call = Call { url: url.to_owned(), body, limit: ANSWER_MAX };
    let answer = transport(&call).map_err(Error::Transport)?;
    check_answer(request, &answer)
}

/// The stamp of an answer in DER, if it answers this question (RFC 3161, section 2.2).
///
/// # Errors
///
/// [`Error`], all but [`Error::Transport`].
pub fn check_answer(request: &Request, answer: &[u8]) -> Result<Stamp, Error> {
    let answer = Answer::from_der(answer)?;
    let granted = matches!(answer.status, Status::Granted | Status::GrantedWithChanges);
    let Some(stamp) = answer.stamp.filter(|_| granted) else {
        return Err(Error::Refused(answer.status, answer.failure, answer.words.join("; ")));
    };
    let info = stamp.info();
    if info.imprint != request.imprint {
        return Err(Error::Mismatch("imprint"));
    }
    if request.nonce.is_some() && info.nonce != request.nonce {
        return Err(Error::Mismatch("nonce"));
    }
    if request.policy.is_some_and(|policy| policy != info.policy) {
        return Err(Error::Mismatch("policy"));
    }
    Ok(stamp)
}

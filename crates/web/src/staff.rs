//! The proof that a member of staff is signed in with two factors.
//!
//! `support` owns the table of staff and checks password-less sign-in and the second factor;
//! only a session opened by [`open_session`] turns into a [`Staff`].

mod barrier;

use std::fmt;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use http::request::Parts;
use store::{Result, Tx};

use crate::session::{self, Limits, Opened, SessionId};
use crate::{Failure, Site, Visit, VisitFacts};

pub use barrier::{Belongs, Citizen, KnownAs, NotOwn, Own};

store::id!(
    /// A member of staff.
    pub StaffId
);

/// What a member of staff may do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Help desk: tickets, unlocking, confirming a level in person.
    Operator,
    /// Decides applications.
    Examiner,
    /// Reads the journal, changes nothing.
    Auditor,
    /// Invites and removes staff, sets up clients.
    Administrator,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 4] = [Role::Operator, Role::Examiner, Role::Auditor, Role::Administrator];

    /// Its name in tables and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Examiner => "examiner",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Role, String> {
        let found = Role::ALL.into_iter().find(|role| role.as_str() == name);
        found.ok_or_else(|| format!("there is no role called {name:?}"))
    }
}

/// Says that two factors were checked just now. Only the desk's sign-in makes it, after both.
#[derive(Clone, Debug)]
pub struct TwoFactors {
    methods: [String; 2],
}

impl TwoFactors {
    /// `first` and `second` name what was checked (`amr` values of RFC 8176, such as `pwd` and
    /// `otp`); `None` when they are the same.
    pub fn checked(first: &str, second: &str) -> Option<TwoFactors> {
        let methods = [first.to_owned(), second.to_owned()];
        (first != second && !first.is_empty() && !second.is_empty())
            .then_some(TwoFactors { methods })
    }
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    staff: StaffId,
    login: String,
    name: String,
    roles: Vec<Role>,
    two_factors: [String; 2],
}

/// A member of staff who is signed in at the desk with two factors. As a handler's argument it
/// sends others to the desk's sign-in page.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Who.
    pub id: StaffId,
    /// The login.
    pub login: String,
    /// The name for the page and the journal.
    pub name: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Their session.
    pub session: SessionId,
    _proof: Proof,
}

/// Keeps [`Staff`] from being made anywhere else.
#[derive(Clone, Debug)]
struct Proof;

impl Staff {
    /// Whether they have the role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Goes on only for somebody who has the role.
    ///
    /// # Errors
    /// [`Failure::NotFound`]: what one may not use is not there.
    pub fn require(&self, role: Role) -> std::result::Result<(), Failure> {
        if self.has(role) { Ok(()) } else { Err(Failure::NotFound) }
    }

    /// A proof without a request, for stories.
    #[doc(hidden)]
    pub fn for_story(id: StaffId, roles: &[Role]) -> Staff {
        Staff {
            id,
            login: "story".into(),
            name: "Проверочный С. С.".into(),
            roles: roles.to_vec(),
            session: SessionId(id.0),
            _proof: Proof,
        }
    }
}

/// Opens the session of a member of staff.
#[expect(clippy::too_many_arguments, reason = "each is a fact of the sign-in")]
pub fn open_session(
    tx: &mut Tx,
    id: StaffId,
    login: &str,
    name: &str,
    roles: &[Role],
    visit: &VisitFacts,
    limits: Limits,
    proof: TwoFactors,
) -> Result<Opened> {
    let kept = Kept {
        staff: id,
        login: login.to_owned(),
        name: name.to_owned(),
        roles: roles.to_vec(),
        two_factors: proof.methods,
    };
    session::open(tx, Site::Desk, &id.to_string(), visit, &kept, limits)
}

/// Goes on only for somebody who has the role: [`Staff::require`] as a function.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn require(staff: &Staff, role: Role) -> std::result::Result<(), Failure> {
    staff.require(role)
}

impl<S: Sync> FromRequestParts<S> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Staff, Failure> {
        let visit = Visit::of(parts)?;
        if visit.site != Site::Desk {
            return Err(Failure::NotFound);
        }
        let current = session::current(visit.app(), &visit).await?.ok_or(Failure::SignIn)?;
        // A session of another shape is one of the steps before the second factor.
        let kept: Kept = current.data().map_err(|_| Failure::SignIn)?;
        Ok(Staff {
            id: kept.staff,
            login: kept.login,
            name: kept.name,
            roles: kept.roles,
            session: current.id,
            _proof: Proof,
        })
    }
}

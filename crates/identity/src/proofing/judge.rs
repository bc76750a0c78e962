//! What the answers of the registers say together.

use registries::{Agreement, Asked, Match, Part, Register};

use super::ask::Finding;
use super::{Refusal, Typed};

/// What the answers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Everything that was typed is hers.
    Agrees,
    /// Something is not.
    Refused(Refusal),
    /// These registers have to be asked again.
    Later(Vec<Register>),
}

/// Judges. A register that does not know her, or holds something else, decides at once, whatever
/// the others would say: she can put it right while they are away.
pub fn judge(typed: &Typed, findings: &[Finding]) -> Judgement {
    let of = |wanted: fn(&Asked<Match>) -> bool| -> Vec<Register> {
        let found = findings.iter().filter(|(_, asked)| wanted(asked));
        found.map(|(register, _)| *register).collect()
    };
    let differing: Vec<_> = findings.iter().flat_map(differences).collect();
    let unknown = of(|asked| match asked {
        Asked::Known(found) => is_somebody_else(found),
        asked => matches!(asked, Asked::Unknown),
    });
    let silent = of(Asked::is_unavailable);
    let passport = passport(typed, findings);
    if !unknown.is_empty() {
        Judgement::Refused(Refusal::Unknown(unknown))
    } else if !differing.is_empty() {
        Judgement::Refused(Refusal::Differs(differing))
    } else if !silent.is_empty() {
        Judgement::Later(silent)
    } else if let Some(missing) = passport {
        Judgement::Refused(Refusal::Differs(vec![missing]))
    } else {
        Judgement::Agrees
    }
}

/// Whether the number leads to another person: neither name nor date of birth are hers. Which line
/// is wrong is not said then, because all of them are somebody else's, and it is the number that
/// she has to look at.
fn is_somebody_else(found: &Match) -> bool {
    [found.family_name, found.given_name, found.birth_date]
        .into_iter()
        .all(|agreement| agreement == Agreement::Differs)
}

/// The lines of one register that speak against what was typed.
fn differences((register, asked): &Finding) -> Vec<(Register, Part, Agreement)> {
    let Asked::Known(found) = asked else { return Vec::new() };
    let speaks_against = |(part, agreement): &(Part, Agreement)| match (part, agreement) {
        // Not every register keeps sex and passport; see `passport`.
        (Part::Gender | Part::Passport, Agreement::NotHeld) => false,
        (_, agreement) => !agreement.is_fine(),
    };
    let lines = found.parts().into_iter().filter(speaks_against);
    lines.map(|(part, agreement)| (*register, part, agreement)).collect()
}

/// At least one register must know the passport.
fn passport(typed: &Typed, findings: &[Finding]) -> Option<(Register, Part, Agreement)> {
    typed.passport.as_ref()?;
    let known = findings.iter().any(
        |(_, asked)| matches!(asked, Asked::Known(found) if found.passport == Agreement::Same),
    );
    let (register, _) = findings.first()?;
    (!known).then_some((*register, Part::Passport, Agreement::NotHeld))
}

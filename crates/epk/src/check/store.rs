//! What the rules found, in the database.

use store::{Error, Id, Moment, Result, Tx, params};

use super::{Finding, Outcome, Rule};

const EVIDENCE: &str = "epk_finding.evidence";

/// Keeps what the rules found in a round, in place of what they found before.
pub fn keep(tx: &mut Tx, application: Id, round: i64, findings: &[Finding]) -> Result<()> {
    for found in findings {
        let plain = serde_json::to_vec(&found.evidence).map_err(Error::bug)?;
        let sealed = tx.vault().seal(EVIDENCE, &plain);
        let outcome = if found.outcome == Outcome::Holds { HOLDS } else { FAILS };
        tx.execute(
            "insert into epk_finding (application, round, rule, outcome, evidence, checked_at)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (application, round, rule) do update
               set outcome = excluded.outcome, evidence = excluded.evidence,
                 checked_at = excluded.checked_at",
            params![application, round, found.rule.as_str(), outcome, sealed, found.at],
        )?;
    }
    Ok(())
}

/// What the rules found in a round, in the order in which they are shown.
pub fn of_round(tx: &Tx, application: Id, round: i64) -> Result<Vec<Finding>> {
    let rows: Vec<(String, String, Vec<u8>, Moment)> = tx.query(
        "select rule, outcome, evidence, checked_at from epk_finding
         where application = $1 and round = $2",
        params![application, round],
    )?;
    let mut findings = Vec::new();
    for (rule, outcome, sealed, at) in rows {
        // A rule that was given up since is history without words.
        let Some(rule) = Rule::parse(&rule) else { continue };
        let plain = tx.vault().open_bytes(EVIDENCE, &sealed);
        let plain = plain.ok_or_else(|| Error::bug("epk_finding.evidence is unreadable"))?;
        let evidence = serde_json::from_slice(&plain).map_err(Error::bug)?;
        let outcome = if outcome == HOLDS { Outcome::Holds } else { Outcome::Fails };
        findings.push(Finding { rule, outcome, evidence, at });
    }
    findings.sort_by_key(|found| Rule::ALL.iter().position(|rule| *rule == found.rule));
    Ok(findings)
}

const HOLDS: &str = "holds";
const FAILS: &str = "fails";

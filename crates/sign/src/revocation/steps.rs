//! How much work it is to ask what is at hand, counted before it is done.

use super::Revocation;
use crate::certificate::Certificate;
use crate::work;

impl Revocation<'_> {
    /// Steps to ask every list and answer at hand about a certificate. For each answer that speaks
    /// of it, the same may be asked again about whoever gave that answer.
    pub(crate) fn steps(&self, certificate: &Certificate, issuer: &Certificate) -> u64 {
        let lists: u64 = self
            .lists
            .iter()
            .chain(&self.brought.lists)
            .map(|list| list.steps(certificate, issuer))
            .sum();
        let named = work::of_bytes(issuer.subject().der().len() + issuer.key_der().len());
        let (mut scanned, mut heard, mut all, mut speakers) = (0u64, 0u64, 0u64, 0u64);
        for answer in self.answers.iter().chain(&self.brought.answers) {
            let mentions = answer.mentions(certificate.serial());
            let steps = answer.steps();
            scanned += 1 + mentions * named;
            all = all.saturating_add(steps);
            if mentions > 0 {
                heard = heard.saturating_add(steps);
                speakers += 1;
            }
        }
        let again = speakers.saturating_mul(lists.saturating_add(all));
        lists.saturating_add(scanned).saturating_add(heard).saturating_add(again).saturating_add(1)
    }
}

//! What assures the quality of the award, as the anchors state it.

use crate::checked::{Assured, Vouchers};

/// Quality assurance by the anchors, where a signer is the organisation that it speaks of.
pub(crate) fn assured(vouched: &Vouchers<'_, '_>) -> Vec<Assured> {
    let mut assured: Vec<Assured> = Vec::new();
    for (signer, vouched) in &vouched.found {
        let anchor = &vouched.ready.anchor;
        let is_new = !assured.iter().any(|one| one.anchor == anchor.id);
        if let Some(quality) = &anchor.quality
            && is_new
            && vouched.ready.is_about(signer)
        {
            assured.push(Assured {
                anchor: anchor.id.clone(),
                quality: quality.clone(),
            });
        }
    }
    assured
}

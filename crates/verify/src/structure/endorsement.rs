//! What an endorsement must have.
//!
//! Source: Open Badges 3.0 appendix B (`EndorsementCredential`, `EndorsementSubject`).

use super::Found;
use super::open_badges_3::{CONTEXTS, PROFILE};
use super::shape::{
    Class,
    Kind::{DateTime, Node, NodeOrUrl, Text, Url},
    Path, check as walk, may, one,
};
use super::vc::{self, Version};
use crate::opened::Opened;

static SUBJECT: Class = Class {
    name: "EndorsementSubject",
    types: &["EndorsementSubject"],
    one_of: &[],
    members: &[one("id", Url), may("endorsementComment", Text)],
};

/// In its first version neither name nor identifier is asked for by the published schema.
static ENDORSEMENT_1: Class = Class {
    name: "EndorsementCredential",
    types: &["EndorsementCredential"],
    one_of: &[],
    members: &[
        may("id", Url),
        may("name", Text),
        one("credentialSubject", Node(&SUBJECT)),
        one("issuer", NodeOrUrl(&PROFILE)),
    ],
};

static ENDORSEMENT_2: Class = Class {
    name: "EndorsementCredential",
    types: &["EndorsementCredential"],
    one_of: &[],
    members: &[
        one("id", Url),
        one("name", Text),
        may("description", Text),
        one("credentialSubject", Node(&SUBJECT)),
        may("awardedDate", DateTime),
        one("issuer", NodeOrUrl(&PROFILE)),
        one("validFrom", DateTime),
    ],
};

/// Compares an endorsement with its standard.
pub(super) fn check(opened: &Opened, version: Version, place: &Path<'_>, found: &mut Found) {
    let credential = opened.credential();
    vc::further_contexts(credential, place, &[CONTEXTS], found);
    let class = match version {
        Version::One => &ENDORSEMENT_1,
        Version::Two => &ENDORSEMENT_2,
    };
    walk(class, credential, place, &vc::implied(opened), found);
}

//! What a Comprehensive Learner Record 2.0 must have; the credentials inside are checked by
//! themselves.
//!
//! Source: Comprehensive Learner Record 2.0 appendix B (`ClrCredential`, `ClrSubject`,
//! `Association`).

use super::Found;
use super::open_badges_3::{self, ACHIEVEMENT, EVIDENCE, IDENTITY_OBJECT, IMAGE, PROFILE};
use super::shape::{
    Class,
    Kind::{Boolean, DateTime, Held, Node, NodeOrUrl, OpenWord, Text, Token, Url},
    Path, check as walk, many, may, one, some,
};
use super::vc::{self, Version};
use crate::opened::Opened;

const CONTEXTS: (&str, &[&str]) = (
    "Comprehensive Learner Record 2.0",
    &[
        "https://purl.imsglobal.org/spec/clr/v2p0/",
        "https://dc.imsglobal.org/draft/clr/v2p0/",
    ],
);

const ASSOCIATION_TYPES: &[&str] = &[
    "exactMatchOf",
    "isChildOf",
    "isParentOf",
    "isPartOf",
    "isPeerOf",
    "isRelatedTo",
    "precedes",
    "replacedBy",
];

static ASSOCIATION: Class = Class {
    name: "Association",
    types: &["Association"],
    one_of: &[],
    members: &[
        one("associationType", OpenWord(ASSOCIATION_TYPES)),
        one("sourceId", Url),
        one("targetId", Url),
    ],
};

static CLR_SUBJECT: Class = Class {
    name: "ClrSubject",
    types: &["ClrSubject"],
    one_of: &["id", "identifier"],
    members: &[
        may("id", Url),
        many("identifier", Node(&IDENTITY_OBJECT)),
        many("achievement", Node(&ACHIEVEMENT)),
        many("association", Node(&ASSOCIATION)),
        some("verifiableCredential", Held),
    ],
};

macro_rules! record {
    ($($own:expr),*) => {
        Class {
            name: "ClrCredential",
            types: &["ClrCredential"],
            one_of: &[],
            members: &[
                one("id", Url),
                one("name", Text),
                may("description", Text),
                may("image", NodeOrUrl(&IMAGE)),
                may("awardedDate", DateTime),
                may("partial", Boolean),
                one("credentialSubject", Node(&CLR_SUBJECT)),
                many("endorsement", Held),
                many("endorsementJwt", Token),
                many("evidence", Node(&EVIDENCE)),
                one("issuer", NodeOrUrl(&PROFILE)),
                $($own),*
            ],
        }
    };
}

static RECORD_1: Class = record!();
static RECORD_2: Class = record!(one("validFrom", DateTime));

/// Compares a record with its standard.
pub(super) fn check(opened: &Opened, version: Version, place: &Path<'_>, found: &mut Found) {
    let credential = opened.credential();
    let wanted = [CONTEXTS, open_badges_3::CONTEXTS];
    vc::further_contexts(credential, place, &wanted, found);
    let class = match version {
        Version::One => &RECORD_1,
        Version::Two => &RECORD_2,
    };
    walk(class, credential, place, &vc::implied(opened), found);
}

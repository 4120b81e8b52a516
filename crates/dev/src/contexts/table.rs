//! Which contexts are shipped, under which addresses, and which are not, and why.

use super::{LeftOut, Published, Source};

/// The contexts that credentials use, in the order of their names' subjects.
pub(crate) const TABLE: &[Published] = &[
    // W3C: credentials, identifiers, proofs and status.
    Published {
        name: "credentials-v1",
        version: "1.1",
        urls: &["https://www.w3.org/2018/credentials/v1"],
        source: Source::Folder("open-badges/contexts/1edtech-validator/2018-credentials-v1.jsonld"),
    },
    Published {
        name: "credentials-v2",
        version: "2.0",
        urls: &["https://www.w3.org/ns/credentials/v2"],
        source: Source::Folder("open-badges/contexts/1edtech-validator/credentials-v2.jsonld"),
    },
    Published {
        name: "did-v1",
        version: "1.0",
        urls: &["https://www.w3.org/ns/did/v1"],
        source: Source::Folder("open-badges/contexts/1edtech-validator/did-v1.jsonld"),
    },
    Published {
        name: "ed25519-2018-v1",
        version: "1",
        urls: &["https://w3id.org/security/suites/ed25519-2018/v1"],
        source: Source::Folder("open-badges/contexts/1edtech-validator/suites-ed25519-2018.jsonld"),
    },
    Published {
        name: "ed25519-2020-v1",
        version: "1",
        urls: &["https://w3id.org/security/suites/ed25519-2020/v1"],
        source: Source::Folder("open-badges/contexts/1edtech-validator/suites-ed25519-2020.jsonld"),
    },
    Published {
        name: "x25519-2019-v1",
        version: "1",
        urls: &["https://w3id.org/security/suites/x25519-2019/v1"],
        source: Source::Folder("open-badges/contexts/1edtech-validator/suites-x25519-2019.jsonld"),
    },
    Published {
        name: "x25519-2020-v1",
        version: "1",
        urls: &["https://w3id.org/security/suites/x25519-2020/v1"],
        source: Source::Package {
            package: "x25519-key-agreement-2020-context",
            version: "1.0.0",
            path: "contexts/x25519-key-agreement-2020-v1.json",
        },
    },
    Published {
        name: "secp256k1-2019-v1",
        version: "1",
        urls: &["https://w3id.org/security/suites/secp256k1-2019/v1"],
        source: Source::Folder(
            "open-badges/contexts/1edtech-validator/suites-secp256k1-2019.jsonld",
        ),
    },
    Published {
        name: "jws-2020-v1",
        version: "1",
        urls: &[
            "https://w3id.org/security/suites/jws-2020/v1",
            "https://w3c-ccg.github.io/lds-jws2020/contexts/lds-jws2020-v1.json",
        ],
        source: Source::Folder("open-badges/contexts/1edtech-validator/suites-jws-2020.jsonld"),
    },
    Published {
        name: "multikey-v1",
        version: "1",
        urls: &["https://w3id.org/security/multikey/v1"],
        source: Source::Folder("w3c/vc-contexts/contexts/multikey/v1"),
    },
    Published {
        name: "jwk-v1",
        version: "1",
        urls: &["https://w3id.org/security/jwk/v1"],
        source: Source::Folder("w3c/vc-contexts/contexts/jwk/v1"),
    },
    Published {
        name: "data-integrity-v1",
        version: "1",
        urls: &["https://w3id.org/security/data-integrity/v1"],
        source: Source::Folder("w3c/vc-contexts/contexts/data-integrity/v1"),
    },
    Published {
        name: "data-integrity-v2",
        version: "2",
        urls: &["https://w3id.org/security/data-integrity/v2"],
        source: Source::Folder("w3c/vc-contexts/contexts/data-integrity/v2"),
    },
    Published {
        name: "status-list-2021-v1",
        version: "1",
        urls: &["https://w3id.org/vc/status-list/2021/v1"],
        source: Source::Folder("w3c/vc-contexts/bitstring/contexts/2021/v1.jsonld"),
    },
    Published {
        name: "bitstring-status-list-v1",
        version: "1",
        urls: &["https://www.w3.org/ns/credentials/status/v1"],
        source: Source::Folder("w3c/vc-contexts/bitstring/contexts/v1.jsonld"),
    },
    // Digital Credentials Consortium.
    Published {
        name: "dcc-v1",
        version: "1",
        urls: &["https://w3id.org/dcc/v1"],
        source: Source::Package {
            package: "@digitalcredentials/dcc-context",
            version: "1.0.0",
            path: "js/context.js",
        },
    },
    // 1EdTech: Open Badges and Comprehensive Learner Record. Where several documents circulate under
    // one address, the specification's own stands first.
    Published {
        name: "ob-2.0-spec",
        version: "2.0",
        urls: &[
            "https://w3id.org/openbadges/v2",
            "https://openbadgespec.org/v2/context.json",
        ],
        source: Source::Folder("open-badges/contexts/1edtech-spec/ob_v2p0/context.json"),
    },
    Published {
        name: "ob-2.0-validator",
        version: "2.0",
        urls: &[
            "https://w3id.org/openbadges/v2",
            "https://openbadgespec.org/v2/context.json",
        ],
        source: Source::Folder("open-badges/contexts/1edtech-validator/ob-v2p0.json"),
    },
    Published {
        name: "ob-3.0.0",
        version: "3.0.0",
        urls: &[
            "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld",
        ],
        source: Source::Folder("open-badges/contexts/1edtech-spec/ob_v3p0/context.json"),
    },
    Published {
        name: "ob-3.0.1",
        version: "3.0.1",
        urls: &["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"],
        source: Source::Folder("open-badges/contexts/1edtech-spec/ob_v3p0/context-3.0.1.json"),
    },
    Published {
        name: "ob-3.0.2",
        version: "3.0.2",
        urls: &["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"],
        source: Source::Folder("open-badges/contexts/1edtech-spec/ob_v3p0/context-3.0.2.json"),
    },
    Published {
        name: "ob-3.0.3-spec",
        version: "3.0.3",
        urls: &["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        source: Source::Folder("open-badges/contexts/1edtech-spec/ob_v3p0/context-3.0.3.json"),
    },
    Published {
        name: "ob-3.0.3-validator",
        version: "3.0.3",
        urls: &["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        source: Source::Folder("open-badges/contexts/1edtech-validator/ob-v3p0-3.0.3.json"),
    },
    Published {
        name: "ob-3.0-beta",
        version: "3.0 beta",
        urls: &[
            "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
            "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html",
            "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        ],
        source: Source::Folder(
            "open-badges/jff-plugfest/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
        ),
    },
    Published {
        name: "ob-3.0-extensions",
        version: "3.0",
        urls: &["https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],
        source: Source::Folder("open-badges/contexts/1edtech-validator/ob-v3p0-extensions.json"),
    },
    Published {
        name: "clr-2.0.0",
        version: "2.0.0",
        urls: &["https://purl.imsglobal.org/spec/clr/v2p0/context.json"],
        source: Source::Folder("open-badges/contexts/1edtech-validator/clr-v2p0.json"),
    },
    Published {
        name: "clr-2.0.1",
        version: "2.0.1",
        urls: &["https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"],
        source: Source::Folder("open-badges/contexts/1edtech-validator/clr-v2p0-2.0.1.json"),
    },
    // 1EdTech: extensions of Open Badges 2.0.
    Published {
        name: "ob2-accessibility",
        version: "2.0",
        urls: &[
            "https://w3id.org/openbadges/extensions/accessibilityExtension/context.json",
            "https://openbadgespec.org/extensions/accessibilityExtension/context.json",
        ],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v2p0/accessibilityExtension/context.json",
        ),
    },
    Published {
        name: "ob2-apply-link",
        version: "2.0",
        urls: &[
            "https://w3id.org/openbadges/extensions/applyLinkExtension/context.json",
            "https://openbadgespec.org/extensions/applyLinkExtension/context.json",
        ],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v2p0/applyLinkExtension/context.json",
        ),
    },
    Published {
        name: "ob2-endorsement",
        version: "2.0",
        urls: &[
            "https://w3id.org/openbadges/extensions/endorsement/context.json",
            "https://openbadgespec.org/extensions/endorsement/context.json",
        ],
        source: Source::Folder("open-badges/extensions/1edtech-ob_v2p0/endorsement/context.json"),
    },
    Published {
        name: "ob2-geo-coordinates",
        version: "2.0",
        urls: &[
            "https://w3id.org/openbadges/extensions/geoCoordinatesExtension/context.json",
            "https://openbadgespec.org/extensions/geoCoordinatesExtension/context.json",
        ],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v2p0/geoCoordinatesExtension/context.json",
        ),
    },
    Published {
        name: "ob2-license",
        version: "2.0",
        urls: &[
            "https://w3id.org/openbadges/extensions/licenseExtension/context.json",
            "https://openbadgespec.org/extensions/licenseExtension/context.json",
        ],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v2p0/licenseExtension/context.json",
        ),
    },
    Published {
        name: "ob2-original-creator",
        version: "2.0",
        urls: &[
            "https://w3id.org/openbadges/extensions/originalCreatorExtension/context.json",
            "https://openbadgespec.org/extensions/originalCreatorExtension/context.json",
        ],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v2p0/originalCreatorExtension/context.json",
        ),
    },
    Published {
        name: "ob2-accreditation",
        version: "1.0",
        urls: &["https://purl.imsglobal.org/spec/ob-accred/v1p0/context/"],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v2p0/issuerAccreditationExtension/context.json",
        ),
    },
    Published {
        name: "ob2-assessment",
        version: "1.0",
        urls: &["https://purl.imsglobal.org/spec/ob-assessment/v1p0/context/"],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v2p0/assessmentExtension/context.json",
        ),
    },
    Published {
        name: "ob2-extra-description",
        version: "1.0",
        urls: &["https://purl.imsglobal.org/spec/ob-exdesc/v1p0/context/"],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v2p0/extraDescription/context.json",
        ),
    },
    // 1EdTech: extensions of Open Badges 3.0.
    Published {
        name: "ob3-accessibility",
        version: "3.0.0",
        urls: &["https://openbadgespec.org/extensions/accessibilityExtension/context-3.0.0.json"],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v3p0/accessibilityExtension/context-3.0.0.json",
        ),
    },
    Published {
        name: "ob3-apply-link",
        version: "3.0.0",
        urls: &["https://openbadgespec.org/extensions/applyLinkExtension/context-3.0.0.json"],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v3p0/applyLinkExtension/context-3.0.0.json",
        ),
    },
    Published {
        name: "ob3-geo-coordinates",
        version: "3.0.0",
        urls: &["https://openbadgespec.org/extensions/geoCoordinatesExtension/context-3.0.0.json"],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v3p0/geoCoordinatesExtension/context-3.0.0.json",
        ),
    },
    Published {
        name: "ob3-license",
        version: "3.0.0",
        urls: &["https://openbadgespec.org/extensions/licenseExtension/context-3.0.0.json"],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v3p0/licenseExtension/context-3.0.0.json",
        ),
    },
    Published {
        name: "ob3-accreditation",
        version: "2.0",
        urls: &[
            "https://purl.imsglobal.org/spec/ob-accred/v2p0/context",
            "https://purl.imsglobal.org/spec/ob-accred/v2p0/context/",
        ],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v3p0/issuerAccreditationExtension/v2p0/context.json",
        ),
    },
    Published {
        name: "ob3-assessment",
        version: "2.0",
        urls: &[
            "https://purl.imsglobal.org/spec/ob-assessment/v2p0/context",
            "https://purl.imsglobal.org/spec/ob-assessment/v2p0/context/",
        ],
        source: Source::Folder(
            "open-badges/extensions/1edtech-ob_v3p0/assessmentExtension/v2p0/context.json",
        ),
    },
    // European Learning Model. Both versions circulate under one address.
    Published {
        name: "elm-edc-ap-3.1",
        version: "3.1",
        urls: &[
            "http://data.europa.eu/snb/model/context/edc-ap",
            "https://data.europa.eu/snb/model/context/edc-ap",
        ],
        source: Source::Folder("elm/elm-repo/rdf/ap/edc/edc-ap-context.jsonld"),
    },
    Published {
        name: "elm-edc-ap-3.2",
        version: "3.2",
        urls: &[
            "http://data.europa.eu/snb/model/context/edc-ap",
            "https://data.europa.eu/snb/model/context/edc-ap",
        ],
        source: Source::Folder("elm/elm-repo-3.2LTS/rdf/ap/edc/edc-ap-context.jsonld"),
    },
    // edubadges (Netherlands): extensions of Open Badges 2.0, without a version of their own.
    Published {
        name: "edubadges-ects",
        version: "unversioned",
        urls: &["https://api.edubadges.nl/extensions/ECTSExtension/context.json"],
        source: Source::Folder("open-badges/extensions/edubadges/ECTSExtension/context.json"),
    },
    Published {
        name: "edubadges-eqf",
        version: "unversioned",
        urls: &["https://api.edubadges.nl/extensions/EQFExtension/context.json"],
        source: Source::Folder("open-badges/extensions/edubadges/EQFExtension/context.json"),
    },
    Published {
        name: "edubadges-education-program-identifier",
        version: "unversioned",
        urls: &[
            "https://api.edubadges.nl/extensions/EducationProgramIdentifierExtension/context.json",
        ],
        source: Source::Folder(
            "open-badges/extensions/edubadges/EducationProgramIdentifierExtension/context.json",
        ),
    },
    Published {
        name: "edubadges-grading-table",
        version: "unversioned",
        urls: &["https://api.edubadges.nl/extensions/GradingTableExtension/context.json"],
        source: Source::Folder(
            "open-badges/extensions/edubadges/GradingTableExtension/context.json",
        ),
    },
    Published {
        name: "edubadges-institution-country",
        version: "unversioned",
        urls: &["https://api.edubadges.nl/extensions/InstitutionCountryExtension/context.json"],
        source: Source::Folder(
            "open-badges/extensions/edubadges/InstitutionCountryExtension/context.json",
        ),
    },
    Published {
        name: "edubadges-institution-identifier",
        version: "unversioned",
        urls: &["https://api.edubadges.nl/extensions/InstitutionIdentifierExtension/context.json"],
        source: Source::Folder(
            "open-badges/extensions/edubadges/InstitutionIdentifierExtension/context.json",
        ),
    },
    Published {
        name: "edubadges-institution-name",
        version: "unversioned",
        urls: &["https://api.edubadges.nl/extensions/InstitutionNameExtension/context.json"],
        source: Source::Folder(
            "open-badges/extensions/edubadges/InstitutionNameExtension/context.json",
        ),
    },
    Published {
        name: "edubadges-language",
        version: "unversioned",
        urls: &["https://api.edubadges.nl/extensions/LanguageExtension/context.json"],
        source: Source::Folder("open-badges/extensions/edubadges/LanguageExtension/context.json"),
    },
    Published {
        name: "edubadges-learning-outcome",
        version: "unversioned",
        urls: &["https://api.edubadges.nl/extensions/LearningOutcomeExtension/context.json"],
        source: Source::Folder(
            "open-badges/extensions/edubadges/LearningOutcomeExtension/context.json",
        ),
    },
    Published {
        name: "edubadges-study-load",
        version: "unversioned",
        urls: &["https://api.edubadges.nl/extensions/StudyLoadExtension/context.json"],
        source: Source::Folder("open-badges/extensions/edubadges/StudyLoadExtension/context.json"),
    },
    Published {
        name: "edubadges-time-investment",
        version: "unversioned",
        urls: &["https://api.edubadges.nl/extensions/TimeInvestmentExtension/context.json"],
        source: Source::Folder(
            "open-badges/extensions/edubadges/TimeInvestmentExtension/context.json",
        ),
    },
    // Open Educational Badges (Germany): extensions without a version of their own.
    Published {
        name: "oeb-based-on",
        version: "unversioned",
        urls: &["https://api.openbadges.education/static/extensions/BasedOnExtension/context.json"],
        source: Source::Folder(
            "open-badges/extensions/mint-o-badges/BasedOnExtension/context.json",
        ),
    },
    Published {
        name: "oeb-category",
        version: "unversioned",
        urls: &[
            "https://api.openbadges.education/static/extensions/CategoryExtension/context.json",
        ],
        source: Source::Folder(
            "open-badges/extensions/mint-o-badges/CategoryExtension/context.json",
        ),
    },
    Published {
        name: "oeb-competency",
        version: "unversioned",
        urls: &[
            "https://api.openbadges.education/static/extensions/CompetencyExtension/context.json",
        ],
        source: Source::Folder(
            "open-badges/extensions/mint-o-badges/CompetencyExtension/context.json",
        ),
    },
    Published {
        name: "oeb-level",
        version: "unversioned",
        urls: &["https://api.openbadges.education/static/extensions/LevelExtension/context.json"],
        source: Source::Folder("open-badges/extensions/mint-o-badges/LevelExtension/context.json"),
    },
    Published {
        name: "oeb-license",
        version: "unversioned",
        urls: &["https://api.openbadges.education/static/extensions/LicenseExtension/context.json"],
        source: Source::Folder(
            "open-badges/extensions/mint-o-badges/LicenseExtension/context.json",
        ),
    },
    Published {
        name: "oeb-org-image",
        version: "unversioned",
        urls: &[
            "https://api.openbadges.education/static/extensions/OrgImageExtension/context.json",
        ],
        source: Source::Folder(
            "open-badges/extensions/mint-o-badges/OrgImageExtension/context.json",
        ),
    },
    Published {
        name: "oeb-recipient-profile",
        version: "unversioned",
        urls: &["https://api.openbadges.education/static/extensions/recipientProfile/context.json"],
        source: Source::Folder(
            "open-badges/extensions/mint-o-badges/recipientProfile/context.json",
        ),
    },
    Published {
        name: "oeb-study-load",
        version: "unversioned",
        urls: &[
            "https://api.openbadges.education/static/extensions/StudyLoadExtension/context.json",
        ],
        source: Source::Folder(
            "open-badges/extensions/mint-o-badges/StudyLoadExtension/context.json",
        ),
    },
];

/// Contexts that were looked at and are not shipped.
pub(crate) const LEFT_OUT: &[LeftOut] = &[
    LeftOut {
        urls: &[
            "https://www.w3.org/ns/credentials/examples/v2",
            "https://www.w3.org/ns/credentials/undefined-terms/v2",
        ],
        reason: "a default vocabulary alone: every misspelt term would be signed as if it had a meaning",
    },
    LeftOut {
        urls: &[
            "https://www.w3.org/2018/credentials/examples/v1",
            "https://www.w3.org/2018/credentials/examples/v2",
        ],
        reason: "made for the examples of the specification, not for credentials",
    },
    LeftOut {
        urls: &[
            "https://raw.githubusercontent.com/educredentials/obv3-examples/refs/heads/main/contexts/educredential.json",
        ],
        reason: "not valid: the published text is not JSON, and its term supervisionType holds the key context where @context is meant, which JSON-LD 1.1 refuses",
    },
    LeftOut {
        urls: &["https://www.w3.org/ns/did/v1.1"],
        reason: "no published copy was found; DID documents are read as JSON",
    },
    LeftOut {
        urls: &[
            "https://imsglobal.github.io/openbadges-specification/context.json",
            "https://dc.imsglobal.org/draft/clr/v2p0/context",
        ],
        reason: "drafts of Open Badges 3.0 and CLR 2.0, of which no published copy was found",
    },
];

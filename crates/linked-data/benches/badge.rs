//! The documents that the benches read: a badge of 109 quads with all that issuers write, one of 15
//! quads with nothing that may be left out, and the options of a proof over either.

use serde_json::{Value, json};

const CONTEXTS: [&str; 2] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
];

pub fn full() -> Value {
    json!({
        "@context": CONTEXTS,
        "id": "urn:uuid:8a1c3f52-6f0e-4b7d-9d5a-0c1f2e3d4b5a",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Introduction to Data Science",
        "description": "Awarded to those who completed the micro-credential Introduction to Data Science.",
        "image": { "id": "https://university.example/badges/data-science.png", "type": "Image", "caption": "A graph" },
        "awardedDate": "2026-02-28T00:00:00Z",
        "issuer": {
            "id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            "type": ["Profile"],
            "name": "Example University",
            "url": "https://university.example",
            "phone": "+31 20 555 0000",
            "description": "A public research university.",
            "email": "credentials@university.example",
            "official": "The registrar",
            "image": { "id": "https://university.example/logo.png", "type": "Image" },
            "address": {
                "type": ["Address"],
                "addressCountry": "Netherlands",
                "addressCountryCode": "NL",
                "addressRegion": "Noord-Holland",
                "addressLocality": "Amsterdam",
                "streetAddress": "Voorbeeldstraat 1",
                "postalCode": "1000 AA"
            },
            "otherIdentifier": [
                { "type": "IdentifierEntry", "identifier": "EX-0001", "identifierType": "identifier" }
            ]
        },
        "validFrom": "2026-03-01T00:00:00Z",
        "validUntil": "2036-03-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "activityStartDate": "2026-01-05T00:00:00Z",
            "activityEndDate": "2026-02-27T00:00:00Z",
            "creditsEarned": 5.0,
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": true,
                    "identityHash": "sha256$4d0b6a1e2b1f8d6a0c5b7a9e8f7c6d5e4b3a2918",
                    "identityType": "emailAddress",
                    "salt": "pepper"
                }
            ],
            "achievement": {
                "id": "https://university.example/achievements/data-science",
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "name": "Introduction to Data Science",
                "description": "Statistics, programming and the ethics of data, in eight weeks of part-time study.",
                "humanCode": "DS-101",
                "inLanguage": "en",
                "fieldOfStudy": "Data Science",
                "specialization": "Applied statistics",
                "creditsAvailable": 5.0,
                "version": "1.2",
                "tag": ["data", "statistics", "python"],
                "criteria": { "id": "https://university.example/criteria/data-science", "narrative": "Pass the exam with at least a C and hand in the project." },
                "image": { "id": "https://university.example/achievements/data-science.png", "type": "Image" },
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": "European Qualifications Framework level 6",
                        "targetType": "ext:QualificationsFramework",
                        "targetFramework": "EQF",
                        "targetCode": "6",
                        "targetUrl": "http://data.europa.eu/snb/eqf/6"
                    },
                    {
                        "type": ["Alignment"],
                        "targetName": "perform data analysis",
                        "targetType": "CFItem",
                        "targetFramework": "ESCO",
                        "targetUrl": "http://data.europa.eu/esco/skill/2b92a5b2-6758-4ee3-9fb4-b6387a55cc8f"
                    }
                ],
                "resultDescription": [
                    {
                        "id": "urn:uuid:5f2d6c1b-94a7-4a83-8d2b-6ec71f0a9b35",
                        "type": ["ResultDescription"],
                        "name": "Final grade",
                        "resultType": "LetterGrade",
                        "allowedValue": ["A", "B", "C", "D", "F"],
                        "requiredValue": "C"
                    }
                ]
            },
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": "urn:uuid:5f2d6c1b-94a7-4a83-8d2b-6ec71f0a9b35",
                    "status": "Completed",
                    "value": "A"
                }
            ]
        },
        "evidence": [
            {
                "id": "https://university.example/evidence/1",
                "type": ["Evidence"],
                "name": "Project report",
                "description": "An analysis of open data on bicycle traffic.",
                "narrative": "The learner wrote it alone.",
                "genre": "Report",
                "audience": "Employers"
            }
        ],
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "JsonSchema"
            }
        ],
        "credentialStatus": {
            "id": "https://university.example/status/1#94567",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "94567",
            "statusListCredential": "https://university.example/status/1"
        }
    })
}

pub fn basic() -> Value {
    json!({
        "@context": CONTEXTS,
        "id": "urn:uuid:0e1f2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "type": ["Profile"], "name": "Example University" },
        "validFrom": "2026-03-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "result": { "type": ["Result"], "value": "passed" },
            "achievement": {
                "id": "https://university.example/achievements/completion",
                "type": ["Achievement"],
                "name": "Completion",
                "description": "Completed the course."
            }
        }
    })
}

pub fn options() -> Value {
    json!({
        "@context": CONTEXTS,
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-03-01T00:00:00Z",
        "verificationMethod": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "proofPurpose": "assertionMethod"
    })
}

//! Limits on hostile input. Each is far above what the largest real credential needs: the largest
//! sealed European Digital Credential seen is 1.3 MB with a nesting of 30.

/// Bytes in one document; refused from its length, before it is read.
pub const DOCUMENT_BYTES: u64 = 16 * 1024 * 1024;
/// Nested arrays and objects in one JSON document.
pub const JSON_DEPTH: usize = 128;
/// Arrays, objects and single values in one JSON document; each takes some 32 bytes however short it
/// is written. The largest sealed credential seen has some ten thousand.
pub const JSON_VALUES: usize = 1 << 20;
/// Quads in the RDF dataset of one document.
pub const QUADS: usize = 100_000;
/// Bytes that one compressed value (a status list) may grow to.
pub const DECOMPRESSED_BYTES: usize = 64 * 1024 * 1024;
/// Bytes in one item of evidence.
pub const EVIDENCE_BYTES: u64 = 8 * 1024 * 1024;
/// Bytes in one trusted list, or in one register of organisations: the largest national lists have
/// some ten million, and XML is read up to this size.
pub const PUBLICATION_BYTES: u64 = DOCUMENT_BYTES;
/// Bytes in one file of a classification of skills: that of ESCO in English has some ten million,
/// and other scripts take twice as many.
pub const SKILLS_BYTES: u64 = 64 * 1024 * 1024;
/// Proofs or seals on one credential; more are refused, since each may name a key to fetch.
pub const PROOFS: usize = 8;
/// Entries in `credentialStatus`; each may name a list to fetch.
pub const STATUS_ENTRIES: usize = 8;
/// Credentials and endorsements that one document may hold; each may name a key to fetch. A
/// transcript of a whole bachelor lists about sixty courses.
pub const HELD: usize = 64;
/// Documents opened within one that came in, at whatever depth: a transcript with endorsements on
/// its courses has some two hundred.
pub const HELD_IN_ALL: usize = 256;
/// Documents within documents: a presentation holds a record, which holds a badge, which holds an
/// endorsement.
pub const HELD_DEPTH: usize = 3;
/// Rounds of asking for evidence: key, status list, the list's key, for each depth of documents
/// within documents; the refreshed credential, its key and the turn to it; and some to spare.
pub const EVIDENCE_ROUNDS: usize = 16;

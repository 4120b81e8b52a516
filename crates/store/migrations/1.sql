-- One text for both engines; where it says BLOB, PostgreSQL reads BYTEA (src/migration.rs).
-- Digests, pseudonyms and other keyed hashes are 32 bytes. Times are milliseconds since 1970, UTC, but
-- for those that stand in an evaluation, which are kept as they are written there. "Sealed" is
-- encrypted, where the store has a key.

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
);

-- The ends of the audit chain and of the feed. Whoever appends to either holds this row until it commits.
CREATE TABLE head (
  one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  audit BIGINT NOT NULL,
  hash BLOB NOT NULL,
  feed BIGINT NOT NULL
);

-- Equal bytes once, whoever brought them.
CREATE TABLE blobs (
  digest BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('document', 'evidence', 'policy', 'trust')),
  media_type TEXT,
  length BIGINT NOT NULL,
  stored_at BIGINT NOT NULL,
  -- Sealed.
  bytes BLOB NOT NULL
);

-- Keyed hashes of what was erased, so that nobody takes it for something that was never here.
CREATE TABLE erased (
  thing BLOB NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
);

CREATE TABLE batches (
  id BLOB NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  lane BIGINT NOT NULL,
  purpose TEXT,
  manifest BLOB NOT NULL,
  options BLOB NOT NULL,
  created_at BIGINT NOT NULL,
  -- How many rows the manifest has, once all of it was read.
  declared BIGINT
);

CREATE TABLE batch_rows (
  batch BLOB NOT NULL,
  line BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  lane BIGINT NOT NULL,
  student BLOB,
  -- What the manifest says, sealed JSON.
  stated BLOB,
  state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'done', 'dead')),
  attempts BIGINT NOT NULL,
  -- Counts the leases of this row: who holds an earlier one holds none.
  lease BIGINT NOT NULL,
  run_at BIGINT NOT NULL,
  lease_until BIGINT,
  leased_by TEXT,
  result TEXT CHECK (result IN ('passed', 'failed', 'inconclusive', 'unreadable', 'duplicate', 'skipped')),
  code TEXT,
  -- Message and hint, sealed JSON.
  told BLOB,
  document BLOB,
  evaluation BLOB,
  changed_at BIGINT NOT NULL,
  erased_at BIGINT,
  PRIMARY KEY (batch, line),
  CHECK ((state IN ('done', 'dead')) = (result IS NOT NULL)),
  CHECK ((state = 'leased') = (lease_until IS NOT NULL))
);
CREATE INDEX batch_rows_queued ON batch_rows (lane, tenant, run_at, batch, line) WHERE state = 'queued';
CREATE INDEX batch_rows_leased ON batch_rows (lane, tenant, lease_until) WHERE state = 'leased';
CREATE INDEX batch_rows_dead ON batch_rows (tenant) WHERE state = 'dead';
CREATE INDEX batch_rows_student ON batch_rows (tenant, student) WHERE student IS NOT NULL;
CREATE INDEX batch_rows_document ON batch_rows (document) WHERE document IS NOT NULL;

CREATE TABLE evaluations (
  tenant TEXT NOT NULL,
  id BLOB NOT NULL,
  batch BLOB NOT NULL,
  line BIGINT NOT NULL,
  document BLOB,
  policy BLOB NOT NULL,
  trust BLOB NOT NULL,
  rules TEXT NOT NULL,
  at TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('passed', 'failed', 'inconclusive')),
  outcome TEXT,
  -- The evaluation as it was written, sealed.
  json BLOB,
  -- Of which document and part, and by which evidence, sealed JSON.
  record BLOB,
  -- What else it was made from, in the words of who made it, sealed.
  inputs BLOB,
  erased_at BIGINT,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX evaluations_row ON evaluations (batch, line);
CREATE INDEX evaluations_document ON evaluations (document) WHERE document IS NOT NULL;

-- Evaluations in the order in which they were committed, without gaps.
CREATE TABLE feed (
  seq BIGINT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  evaluation BLOB NOT NULL
);

CREATE TABLE evidence_used (
  tenant TEXT NOT NULL,
  evaluation BLOB NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (tenant, evaluation, digest)
);
CREATE INDEX evidence_used_digest ON evidence_used (digest);

-- Nothing is evaluated twice: the row that evaluated it.
CREATE TABLE work (
  tenant TEXT NOT NULL,
  document BLOB NOT NULL,
  policy BLOB NOT NULL,
  trust BLOB NOT NULL,
  batch BLOB NOT NULL,
  line BIGINT NOT NULL,
  PRIMARY KEY (tenant, document, policy, trust)
);
CREATE INDEX work_row ON work (batch, line);

-- Rows that a dispatcher shall announce.
CREATE TABLE outbox (
  batch BLOB NOT NULL,
  line BIGINT NOT NULL,
  due BIGINT NOT NULL,
  taken_until BIGINT NOT NULL,
  PRIMARY KEY (batch, line)
);
CREATE INDEX outbox_due ON outbox (due);

CREATE TABLE http_cache (
  -- A keyed hash of the address.
  url BLOB NOT NULL PRIMARY KEY,
  -- The address and what came with the bytes, sealed JSON.
  answer BLOB NOT NULL,
  digest BLOB NOT NULL,
  fresh_until BIGINT NOT NULL
);
CREATE INDEX http_cache_digest ON http_cache (digest);

CREATE TABLE decisions (
  tenant TEXT NOT NULL,
  evaluation BLOB NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  -- Sealed.
  json BLOB,
  PRIMARY KEY (tenant, evaluation, number)
);

-- The only place that leads from a pseudonym to a person.
CREATE TABLE links (
  tenant TEXT NOT NULL,
  student BLOB NOT NULL,
  -- Sealed.
  id BLOB NOT NULL,
  PRIMARY KEY (tenant, student)
);

CREATE TABLE holds (
  tenant TEXT NOT NULL,
  subject BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('student', 'evaluation', 'batch')),
  -- Sealed.
  reason BLOB NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (tenant, subject)
);

CREATE TABLE audit (
  seq BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject BLOB,
  detail BLOB NOT NULL,
  previous BLOB NOT NULL,
  hash BLOB NOT NULL
);

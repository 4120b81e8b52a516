-- SQLite keeps a primary key that is no rowid as an index beside its table, and looks in both: these tables need but one of them.
CREATE TABLE work_3 (
  tenant TEXT NOT NULL,
  document BLOB NOT NULL,
  policy BLOB NOT NULL,
  trust BLOB NOT NULL,
  batch BLOB NOT NULL,
  line BIGINT NOT NULL,
  PRIMARY KEY (tenant, document, policy, trust)
) WITHOUT ROWID;
INSERT INTO work_3 SELECT tenant, document, policy, trust, batch, line FROM work;
DROP TABLE work;
ALTER TABLE work_3 RENAME TO work;
CREATE INDEX work_row ON work (batch, line);

CREATE TABLE alike_3 (
  tenant TEXT NOT NULL,
  thing BLOB NOT NULL,
  batch BLOB NOT NULL,
  line BIGINT NOT NULL,
  PRIMARY KEY (tenant, thing)
) WITHOUT ROWID;
INSERT INTO alike_3 SELECT tenant, thing, batch, line FROM alike;
DROP TABLE alike;
ALTER TABLE alike_3 RENAME TO alike;
CREATE INDEX alike_row ON alike (batch, line);

CREATE TABLE evidence_used_3 (
  tenant TEXT NOT NULL,
  evaluation BLOB NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (tenant, evaluation, digest)
) WITHOUT ROWID;
INSERT INTO evidence_used_3 SELECT tenant, evaluation, digest FROM evidence_used;
DROP TABLE evidence_used;
ALTER TABLE evidence_used_3 RENAME TO evidence_used;
CREATE INDEX evidence_used_digest ON evidence_used (digest);

-- An integer of this very name is the rowid.
CREATE TABLE feed_3 (
  seq INTEGER NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  evaluation BLOB NOT NULL
);
INSERT INTO feed_3 SELECT seq, tenant, evaluation FROM feed;
DROP TABLE feed;
ALTER TABLE feed_3 RENAME TO feed;

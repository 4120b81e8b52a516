-- What rows mean, apart from their bytes: a seal, or an achievement with its holder, as keyed hashes; and the
-- row that had each first.
CREATE TABLE alike (
  tenant TEXT NOT NULL,
  thing BLOB NOT NULL,
  batch BLOB NOT NULL,
  line BIGINT NOT NULL,
  PRIMARY KEY (tenant, thing)
);
CREATE INDEX alike_row ON alike (batch, line);

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
-- The outbox by lane: what a person waits for is announced first, and has room of its own in the queue.
ALTER TABLE outbox ADD COLUMN lane BIGINT NOT NULL DEFAULT 1;
UPDATE outbox SET lane = 0 WHERE EXISTS
  (SELECT 1 FROM batch_rows r WHERE r.batch = outbox.batch AND r.line = outbox.line AND r.lane = 0);
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (lane, due);

-- When a host may be asked next, by whichever worker.
CREATE TABLE host_slots (
  -- A keyed hash of the host.
  host BLOB NOT NULL PRIMARY KEY,
  next BIGINT NOT NULL
);
CREATE INDEX host_slots_next ON host_slots (next);

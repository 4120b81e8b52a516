-- Rows of a batch change their state four times or so. Room on the page keeps the new version beside the old one, and
-- a vacuum after a fiftieth of them keeps the end of the queue short: without it, claiming lost two thirds of its rate within seconds.
ALTER TABLE batch_rows SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE outbox SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE head SET (fillfactor = 10);

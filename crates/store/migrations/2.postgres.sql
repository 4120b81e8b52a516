-- One row that all workers write for each request to a host.
ALTER TABLE host_slots SET (fillfactor = 20, autovacuum_vacuum_scale_factor = 0.02);

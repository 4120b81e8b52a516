-- head sha256:3b689a795e9515efb32f2f987ff778bf6e1b903f6515e67037a286b1d68d7bd9
CREATE TABLE alike (
  tenant TEXT NOT NULL,
  thing BLOB NOT NULL,
  batch BLOB NOT NULL,
  line BIGINT NOT NULL,
  PRIMARY KEY (tenant, thing)
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
INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash) VALUES (1, 1780000000000, 'importer', 'open_batch', NULL, X'c455491cd13775fbde1e88fa3eaeff492ce10a4591361812d83dc6ae7af75c23', X'0000000000000000000000000000000000000000000000000000000000000000', X'ab7f39fc311709b7dfb5e4ac206f4b40ebd2f5e933ee4cb1f61daaa8484b33f9');
INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash) VALUES (2, 1780000000000, 'importer', 'enqueue', NULL, X'b2a649d160c6208d6bee63837ea89316493ad549ccfb94412c0cf0620f13f1d7', X'ab7f39fc311709b7dfb5e4ac206f4b40ebd2f5e933ee4cb1f61daaa8484b33f9', X'f0a05c951eb49786fa128f0ff4cc129eb14587b42654240da30cd11e9f236cc5');
INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash) VALUES (3, 1780000000000, 'admin', 'keep', NULL, X'a80a4e13277e157cd2bcd595db988951af997b79a461de6b428f1311e73b7ad0', X'f0a05c951eb49786fa128f0ff4cc129eb14587b42654240da30cd11e9f236cc5', X'31d486f4c8f27166d597395ff6d60bbe8700dc8a0b3808044f196b434d9a6fa5');
INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash) VALUES (4, 1780000000000, 'admin', 'keep', NULL, X'08390a04545af2251c581b16a86114ee72e9a762d99ff26e09f6588afcce9740', X'31d486f4c8f27166d597395ff6d60bbe8700dc8a0b3808044f196b434d9a6fa5', X'bedb0f1d5f607c25c95a5668f4866b6608f7991babcb9d2cba554e5f847e08ea');
INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash) VALUES (5, 1780000001000, 'worker', 'finish', NULL, X'd78b01b5a208c81138f27b1e1cb1f08f88f5c5ec2ca0888663dd52256fb87aa2', X'bedb0f1d5f607c25c95a5668f4866b6608f7991babcb9d2cba554e5f847e08ea', X'ecf19f666bcced00681cc24d162a2b0e2cb3332f5f24fadbc6553e2d2ae8e354');
INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash) VALUES (6, 1780000002000, 'officer', 'erase', X'f618242ca38c96fccb42c2ad40b3ede3944f37177374d5408f7b2b9d73d061f4', X'9823c182e8bd1e62989dd51a796853d968dabc5d41e2b255760012949655b7bd', X'ecf19f666bcced00681cc24d162a2b0e2cb3332f5f24fadbc6553e2d2ae8e354', X'5c530d5113a8971f151731bdf270df3d8be9bc37d30d267c0a33bd6fe026f791');
INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash) VALUES (7, 1780000003000, 'importer', 'enqueue', NULL, X'96135a6db85ff02ae4f89e7363eddee441faaf6dbd6dcd52dca438a913a3a0c0', X'5c530d5113a8971f151731bdf270df3d8be9bc37d30d267c0a33bd6fe026f791', X'3b689a795e9515efb32f2f987ff778bf6e1b903f6515e67037a286b1d68d7bd9');
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
INSERT INTO batch_rows (batch, line, tenant, lane, student, stated, state, attempts, lease, run_at, lease_until, leased_by, result, code, told, document, evaluation, changed_at, erased_at) VALUES (X'ce38d49a42b3dacc3c4ccbf92bb1f8834a501e89119ec3caed4140932b41e454', 1, 'a', 1, X'7cf8ea6554529cf1e3d67553f476acb1cd22b71627b555a54ee5ed8dfc271cb0', X'c6e1cce9d765d35c0069b3565010281a493aa03462adf6f54331cf3d4f4589c4286b390cf7cba89731b296a1a8acd59ebda880f0cddf9019b0dee61418039bc12af65d484d6030fa7d551ecdd70c8be1194972f9275234ffa8b2af2f79e72e6729e94df62bbdeb83f81915b108bdff91be691b959f33be52ed56043a69d0e3c2ee7652f07cea3579b398ff08d801e7d8fee19e18e2a4ad39edd3989d66c22b0358d3d4b38ca98983797a522b2317321e611cb112e4b42aad2642fcbc8b57e85aa6dbd0ba079ed3f5e2519c', 'done', 1, 1, 1780000000000, NULL, 'worker', 'passed', 'proof.signature', X'9aa88237600a15722b0de8753a1056cdb42458ac7cf40077871471d2bc74600629642a82272080df2fdb4d280a9864f566b39f46398d69f5621bb0b7b43e15e26f2f2ea351693f3ade15621f1d44fb00f5a1d139224993f4af58dcd1199e73acc7', X'caa0c419ed4b5d7628d1ce29a28ca67850f779c4d929febffc192a514f1e186e', X'c04cb6cf210e4f76f0d43ecb5e37c7d1b1fbf45f12b6a398e1ede75c00102a5e', 1780000001000, NULL);
INSERT INTO batch_rows (batch, line, tenant, lane, student, stated, state, attempts, lease, run_at, lease_until, leased_by, result, code, told, document, evaluation, changed_at, erased_at) VALUES (X'ce38d49a42b3dacc3c4ccbf92bb1f8834a501e89119ec3caed4140932b41e454', 2, 'a', 1, NULL, NULL, 'done', 1, 1, 1780000000000, NULL, NULL, 'passed', 'proof.signature', NULL, NULL, X'6a10c34966fefa23fe3f9687e1674fcc08e6e9b43be5005d7d40667a3a6fb56a', 1780000001000, 1780000002000);
INSERT INTO batch_rows (batch, line, tenant, lane, student, stated, state, attempts, lease, run_at, lease_until, leased_by, result, code, told, document, evaluation, changed_at, erased_at) VALUES (X'ce38d49a42b3dacc3c4ccbf92bb1f8834a501e89119ec3caed4140932b41e454', 3, 'a', 1, X'cc004828f8841796e49354b3af98f347a7cdd114b5273a4ffe1915fe14757b62', X'4262167f03ed880ae0a68200994d518789bad811af9e42e55672abb1cab4187875f7529077855db32551c83d70d14767230f8e2f392b33e0da0b09d08118587c0bd1b63cbcc6e00fac0ca6746ae1be4cad53197920c0a54d7fba40b3455af04b56ea03d4a31bc2ab04cdb5293172289a0922d15ca38a83f173df02c2c00e4e5770add2f5d6aa9be26163434e0bb84e441324b5f3fce87ea7a49d34f2e779eb0293a20c076e61b377758053780dc4232a75aa28950e3ae4d73cd4c829f7d167c3440404c2daa3bbec53e814', 'queued', 0, 0, 1780000003000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1780000003000, NULL);
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
INSERT INTO batches (id, tenant, lane, purpose, manifest, options, created_at, declared) VALUES (X'ce38d49a42b3dacc3c4ccbf92bb1f8834a501e89119ec3caed4140932b41e454', 'a', 1, 'admission', X'05b3abf2579a5eb66403cd78be557fd860633a1fe2103c7642030defe32c657f', X'6f7074696f6e73', 1780000000000, NULL);
CREATE TABLE blobs (
  digest BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('document', 'evidence', 'policy', 'trust')),
  media_type TEXT,
  length BIGINT NOT NULL,
  stored_at BIGINT NOT NULL,
  -- Sealed.
  bytes BLOB NOT NULL
);
INSERT INTO blobs (digest, kind, media_type, length, stored_at, bytes) VALUES (X'1b551587059622f0d62ffa8a371207104a31c6d59bbe2d6563c5199e51d9f267', 'policy', NULL, 8, 1780000000000, X'8194fd23e78eac41e5b7380fb02aff483a0acfddcb95f0ae349697066707b68997a43f88c50ae8f644bea2ef84a3d8c0');
INSERT INTO blobs (digest, kind, media_type, length, stored_at, bytes) VALUES (X'92a21407ce07a5306156f69df12672e969039af0fa125b87571e592ca2c9399f', 'trust', NULL, 12, 1780000000000, X'1548cb8c6bee0d5059461e80991121294763decbe9a746eb5483dc7a5674662b185a45dc1f78695084a8e265add552852160d82b');
INSERT INTO blobs (digest, kind, media_type, length, stored_at, bytes) VALUES (X'a09856cc33c5c76956ade52b3d2bbc7690db081d7ab846b3b223800b8d036b7c', 'evidence', 'application/json', 17, 1780000001000, X'6c44ebae9fa21fca57a0fe8e09474e41b8b48aa186358c8c3407363ee0bc6bfc4ddbebd6bbc137944bd4494629504574692e1d54744ab58c5b');
INSERT INTO blobs (digest, kind, media_type, length, stored_at, bytes) VALUES (X'c459b54654c0704c17838d9e8ed8bee523f7920d30ae0667fad5669e30223927', 'evidence', 'application/json', 16, 1780000001000, X'7707584a297d925b1c29dbabed48a3f7c42fdddecf4d4805446d033ab93d6c0d60f6336acd5d632bde3936246919d2655e93d316f282c943');
INSERT INTO blobs (digest, kind, media_type, length, stored_at, bytes) VALUES (X'caa0c419ed4b5d7628d1ce29a28ca67850f779c4d929febffc192a514f1e186e', 'document', 'application/json', 10, 1780000001000, X'3233d415975ada8d078289b2ccc80bb8be085d900093445f185d598ff04564d900fe8f54ba9f0841357f028057b653edfbc0');
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
CREATE TABLE erased (
  thing BLOB NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
);
INSERT INTO erased (thing, at) VALUES (X'd1c9efb84d5b410a09fcae0f464659dde2068c1c6b7f5e0b991841724b32afa1', 1780000002000);
INSERT INTO erased (thing, at) VALUES (X'94d5b0821bff7e3bebe1b9e9467203b5272bda409f37c7ab319e53e673547e54', 1780000002000);
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
INSERT INTO evaluations (tenant, id, batch, line, document, policy, trust, rules, at, made_at, result, outcome, json, record, inputs, erased_at) VALUES ('a', X'6a10c34966fefa23fe3f9687e1674fcc08e6e9b43be5005d7d40667a3a6fb56a', X'ce38d49a42b3dacc3c4ccbf92bb1f8834a501e89119ec3caed4140932b41e454', 2, NULL, X'1b551587059622f0d62ffa8a371207104a31c6d59bbe2d6563c5199e51d9f267', X'92a21407ce07a5306156f69df12672e969039af0fa125b87571e592ca2c9399f', '2', '2026-01-02T03:04:05.000000001Z', 1780000001000, 'passed', 'recognise_full', NULL, NULL, NULL, 1780000002000);
INSERT INTO evaluations (tenant, id, batch, line, document, policy, trust, rules, at, made_at, result, outcome, json, record, inputs, erased_at) VALUES ('a', X'c04cb6cf210e4f76f0d43ecb5e37c7d1b1fbf45f12b6a398e1ede75c00102a5e', X'ce38d49a42b3dacc3c4ccbf92bb1f8834a501e89119ec3caed4140932b41e454', 1, X'caa0c419ed4b5d7628d1ce29a28ca67850f779c4d929febffc192a514f1e186e', X'1b551587059622f0d62ffa8a371207104a31c6d59bbe2d6563c5199e51d9f267', X'92a21407ce07a5306156f69df12672e969039af0fa125b87571e592ca2c9399f', '2', '2026-01-02T03:04:05.000000001Z', 1780000001000, 'passed', 'recognise_full', X'b923a7ca717264c9f357b6c71ab529647bafb7dbe19f04eb975107ad80b2c21c6a2b91c138614237d39c47ea11b8e3a200501a6c79ee187267097d47669d', X'9200950114024db1dae8bb3b433b5d578016dc24b385e911e518c1e78c802872fceef97529c9bfe3bbc301a9a537cd5c2d5e416f2f8eef2306b054295666258b7c8a8636d3aa26e86f72136a4d3bb44e17ff932ce0e6f37f4c13654409e97b0282e394443e5da92dad72764649f4eb8c3da5d04ed53ff0654c3c290ac4d03d4f34b2d8528bf71d82a7c3beebf19a4798f4253371d6587f53812bbc7fe323db33b028b8658610fd3a023166e30770daad10ea1fa4c635dcc7a5e0e3e34fbe762f96eb26bda97c24f0644fa3bab433b0e2bff57b2bca3603aae9cf8a23751adfb1e5aef172633041df3ec1dbc7ce5a764cda1784322cf7e67853827594f263d8cd9aadf19f95c57c8ade3e4046c986e65bcce54a607a26d0aff507858d1ce2cb8ed239f4a8fcc2e8125eb53c114be9361005728cc03d653c5fe0297572e51c063dc0198326b69dcc65eeb9bf338a1fc196bbb64abf8e7cf964ca80c6490e2ff19b269e74cbe3df2c2480a8ab2043fb5c95411632f1d55bfbb15ac8a059f4dc2db7d2e9b6ce0927793bc54e1c75c3b00e6c910a620fe78ffa0a030986ae434a9cd42c42893413bf74a8d4a36600b58ad4a61381542c81a64e8dba7a36cf70685db4b802a1e8346887ec6cc6deef920a2868f7ac93b8d2b2c51c0fbae2c7c8da0c7bb922e8ebc68c15bcce488fb4d265f96d953c25328140ae185f77e5c1b000dc37e2', X'd7e3c53328aed7c705b8d7250b5602e427d16a03d9afca737ee570d2be3a32fffb567138c7200a4c135698d7e23fbe0c54081306546755f94d', NULL);
CREATE TABLE evidence_used (
  tenant TEXT NOT NULL,
  evaluation BLOB NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (tenant, evaluation, digest)
);
INSERT INTO evidence_used (tenant, evaluation, digest) VALUES ('a', X'c04cb6cf210e4f76f0d43ecb5e37c7d1b1fbf45f12b6a398e1ede75c00102a5e', X'a09856cc33c5c76956ade52b3d2bbc7690db081d7ab846b3b223800b8d036b7c');
INSERT INTO evidence_used (tenant, evaluation, digest) VALUES ('a', X'c04cb6cf210e4f76f0d43ecb5e37c7d1b1fbf45f12b6a398e1ede75c00102a5e', X'c459b54654c0704c17838d9e8ed8bee523f7920d30ae0667fad5669e30223927');
CREATE TABLE feed (
  seq BIGINT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  evaluation BLOB NOT NULL
);
INSERT INTO feed (seq, tenant, evaluation) VALUES (1, 'a', X'6a10c34966fefa23fe3f9687e1674fcc08e6e9b43be5005d7d40667a3a6fb56a');
INSERT INTO feed (seq, tenant, evaluation) VALUES (2, 'a', X'c04cb6cf210e4f76f0d43ecb5e37c7d1b1fbf45f12b6a398e1ede75c00102a5e');
CREATE TABLE head (
  one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  audit BIGINT NOT NULL,
  hash BLOB NOT NULL,
  feed BIGINT NOT NULL
);
INSERT INTO head (one, audit, hash, feed) VALUES (1, 7, X'3b689a795e9515efb32f2f987ff778bf6e1b903f6515e67037a286b1d68d7bd9', 2);
CREATE TABLE holds (
  tenant TEXT NOT NULL,
  subject BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('student', 'evaluation', 'batch')),
  -- Sealed.
  reason BLOB NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (tenant, subject)
);
CREATE TABLE host_slots (
  -- A keyed hash of the host.
  host BLOB NOT NULL PRIMARY KEY,
  next BIGINT NOT NULL
);
CREATE TABLE http_cache (
  -- A keyed hash of the address.
  url BLOB NOT NULL PRIMARY KEY,
  -- The address and what came with the bytes, sealed JSON.
  answer BLOB NOT NULL,
  digest BLOB NOT NULL,
  fresh_until BIGINT NOT NULL
);
CREATE TABLE links (
  tenant TEXT NOT NULL,
  student BLOB NOT NULL,
  -- Sealed.
  id BLOB NOT NULL,
  PRIMARY KEY (tenant, student)
);
INSERT INTO links (tenant, student, id) VALUES ('a', X'7cf8ea6554529cf1e3d67553f476acb1cd22b71627b555a54ee5ed8dfc271cb0', X'3fc9cacdf54f3dde1c1c3c91479a2de180d487bc7f8b5aa8f10626e8220c09c97cfdefa19ae15dd1e9547d8937d4b9101f');
INSERT INTO links (tenant, student, id) VALUES ('a', X'cc004828f8841796e49354b3af98f347a7cdd114b5273a4ffe1915fe14757b62', X'0e5fab8de4a7f9667042898dbeddbd55009ec81657628075fb13788a0b7f48d532f76958a79e134d56f86ed6e485c9a94f');
CREATE TABLE outbox (
  batch BLOB NOT NULL,
  line BIGINT NOT NULL,
  due BIGINT NOT NULL,
  taken_until BIGINT NOT NULL, lane BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (batch, line)
);
CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL);
INSERT INTO schema_version (version, applied_at) VALUES (1, 1780000000000);
INSERT INTO schema_version (version, applied_at) VALUES (2, 1780000000000);
CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
);
INSERT INTO settings (name, value) VALUES ('secret', X'513834644475070afac1b19604794b07f52363bbc921254077a65d1fe1c137c676345a876400783f0414c7c0fcec5f4338968df256c1dc42eb98fb24c7f491b6aed3a36179396890');
INSERT INTO settings (name, value) VALUES ('holds', X'');
INSERT INTO settings (name, value) VALUES ('key_check', X'29e7de99f234f87874008c24777e029a919fd2f0c5e7e3a7ae51bfce712000af');
CREATE TABLE work (
  tenant TEXT NOT NULL,
  document BLOB NOT NULL,
  policy BLOB NOT NULL,
  trust BLOB NOT NULL,
  batch BLOB NOT NULL,
  line BIGINT NOT NULL,
  PRIMARY KEY (tenant, document, policy, trust)
);
INSERT INTO work (tenant, document, policy, trust, batch, line) VALUES ('a', X'caa0c419ed4b5d7628d1ce29a28ca67850f779c4d929febffc192a514f1e186e', X'1b551587059622f0d62ffa8a371207104a31c6d59bbe2d6563c5199e51d9f267', X'92a21407ce07a5306156f69df12672e969039af0fa125b87571e592ca2c9399f', X'ce38d49a42b3dacc3c4ccbf92bb1f8834a501e89119ec3caed4140932b41e454', 1);
CREATE INDEX alike_row ON alike (batch, line);
CREATE INDEX batch_rows_dead ON batch_rows (tenant) WHERE state = 'dead';
CREATE INDEX batch_rows_document ON batch_rows (document) WHERE document IS NOT NULL;
CREATE INDEX batch_rows_leased ON batch_rows (lane, tenant, lease_until) WHERE state = 'leased';
CREATE INDEX batch_rows_queued ON batch_rows (lane, tenant, run_at, batch, line) WHERE state = 'queued';
CREATE INDEX batch_rows_student ON batch_rows (tenant, student) WHERE student IS NOT NULL;
CREATE INDEX evaluations_document ON evaluations (document) WHERE document IS NOT NULL;
CREATE INDEX evaluations_row ON evaluations (batch, line);
CREATE INDEX evidence_used_digest ON evidence_used (digest);
CREATE INDEX host_slots_next ON host_slots (next);
CREATE INDEX http_cache_digest ON http_cache (digest);
CREATE INDEX outbox_due ON outbox (lane, due);
CREATE INDEX work_row ON work (batch, line);

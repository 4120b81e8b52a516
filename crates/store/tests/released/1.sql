-- head sha256:6114f7954050b718b69ad8a19f08a034b9f8564a2a705648aea7cf8ff6b692ba
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
INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash) VALUES (6, 1780000002000, 'officer', 'erase', X'6eeca0f4d830ca421987453896c1bc29ebe79cb1f39a506ad159eec7f41fe21d', X'9823c182e8bd1e62989dd51a796853d968dabc5d41e2b255760012949655b7bd', X'ecf19f666bcced00681cc24d162a2b0e2cb3332f5f24fadbc6553e2d2ae8e354', X'19b4e80abba4bbac3fe89f8c642430812a6fb66252a7db6225afbf30c4bd3d77');
INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash) VALUES (7, 1780000003000, 'importer', 'enqueue', NULL, X'96135a6db85ff02ae4f89e7363eddee441faaf6dbd6dcd52dca438a913a3a0c0', X'19b4e80abba4bbac3fe89f8c642430812a6fb66252a7db6225afbf30c4bd3d77', X'6114f7954050b718b69ad8a19f08a034b9f8564a2a705648aea7cf8ff6b692ba');
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
INSERT INTO batch_rows (batch, line, tenant, lane, student, stated, state, attempts, lease, run_at, lease_until, leased_by, result, code, told, document, evaluation, changed_at, erased_at) VALUES (X'ce38d49a42b3dacc3c4ccbf92bb1f8834a501e89119ec3caed4140932b41e454', 1, 'a', 1, X'0d9feeb09ea80b6c50c0c027e31c39e7c605020732bd4bd12c9c2f6ff896c2db', X'cb36af3de7ec329c7de546f8fe93e732c5e62c85eabc48a808666c6a9541f51b6d26110b531e68e9378c41ed68002522e8eb6cffb6a1db3b536307a4eb2a3dfb46f33593794dab91c7501959ca5e4fab7e8d573be3287e0c0de2bf9ea089e9946db508774795133d8095369701d4401c796f9ade0d843b1eb694b30ad94ed37fe3038200030a2a898ded8f2e7a42252fc2473f61d8576e57adb548aff5e799cea2b49a676855c0a45e6e31c043dc194c40c972ca0bf4b39cd4e0079858e2', 'done', 1, 1, 1780000000000, NULL, 'worker', 'passed', 'proof.signature', X'14e7833e8dafdd6c870026ff55729bccae3174ded476a49ffc1252a8cbc392af4c117bb5c986e46fe09c44f9346a061c876a97837e5a72d947ffc3b632afe5401e4855c0e6870f84f627b81742a9f5d1a5a1ea9520464b0761b3af432d720f9c3e', X'caa0c419ed4b5d7628d1ce29a28ca67850f779c4d929febffc192a514f1e186e', X'c04cb6cf210e4f76f0d43ecb5e37c7d1b1fbf45f12b6a398e1ede75c00102a5e', 1780000001000, NULL);
INSERT INTO batch_rows (batch, line, tenant, lane, student, stated, state, attempts, lease, run_at, lease_until, leased_by, result, code, told, document, evaluation, changed_at, erased_at) VALUES (X'ce38d49a42b3dacc3c4ccbf92bb1f8834a501e89119ec3caed4140932b41e454', 2, 'a', 1, NULL, NULL, 'done', 1, 1, 1780000000000, NULL, NULL, 'passed', 'proof.signature', NULL, NULL, X'6a10c34966fefa23fe3f9687e1674fcc08e6e9b43be5005d7d40667a3a6fb56a', 1780000001000, 1780000002000);
INSERT INTO batch_rows (batch, line, tenant, lane, student, stated, state, attempts, lease, run_at, lease_until, leased_by, result, code, told, document, evaluation, changed_at, erased_at) VALUES (X'ce38d49a42b3dacc3c4ccbf92bb1f8834a501e89119ec3caed4140932b41e454', 3, 'a', 1, X'9d3d46627bb00f958060696e2faa087099197fa21b97f490bff4a4208b8822b7', X'543209fba518cfe1240cf3a7b26899906f11ba3f711fde4e8139d985f02b4f831a883d682f88d8458ff3824c027821ee03ce8bb5ffc52f1a76cb33cf658e22cd2fe184cf5f46b8f65f7011cea34534791f376e76bc5412c5f10c4ebb54a7940d620ef8d056f04a6585c2a90d443ecf423916251b154f6d0ad1fbfd5a6c73d09cab3569f266a6ff2db8f5f234702ff748ad4ca982659babda40e7fb16ffca0682d5235d0a6dd8a24464a56a3dffee84925680dfa1cee7f76278b5ac74d46f', 'queued', 0, 0, 1780000003000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1780000003000, NULL);
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
INSERT INTO blobs (digest, kind, media_type, length, stored_at, bytes) VALUES (X'1b551587059622f0d62ffa8a371207104a31c6d59bbe2d6563c5199e51d9f267', 'policy', NULL, 8, 1780000000000, X'3f0a2bf5aeedc2fb8cbde4436fc0b73724fa5a06e8023ce150e2e58ad1b26326a4d2d05c5c7cbb96caaa424b04a031ba');
INSERT INTO blobs (digest, kind, media_type, length, stored_at, bytes) VALUES (X'92a21407ce07a5306156f69df12672e969039af0fa125b87571e592ca2c9399f', 'trust', NULL, 12, 1780000000000, X'12e1d8f85f844b47e4805369d68ed90a85ac0b94d94b7bbf3060dee28359f8b5f41d70f24a3dc318a40d24a103be4c3b6ed22bef');
INSERT INTO blobs (digest, kind, media_type, length, stored_at, bytes) VALUES (X'a09856cc33c5c76956ade52b3d2bbc7690db081d7ab846b3b223800b8d036b7c', 'evidence', 'application/json', 17, 1780000001000, X'f9a0b3d07630bdc105cc9543f3a0a9ebe2c15fbaae71e24de87616e72a01b4ecbdd2f6f0a54ff6fb43e6ebc53281a27b5fe01c60c6fab12518');
INSERT INTO blobs (digest, kind, media_type, length, stored_at, bytes) VALUES (X'c459b54654c0704c17838d9e8ed8bee523f7920d30ae0667fad5669e30223927', 'evidence', 'application/json', 16, 1780000001000, X'17e13d9b5e761bc62bd6642d1f52a2c267888ee93657f2577a18f45363434a007bfe1610864e5d927134acad6dd2b6597f0d10fdff087cb0');
INSERT INTO blobs (digest, kind, media_type, length, stored_at, bytes) VALUES (X'caa0c419ed4b5d7628d1ce29a28ca67850f779c4d929febffc192a514f1e186e', 'document', 'application/json', 10, 1780000001000, X'2f2bd6c631e3b744cfc3d5d4ff4d4756921d17624120c7963648857c609e1446f6006abc9f124a5f23e0010e42a9900ce48f');
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
INSERT INTO erased (thing, at) VALUES (X'6211765b1e2681dd554b5c03a09d4e19ab1fee41f962169e3c6f031bfa95c7b7', 1780000002000);
INSERT INTO erased (thing, at) VALUES (X'420f344b43a895a72c67f33957393f4c2caf8f77215142a4390ab662a4438755', 1780000002000);
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
INSERT INTO evaluations (tenant, id, batch, line, document, policy, trust, rules, at, made_at, result, outcome, json, record, inputs, erased_at) VALUES ('a', X'c04cb6cf210e4f76f0d43ecb5e37c7d1b1fbf45f12b6a398e1ede75c00102a5e', X'ce38d49a42b3dacc3c4ccbf92bb1f8834a501e89119ec3caed4140932b41e454', 1, X'caa0c419ed4b5d7628d1ce29a28ca67850f779c4d929febffc192a514f1e186e', X'1b551587059622f0d62ffa8a371207104a31c6d59bbe2d6563c5199e51d9f267', X'92a21407ce07a5306156f69df12672e969039af0fa125b87571e592ca2c9399f', '2', '2026-01-02T03:04:05.000000001Z', 1780000001000, 'passed', 'recognise_full', X'd9dfdabfdd33755e0c4b4c1e458e7f308c2662283c02b0840450f828765e6d8db86d375b03e2989af85e01a10a8db158681f87a9032a3c86505a6632c599', X'c2b49005b5c1b42a9916045fa0f26ed2dccd6d0ab88987c03518d90ce5fff18fefa40ea7922815d90636b1ef1661e4c41f6b239b1379bb8a38b2eaf9bf6122788e59b48baa01543e9003db213dfb1e51b0c69ecf771fea70d34ac728ae2465d5b3b95ec2605f2ea4a7ba04706ec575a31f28eaeda174625389fe405a3332be6dc31fc3cdd6a2b89403c7bd832f6509c117ec4988117073fa8bba749088d7a4361c30772d426886c1e1f63a14e5039dbdd5b1214e50db4dce30ae1f44117d9f530f5784ab1e610ba2c993290c390496766a764f48dceb1d79ce56025267db4ef16664b3a2317dad967bca88136d83e1466f8b7a0a26805454c44d0fa338d0a75f85b5a89b62b7f11bbc0cd648ba1bdbaeef69de04d455c9aecda4878a3f6fcd1e184b8c1021cf282b5e7236239072e28df0375768553f1086c758f721f3dae9333c1d8b562a6cdf94b26bec53fe67313cc25c36bb6f3f51f061698a9cb54a916b5fd1a0b9862c5f796814049631c4d7b416eb28e16ec4381a758bd46efc3bce2bee6add6f857eeff7c4483fbf8bb1e25fdaee0b55e06cecfb3044d54b63b0ac55f93e0f04c1194c3e5d6ed69788e8e7f8734fe46c72ee278accadc995eb342fb6baca86ad7ef91854d1969c8f45eef6b92fd7b8096a3824ad7dee74900e5598472e7abc8befd2b683b28147cc9319c41aeaa861efe9297c89c307d3cd37419e69951e9ef596c92a7b2ad73f84fdd6e2b32b80685bc0bd2dbc945068222fc0ac9ab50ba7677aab8eac098d6409a2a9c79f360951b587b146b3d184d63ddbc12c83c7373b8e993e4660301e7accb2612670a5c2bfec4dd3427b2fa1f19596aaf5697b18d43a7954bc75440cb0ef3b9045e6c4750757ae12e5b316bb9d8d223f6661a7f6f77e5415ad389b8ec5c314de025df943f824dcabdc16d5b6e805d8a4c6b6039a3f573bffcd2d81d1e5c838b207d6dca516fc1428f628ec1411451e7e73b87baea55510ad6a6cdbb30df2c57b2cbccd5887409718734a2ecd3fe4ee738f5ca9dcb321b33e4039d978f60ec704d01deca59481cdfb06d6f4bd5ed7', X'b9e68cf11bcfa06d89b70b1aa64f24bfc8cb4aa65a8c1603afed22cd5a26084cd8ff850f00cadf8edceef07a7741f394267f78e66ed94ffd1c', NULL);
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
INSERT INTO head (one, audit, hash, feed) VALUES (1, 7, X'6114f7954050b718b69ad8a19f08a034b9f8564a2a705648aea7cf8ff6b692ba', 2);
CREATE TABLE holds (
  tenant TEXT NOT NULL,
  subject BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('student', 'evaluation', 'batch')),
  -- Sealed.
  reason BLOB NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (tenant, subject)
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
INSERT INTO links (tenant, student, id) VALUES ('a', X'0d9feeb09ea80b6c50c0c027e31c39e7c605020732bd4bd12c9c2f6ff896c2db', X'4bf62999f3f3a19c3b80bbaa2c78d79bce138615fc5055fbe091f707aedf21560258ff6b7b4250d5f76b16300ee3b298a2');
INSERT INTO links (tenant, student, id) VALUES ('a', X'9d3d46627bb00f958060696e2faa087099197fa21b97f490bff4a4208b8822b7', X'7f1f9eed088adebac547b49d2a2a666ddf889174420ae37df32712bb9ca4b0bbfaa58f4239d9644ca98d06277859e5b11f');
CREATE TABLE outbox (
  batch BLOB NOT NULL,
  line BIGINT NOT NULL,
  due BIGINT NOT NULL,
  taken_until BIGINT NOT NULL,
  PRIMARY KEY (batch, line)
);
CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL);
INSERT INTO schema_version (version, applied_at) VALUES (1, 1780000000000);
CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
);
INSERT INTO settings (name, value) VALUES ('secret', X'13e519a38b0d2472cfd881befb8f01585af829bf84b31c0d602bf6fb2cea7a7c8c020575a2af771b25151af8930647bb9b53eec5f0b8ef30134d80033b959da95770682bad697cb1');
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
CREATE INDEX batch_rows_dead ON batch_rows (tenant) WHERE state = 'dead';
CREATE INDEX batch_rows_document ON batch_rows (document) WHERE document IS NOT NULL;
CREATE INDEX batch_rows_leased ON batch_rows (lane, tenant, lease_until) WHERE state = 'leased';
CREATE INDEX batch_rows_queued ON batch_rows (lane, tenant, run_at, batch, line) WHERE state = 'queued';
CREATE INDEX batch_rows_student ON batch_rows (tenant, student) WHERE student IS NOT NULL;
CREATE INDEX evaluations_document ON evaluations (document) WHERE document IS NOT NULL;
CREATE INDEX evaluations_row ON evaluations (batch, line);
CREATE INDEX evidence_used_digest ON evidence_used (digest);
CREATE INDEX http_cache_digest ON http_cache (digest);
CREATE INDEX outbox_due ON outbox (due);
CREATE INDEX work_row ON work (batch, line);

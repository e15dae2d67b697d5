-- Exports of every kind: their file, what is missing in it, and who asked. For SQLite. Frozen, as 0001 is.
-- A column that is part of a foreign key cannot be dropped here, so the table is made anew and the rows are moved.

CREATE TABLE export_anew (
  id VARCHAR(40) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  parameters JSON NOT NULL,
  state VARCHAR(12) NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER,
  name TEXT NOT NULL,
  sha256 VARCHAR(64),
  size BIGINT,
  failed JSON NOT NULL,
  error TEXT,
  has_drafts BOOLEAN NOT NULL,
  requested_by TEXT NOT NULL,
  requested_subject VARCHAR(40),
  created_at DATETIME NOT NULL,
  started_at DATETIME,
  finished_at DATETIME,
  expires_at DATETIME,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_export PRIMARY KEY (id),
  CONSTRAINT fk_export_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id)
);

-- An archive made before may hold drafts: nobody had to note it.
INSERT INTO export_anew
SELECT id, 'pdf', parameters, state, done, total, 'documents.zip', json_extract(parameters, '$.sha256'),
  json_extract(parameters, '$.size'), '[]', json_extract(parameters, '$.error'), 1, requested_by, NULL, created_at, NULL,
  finished_at, expires_at, entity_id, account_id, environment
FROM export;

DROP TABLE export;

ALTER TABLE export_anew RENAME TO export;

CREATE INDEX ix_export_entity_id_created_at ON export (entity_id, created_at);

CREATE INDEX ix_export_entity_id_sha256 ON export (entity_id, sha256);

UPDATE job SET kind = 'make_export' WHERE kind = 'export_pdfs';

-- Exports of every kind: their file, what is missing in it, and who asked. For PostgreSQL. Frozen, as 0001 is.

ALTER TABLE export DROP COLUMN file_id;

ALTER TABLE export ADD COLUMN name TEXT DEFAULT 'documents.zip' NOT NULL, ADD COLUMN sha256 VARCHAR(64), ADD COLUMN size BIGINT, ADD COLUMN failed JSON DEFAULT '[]' NOT NULL, ADD COLUMN error TEXT, ADD COLUMN has_drafts BOOLEAN DEFAULT true NOT NULL, ADD COLUMN requested_subject VARCHAR(40), ADD COLUMN started_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE export NO FORCE ROW LEVEL SECURITY;

-- An archive made before may hold drafts: nobody had to note it.
UPDATE export SET kind = 'pdf', sha256 = parameters ->> 'sha256', size = (parameters ->> 'size')::bigint, error = parameters ->> 'error';

ALTER TABLE export FORCE ROW LEVEL SECURITY;

ALTER TABLE export ALTER COLUMN name DROP DEFAULT, ALTER COLUMN failed DROP DEFAULT, ALTER COLUMN has_drafts DROP DEFAULT;

CREATE INDEX ix_export_entity_id_sha256 ON export (entity_id, sha256);

ALTER TABLE job NO FORCE ROW LEVEL SECURITY;

UPDATE job SET kind = 'make_export' WHERE kind = 'export_pdfs';

ALTER TABLE job FORCE ROW LEVEL SECURITY;

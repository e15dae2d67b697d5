-- A person's name and language are what each entity says of them, and the indexes that two lists were without. For
-- PostgreSQL. Frozen, as 0001 is.

ALTER TABLE membership ADD COLUMN name TEXT DEFAULT '' NOT NULL;

ALTER TABLE membership ADD COLUMN locale VARCHAR(12);

ALTER TABLE membership NO FORCE ROW LEVEL SECURITY;

ALTER TABLE client_user NO FORCE ROW LEVEL SECURITY;

UPDATE membership SET name = u.name, locale = u.locale FROM client_user u WHERE u.id = membership.user_id;

ALTER TABLE membership FORCE ROW LEVEL SECURITY;

ALTER TABLE client_user FORCE ROW LEVEL SECURITY;

ALTER TABLE client_user DROP COLUMN name;

ALTER TABLE client_user DROP COLUMN locale;

CREATE INDEX ix_activity_entity_id_at_id ON activity (entity_id, at, id);

CREATE INDEX ix_document_entity_id_direction_counted_id ON document (entity_id, direction, (CASE WHEN (type = 'credit_note') THEN -gross_total ELSE gross_total END), id);

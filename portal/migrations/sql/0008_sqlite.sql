-- Which side sent a file, whether the firm fetched it, and who looked through the files when. For SQLite. Frozen, as 0001 is.

ALTER TABLE file ADD COLUMN added_subject VARCHAR(40);

ALTER TABLE file ADD COLUMN sent_by VARCHAR(6) DEFAULT 'firm' NOT NULL CONSTRAINT ck_file_sent_by CHECK (sent_by IN ('firm', 'client'));

ALTER TABLE file ADD COLUMN fetched_at DATETIME;

CREATE INDEX ix_file_entity_id_sent_by_created_at ON file (entity_id, sent_by, created_at);

CREATE TABLE file_look (
  id VARCHAR(40) NOT NULL,
  kind VARCHAR(12) NOT NULL,
  who TEXT NOT NULL,
  looked_at DATETIME NOT NULL,
  before_at DATETIME NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_file_look PRIMARY KEY (id),
  CONSTRAINT fk_file_look_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT uq_file_look_entity_id_kind_who UNIQUE (entity_id, kind, who)
);

-- Whoever was here before had the files in sight: only what comes from now on is new to them. A look is named after one of the sessions that it stands for.
INSERT INTO file_look (id, kind, who, looked_at, before_at, entity_id, account_id, environment)
SELECT 'lok_' || substr(min(id), 5), access, coalesce(user_id, staff_id, label, ''), max(last_seen_at), max(last_seen_at), entity_id, account_id, environment
FROM portal_session
GROUP BY access, coalesce(user_id, staff_id, label, ''), entity_id, account_id, environment;

-- Nothing ever wrote it; the sessions say when somebody was here.
ALTER TABLE membership DROP COLUMN last_visit_at;

-- Codes by mail for links: which links ask for one at once, which claims were taken with one. For SQLite. Frozen, as 0001 is.

ALTER TABLE link ADD COLUMN require_code BOOLEAN DEFAULT 0 NOT NULL;

ALTER TABLE link_claim ADD COLUMN by_code BOOLEAN DEFAULT 0 NOT NULL;

CREATE TABLE link_code (
  id VARCHAR(40) NOT NULL,
  link_id VARCHAR(40) NOT NULL,
  asked_sha256 VARCHAR(64) NOT NULL,
  answer_sha256 VARCHAR(64) NOT NULL,
  tries_left INTEGER NOT NULL,
  sent_at DATETIME NOT NULL,
  ends_at DATETIME NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_link_code PRIMARY KEY (id),
  CONSTRAINT fk_link_code_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_link_code_entity_id_link_id FOREIGN KEY(entity_id, link_id) REFERENCES link (entity_id, id)
);

CREATE INDEX ix_link_code_entity_id_link_id_sent_at ON link_code (entity_id, link_id, sent_at);

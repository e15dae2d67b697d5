-- Background work: what is to be done, the queue that workers find it by, and who listens to events. For SQLite.
-- Frozen, as 0001 is.

DROP TABLE job;

CREATE TABLE job (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  kind VARCHAR(24) NOT NULL,
  subject VARCHAR(40),
  parameters JSON NOT NULL,
  state VARCHAR(12) NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT,
  result JSON,
  created_at DATETIME NOT NULL,
  finished_at DATETIME,
  entity_id VARCHAR(40),
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_job PRIMARY KEY (id),
  CONSTRAINT fk_job_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_job_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE INDEX ix_job_account_id_environment_kind_subject ON job (account_id, environment, kind, subject);

CREATE TABLE queue (
  job_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  lane VARCHAR(8) NOT NULL,
  due_at DATETIME NOT NULL,
  holder VARCHAR(32),
  entity_id VARCHAR(40),
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_queue PRIMARY KEY (job_id),
  CONSTRAINT fk_queue_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_queue_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE INDEX ix_queue_lane_due_at ON queue (lane, due_at);

CREATE INDEX ix_webhook_account_id_environment_entity_id ON webhook (account_id, environment, entity_id);

ALTER TABLE account ADD COLUMN listens JSON DEFAULT '[]' NOT NULL;

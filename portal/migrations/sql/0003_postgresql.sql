-- Background work: what is to be done, the queue that workers find it by, and who listens to events. For PostgreSQL.
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
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  finished_at TIMESTAMP WITH TIME ZONE,
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
  due_at TIMESTAMP WITH TIME ZONE NOT NULL,
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

ALTER TABLE "job" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "job" FORCE ROW LEVEL SECURITY;

CREATE POLICY scope ON "job" USING (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END) WITH CHECK (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END);

ALTER TABLE "queue" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "queue" FORCE ROW LEVEL SECURITY;

CREATE POLICY scope ON "queue" USING (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END) WITH CHECK (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END);

CREATE POLICY worker_looks ON queue FOR SELECT USING (nullif(current_setting('portal.worker', true), '') IS NOT NULL);

CREATE POLICY worker_takes ON queue FOR UPDATE USING (nullif(current_setting('portal.worker', true), '') IS NOT NULL);

-- What the firm's backend needs: its API's calls, webhooks, invitations, versions of documents. For PostgreSQL.
-- Frozen, as 0001 is.

DROP TABLE webhook;

DROP TABLE tax;

CREATE TABLE api_call (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  key_id VARCHAR(40) NOT NULL,
  name VARCHAR(255) NOT NULL,
  fingerprint VARCHAR(64) NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
  took_effect BOOLEAN NOT NULL,
  status INTEGER,
  headers JSON NOT NULL,
  body TEXT,
  entity_id VARCHAR(40),
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_api_call PRIMARY KEY (id),
  CONSTRAINT fk_api_call_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT uq_api_call_key_id_name UNIQUE (key_id, name),
  CONSTRAINT fk_api_call_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE INDEX ix_api_call_account_id_ends_at ON api_call (account_id, ends_at);

CREATE TABLE invitation (
  id VARCHAR(40) NOT NULL,
  user_id VARCHAR(40) NOT NULL,
  email TEXT NOT NULL,
  name TEXT,
  role VARCHAR(8) NOT NULL,
  link_id VARCHAR(40),
  invited_by TEXT NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  accepted_at TIMESTAMP WITH TIME ZONE,
  cancelled_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_invitation PRIMARY KEY (id),
  CONSTRAINT fk_invitation_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_invitation_account_id_environment_user_id FOREIGN KEY(account_id, environment, user_id) REFERENCES client_user (account_id, environment, id),
  CONSTRAINT fk_invitation_entity_id_link_id FOREIGN KEY(entity_id, link_id) REFERENCES link (entity_id, id),
  CONSTRAINT ck_invitation_role CHECK (role IN ('viewer', 'editor', 'admin'))
);

CREATE INDEX ix_invitation_entity_id_created_at_id ON invitation (entity_id, created_at, id);

CREATE INDEX ix_invitation_entity_id_link_id ON invitation (entity_id, link_id);

CREATE TABLE document_version (
  id VARCHAR(40) NOT NULL,
  document_id VARCHAR(40) NOT NULL,
  version INTEGER NOT NULL,
  actor_kind VARCHAR(12) NOT NULL,
  actor_name TEXT NOT NULL,
  subject VARCHAR(40),
  reason TEXT,
  changed JSON NOT NULL,
  snapshot JSON NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_document_version PRIMARY KEY (id),
  CONSTRAINT fk_document_version_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_document_version_entity_id_document_id FOREIGN KEY(entity_id, document_id) REFERENCES document (entity_id, id),
  CONSTRAINT uq_document_version_document_id_version UNIQUE (document_id, version)
);

CREATE TABLE webhook (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  url TEXT NOT NULL,
  description TEXT,
  events JSON NOT NULL,
  enabled BOOLEAN NOT NULL,
  disabled_reason TEXT,
  secret_kid TEXT NOT NULL,
  secret_version INTEGER NOT NULL,
  meta JSON NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE,
  entity_id VARCHAR(40),
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_webhook PRIMARY KEY (id),
  CONSTRAINT fk_webhook_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT uq_webhook_account_id_environment_id UNIQUE (account_id, environment, id),
  CONSTRAINT fk_webhook_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE webhook_delivery (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  webhook_id VARCHAR(40) NOT NULL,
  event VARCHAR(40) NOT NULL,
  body TEXT NOT NULL,
  state VARCHAR(12) NOT NULL,
  attempts JSON NOT NULL,
  next_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  finished_at TIMESTAMP WITH TIME ZONE,
  entity_id VARCHAR(40),
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_webhook_delivery PRIMARY KEY (id),
  CONSTRAINT fk_webhook_delivery_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_webhook_delivery_account_id_environment_webhook_id FOREIGN KEY(account_id, environment, webhook_id) REFERENCES webhook (account_id, environment, id),
  CONSTRAINT fk_webhook_delivery_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE INDEX ix_webhook_delivery_account_id_environment_created_at_id ON webhook_delivery (account_id, environment, created_at, id);

CREATE INDEX ix_webhook_delivery_account_id_environment_webhook_id_id ON webhook_delivery (account_id, environment, webhook_id, id);

CREATE TABLE tax (
  id VARCHAR(40) NOT NULL,
  name TEXT NOT NULL,
  category VARCHAR(3) NOT NULL,
  classification TEXT,
  rates JSON DEFAULT '[]' NOT NULL,
  reason TEXT,
  reason_code TEXT,
  is_default BOOLEAN DEFAULT false NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE,
  meta JSON DEFAULT '{}' NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE,
  deleted_at TIMESTAMP WITH TIME ZONE,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_tax PRIMARY KEY (id),
  CONSTRAINT fk_tax_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT uq_tax_entity_id_id UNIQUE (entity_id, id)
);

CREATE TABLE whereabouts (
  id VARCHAR(40) NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_whereabouts PRIMARY KEY (id),
  CONSTRAINT fk_whereabouts_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id)
);

ALTER TABLE customer ADD COLUMN company_number TEXT;

ALTER TABLE customer ADD COLUMN phone TEXT;

ALTER TABLE customer ADD COLUMN details JSON DEFAULT '{}' NOT NULL;

ALTER TABLE customer ADD COLUMN meta JSON DEFAULT '{}' NOT NULL;

ALTER TABLE customer ADD COLUMN updated_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE customer ADD COLUMN deleted_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE item ADD COLUMN classification VARCHAR(12);

ALTER TABLE item ADD COLUMN price_has_tax BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE item ADD COLUMN meta JSON DEFAULT '{}' NOT NULL;

ALTER TABLE item ADD COLUMN updated_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE item ADD COLUMN deleted_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE entity ADD COLUMN meta JSON DEFAULT '{}' NOT NULL;

ALTER TABLE entity ADD COLUMN updated_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE payment ADD COLUMN credit_note_id VARCHAR(40);

ALTER TABLE payment ADD COLUMN tag TEXT;

ALTER TABLE payment ADD COLUMN meta JSON DEFAULT '{}' NOT NULL;

ALTER TABLE payment ADD COLUMN updated_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE payment ADD COLUMN deleted_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE payment ADD CONSTRAINT uq_payment_entity_id_id UNIQUE (entity_id, id);

ALTER TABLE payment ADD CONSTRAINT fk_payment_entity_id_credit_note_id FOREIGN KEY(entity_id, credit_note_id) REFERENCES document (entity_id, id);

ALTER TABLE document NO FORCE ROW LEVEL SECURITY;

INSERT INTO whereabouts (id, account_id, environment, entity_id)
SELECT id, account_id, environment, entity_id FROM document;

ALTER TABLE document FORCE ROW LEVEL SECURITY;

ALTER TABLE customer NO FORCE ROW LEVEL SECURITY;

INSERT INTO whereabouts (id, account_id, environment, entity_id)
SELECT id, account_id, environment, entity_id FROM customer;

ALTER TABLE customer FORCE ROW LEVEL SECURITY;

ALTER TABLE item NO FORCE ROW LEVEL SECURITY;

INSERT INTO whereabouts (id, account_id, environment, entity_id)
SELECT id, account_id, environment, entity_id FROM item;

ALTER TABLE item FORCE ROW LEVEL SECURITY;

ALTER TABLE payment NO FORCE ROW LEVEL SECURITY;

INSERT INTO whereabouts (id, account_id, environment, entity_id)
SELECT id, account_id, environment, entity_id FROM payment;

ALTER TABLE payment FORCE ROW LEVEL SECURITY;

ALTER TABLE file NO FORCE ROW LEVEL SECURITY;

INSERT INTO whereabouts (id, account_id, environment, entity_id)
SELECT id, account_id, environment, entity_id FROM file;

ALTER TABLE file FORCE ROW LEVEL SECURITY;

ALTER TABLE "api_call" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "api_call" FORCE ROW LEVEL SECURITY;

CREATE POLICY scope ON "api_call" USING (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END) WITH CHECK (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END);

ALTER TABLE "invitation" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "invitation" FORCE ROW LEVEL SECURITY;

CREATE POLICY scope ON "invitation" USING (entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '')) WITH CHECK (entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), ''));

ALTER TABLE "document_version" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "document_version" FORCE ROW LEVEL SECURITY;

CREATE POLICY scope ON "document_version" USING (entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '')) WITH CHECK (entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), ''));

ALTER TABLE "webhook" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "webhook" FORCE ROW LEVEL SECURITY;

CREATE POLICY scope ON "webhook" USING (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END) WITH CHECK (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END);

ALTER TABLE "webhook_delivery" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "webhook_delivery" FORCE ROW LEVEL SECURITY;

CREATE POLICY scope ON "webhook_delivery" USING (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END) WITH CHECK (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END);

ALTER TABLE "tax" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "tax" FORCE ROW LEVEL SECURITY;

CREATE POLICY scope ON "tax" USING (entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '')) WITH CHECK (entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), ''));

ALTER TABLE "whereabouts" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "whereabouts" FORCE ROW LEVEL SECURITY;

CREATE POLICY scope ON "whereabouts" USING (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END) WITH CHECK (CASE WHEN nullif(current_setting('portal.entity', true), '') IS NULL THEN account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') ELSE entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '') END);

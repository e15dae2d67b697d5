-- The first schema, for SQLite. Frozen: a change of the models is a new migration, never an edit of this file.
-- Statements end with a semicolon at the end of a line that is followed by a blank one.

CREATE TABLE account (
  id VARCHAR(40) NOT NULL,
  name TEXT NOT NULL,
  contact_name TEXT,
  contact_email TEXT,
  contact_phone TEXT,
  contact_hours TEXT,
  privacy_url TEXT,
  imprint_url TEXT,
  accent_color VARCHAR(7),
  logo_sha256 VARCHAR(64),
  logo_mime TEXT,
  viewers_export BOOLEAN NOT NULL,
  limits JSON NOT NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT pk_account PRIMARY KEY (id)
);

CREATE TABLE activity_head (
  chain VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  entity_id VARCHAR(40),
  seq BIGINT NOT NULL,
  digest VARCHAR(64) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_activity_head PRIMARY KEY (chain),
  CONSTRAINT fk_activity_head_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE client_user (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  locale VARCHAR(12),
  created_at DATETIME NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_client_user PRIMARY KEY (id),
  CONSTRAINT uq_client_user_account_id_environment_email UNIQUE (account_id, environment, email),
  CONSTRAINT uq_client_user_account_id_environment_id UNIQUE (account_id, environment, id),
  CONSTRAINT fk_client_user_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE entity (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  name TEXT NOT NULL,
  country VARCHAR(2) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  locale VARCHAR(12) NOT NULL,
  timezone TEXT NOT NULL,
  client_access VARCHAR(8) NOT NULL,
  vat_id TEXT,
  tax_number TEXT,
  company_number TEXT,
  address JSON NOT NULL,
  email TEXT,
  phone TEXT,
  bank_accounts JSON NOT NULL,
  legal_notes JSON NOT NULL,
  logo_sha256 VARCHAR(64),
  logo_mime TEXT,
  settings JSON NOT NULL,
  created_at DATETIME NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_entity PRIMARY KEY (id),
  CONSTRAINT uq_entity_account_id_environment_id UNIQUE (account_id, environment, id),
  CONSTRAINT ck_entity_client_access CHECK (client_access IN ('none', 'entity', 'users')),
  CONSTRAINT fk_entity_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE origin (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  origin TEXT NOT NULL,
  frames BOOLEAN NOT NULL,
  returns BOOLEAN NOT NULL,
  created_at DATETIME NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_origin PRIMARY KEY (id),
  CONSTRAINT uq_origin_account_id_environment_origin UNIQUE (account_id, environment, origin),
  CONSTRAINT fk_origin_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE staff (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_staff PRIMARY KEY (id),
  CONSTRAINT uq_staff_account_id_environment_email UNIQUE (account_id, environment, email),
  CONSTRAINT uq_staff_account_id_environment_id UNIQUE (account_id, environment, id),
  CONSTRAINT fk_staff_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE webhook (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  url TEXT NOT NULL,
  events JSON NOT NULL,
  enabled BOOLEAN NOT NULL,
  created_at DATETIME NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_webhook PRIMARY KEY (id),
  CONSTRAINT fk_webhook_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE activity (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  entity_id VARCHAR(40),
  chain VARCHAR(40) NOT NULL,
  seq BIGINT NOT NULL,
  at DATETIME NOT NULL,
  event VARCHAR(40) NOT NULL,
  actor_kind VARCHAR(12) NOT NULL,
  subject VARCHAR(40),
  actor_name TEXT NOT NULL,
  session_id VARCHAR(40),
  object_id VARCHAR(40),
  object_name TEXT,
  address TEXT,
  details JSON NOT NULL,
  previous VARCHAR(64) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_activity PRIMARY KEY (id),
  CONSTRAINT fk_activity_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT uq_activity_chain_seq UNIQUE (chain, seq),
  CONSTRAINT fk_activity_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE INDEX ix_activity_entity_id_object_id_seq ON activity (entity_id, object_id, seq);

CREATE INDEX ix_activity_entity_id_seq ON activity (entity_id, seq);

CREATE INDEX ix_activity_entity_id_session_id_seq ON activity (entity_id, session_id, seq);

CREATE INDEX ix_activity_entity_id_subject_seq ON activity (entity_id, subject, seq);

CREATE TABLE credential (
  digest VARCHAR(64) NOT NULL,
  kind VARCHAR(12) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  subject VARCHAR(40) NOT NULL,
  ends_at DATETIME,
  entity_id VARCHAR(40),
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_credential PRIMARY KEY (digest),
  CONSTRAINT fk_credential_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_credential_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE customer (
  id VARCHAR(40) NOT NULL,
  name TEXT NOT NULL,
  vat_id TEXT,
  tax_number TEXT,
  email TEXT,
  address JSON NOT NULL,
  created_at DATETIME NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_customer PRIMARY KEY (id),
  CONSTRAINT fk_customer_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT uq_customer_entity_id_id UNIQUE (entity_id, id)
);

CREATE INDEX ix_customer_entity_id_name ON customer (entity_id, name);

CREATE TABLE item (
  id VARCHAR(40) NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  unit VARCHAR(8),
  price VARCHAR(40) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  tax_id VARCHAR(40),
  created_at DATETIME NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_item PRIMARY KEY (id),
  CONSTRAINT fk_item_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT uq_item_entity_id_id UNIQUE (entity_id, id)
);

CREATE TABLE job (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  kind VARCHAR(24) NOT NULL,
  parameters JSON NOT NULL,
  state VARCHAR(12) NOT NULL,
  attempts INTEGER NOT NULL,
  run_at DATETIME NOT NULL,
  lease_until DATETIME,
  error TEXT,
  created_at DATETIME NOT NULL,
  entity_id VARCHAR(40),
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_job PRIMARY KEY (id),
  CONSTRAINT fk_job_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_job_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE INDEX ix_job_state_run_at ON job (state, run_at);

CREATE TABLE "key" (
  id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  kind VARCHAR(2) NOT NULL,
  name TEXT NOT NULL,
  hint TEXT NOT NULL,
  limits JSON NOT NULL,
  created_at DATETIME NOT NULL,
  ends_at DATETIME,
  last_used_at DATETIME,
  entity_id VARCHAR(40),
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_key PRIMARY KEY (id),
  CONSTRAINT fk_key_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT ck_key_kind CHECK (kind IN ('sk', 'ek', 'lk')),
  CONSTRAINT ck_key_entity CHECK ((kind = 'ek') = (entity_id IS NOT NULL)),
  CONSTRAINT fk_key_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE link (
  id VARCHAR(40) NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  access VARCHAR(12) NOT NULL,
  user_id VARCHAR(40),
  staff_id VARCHAR(40),
  role VARCHAR(8),
  label TEXT,
  "view" TEXT,
  locale VARCHAR(12),
  recipient TEXT,
  return_to TEXT,
  max_claims INTEGER NOT NULL,
  claims_taken INTEGER NOT NULL,
  offline BOOLEAN NOT NULL,
  token_sha256 VARCHAR(64) NOT NULL,
  issued_by TEXT NOT NULL,
  key_id VARCHAR(40),
  issued_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  revoked_at DATETIME,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_link PRIMARY KEY (id),
  CONSTRAINT fk_link_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT uq_link_entity_id_id UNIQUE (entity_id, id),
  CONSTRAINT ck_link_access CHECK (access IN ('full_entity', 'user', 'staff'))
);

CREATE INDEX ix_link_entity_id_expires_at ON link (entity_id, expires_at);

CREATE TABLE membership (
  id VARCHAR(40) NOT NULL,
  user_id VARCHAR(40) NOT NULL,
  role VARCHAR(8) NOT NULL,
  created_at DATETIME NOT NULL,
  ended_at DATETIME,
  last_visit_at DATETIME,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_membership PRIMARY KEY (id),
  CONSTRAINT fk_membership_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_membership_account_id_environment_user_id FOREIGN KEY(account_id, environment, user_id) REFERENCES client_user (account_id, environment, id),
  CONSTRAINT uq_membership_entity_id_user_id UNIQUE (entity_id, user_id),
  CONSTRAINT ck_membership_role CHECK (role IN ('viewer', 'editor', 'admin'))
);

CREATE TABLE number_series (
  id VARCHAR(40) NOT NULL,
  type VARCHAR(16) NOT NULL,
  series TEXT NOT NULL,
  format TEXT NOT NULL,
  last INTEGER NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_number_series PRIMARY KEY (id),
  CONSTRAINT fk_number_series_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT uq_number_series_entity_id_type_series UNIQUE (entity_id, type, series)
);

CREATE TABLE staff_assignment (
  id VARCHAR(40) NOT NULL,
  staff_id VARCHAR(40) NOT NULL,
  name TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  ended_at DATETIME,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_staff_assignment PRIMARY KEY (id),
  CONSTRAINT fk_staff_assignment_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_staff_assignment_account_id_environment_staff_id FOREIGN KEY(account_id, environment, staff_id) REFERENCES staff (account_id, environment, id),
  CONSTRAINT uq_staff_assignment_entity_id_staff_id UNIQUE (entity_id, staff_id)
);

CREATE TABLE tax (
  id VARCHAR(40) NOT NULL,
  name TEXT NOT NULL,
  category VARCHAR(3) NOT NULL,
  rate VARCHAR(40) NOT NULL,
  valid_from DATE,
  valid_until DATE,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_tax PRIMARY KEY (id),
  CONSTRAINT fk_tax_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT uq_tax_entity_id_id UNIQUE (entity_id, id)
);

CREATE TABLE document (
  id VARCHAR(40) NOT NULL,
  type VARCHAR(16) NOT NULL,
  type_code VARCHAR(3) NOT NULL,
  direction VARCHAR(8) NOT NULL,
  origin VARCHAR(8) NOT NULL,
  series TEXT,
  number TEXT,
  number_key TEXT NOT NULL,
  is_draft BOOLEAN NOT NULL,
  issue_date DATE NOT NULL,
  due_date DATE,
  supply_date DATE,
  period_start DATE,
  period_end DATE,
  tax_point_date DATE,
  currency VARCHAR(3) NOT NULL,
  tax_currency VARCHAR(3),
  language VARCHAR(12) NOT NULL,
  template_version VARCHAR(12) NOT NULL,
  customer_id VARCHAR(40),
  party_name TEXT NOT NULL,
  party_key TEXT NOT NULL,
  seller JSON NOT NULL,
  buyer JSON NOT NULL,
  line_total BIGINT NOT NULL,
  allowance_total BIGINT NOT NULL,
  charge_total BIGINT NOT NULL,
  net_total BIGINT NOT NULL,
  tax_total BIGINT NOT NULL,
  gross_total BIGINT NOT NULL,
  prepaid_total BIGINT NOT NULL,
  rounding_total BIGINT NOT NULL,
  due_total BIGINT NOT NULL,
  tax_total_in_tax_currency BIGINT,
  recomputed JSON NOT NULL,
  findings JSON NOT NULL,
  legends JSON NOT NULL,
  notes JSON NOT NULL,
  payment JSON NOT NULL,
  details JSON NOT NULL,
  paid_total BIGINT NOT NULL,
  open_total BIGINT NOT NULL,
  issued_at DATETIME,
  voided_at DATETIME,
  void_reason TEXT,
  same_key VARCHAR(64),
  conflict_key VARCHAR(64),
  in_conflict BOOLEAN NOT NULL,
  search_text TEXT NOT NULL,
  pdf_sha256 VARCHAR(64),
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  meta JSON NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_document PRIMARY KEY (id),
  CONSTRAINT fk_document_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_document_entity_id_customer_id FOREIGN KEY(entity_id, customer_id) REFERENCES customer (entity_id, id),
  CONSTRAINT uq_document_entity_id_id UNIQUE (entity_id, id),
  CONSTRAINT ck_document_type CHECK (type IN ('invoice', 'credit_note', 'advance_invoice', 'estimate', 'delivery_note')),
  CONSTRAINT ck_document_direction CHECK (direction IN ('issued', 'received')),
  CONSTRAINT ck_document_origin CHECK (origin IN ('native', 'imported'))
);

CREATE INDEX ix_document_entity_id_conflict_key ON document (entity_id, conflict_key);

CREATE INDEX ix_document_entity_id_direction_due_date_id ON document (entity_id, direction, due_date, id);

CREATE INDEX ix_document_entity_id_direction_gross_total_id ON document (entity_id, direction, gross_total, id);

CREATE INDEX ix_document_entity_id_direction_issue_date_id ON document (entity_id, direction, issue_date, id);

CREATE INDEX ix_document_entity_id_direction_number_key_id ON document (entity_id, direction, number_key, id);

CREATE INDEX ix_document_entity_id_direction_party_key_id ON document (entity_id, direction, party_key, id);

CREATE INDEX ix_document_entity_id_direction_type_issue_date_id ON document (entity_id, direction, type, issue_date, id);

CREATE INDEX ix_document_entity_id_same_key ON document (entity_id, same_key);

CREATE UNIQUE INDEX uq_document_issued_number ON document (entity_id, type, series, number);

CREATE TABLE link_claim (
  id VARCHAR(40) NOT NULL,
  link_id VARCHAR(40) NOT NULL,
  position INTEGER NOT NULL,
  session_id VARCHAR(40) NOT NULL,
  claimed_at DATETIME NOT NULL,
  address TEXT,
  user_agent TEXT,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_link_claim PRIMARY KEY (id),
  CONSTRAINT fk_link_claim_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_link_claim_entity_id_link_id FOREIGN KEY(entity_id, link_id) REFERENCES link (entity_id, id),
  CONSTRAINT uq_link_claim_link_id_position UNIQUE (link_id, position)
);

CREATE TABLE portal_session (
  id VARCHAR(40) NOT NULL,
  link_id VARCHAR(40) NOT NULL,
  slot VARCHAR(12) NOT NULL,
  mode VARCHAR(8) NOT NULL,
  framed BOOLEAN NOT NULL,
  access VARCHAR(12) NOT NULL,
  user_id VARCHAR(40),
  staff_id VARCHAR(40),
  label TEXT,
  locale VARCHAR(12),
  "view" TEXT,
  parent_origin TEXT,
  return_to TEXT,
  key_id VARCHAR(40),
  previous_visit_at DATETIME,
  created_at DATETIME NOT NULL,
  last_seen_at DATETIME NOT NULL,
  idle_until DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  ended_at DATETIME,
  end_reason TEXT,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_portal_session PRIMARY KEY (id),
  CONSTRAINT fk_portal_session_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_portal_session_entity_id_link_id FOREIGN KEY(entity_id, link_id) REFERENCES link (entity_id, id),
  CONSTRAINT uq_portal_session_entity_id_id UNIQUE (entity_id, id),
  CONSTRAINT ck_portal_session_mode CHECK (mode IN ('check', 'cookie', 'url'))
);

CREATE INDEX ix_portal_session_entity_id_ended_at_last_seen_at ON portal_session (entity_id, ended_at, last_seen_at);

CREATE TABLE document_charge (
  id VARCHAR(40) NOT NULL,
  document_id VARCHAR(40) NOT NULL,
  position INTEGER NOT NULL,
  is_charge BOOLEAN NOT NULL,
  amount BIGINT NOT NULL,
  base BIGINT,
  percent VARCHAR(40),
  reason TEXT,
  reason_code TEXT,
  tax_category VARCHAR(3),
  tax_rate VARCHAR(40),
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_document_charge PRIMARY KEY (id),
  CONSTRAINT fk_document_charge_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_document_charge_entity_id_document_id FOREIGN KEY(entity_id, document_id) REFERENCES document (entity_id, id)
);

CREATE INDEX ix_document_charge_entity_id_document_id_position ON document_charge (entity_id, document_id, position);

CREATE TABLE document_line (
  id VARCHAR(40) NOT NULL,
  document_id VARCHAR(40) NOT NULL,
  position INTEGER NOT NULL,
  line_ref TEXT NOT NULL,
  item_id VARCHAR(40),
  name TEXT NOT NULL,
  description TEXT,
  quantity VARCHAR(40) NOT NULL,
  unit VARCHAR(8),
  unit_price VARCHAR(40) NOT NULL,
  base_quantity VARCHAR(40) NOT NULL,
  tax_category VARCHAR(3) NOT NULL,
  tax_rate VARCHAR(40),
  net BIGINT NOT NULL,
  details JSON NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_document_line PRIMARY KEY (id),
  CONSTRAINT fk_document_line_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_document_line_entity_id_document_id FOREIGN KEY(entity_id, document_id) REFERENCES document (entity_id, id),
  CONSTRAINT uq_document_line_document_id_position UNIQUE (document_id, position)
);

CREATE INDEX ix_document_line_entity_id_document_id_position ON document_line (entity_id, document_id, position);

CREATE TABLE document_relation (
  id VARCHAR(40) NOT NULL,
  document_id VARCHAR(40) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  number TEXT NOT NULL,
  issued_on DATE,
  target_id VARCHAR(40),
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_document_relation PRIMARY KEY (id),
  CONSTRAINT fk_document_relation_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_document_relation_entity_id_document_id FOREIGN KEY(entity_id, document_id) REFERENCES document (entity_id, id),
  CONSTRAINT fk_document_relation_entity_id_target_id FOREIGN KEY(entity_id, target_id) REFERENCES document (entity_id, id)
);

CREATE INDEX ix_document_relation_entity_id_document_id ON document_relation (entity_id, document_id);

CREATE INDEX ix_document_relation_entity_id_target_id ON document_relation (entity_id, target_id);

CREATE TABLE document_tax (
  id VARCHAR(40) NOT NULL,
  document_id VARCHAR(40) NOT NULL,
  position INTEGER NOT NULL,
  category VARCHAR(3) NOT NULL,
  rate VARCHAR(40),
  base BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  reason TEXT,
  reason_code TEXT,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_document_tax PRIMARY KEY (id),
  CONSTRAINT fk_document_tax_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_document_tax_entity_id_document_id FOREIGN KEY(entity_id, document_id) REFERENCES document (entity_id, id)
);

CREATE INDEX ix_document_tax_entity_id_document_id_position ON document_tax (entity_id, document_id, position);

CREATE TABLE file (
  id VARCHAR(40) NOT NULL,
  document_id VARCHAR(40),
  purpose VARCHAR(12) NOT NULL,
  category VARCHAR(24) NOT NULL,
  period DATE,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  note TEXT,
  added_by TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_file PRIMARY KEY (id),
  CONSTRAINT fk_file_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_file_entity_id_document_id FOREIGN KEY(entity_id, document_id) REFERENCES document (entity_id, id),
  CONSTRAINT uq_file_entity_id_id UNIQUE (entity_id, id),
  CONSTRAINT ck_file_purpose CHECK (purpose IN ('shared', 'original', 'attachment'))
);

CREATE INDEX ix_file_entity_id_category_created_at_id ON file (entity_id, category, created_at, id);

CREATE INDEX ix_file_entity_id_document_id ON file (entity_id, document_id);

CREATE INDEX ix_file_entity_id_sha256 ON file (entity_id, sha256);

CREATE TABLE payment (
  id VARCHAR(40) NOT NULL,
  document_id VARCHAR(40) NOT NULL,
  paid_on DATE NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  method TEXT NOT NULL,
  reference TEXT,
  note TEXT,
  created_at DATETIME NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_payment PRIMARY KEY (id),
  CONSTRAINT fk_payment_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_payment_entity_id_document_id FOREIGN KEY(entity_id, document_id) REFERENCES document (entity_id, id)
);

CREATE INDEX ix_payment_entity_id_document_id ON payment (entity_id, document_id);

CREATE INDEX ix_payment_entity_id_paid_on ON payment (entity_id, paid_on);

CREATE TABLE export (
  id VARCHAR(40) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  parameters JSON NOT NULL,
  state VARCHAR(12) NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER,
  file_id VARCHAR(40),
  requested_by TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  finished_at DATETIME,
  expires_at DATETIME,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_export PRIMARY KEY (id),
  CONSTRAINT fk_export_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_export_entity_id_file_id FOREIGN KEY(entity_id, file_id) REFERENCES file (entity_id, id)
);

CREATE INDEX ix_export_entity_id_created_at ON export (entity_id, created_at);

CREATE TRIGGER frozen_document BEFORE UPDATE ON document WHEN OLD.issued_at IS NOT NULL AND (
  OLD.id IS NOT NEW.id
  OR OLD.type IS NOT NEW.type
  OR OLD.type_code IS NOT NEW.type_code
  OR OLD.direction IS NOT NEW.direction
  OR OLD.origin IS NOT NEW.origin
  OR OLD.series IS NOT NEW.series
  OR OLD.number IS NOT NEW.number
  OR OLD.number_key IS NOT NEW.number_key
  OR OLD.is_draft IS NOT NEW.is_draft
  OR OLD.issue_date IS NOT NEW.issue_date
  OR OLD.due_date IS NOT NEW.due_date
  OR OLD.supply_date IS NOT NEW.supply_date
  OR OLD.period_start IS NOT NEW.period_start
  OR OLD.period_end IS NOT NEW.period_end
  OR OLD.tax_point_date IS NOT NEW.tax_point_date
  OR OLD.currency IS NOT NEW.currency
  OR OLD.tax_currency IS NOT NEW.tax_currency
  OR OLD.language IS NOT NEW.language
  OR OLD.template_version IS NOT NEW.template_version
  OR OLD.party_name IS NOT NEW.party_name
  OR OLD.party_key IS NOT NEW.party_key
  OR OLD.seller IS NOT NEW.seller
  OR OLD.buyer IS NOT NEW.buyer
  OR OLD.line_total IS NOT NEW.line_total
  OR OLD.allowance_total IS NOT NEW.allowance_total
  OR OLD.charge_total IS NOT NEW.charge_total
  OR OLD.net_total IS NOT NEW.net_total
  OR OLD.tax_total IS NOT NEW.tax_total
  OR OLD.gross_total IS NOT NEW.gross_total
  OR OLD.prepaid_total IS NOT NEW.prepaid_total
  OR OLD.rounding_total IS NOT NEW.rounding_total
  OR OLD.due_total IS NOT NEW.due_total
  OR OLD.tax_total_in_tax_currency IS NOT NEW.tax_total_in_tax_currency
  OR OLD.recomputed IS NOT NEW.recomputed
  OR OLD.findings IS NOT NEW.findings
  OR OLD.legends IS NOT NEW.legends
  OR OLD.notes IS NOT NEW.notes
  OR OLD.payment IS NOT NEW.payment
  OR OLD.details IS NOT NEW.details
  OR OLD.issued_at IS NOT NEW.issued_at
  OR OLD.same_key IS NOT NEW.same_key
  OR OLD.conflict_key IS NOT NEW.conflict_key
  OR OLD.created_at IS NOT NEW.created_at
  OR OLD.entity_id IS NOT NEW.entity_id
  OR OLD.account_id IS NOT NEW.account_id
  OR OLD.environment IS NOT NEW.environment
) BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER kept_document BEFORE DELETE ON document WHEN OLD.issued_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document is never deleted'); END;

CREATE TRIGGER frozen_document_line_insert BEFORE INSERT ON document_line
WHEN (SELECT issued_at FROM document WHERE id = NEW.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER frozen_document_line_update BEFORE UPDATE ON document_line
WHEN (SELECT issued_at FROM document WHERE id = OLD.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER frozen_document_line_delete BEFORE DELETE ON document_line
WHEN (SELECT issued_at FROM document WHERE id = OLD.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER frozen_document_charge_insert BEFORE INSERT ON document_charge
WHEN (SELECT issued_at FROM document WHERE id = NEW.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER frozen_document_charge_update BEFORE UPDATE ON document_charge
WHEN (SELECT issued_at FROM document WHERE id = OLD.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER frozen_document_charge_delete BEFORE DELETE ON document_charge
WHEN (SELECT issued_at FROM document WHERE id = OLD.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER frozen_document_tax_insert BEFORE INSERT ON document_tax
WHEN (SELECT issued_at FROM document WHERE id = NEW.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER frozen_document_tax_update BEFORE UPDATE ON document_tax
WHEN (SELECT issued_at FROM document WHERE id = OLD.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER frozen_document_tax_delete BEFORE DELETE ON document_tax
WHEN (SELECT issued_at FROM document WHERE id = OLD.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER frozen_document_relation_insert BEFORE INSERT ON document_relation
WHEN (SELECT issued_at FROM document WHERE id = NEW.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER frozen_document_relation_update BEFORE UPDATE OF id, document_id, kind, number, issued_on, entity_id, account_id, environment ON document_relation
WHEN (SELECT issued_at FROM document WHERE id = OLD.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER frozen_document_relation_delete BEFORE DELETE ON document_relation
WHEN (SELECT issued_at FROM document WHERE id = OLD.document_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document does not change'); END;

CREATE TRIGGER append_only_activity_update BEFORE UPDATE ON activity
BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;

CREATE TRIGGER append_only_activity_delete BEFORE DELETE ON activity
BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;

CREATE TRIGGER kept_activity_head BEFORE DELETE ON activity_head
BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;

-- Periods that are closed, and what their reports then say. For SQLite. Frozen, as 0001 is.

CREATE TABLE closed_period (
  id VARCHAR(40) NOT NULL,
  period VARCHAR(7) NOT NULL,
  country VARCHAR(2) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  figures JSON NOT NULL,
  payments JSON NOT NULL,
  closed_by TEXT NOT NULL,
  subject VARCHAR(40),
  closed_at DATETIME,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_closed_period PRIMARY KEY (id),
  CONSTRAINT fk_closed_period_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT uq_closed_period_entity_id_id UNIQUE (entity_id, id),
  CONSTRAINT uq_closed_period_entity_id_period UNIQUE (entity_id, period)
);

CREATE TABLE closed_document (
  id VARCHAR(40) NOT NULL,
  period_id VARCHAR(40) NOT NULL,
  document_id VARCHAR(40) NOT NULL,
  counted JSON NOT NULL,
  entity_id VARCHAR(40) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  environment VARCHAR(8) NOT NULL,
  CONSTRAINT pk_closed_document PRIMARY KEY (id),
  CONSTRAINT fk_closed_document_account_id_environment_entity_id FOREIGN KEY(account_id, environment, entity_id) REFERENCES entity (account_id, environment, id),
  CONSTRAINT fk_closed_document_entity_id_period_id FOREIGN KEY(entity_id, period_id) REFERENCES closed_period (entity_id, id),
  CONSTRAINT fk_closed_document_entity_id_document_id FOREIGN KEY(entity_id, document_id) REFERENCES document (entity_id, id),
  CONSTRAINT uq_closed_document_period_id_document_id UNIQUE (period_id, document_id)
);

CREATE TRIGGER frozen_closed_period BEFORE UPDATE ON closed_period WHEN OLD.closed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed period does not change'); END;

CREATE TRIGGER kept_closed_period BEFORE DELETE ON closed_period WHEN OLD.closed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed period is never deleted'); END;

CREATE TRIGGER frozen_closed_document_insert BEFORE INSERT ON closed_document
WHEN (SELECT closed_at FROM closed_period WHERE id = NEW.period_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed period does not change'); END;

CREATE TRIGGER frozen_closed_document_update BEFORE UPDATE ON closed_document
WHEN (SELECT closed_at FROM closed_period WHERE id = OLD.period_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed period does not change'); END;

CREATE TRIGGER frozen_closed_document_delete BEFORE DELETE ON closed_document
WHEN (SELECT closed_at FROM closed_period WHERE id = OLD.period_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed period does not change'); END;

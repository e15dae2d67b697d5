-- Periods that are closed, and what their reports then say. For PostgreSQL. Frozen, as 0001 is.

CREATE TABLE closed_period (
  id VARCHAR(40) NOT NULL,
  period VARCHAR(7) NOT NULL,
  country VARCHAR(2) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  figures JSON NOT NULL,
  payments JSON NOT NULL,
  closed_by TEXT NOT NULL,
  subject VARCHAR(40),
  closed_at TIMESTAMP WITH TIME ZONE,
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

CREATE FUNCTION freeze_closed_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL THEN RAISE EXCEPTION 'a closed period does not change'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER frozen_closed_period BEFORE UPDATE OR DELETE ON closed_period
FOR EACH ROW EXECUTE FUNCTION freeze_closed_period();

CREATE FUNCTION freeze_closed_document() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE part_of text;
BEGIN
  IF TG_OP = 'INSERT' THEN part_of := NEW.period_id; ELSE part_of := OLD.period_id; END IF;
  IF (SELECT closed_at FROM closed_period WHERE id = part_of) IS NOT NULL THEN
    RAISE EXCEPTION 'a closed period does not change';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER frozen_closed_document BEFORE INSERT OR UPDATE OR DELETE ON closed_document
FOR EACH ROW EXECUTE FUNCTION freeze_closed_document();

ALTER TABLE "closed_period" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "closed_period" FORCE ROW LEVEL SECURITY;

CREATE POLICY scope ON "closed_period" USING (entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '')) WITH CHECK (entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), ''));

ALTER TABLE "closed_document" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "closed_document" FORCE ROW LEVEL SECURITY;

CREATE POLICY scope ON "closed_document" USING (entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), '')) WITH CHECK (entity_id = nullif(current_setting('portal.entity', true), '') AND account_id = nullif(current_setting('portal.account', true), '') AND environment = nullif(current_setting('portal.environment', true), ''));

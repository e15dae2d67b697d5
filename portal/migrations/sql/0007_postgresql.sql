-- Each account has its turn at the queue, a webhook's waiting events are counted, and its id says where it is. For PostgreSQL. Frozen, as 0001 is.

CREATE INDEX ix_queue_lane_account_id_due_at ON queue (lane, account_id, due_at);

CREATE INDEX ix_webhook_delivery_account_id_environment_webhook_id_state ON webhook_delivery (account_id, environment, webhook_id, state);

ALTER TABLE webhook NO FORCE ROW LEVEL SECURITY;

ALTER TABLE whereabouts NO FORCE ROW LEVEL SECURITY;

INSERT INTO whereabouts (id, account_id, environment, entity_id)
SELECT id, account_id, environment, entity_id FROM webhook WHERE entity_id IS NOT NULL;

ALTER TABLE webhook FORCE ROW LEVEL SECURITY;

ALTER TABLE whereabouts FORCE ROW LEVEL SECURITY;

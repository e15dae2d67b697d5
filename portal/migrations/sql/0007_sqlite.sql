-- Each account has its turn at the queue, each webhook its share of the workers, and its waiting events are counted. For SQLite. Frozen, as 0001 is.

CREATE INDEX ix_queue_lane_account_id_due_at ON queue (lane, account_id, due_at);

CREATE INDEX ix_webhook_delivery_account_id_environment_webhook_id_state ON webhook_delivery (account_id, environment, webhook_id, state);

ALTER TABLE queue ADD COLUMN receiver VARCHAR(40);

CREATE INDEX ix_queue_holder ON queue (holder);

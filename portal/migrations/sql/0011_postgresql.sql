-- How an account's pages look besides their colour. For PostgreSQL. Frozen, as 0001 is.

ALTER TABLE account ADD COLUMN corner_radius INTEGER;

ALTER TABLE account ADD COLUMN theme VARCHAR(5);

-- Whether a session is light or dark, where the page around it says so. For PostgreSQL. Frozen, as 0001 is.

ALTER TABLE portal_session ADD COLUMN theme VARCHAR(5);

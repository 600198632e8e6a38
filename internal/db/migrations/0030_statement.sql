-- When the site's accessibility statement was gone through.

-- +goose Up

CREATE TABLE statement_review (
	day     TEXT PRIMARY KEY,
	at      BIGINT NOT NULL,
	by_id   TEXT NOT NULL, -- account
	by_name TEXT NOT NULL
);

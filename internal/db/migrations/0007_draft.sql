-- Texts that several people write at once (package draft), and files that are
-- handed in (package attachment).

-- +goose Up

-- The text of one field of one thing, with the version that the next writer must
-- have seen.
CREATE TABLE draft_field (
	object  TEXT NOT NULL, -- id of what the field belongs to
	name    TEXT NOT NULL, -- title, presentation, decision
	version BIGINT NOT NULL,
	text    TEXT NOT NULL,
	at      BIGINT NOT NULL,
	by_id   TEXT NOT NULL, -- account
	by_name TEXT NOT NULL,
	PRIMARY KEY (object, name)
);

-- Every version there was. Never changed.
CREATE TABLE draft_version (
	object  TEXT NOT NULL,
	name    TEXT NOT NULL,
	version BIGINT NOT NULL,
	text    TEXT NOT NULL,
	at      BIGINT NOT NULL,
	by_id   TEXT NOT NULL,
	by_name TEXT NOT NULL,
	PRIMARY KEY (object, name, version)
);

-- A paper of an item (bilag; OParl auxiliaryFile). It is first a promise, then a
-- file in the vault.
CREATE TABLE draft_attachment (
	id          TEXT PRIMARY KEY,
	item_id     TEXT NOT NULL, -- draft_item.id
	position    INTEGER NOT NULL,
	name        TEXT NOT NULL, -- as listed on the agenda
	state       TEXT NOT NULL, -- enclosed, mailed, to-follow, withdrawn, never-received
	due         TEXT NOT NULL, -- day, of one that is to follow (R26)
	closed      BOOLEAN NOT NULL, -- not for the public even where the item is open
	file_name   TEXT NOT NULL, -- as it came, '' while there is none
	digest      TEXT NOT NULL, -- SHA-256 in the vault, ''
	media_type  TEXT NOT NULL, -- from the bytes, never as claimed
	size        BIGINT NOT NULL,
	version     BIGINT NOT NULL,
	supplied_at BIGINT,
	supplied_by TEXT NOT NULL,
	made_at     BIGINT NOT NULL,
	made_by     TEXT NOT NULL
);
CREATE INDEX draft_attachment_item ON draft_attachment (item_id, position);
CREATE INDEX draft_attachment_digest ON draft_attachment (digest);

-- Every file that a paper has had, the first as 1. Never changed: one that is
-- replaced stays, for whoever read it.
CREATE TABLE draft_attachment_file (
	attachment_id TEXT NOT NULL REFERENCES draft_attachment (id),
	number        INTEGER NOT NULL,
	file_name     TEXT NOT NULL,
	digest        TEXT NOT NULL,
	media_type    TEXT NOT NULL,
	size          BIGINT NOT NULL,
	at            BIGINT NOT NULL,
	by_whom       TEXT NOT NULL, -- name
	PRIMARY KEY (attachment_id, number)
);

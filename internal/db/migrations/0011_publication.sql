-- The gate between the working record and the public one.

-- +goose Up

-- One text on its way to the public: an agenda, a supplement or minutes, in one
-- version.
CREATE TABLE publication (
	id           TEXT PRIMARY KEY,
	planned_id   TEXT NOT NULL REFERENCES planned_meeting (id),
	body_id      TEXT NOT NULL REFERENCES organization (id),
	kind         TEXT NOT NULL, -- agenda, minutes
	version      INTEGER NOT NULL, -- dispatch.number or minutes_version.number
	state        TEXT NOT NULL, -- held, ready, cleared, published, withdrawn, replaced
	second       BOOLEAN NOT NULL, -- needs another pair of eyes (R28)
	content      TEXT NOT NULL,    -- JSON: what will be shown, nothing closed in it
	digest       TEXT NOT NULL,    -- SHA-256 of content
	document_id  TEXT NOT NULL,    -- document.id once published, ''
	author       TEXT NOT NULL,    -- account that prepared it
	author_name  TEXT NOT NULL,
	made_at      BIGINT NOT NULL,
	cleared_by   TEXT NOT NULL,
	cleared_name TEXT NOT NULL,
	cleared_at   BIGINT,
	published_by TEXT NOT NULL,
	published_at BIGINT,
	row_version  BIGINT NOT NULL
);
CREATE INDEX publication_planned ON publication (planned_id, id);
CREATE INDEX publication_state ON publication (state, id);

-- What the gate found, and what somebody made of it.
CREATE TABLE publication_finding (
	id             TEXT PRIMARY KEY,
	publication_id TEXT NOT NULL REFERENCES publication (id),
	place          TEXT NOT NULL, -- where, as meeting.Value.At or "bilag/ID/tekst"
	kind           TEXT NOT NULL, -- personal-number, phone, mail-address, signature, mail-header, health, hidden-text, metadata, unreadable
	blocks         BOOLEAN NOT NULL,
	excerpt        TEXT NOT NULL, -- masked
	page           INTEGER NOT NULL,
	state          TEXT NOT NULL, -- open, removed, redacted, accepted
	reason         TEXT NOT NULL,
	settled_by     TEXT NOT NULL,
	settled_at     BIGINT
);
CREATE INDEX publication_finding_of ON publication_finding (publication_id);

-- A file of a publication: the attachment as it is shown, or withheld. A redacted
-- file is a new one; the original stays closed (R31).
CREATE TABLE publication_file (
	publication_id TEXT NOT NULL REFERENCES publication (id),
	attachment_id  TEXT NOT NULL REFERENCES draft_attachment (id),
	name           TEXT NOT NULL,
	original       TEXT NOT NULL, -- digest
	digest         TEXT NOT NULL, -- of what is shown, '' while withheld
	media_type     TEXT NOT NULL,
	size           BIGINT NOT NULL,
	withheld       TEXT NOT NULL, -- why, '' when shown
	scanned_at     BIGINT,
	PRIMARY KEY (publication_id, attachment_id)
);

-- What was withdrawn (R34). It says that something was here, and no more.
CREATE TABLE tombstone (
	id           TEXT PRIMARY KEY,
	path         TEXT NOT NULL UNIQUE, -- the address that now says so
	reason_class TEXT NOT NULL, -- personal-data, error, closed-matter, court, other
	at           BIGINT NOT NULL,
	by_whom      TEXT NOT NULL, -- account; not shown
	remark       TEXT NOT NULL  -- internal; not shown
);

-- What happened at the gate. Never changed.
CREATE TABLE publication_event (
	id             TEXT PRIMARY KEY,
	publication_id TEXT NOT NULL REFERENCES publication (id),
	kind           TEXT NOT NULL, -- prepared, scanned, settled, cleared, published, withdrawn
	at             BIGINT NOT NULL,
	by_whom        TEXT NOT NULL,
	by_name        TEXT NOT NULL,
	detail         TEXT NOT NULL
);
CREATE INDEX publication_event_of ON publication_event (publication_id, id);

-- A file that the public may fetch, by its public address.
CREATE TABLE public_file (
	id         TEXT PRIMARY KEY, -- unguessable part of the address
	meeting_id TEXT NOT NULL REFERENCES meeting (id),
	item       TEXT NOT NULL,    -- number of the item
	name       TEXT NOT NULL,
	digest     TEXT NOT NULL,
	media_type TEXT NOT NULL,
	size       BIGINT NOT NULL
);
CREATE INDEX public_file_meeting ON public_file (meeting_id);

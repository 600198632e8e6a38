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
	published_name TEXT NOT NULL,
	published_at BIGINT,
	row_version  BIGINT NOT NULL
);
CREATE INDEX publication_planned ON publication (planned_id, id);
CREATE INDEX publication_state ON publication (state, id);

-- What the gate found, and what somebody made of it.
CREATE TABLE publication_finding (
	id             TEXT PRIMARY KEY,
	publication_id TEXT NOT NULL REFERENCES publication (id),
	position       INTEGER NOT NULL,
	place          TEXT NOT NULL, -- where, as meeting.Value.At or "bilag/ID/tekst"
	kind           TEXT NOT NULL, -- personal-number, possible-number, phone, mail-address, address, health, signature, mail-header, hidden-text, metadata, picture, unreadable
	digest         TEXT NOT NULL, -- of the file it was found in, '' for the text itself
	blocks         BOOLEAN NOT NULL,
	excerpt        TEXT NOT NULL, -- masked
	page           INTEGER NOT NULL, -- 0 when there are none
	state          TEXT NOT NULL, -- open, removed, redacted, accepted
	reason         TEXT NOT NULL,
	settled_by     TEXT NOT NULL,
	settled_name   TEXT NOT NULL,
	settled_at     BIGINT
);
CREATE INDEX publication_finding_of ON publication_finding (publication_id);

-- A file of a publication: the attachment as it is shown, or withheld. A redacted
-- file is a new one; the original stays closed (R31).
CREATE TABLE publication_file (
	publication_id TEXT NOT NULL REFERENCES publication (id),
	attachment_id  TEXT NOT NULL REFERENCES draft_attachment (id),
	position       INTEGER NOT NULL,
	item           TEXT NOT NULL, -- number of the item
	name           TEXT NOT NULL, -- as listed
	file_name      TEXT NOT NULL, -- what a reader's machine saves it as
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
	path         TEXT NOT NULL, -- the address that says so; while a part of the meeting is public, it says so there
	kind         TEXT NOT NULL, -- agenda, minutes, file
	reason_class TEXT NOT NULL, -- personal-data, error, closed-matter, court, other
	at           BIGINT NOT NULL,
	by_whom      TEXT NOT NULL, -- account; not shown
	remark       TEXT NOT NULL, -- internal; not shown
	lifted_at    BIGINT         -- when something was published there again
);
CREATE INDEX tombstone_path ON tombstone (path, id);

-- A document that was withdrawn from the public record, as it was. No public
-- page reads this table. digest names the bytes in the vault.
CREATE TABLE withdrawn_document (
	digest       TEXT PRIMARY KEY,
	meeting_id   TEXT NOT NULL, -- the public meeting's id, which is used again if it comes back
	slug         TEXT NOT NULL,
	version      INTEGER NOT NULL,
	name         TEXT NOT NULL,
	kind         TEXT NOT NULL,
	format       TEXT NOT NULL,
	size         BIGINT NOT NULL,
	pages        INTEGER NOT NULL,
	text         TEXT NOT NULL,
	reading      TEXT NOT NULL,
	read_at      BIGINT NOT NULL,
	withdrawn_at BIGINT NOT NULL
);
CREATE INDEX withdrawn_document_meeting ON withdrawn_document (meeting_id);

-- A correction of a meeting that is withdrawn whole, with its verdict if it has
-- one (left_key <> ''). It holds again when the meeting comes back.
CREATE TABLE withdrawn_correction (
	id           TEXT PRIMARY KEY,
	meeting_id   TEXT NOT NULL,
	path         TEXT NOT NULL,
	was          TEXT NOT NULL,
	value        TEXT NOT NULL,
	by_whom      TEXT NOT NULL,
	made_at      BIGINT NOT NULL,
	withdrawn_by TEXT,
	withdrawn_at BIGINT,
	left_key     TEXT NOT NULL,
	right_key    TEXT NOT NULL,
	same         BOOLEAN NOT NULL
);
CREATE INDEX withdrawn_correction_meeting ON withdrawn_correction (meeting_id);

-- Somebody's decision that what was decided on a closed item may be read, though
-- the item stays closed otherwise (R32).
CREATE TABLE disclosure (
	planned_id TEXT NOT NULL REFERENCES planned_meeting (id),
	item_id    TEXT NOT NULL REFERENCES draft_item (id),
	at         BIGINT NOT NULL,
	by_whom    TEXT NOT NULL, -- account
	by_name    TEXT NOT NULL,
	ground     TEXT NOT NULL,
	PRIMARY KEY (planned_id, item_id)
);

-- What happened at the gate. Never changed.
CREATE TABLE publication_event (
	id             TEXT PRIMARY KEY,
	publication_id TEXT NOT NULL REFERENCES publication (id),
	kind           TEXT NOT NULL, -- prepared, settled, withheld, shown, redacted, disclosed, cleared, published, withdrawn
	at             BIGINT NOT NULL,
	by_whom        TEXT NOT NULL,
	by_name        TEXT NOT NULL,
	detail         TEXT NOT NULL
);
CREATE INDEX publication_event_of ON publication_event (publication_id, id);

-- A file that the public may fetch, by its public address. A file that is taken
-- back is no row here any more; publication_file still tells of it.
CREATE TABLE public_file (
	id             TEXT PRIMARY KEY, -- unguessable part of the address
	meeting_id     TEXT NOT NULL REFERENCES meeting (id),
	position       INTEGER NOT NULL,
	item           TEXT NOT NULL,    -- number of the item
	name           TEXT NOT NULL,    -- as listed with the item
	file_name      TEXT NOT NULL,    -- what a reader's machine saves it as
	digest         TEXT NOT NULL,
	media_type     TEXT NOT NULL,
	size           BIGINT NOT NULL
);
CREATE INDEX public_file_meeting ON public_file (meeting_id, item, position);

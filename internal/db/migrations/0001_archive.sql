-- The archive: what the minutes say. Instants are microseconds since 1970 UTC,
-- dates are YYYY-MM-DD, times HH:MM, amounts whole øre.

-- +goose Up

-- An organisation: a body that meets (sundhedsklynge, sundhedsråd, udvalg) or
-- one whose people sit in it (region, kommune, sygehus, PLO). OParl Organization.
CREATE TABLE organization (
	id             TEXT PRIMARY KEY,
	slug           TEXT NOT NULL UNIQUE,
	name           TEXT NOT NULL,
	classification TEXT NOT NULL, -- package body: Classification
	sector         TEXT NOT NULL, -- region, municipality, general-practice, shared, other
	parent_id      TEXT REFERENCES organization (id),
	start_date     TEXT NOT NULL DEFAULT '',
	end_date       TEXT NOT NULL DEFAULT '',
	created_at     BIGINT NOT NULL
);

-- Every way an organisation's name has been written, folded to a key.
CREATE TABLE organization_name (
	key             TEXT PRIMARY KEY,
	organization_id TEXT NOT NULL REFERENCES organization (id),
	name            TEXT NOT NULL
);

CREATE TABLE person (
	id         TEXT PRIMARY KEY,
	slug       TEXT NOT NULL UNIQUE,
	name       TEXT NOT NULL,
	created_at BIGINT NOT NULL
);

-- Every way a person's name has been written. block groups names that are
-- worth comparing.
CREATE TABLE person_name (
	name      TEXT NOT NULL,
	person_id TEXT NOT NULL REFERENCES person (id),
	block     TEXT NOT NULL,
	PRIMARY KEY (name, person_id)
);
CREATE INDEX person_name_block ON person_name (block);

-- A printed name with what it stood for. All that minutes tell of a person
-- hangs on sightings; who is who is worked out from them (package person).
CREATE TABLE sighting (
	key             TEXT PRIMARY KEY, -- folded name, what it stood for
	name            TEXT NOT NULL,
	organization_id TEXT REFERENCES organization (id),
	person_id       TEXT REFERENCES person (id) -- NULL only inside the transaction that makes it
);
CREATE INDEX sighting_person ON sighting (person_id);

-- The words of a sighting's name, folded, to find those worth comparing.
CREATE TABLE sighting_word (
	word         TEXT NOT NULL,
	sighting_key TEXT NOT NULL REFERENCES sighting (key),
	PRIMARY KEY (word, sighting_key)
);
CREATE INDEX sighting_word_key ON sighting_word (sighting_key);

-- A person's seat in a body, from the first to the last meeting that tells of it.
CREATE TABLE membership (
	id              TEXT PRIMARY KEY,
	person_id       TEXT NOT NULL REFERENCES person (id),
	organization_id TEXT NOT NULL REFERENCES organization (id),
	on_behalf_of_id TEXT REFERENCES organization (id),
	role            TEXT NOT NULL,
	sector          TEXT NOT NULL,
	start_date      TEXT NOT NULL,
	end_date        TEXT NOT NULL
);
CREATE INDEX membership_person ON membership (person_id);
CREATE INDEX membership_organization ON membership (organization_id);

-- One meeting of one body. document_id is the version that is shown.
CREATE TABLE meeting (
	id          TEXT PRIMARY KEY,
	slug        TEXT NOT NULL UNIQUE, -- 2024-11-19-sundhedsklynge-nord
	body_id     TEXT NOT NULL REFERENCES organization (id),
	date        TEXT NOT NULL,
	start_time  TEXT NOT NULL,
	end_time    TEXT NOT NULL,
	place       TEXT NOT NULL,
	kind        TEXT NOT NULL, -- agenda, minutes
	document_id TEXT NOT NULL,
	created_at  BIGINT NOT NULL,
	changed_at  BIGINT NOT NULL
);
CREATE INDEX meeting_date ON meeting (date, id);
CREATE INDEX meeting_body ON meeting (body_id, date, id);

-- A file that was read: the original lies in the vault under the same id.
CREATE TABLE document (
	id         TEXT PRIMARY KEY, -- SHA-256 of the bytes
	meeting_id TEXT NOT NULL REFERENCES meeting (id),
	version    INTEGER NOT NULL, -- from 1 within the meeting
	name       TEXT NOT NULL,
	kind       TEXT NOT NULL,    -- agenda, minutes
	format     TEXT NOT NULL,
	size       BIGINT NOT NULL,
	pages      INTEGER NOT NULL,
	text       TEXT NOT NULL,    -- what the passages point into
	reading    TEXT NOT NULL,    -- the full reading as JSON, as it was read
	read_at    BIGINT NOT NULL,
	UNIQUE (meeting_id, version)
);

CREATE TABLE participation (
	meeting_id      TEXT NOT NULL REFERENCES meeting (id),
	position        INTEGER NOT NULL,
	person_id       TEXT REFERENCES person (id),
	organization_id TEXT REFERENCES organization (id), -- on whose behalf
	sighting_key    TEXT REFERENCES sighting (key),
	name            TEXT NOT NULL, -- this and the following as printed
	role            TEXT NOT NULL,
	organization    TEXT NOT NULL,
	grouping        TEXT NOT NULL,
	sector          TEXT NOT NULL,
	absent          BOOLEAN NOT NULL,
	chair           BOOLEAN NOT NULL,
	partly          TEXT NOT NULL,
	PRIMARY KEY (meeting_id, position)
);
CREATE INDEX participation_person ON participation (person_id);
CREATE INDEX participation_sighting ON participation (sighting_key);
CREATE INDEX participation_organization ON participation (organization_id);

CREATE TABLE agenda_item (
	id          TEXT PRIMARY KEY,
	meeting_id  TEXT NOT NULL REFERENCES meeting (id),
	position    INTEGER NOT NULL, -- from 0; its index in the reading
	anchor      TEXT NOT NULL,    -- punkt-6
	number      TEXT NOT NULL,
	title       TEXT NOT NULL,
	case_number TEXT NOT NULL,
	type        TEXT NOT NULL,
	closed      BOOLEAN NOT NULL,
	minutes     INTEGER NOT NULL,
	sections    TEXT NOT NULL, -- JSON of []reading.Section
	decided     BOOLEAN NOT NULL,
	decision    TEXT NOT NULL,
	outcome     TEXT NOT NULL,
	UNIQUE (meeting_id, position),
	UNIQUE (meeting_id, anchor)
);

CREATE TABLE recommendation (
	item_id  TEXT NOT NULL REFERENCES agenda_item (id),
	position INTEGER NOT NULL,
	text     TEXT NOT NULL,
	outcome  TEXT NOT NULL,
	PRIMARY KEY (item_id, position)
);

CREATE TABLE attachment (
	item_id  TEXT NOT NULL REFERENCES agenda_item (id),
	position INTEGER NOT NULL,
	name     TEXT NOT NULL,
	state    TEXT NOT NULL,
	PRIMARY KEY (item_id, position)
);

-- An undertaking that the minutes speak of (indsats).
CREATE TABLE initiative (
	id         TEXT PRIMARY KEY,
	slug       TEXT NOT NULL UNIQUE,
	title      TEXT NOT NULL,
	body_id    TEXT NOT NULL REFERENCES organization (id),
	leader     TEXT NOT NULL,
	purpose    TEXT NOT NULL,
	created_at BIGINT NOT NULL
);

-- Where an initiative is spoken of: in a business case, a fund table, an item.
CREATE TABLE initiative_mention (
	initiative_id TEXT NOT NULL REFERENCES initiative (id),
	meeting_id    TEXT NOT NULL REFERENCES meeting (id),
	item_id       TEXT REFERENCES agenda_item (id),
	what          TEXT NOT NULL, -- case, fund, item
	position      INTEGER NOT NULL, -- of the case, item or fund row in the reading
	label         TEXT NOT NULL,    -- as printed
	leader        TEXT NOT NULL,    -- of a case
	purpose       TEXT NOT NULL,    -- of a case
	PRIMARY KEY (initiative_id, meeting_id, what, position)
);
CREATE INDEX initiative_mention_meeting ON initiative_mention (meeting_id);

-- A table of money as one meeting's document prints it.
CREATE TABLE fund_statement (
	id         TEXT PRIMARY KEY,
	meeting_id TEXT NOT NULL REFERENCES meeting (id),
	position   INTEGER NOT NULL,
	item_id    TEXT REFERENCES agenda_item (id),
	title      TEXT NOT NULL,
	total      BIGINT NOT NULL,
	has_total  BOOLEAN NOT NULL,
	remaining  BIGINT NOT NULL,
	has_rest   BOOLEAN NOT NULL,
	UNIQUE (meeting_id, position)
);

CREATE TABLE fund_line (
	statement_id  TEXT NOT NULL REFERENCES fund_statement (id),
	position      INTEGER NOT NULL,
	label         TEXT NOT NULL,
	amount        BIGINT NOT NULL,
	rest          BOOLEAN NOT NULL,
	initiative_id TEXT REFERENCES initiative (id),
	PRIMARY KEY (statement_id, position)
);

CREATE TABLE promise (
	meeting_id TEXT NOT NULL REFERENCES meeting (id),
	position   INTEGER NOT NULL,
	item_id    TEXT REFERENCES agenda_item (id),
	text       TEXT NOT NULL,
	due        TEXT NOT NULL,
	from_date  TEXT NOT NULL,
	to_date    TEXT NOT NULL,
	PRIMARY KEY (meeting_id, position)
);

-- A coming meeting that a document announces.
CREATE TABLE announced_meeting (
	meeting_id TEXT NOT NULL REFERENCES meeting (id), -- that announced it
	body_id    TEXT NOT NULL REFERENCES organization (id),
	date       TEXT NOT NULL,
	start_time TEXT NOT NULL,
	end_time   TEXT NOT NULL,
	PRIMARY KEY (meeting_id, date)
);
CREATE INDEX announced_meeting_date ON announced_meeting (date);

CREATE TABLE finding (
	meeting_id TEXT NOT NULL REFERENCES meeting (id),
	position   INTEGER NOT NULL,
	code       TEXT NOT NULL,
	level      TEXT NOT NULL,
	args       TEXT NOT NULL, -- JSON
	path       TEXT NOT NULL,
	page       INTEGER NOT NULL,
	start_char INTEGER NOT NULL,
	end_char   INTEGER NOT NULL,
	PRIMARY KEY (meeting_id, position)
);

-- A value the reader is unsure of, or a name the register cannot place, that
-- waits for a person. settled_at is set when somebody has answered.
CREATE TABLE doubt (
	id         TEXT PRIMARY KEY,
	meeting_id TEXT NOT NULL REFERENCES meeting (id),
	path       TEXT NOT NULL, -- meeting.Value.At
	kind       TEXT NOT NULL, -- value, person, organization
	subject    TEXT NOT NULL, -- of a person: the sighting in doubt
	value      TEXT NOT NULL,
	candidates TEXT NOT NULL, -- JSON: ids and names the value may mean
	page       INTEGER NOT NULL,
	start_char INTEGER NOT NULL,
	end_char   INTEGER NOT NULL,
	confidence DOUBLE PRECISION NOT NULL,
	settled_at BIGINT,
	settled_by TEXT,
	UNIQUE (meeting_id, path, kind)
);
CREATE INDEX doubt_subject ON doubt (subject);
CREATE INDEX doubt_open ON doubt (settled_at, confidence, id);

-- What a person said instead of what was read. Never deleted: taken back.
CREATE TABLE correction (
	id           TEXT PRIMARY KEY,
	meeting_id   TEXT NOT NULL REFERENCES meeting (id),
	path         TEXT NOT NULL, -- meeting.Value.At, which outlives a new version
	was          TEXT NOT NULL,
	value        TEXT NOT NULL,
	by_whom      TEXT NOT NULL,
	made_at      BIGINT NOT NULL,
	withdrawn_by TEXT,
	withdrawn_at BIGINT
);
CREATE INDEX correction_meeting ON correction (meeting_id);

-- What somebody said of two sightings: one person, or two. It holds while its
-- correction does.
CREATE TABLE verdict (
	correction_id TEXT PRIMARY KEY REFERENCES correction (id),
	left_key      TEXT NOT NULL,
	right_key     TEXT NOT NULL,
	same          BOOLEAN NOT NULL
);
CREATE INDEX verdict_left ON verdict (left_key);
CREATE INDEX verdict_right ON verdict (right_key);

-- Whoever changes the record raises the turn first, so that two importers that
-- look up the same person come one after the other on both engines.
CREATE TABLE record_turn (
	id   INTEGER PRIMARY KEY,
	turn BIGINT NOT NULL
);
INSERT INTO record_turn (id, turn) VALUES (1, 0);

-- Old addresses that lead on to a new one.
CREATE TABLE moved (
	path    TEXT PRIMARY KEY,
	to_path TEXT NOT NULL
);

-- Round-ups of group discussions. No table here has a place for a person who is
-- a patient.

-- +goose Up

-- A round-up (opsamling): some groups answer the same headings, and a summary
-- is written that says where each of its sentences comes from.
CREATE TABLE roundup (
	id           TEXT PRIMARY KEY,
	body_id      TEXT NOT NULL REFERENCES organization (id),
	title        TEXT NOT NULL,
	intro        TEXT NOT NULL,
	state        TEXT NOT NULL, -- open, locked, coded, drafted, checked, published
	deadline     BIGINT NOT NULL,
	item_id      TEXT NOT NULL, -- draft_item.id it became, ''
	made_at      BIGINT NOT NULL,
	made_by      TEXT NOT NULL, -- name
	published_at BIGINT,
	published_by TEXT NOT NULL,
	version      BIGINT NOT NULL
);
CREATE INDEX roundup_body ON roundup (body_id, id);
CREATE INDEX roundup_state ON roundup (state, deadline);

CREATE TABLE roundup_heading (
	id         TEXT PRIMARY KEY,
	roundup_id TEXT NOT NULL REFERENCES roundup (id),
	position   INTEGER NOT NULL,
	text       TEXT NOT NULL
);
CREATE INDEX roundup_heading_of ON roundup_heading (roundup_id, position);

-- A group of a round-up: a body or a sector. What it writes before the deadline
-- is fields of package draft, one for each heading.
CREATE TABLE roundup_group (
	id           TEXT PRIMARY KEY,
	roundup_id   TEXT NOT NULL REFERENCES roundup (id),
	position     INTEGER NOT NULL,
	name         TEXT NOT NULL,
	note_taker   TEXT NOT NULL, -- name
	email        TEXT NOT NULL,
	invited_at   BIGINT,
	delivered_at BIGINT
);
CREATE INDEX roundup_group_of ON roundup_group (roundup_id, position);

-- That a group has nothing to say under a heading, which is not the same as
-- having left it blank.
CREATE TABLE roundup_nothing (
	group_id   TEXT NOT NULL REFERENCES roundup_group (id),
	heading_id TEXT NOT NULL REFERENCES roundup_heading (id),
	PRIMARY KEY (group_id, heading_id)
);

-- A raw note as it stood when the round-up was locked, and what was added
-- later. Never changed (H4).
CREATE TABLE roundup_note (
	id         TEXT PRIMARY KEY,
	group_id   TEXT NOT NULL REFERENCES roundup_group (id),
	heading_id TEXT NOT NULL REFERENCES roundup_heading (id),
	number     INTEGER NOT NULL, -- 0 as locked, then the additions
	text       TEXT NOT NULL,
	silent     BOOLEAN NOT NULL, -- the group said that it has no remarks
	late       BOOLEAN NOT NULL,
	at         BIGINT NOT NULL,
	by_whom    TEXT NOT NULL, -- name
	UNIQUE (group_id, heading_id, number)
);

CREATE TABLE roundup_theme (
	id         TEXT PRIMARY KEY,
	roundup_id TEXT NOT NULL REFERENCES roundup (id),
	position   INTEGER NOT NULL,
	name       TEXT NOT NULL
);
CREATE INDEX roundup_theme_of ON roundup_theme (roundup_id, position);

-- One thing that was said: a range of a raw note.
CREATE TABLE roundup_comment (
	id         TEXT PRIMARY KEY,
	note_id    TEXT NOT NULL REFERENCES roundup_note (id),
	start_at   INTEGER NOT NULL, -- characters into the note
	end_at     INTEGER NOT NULL,
	heading_id TEXT NOT NULL REFERENCES roundup_heading (id), -- where it belongs
	about_id   TEXT NOT NULL REFERENCES roundup_group (id),   -- whom it is about (H5)
	theme_id   TEXT REFERENCES roundup_theme (id),
	left_out   TEXT NOT NULL, -- why no sentence has it, ''
	UNIQUE (note_id, start_at, end_at)
);

-- A sentence of the summary.
CREATE TABLE roundup_sentence (
	id         TEXT PRIMARY KEY,
	roundup_id TEXT NOT NULL REFERENCES roundup (id),
	heading_id TEXT NOT NULL REFERENCES roundup_heading (id),
	position   INTEGER NOT NULL,
	text       TEXT NOT NULL,
	suggested  BOOLEAN NOT NULL, -- nobody has accepted it yet (H6)
	changed_at BIGINT NOT NULL,
	changed_by TEXT NOT NULL, -- name
	version    BIGINT NOT NULL
);
CREATE INDEX roundup_sentence_of ON roundup_sentence (roundup_id, heading_id, position);

CREATE TABLE roundup_source (
	sentence_id TEXT NOT NULL REFERENCES roundup_sentence (id),
	comment_id  TEXT NOT NULL REFERENCES roundup_comment (id),
	PRIMARY KEY (sentence_id, comment_id)
);
CREATE INDEX roundup_source_comment ON roundup_source (comment_id);

-- What a group says of the draft that it was asked to check. Never changed.
CREATE TABLE roundup_remark (
	id          TEXT PRIMARY KEY,
	roundup_id  TEXT NOT NULL REFERENCES roundup (id),
	group_id    TEXT NOT NULL REFERENCES roundup_group (id),
	sentence_id TEXT NOT NULL, -- '' for the whole
	text        TEXT NOT NULL,
	at          BIGINT NOT NULL,
	by_whom     TEXT NOT NULL
);
CREATE INDEX roundup_remark_of ON roundup_remark (roundup_id, id);

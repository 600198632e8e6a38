-- Round-ups of group discussions, and the study of citizens whom nobody reaches.
-- No table here has a place for a person who is a patient.

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

-- A mapping study (kortlægning). The table that says who is behind a card is not
-- here, and there is no field for it (G6).
CREATE TABLE mapping_study (
	id           TEXT PRIMARY KEY,
	body_id      TEXT NOT NULL REFERENCES organization (id),
	title        TEXT NOT NULL,
	purpose      TEXT NOT NULL,
	basis        TEXT NOT NULL, -- in law
	state        TEXT NOT NULL, -- collecting, coding, reconciled, validated, reported
	validated_by TEXT NOT NULL, -- the partners who have seen cards and themes
	made_at      BIGINT NOT NULL,
	made_by      TEXT NOT NULL, -- name
	version      BIGINT NOT NULL
);
CREATE INDEX mapping_study_body ON mapping_study (body_id, id);

-- A type of citizen, told without anybody.
CREATE TABLE mapping_card (
	id          TEXT PRIMARY KEY,
	study_id    TEXT NOT NULL REFERENCES mapping_study (id),
	number      INTEGER NOT NULL,
	population  TEXT NOT NULL, -- 1, 2, both, unknown
	overlap     BOOLEAN NOT NULL, -- both sectors had a course at once (G1)
	resident    BOOLEAN NOT NULL, -- residence was checked at inclusion (G2)
	need        TEXT NOT NULL,
	barrier     TEXT NOT NULL,
	contact     TEXT NOT NULL,
	strength    TEXT NOT NULL,
	band        TEXT NOT NULL, -- how many citizens are like this: few, 5-9, 10-19, 20-49, 50
	blurred     TEXT NOT NULL, -- what was made less exact, '' (G3)
	state       TEXT NOT NULL, -- draft, de-identified, usable, merged
	merged_into TEXT REFERENCES mapping_card (id),
	author_id   TEXT NOT NULL, -- account
	author      TEXT NOT NULL,
	reader_id   TEXT NOT NULL, -- account of the second reader
	reader      TEXT NOT NULL,
	version     BIGINT NOT NULL,
	UNIQUE (study_id, number)
);

CREATE TABLE mapping_tag (
	id        TEXT PRIMARY KEY,
	study_id  TEXT NOT NULL REFERENCES mapping_study (id),
	parent_id TEXT REFERENCES mapping_tag (id),
	name      TEXT NOT NULL,
	theme_id  TEXT
);
CREATE INDEX mapping_tag_of ON mapping_tag (study_id, id);

-- The two who code, each without seeing the other's.
CREATE TABLE mapping_coder (
	study_id   TEXT NOT NULL REFERENCES mapping_study (id),
	place      INTEGER NOT NULL, -- 1 or 2
	account_id TEXT NOT NULL,
	name       TEXT NOT NULL,
	done_at    BIGINT,
	PRIMARY KEY (study_id, place),
	UNIQUE (study_id, account_id)
);

CREATE TABLE mapping_highlight (
	id       TEXT PRIMARY KEY,
	card_id  TEXT NOT NULL REFERENCES mapping_card (id),
	tag_id   TEXT NOT NULL REFERENCES mapping_tag (id),
	place    INTEGER NOT NULL, -- of the coder
	part     TEXT NOT NULL,    -- need, barrier, contact, strength
	start_at INTEGER NOT NULL, -- characters into the part
	end_at   INTEGER NOT NULL,
	UNIQUE (card_id, tag_id, place, part, start_at, end_at)
);

-- How a difference between the coders was settled.
CREATE TABLE mapping_settled (
	card_id TEXT NOT NULL REFERENCES mapping_card (id),
	tag_id  TEXT NOT NULL REFERENCES mapping_tag (id),
	keep    BOOLEAN NOT NULL,
	reason  TEXT NOT NULL,
	at      BIGINT NOT NULL,
	by_whom TEXT NOT NULL,
	PRIMARY KEY (card_id, tag_id)
);

CREATE TABLE mapping_theme (
	id       TEXT PRIMARY KEY,
	study_id TEXT NOT NULL REFERENCES mapping_study (id),
	name     TEXT NOT NULL
);
CREATE INDEX mapping_theme_of ON mapping_theme (study_id, id);

CREATE TABLE mapping_recommendation (
	id       TEXT PRIMARY KEY,
	study_id TEXT NOT NULL REFERENCES mapping_study (id),
	text     TEXT NOT NULL,
	item_id  TEXT NOT NULL -- draft_item.id it became, ''
);
CREATE INDEX mapping_recommendation_of ON mapping_recommendation (study_id, id);

CREATE TABLE mapping_ground (
	recommendation_id TEXT NOT NULL REFERENCES mapping_recommendation (id),
	theme_id          TEXT NOT NULL REFERENCES mapping_theme (id),
	PRIMARY KEY (recommendation_id, theme_id)
);

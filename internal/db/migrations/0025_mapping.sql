-- Mapping studies. The table that says who is behind a card is not here, and
-- there is no column for it (rule G6 of mapping).

-- +goose Up

-- A mapping study (kortlægning): types of citizens that a body has a hard time
-- reaching, told without anybody, coded by two, and turned into recommendations.
CREATE TABLE mapping_study (
	id           TEXT PRIMARY KEY,
	body_id      TEXT NOT NULL REFERENCES organization (id),
	title        TEXT NOT NULL,
	purpose      TEXT NOT NULL,
	basis        TEXT NOT NULL, -- in law
	group_one    TEXT NOT NULL, -- who is in group 1
	group_two    TEXT NOT NULL, -- known in both sectors at once (G1)
	starts       TEXT NOT NULL, -- first day
	ends         TEXT NOT NULL, -- last day; what lies elsewhere is erased six months after (G6)
	state        TEXT NOT NULL, -- collecting, coding, reconciled, validated, reported
	last_number  INTEGER NOT NULL, -- of a card
	erased_at    BIGINT,        -- when somebody said that what lay elsewhere is erased
	erased_by    TEXT NOT NULL, -- name
	made_at      BIGINT NOT NULL,
	made_by      TEXT NOT NULL, -- name
	published_at BIGINT,
	published_by TEXT NOT NULL,
	version      BIGINT NOT NULL
);
CREATE INDEX mapping_study_body ON mapping_study (body_id, id);
CREATE INDEX mapping_study_published ON mapping_study (published_at);

-- A type of citizen.
CREATE TABLE mapping_card (
	id          TEXT PRIMARY KEY,
	study_id    TEXT NOT NULL REFERENCES mapping_study (id),
	number      INTEGER NOT NULL,
	source      TEXT NOT NULL,    -- organisation that knows the type
	population  TEXT NOT NULL,    -- 1, 2, both, unknown
	overlap     BOOLEAN NOT NULL, -- courses in both sectors on one day at least (G1)
	resident    BOOLEAN NOT NULL, -- residence was checked at inclusion (G2)
	need        TEXT NOT NULL,
	barrier     TEXT NOT NULL,
	contact     TEXT NOT NULL,
	strength    TEXT NOT NULL,
	band        TEXT NOT NULL,    -- how many citizens: few, 5-9, 10-19, 20-49, 50; never a number
	blurred     TEXT NOT NULL,    -- what was made less exact, '' (G3)
	state       TEXT NOT NULL,    -- draft, de-identified, usable, merged
	merged_into TEXT REFERENCES mapping_card (id),
	author_id   TEXT NOT NULL,    -- account
	author      TEXT NOT NULL,    -- name
	reader_id   TEXT NOT NULL,    -- account of the second reader, ''
	reader      TEXT NOT NULL,
	version     BIGINT NOT NULL,
	UNIQUE (study_id, number)
);
CREATE INDEX mapping_card_merged ON mapping_card (merged_into);

-- The cards of a file that somebody looks at before they are taken in. Erased
-- when they are, or when they are not.
CREATE TABLE mapping_import (
	id       TEXT PRIMARY KEY,
	study_id TEXT NOT NULL REFERENCES mapping_study (id),
	name     TEXT NOT NULL,
	cards    TEXT NOT NULL, -- JSON
	made_at  BIGINT NOT NULL,
	made_by  TEXT NOT NULL
);
CREATE INDEX mapping_import_of ON mapping_import (study_id, id);

CREATE TABLE mapping_theme (
	id       TEXT PRIMARY KEY,
	study_id TEXT NOT NULL REFERENCES mapping_study (id),
	position INTEGER NOT NULL,
	name     TEXT NOT NULL,
	text     TEXT NOT NULL
);
CREATE INDEX mapping_theme_of ON mapping_theme (study_id, position);

CREATE TABLE mapping_tag (
	id        TEXT PRIMARY KEY,
	study_id  TEXT NOT NULL REFERENCES mapping_study (id),
	parent_id TEXT REFERENCES mapping_tag (id),
	position  INTEGER NOT NULL,
	name      TEXT NOT NULL,
	theme_id  TEXT REFERENCES mapping_theme (id)
);
CREATE INDEX mapping_tag_of ON mapping_tag (study_id, position);

-- The two who code, each without seeing what the other has marked.
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
CREATE INDEX mapping_highlight_tag ON mapping_highlight (tag_id);

-- How a difference between the coders was settled.
CREATE TABLE mapping_settled (
	card_id TEXT NOT NULL REFERENCES mapping_card (id),
	tag_id  TEXT NOT NULL REFERENCES mapping_tag (id),
	keep    BOOLEAN NOT NULL,
	reason  TEXT NOT NULL,
	at      BIGINT NOT NULL,
	by_whom TEXT NOT NULL, -- name
	PRIMARY KEY (card_id, tag_id)
);
CREATE INDEX mapping_settled_tag ON mapping_settled (tag_id);

CREATE TABLE mapping_recommendation (
	id       TEXT PRIMARY KEY,
	study_id TEXT NOT NULL REFERENCES mapping_study (id),
	position INTEGER NOT NULL,
	text     TEXT NOT NULL,
	reason   TEXT NOT NULL,
	item_id  TEXT NOT NULL, -- draft_item.id it became, ''
	version  BIGINT NOT NULL
);
CREATE INDEX mapping_recommendation_of ON mapping_recommendation (study_id, position);

CREATE TABLE mapping_ground (
	recommendation_id TEXT NOT NULL REFERENCES mapping_recommendation (id),
	theme_id          TEXT NOT NULL REFERENCES mapping_theme (id),
	PRIMARY KEY (recommendation_id, theme_id)
);
CREATE INDEX mapping_ground_theme ON mapping_ground (theme_id);

-- A partner that sees cards and themes by a link, and nothing else (G4).
CREATE TABLE mapping_partner (
	id          TEXT PRIMARY KEY,
	study_id    TEXT NOT NULL REFERENCES mapping_study (id),
	position    INTEGER NOT NULL,
	name        TEXT NOT NULL, -- of the organisation
	email       TEXT NOT NULL,
	invited_at  BIGINT,
	answered_at BIGINT,
	closed_at   BIGINT -- the link opens nothing from then on
);
CREATE INDEX mapping_partner_of ON mapping_partner (study_id, position);

-- What a partner said. Never changed.
CREATE TABLE mapping_comment (
	id         TEXT PRIMARY KEY,
	study_id   TEXT NOT NULL REFERENCES mapping_study (id),
	partner_id TEXT NOT NULL REFERENCES mapping_partner (id),
	number     INTEGER NOT NULL, -- in the study, from 1
	about      TEXT NOT NULL, -- id of a card or a theme, '' for the whole
	text       TEXT NOT NULL,
	at         BIGINT NOT NULL
);
CREATE INDEX mapping_comment_of ON mapping_comment (study_id, number);

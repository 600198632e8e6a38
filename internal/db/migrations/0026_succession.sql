-- Bodies that end, and the bodies that go on (R49).

-- +goose Up

-- What changes on one day, such as clusters that become councils.
CREATE TABLE reform (
	id       TEXT PRIMARY KEY,
	slug     TEXT NOT NULL UNIQUE,
	name     TEXT NOT NULL,
	day      TEXT NOT NULL, -- the first day of those that go on
	state    TEXT NOT NULL, -- planned, scheduled, done
	outcome  TEXT NOT NULL, -- JSON of succession.Trial, '' before it is done
	made_at  BIGINT NOT NULL,
	made_by  TEXT NOT NULL, -- name
	done_at  BIGINT,
	done_by  TEXT NOT NULL, -- name
	version  BIGINT NOT NULL -- raised by every act, so that two stand in line
);

-- A body that ends, once, with the decision that it does.
CREATE TABLE reform_ending (
	body_id     TEXT PRIMARY KEY REFERENCES organization (id),
	reform_id   TEXT NOT NULL REFERENCES reform (id),
	decision_id TEXT REFERENCES decision (id),
	path        TEXT NOT NULL -- address of a public item instead, ''
);
CREATE INDEX reform_ending_of ON reform_ending (reform_id);

-- A body that goes on after one that ends.
CREATE TABLE reform_link (
	from_id   TEXT NOT NULL REFERENCES organization (id),
	to_id     TEXT NOT NULL REFERENCES organization (id),
	reform_id TEXT NOT NULL REFERENCES reform (id),
	PRIMARY KEY (from_id, to_id)
);
CREATE INDEX reform_link_to ON reform_link (to_id);
CREATE INDEX reform_link_of ON reform_link (reform_id);

-- What is to become of something that a body has open.
CREATE TABLE reform_choice (
	reform_id   TEXT NOT NULL REFERENCES reform (id),
	body_id     TEXT NOT NULL REFERENCES organization (id), -- that ends
	noun        TEXT NOT NULL, -- package succession: Noun
	subject     TEXT NOT NULL, -- id of it
	outcome     TEXT NOT NULL, -- transfer, close, return
	to_id       TEXT REFERENCES organization (id), -- of a transfer
	receiver    TEXT NOT NULL, -- of a return
	reason      TEXT NOT NULL, -- of closing and of a return
	decision_id TEXT REFERENCES decision (id),
	path        TEXT NOT NULL,
	at          BIGINT NOT NULL,
	by_whom     TEXT NOT NULL, -- name
	PRIMARY KEY (reform_id, body_id, noun, subject)
);

-- What became of it. Never changed.
CREATE TABLE reform_line (
	reform_id   TEXT NOT NULL REFERENCES reform (id),
	number      INTEGER NOT NULL, -- from 1
	body_id     TEXT NOT NULL REFERENCES organization (id),
	noun        TEXT NOT NULL,
	subject     TEXT NOT NULL,
	title       TEXT NOT NULL, -- as it was
	closed      BOOLEAN NOT NULL, -- the title is for those who may read closed items
	needs       TEXT NOT NULL, -- package access: Permission to read the title, '' for none
	amount      BIGINT NOT NULL, -- øre of a remainder, else 0
	outcome     TEXT NOT NULL,
	to_id       TEXT REFERENCES organization (id),
	receiver    TEXT NOT NULL,
	reason      TEXT NOT NULL,
	decision_id TEXT REFERENCES decision (id),
	path        TEXT NOT NULL,
	at          BIGINT NOT NULL,
	by_whom     TEXT NOT NULL, -- name
	PRIMARY KEY (reform_id, number)
);
CREATE INDEX reform_line_subject ON reform_line (noun, subject);

-- What was done to a reform. Never changed.
CREATE TABLE reform_event (
	reform_id TEXT NOT NULL REFERENCES reform (id),
	number    INTEGER NOT NULL, -- from 1
	at        BIGINT NOT NULL,
	by_whom   TEXT NOT NULL, -- name
	what      TEXT NOT NULL, -- package succession: Deed
	detail    TEXT NOT NULL,
	PRIMARY KEY (reform_id, number)
);

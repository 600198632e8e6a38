-- The life of initiatives: from an idea until they are scaled or stopped.

-- +goose Up

-- An initiative that is worked with here. Its texts are fields of package draft,
-- whose object is the initiative. One that minutes speak of keeps its row in
-- initiative; one that was born here has a row there that no minutes made.
CREATE TABLE initiative_life (
	initiative_id TEXT PRIMARY KEY REFERENCES initiative (id),
	body_id       TEXT NOT NULL REFERENCES organization (id), -- now responsible (R46)
	parent_id     TEXT REFERENCES initiative (id), -- that it was adopted from, NULL
	born          BOOLEAN NOT NULL, -- here, and not gathered from minutes
	state         TEXT NOT NULL, -- package initiative: State
	pilot         BOOLEAN NOT NULL,
	start_date    TEXT NOT NULL, -- '' while it is not known
	end_date      TEXT NOT NULL, -- '' while it is open
	reported_on   TEXT NOT NULL, -- day of the final report (R48), ''
	plan          TEXT NOT NULL, -- JSON of initiative.Plan
	version       BIGINT NOT NULL,
	made_at       BIGINT NOT NULL,
	made_by       TEXT NOT NULL, -- name
	changed_at    BIGINT NOT NULL
);
CREATE INDEX initiative_life_body ON initiative_life (body_id, state);
CREATE INDEX initiative_life_parent ON initiative_life (parent_id);

-- What was done to an initiative, and the decision behind it. Never changed.
CREATE TABLE initiative_event (
	id            TEXT PRIMARY KEY,
	initiative_id TEXT NOT NULL REFERENCES initiative (id),
	number        INTEGER NOT NULL, -- from 1: two may happen in one instant
	at            BIGINT NOT NULL,
	by_id         TEXT NOT NULL, -- account
	by_name       TEXT NOT NULL,
	what          TEXT NOT NULL, -- package initiative: Deed
	from_state    TEXT NOT NULL, -- of a step, ''
	to_state      TEXT NOT NULL,
	day           TEXT NOT NULL, -- from which it holds
	text          TEXT NOT NULL, -- why, or what
	decision_id   TEXT REFERENCES decision (id), -- NULL without one, or where only public minutes tell of it
	decision      TEXT NOT NULL, -- in words, ''
	decision_path TEXT NOT NULL, -- address of the public item, ''
	closed        BOOLEAN NOT NULL, -- the decision was taken behind closed doors
	UNIQUE (initiative_id, number)
);

-- What the public reads of a business case: the texts as they were when somebody
-- let them out. The last one counts, until it is withdrawn.
CREATE TABLE initiative_release (
	id            TEXT PRIMARY KEY,
	initiative_id TEXT NOT NULL REFERENCES initiative (id),
	at            BIGINT NOT NULL,
	by_name       TEXT NOT NULL,
	content       TEXT NOT NULL, -- JSON of initiative.Released
	withdrawn_at  BIGINT
);
CREATE INDEX initiative_release_of ON initiative_release (initiative_id, id);

-- Decisions live on, and what was agreed is followed up across employers.

-- +goose Up

-- What a body decided on one item, as the minutes say it.
CREATE TABLE decision (
	id          TEXT PRIMARY KEY,
	body_id     TEXT NOT NULL REFERENCES organization (id),
	meeting_id  TEXT REFERENCES planned_meeting (id),
	item_id     TEXT NOT NULL, -- draft_item.id; '' for the chair's between meetings (R24)
	number      TEXT NOT NULL, -- of the item
	title       TEXT NOT NULL,
	text        TEXT NOT NULL,
	outcome     TEXT NOT NULL, -- package reading: Outcome
	closed      BOOLEAN NOT NULL,
	date        TEXT NOT NULL,
	ground      TEXT NOT NULL, -- of the chair's own: urgent, no-doubt; else ''
	state       TEXT NOT NULL, -- in-force, replaced, withdrawn
	replaced_by TEXT REFERENCES decision (id),
	reason      TEXT NOT NULL, -- of replacing or withdrawing
	listed_id   TEXT REFERENCES planned_meeting (id), -- that was told of the chair's own (R24), NULL until then
	made_by     TEXT NOT NULL, -- name
	changed_at  BIGINT NOT NULL,
	changed_by  TEXT NOT NULL
);
CREATE INDEX decision_body ON decision (body_id, date, id);
CREATE INDEX decision_item ON decision (item_id);

-- What a decision was before it was corrected, replaced or withdrawn. Never changed.
CREATE TABLE decision_change (
	id          TEXT PRIMARY KEY,
	decision_id TEXT NOT NULL REFERENCES decision (id),
	at          BIGINT NOT NULL,
	by_whom     TEXT NOT NULL, -- name
	state       TEXT NOT NULL, -- the state it gave
	reason      TEXT NOT NULL,
	was         TEXT NOT NULL  -- the text before, '' when only the state changed
);
CREATE INDEX decision_change_of ON decision_change (decision_id, id);

-- Something that somebody is to do by a day (opfølgning; FHIR Task in spirit).
CREATE TABLE follow_up (
	id              TEXT PRIMARY KEY,
	body_id         TEXT NOT NULL REFERENCES organization (id),
	meeting_id      TEXT REFERENCES planned_meeting (id), -- that asked for it
	item_id         TEXT NOT NULL, -- draft_item.id, ''
	decision_id     TEXT REFERENCES decision (id),
	text            TEXT NOT NULL,
	organization    TEXT NOT NULL, -- that owns it, as printed
	organization_id TEXT REFERENCES organization (id),
	owner           TEXT NOT NULL, -- person, by name; '' when only the organisation is known
	email           TEXT NOT NULL,
	seat_id         TEXT REFERENCES seat (id),
	due             TEXT NOT NULL, -- day
	window_from     TEXT NOT NULL, -- period to report on, '' for none (R25)
	window_to       TEXT NOT NULL,
	closed          BOOLEAN NOT NULL, -- the matter is closed to the public
	state           TEXT NOT NULL, -- open, reported, done, cancelled
	made_at         BIGINT NOT NULL,
	made_by         TEXT NOT NULL,
	changed_at      BIGINT NOT NULL,
	version         BIGINT NOT NULL
);
CREATE INDEX follow_up_body ON follow_up (body_id, state, due);
CREATE INDEX follow_up_organization ON follow_up (organization_id, state, due);
CREATE INDEX follow_up_item ON follow_up (item_id);

-- What was told of a follow-up. Never changed.
CREATE TABLE follow_up_report (
	id           TEXT PRIMARY KEY,
	follow_up_id TEXT NOT NULL REFERENCES follow_up (id),
	at           BIGINT NOT NULL,
	by_whom      TEXT NOT NULL, -- name
	via          TEXT NOT NULL, -- page, link, meeting
	state        TEXT NOT NULL, -- the state it gave: open, reported, done, cancelled
	text         TEXT NOT NULL,
	due          TEXT NOT NULL  -- a new day that was given, ''
);
CREATE INDEX follow_up_report_of ON follow_up_report (follow_up_id, id);

-- The sentence that the public reads of a follow-up: somebody has read it and
-- let it out. The last one counts; an empty one takes it back. Never changed.
CREATE TABLE follow_up_public (
	id           TEXT PRIMARY KEY,
	follow_up_id TEXT NOT NULL REFERENCES follow_up (id),
	at           BIGINT NOT NULL,
	by_whom      TEXT NOT NULL, -- name
	text         TEXT NOT NULL
);
CREATE INDEX follow_up_public_of ON follow_up_public (follow_up_id, id);

-- Who owned a follow-up, and when it was due, before somebody changed it. Never
-- changed.
CREATE TABLE follow_up_change (
	id           TEXT PRIMARY KEY,
	follow_up_id TEXT NOT NULL REFERENCES follow_up (id),
	at           BIGINT NOT NULL,
	by_whom      TEXT NOT NULL, -- name
	what         TEXT NOT NULL, -- owner, due
	was          TEXT NOT NULL,
	became       TEXT NOT NULL,
	reason       TEXT NOT NULL
);
CREATE INDEX follow_up_change_of ON follow_up_change (follow_up_id, id);

-- What an owner was written about. A row is one mail, so that none goes twice.
CREATE TABLE follow_up_notice (
	follow_up_id TEXT NOT NULL REFERENCES follow_up (id),
	kind         TEXT NOT NULL, -- asked, soon, overdue
	about        TEXT NOT NULL, -- the address and the day it was written for
	at           BIGINT NOT NULL,
	PRIMARY KEY (follow_up_id, kind, about)
);

-- The journal: every document received, sent or final that matters to a case
-- (R35; offentlighedsloven § 15), and notes of oral facts (R37; § 13).
CREATE TABLE journal_entry (
	id          TEXT PRIMARY KEY,
	body_id     TEXT NOT NULL REFERENCES organization (id),
	case_number TEXT NOT NULL, -- opaque; KLE or regional code is checked for form only (R36)
	case_code   TEXT NOT NULL,
	direction   TEXT NOT NULL, -- received, sent, internal
	date        TEXT NOT NULL, -- when it came, went or became final
	theme       TEXT NOT NULL, -- short
	party       TEXT NOT NULL, -- whom it came from or went to, ''
	what        TEXT NOT NULL, -- document, fact, assessment, step
	text        TEXT NOT NULL, -- of a note
	item_id     TEXT NOT NULL, -- draft_item.id, ''
	digest      TEXT NOT NULL, -- of the document in the vault, ''
	file_name   TEXT NOT NULL,
	closed      BOOLEAN NOT NULL,
	made_at     BIGINT NOT NULL,
	made_by     TEXT NOT NULL, -- name
	version     BIGINT NOT NULL
);
CREATE INDEX journal_entry_body ON journal_entry (body_id, date, id);
CREATE INDEX journal_entry_case ON journal_entry (case_number, date);
CREATE INDEX journal_entry_digest ON journal_entry (digest);

-- What an entry said before it was put right. Never changed.
CREATE TABLE journal_change (
	id       TEXT PRIMARY KEY,
	entry_id TEXT NOT NULL REFERENCES journal_entry (id),
	at       BIGINT NOT NULL,
	by_whom  TEXT NOT NULL, -- name
	was      TEXT NOT NULL  -- JSON of journal.Entry
);
CREATE INDEX journal_change_of ON journal_change (entry_id, id);

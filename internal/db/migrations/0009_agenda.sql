-- The agenda while it is made, and what was sent.

-- +goose Up

-- One point of a coming agenda, or one that waits in a body's backlog. Its texts
-- are fields of package draft under its id: title, public-title, presentation,
-- late-reason, closed-reason, and one for each section.
CREATE TABLE draft_item (
	id           TEXT PRIMARY KEY,
	body_id      TEXT NOT NULL REFERENCES organization (id),
	meeting_id   TEXT REFERENCES planned_meeting (id), -- NULL in the backlog
	position     INTEGER NOT NULL, -- from 0 within the meeting
	number       TEXT NOT NULL,    -- given when the agenda is sent, and kept: '' before
	type         TEXT NOT NULL,    -- information, discussion, decision (R16); approval of agenda or minutes
	task         TEXT NOT NULL,    -- what a fixed item is for: approve-agenda, approve-minutes, any-other, ''
	subject      TEXT NOT NULL,    -- id of what the task is about, ''
	closed       BOOLEAN NOT NULL,
	closed_until TEXT NOT NULL,    -- last day the closure holds, '' for no end
	minutes      INTEGER NOT NULL, -- planned
	presenter    TEXT NOT NULL,    -- name
	case_number  TEXT NOT NULL,
	matter_id    TEXT NOT NULL,    -- shared by the items of one matter; its own id when it is the first
	state        TEXT NOT NULL,    -- proposed, ready, on-agenda, withdrawn, declined
	origin       TEXT NOT NULL,    -- secretariat, member, administration, follow-up, promise, copy, sent, minutes, hearing, fund
	origin_id    TEXT NOT NULL,    -- id of that, ''
	proposed_by  TEXT NOT NULL,    -- name
	proposed_at  BIGINT,
	late         BOOLEAN NOT NULL, -- added after the deadline (R9)
	supplement   INTEGER NOT NULL, -- of the dispatch that first had it, 0 for the agenda itself, -1 before it is sent
	made_at      BIGINT NOT NULL,
	made_by      TEXT NOT NULL,
	changed_at   BIGINT NOT NULL,
	version      BIGINT NOT NULL   -- of the row; texts have their own
);
CREATE INDEX draft_item_meeting ON draft_item (meeting_id, position);
CREATE INDEX draft_item_body ON draft_item (body_id, state, id);
CREATE INDEX draft_item_matter ON draft_item (matter_id);
CREATE INDEX draft_item_origin ON draft_item (origin, origin_id);

-- A section of the presentation with a heading of its own (Økonomi, Videre
-- proces). Its text is the field "section/" with its id.
CREATE TABLE draft_section (
	id       TEXT PRIMARY KEY,
	item_id  TEXT NOT NULL REFERENCES draft_item (id),
	position INTEGER NOT NULL,
	heading  TEXT NOT NULL
);
CREATE INDEX draft_section_item ON draft_section (item_id, position);

-- One line of what the body is recommended to decide. Its text is the field
-- "recommendation/" with its id.
CREATE TABLE draft_recommendation (
	id       TEXT PRIMARY KEY,
	item_id  TEXT NOT NULL REFERENCES draft_item (id),
	position INTEGER NOT NULL
);
CREATE INDEX draft_recommendation_item ON draft_recommendation (item_id, position);

-- An agenda as it was sent. Never changed (R10).
CREATE TABLE dispatch (
	id         TEXT PRIMARY KEY,
	meeting_id TEXT NOT NULL REFERENCES planned_meeting (id),
	number     INTEGER NOT NULL, -- 0 the agenda, then the supplements
	content    TEXT NOT NULL,    -- JSON of agenda.Sent
	late       BOOLEAN NOT NULL, -- after the deadline (R8)
	reason     TEXT NOT NULL,    -- of a supplement, or of being late
	sent_at    BIGINT NOT NULL,
	sent_by    TEXT NOT NULL,    -- account
	UNIQUE (meeting_id, number)
);

-- One version of the agenda at a time: whoever changes its order or sends it
-- raises this first.
CREATE TABLE agenda_head (
	meeting_id TEXT PRIMARY KEY REFERENCES planned_meeting (id),
	version    BIGINT NOT NULL
);

-- An item that was copied or sent on: its whole way.
CREATE TABLE item_step (
	id         TEXT PRIMARY KEY,
	from_item  TEXT NOT NULL REFERENCES draft_item (id),
	to_item    TEXT NOT NULL REFERENCES draft_item (id),
	kind       TEXT NOT NULL, -- copied, sent, postponed
	note       TEXT NOT NULL,
	at         BIGINT NOT NULL,
	by_whom    TEXT NOT NULL
);
CREATE INDEX item_step_from ON item_step (from_item);
CREATE INDEX item_step_to ON item_step (to_item);

-- Templates of agendas and items, and standard phrases. body_id NULL: for all.
CREATE TABLE phrase (
	id       TEXT PRIMARY KEY,
	body_id  TEXT REFERENCES organization (id),
	kind     TEXT NOT NULL, -- recommendation, decision, presentation
	text     TEXT NOT NULL,
	position INTEGER NOT NULL
);
CREATE INDEX phrase_body ON phrase (body_id, kind, position);

CREATE TABLE agenda_template (
	id      TEXT PRIMARY KEY,
	body_id TEXT REFERENCES organization (id),
	name    TEXT NOT NULL,
	content TEXT NOT NULL, -- JSON
	made_at BIGINT NOT NULL,
	made_by TEXT NOT NULL
);

-- What proposed itself for an agenda and was turned down, with the reason. It
-- does not come again.
CREATE TABLE backlog_dismissal (
	body_id   TEXT NOT NULL REFERENCES organization (id),
	origin    TEXT NOT NULL, -- package agenda: Origin
	origin_id TEXT NOT NULL,
	title     TEXT NOT NULL, -- as it was
	reason    TEXT NOT NULL,
	at        BIGINT NOT NULL,
	by_whom   TEXT NOT NULL, -- name
	PRIMARY KEY (body_id, origin, origin_id)
);

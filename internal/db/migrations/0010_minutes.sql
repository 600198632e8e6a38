-- The meeting itself and its minutes.

-- +goose Up

-- A meeting while it is held. Texts of its items are fields of package draft
-- under the item's id: discussion, decision, statement/ID for dissents.
CREATE TABLE sitting (
	meeting_id   TEXT PRIMARY KEY REFERENCES planned_meeting (id),
	state        TEXT NOT NULL, -- open, adjourned, closed, correcting
	correction   TEXT NOT NULL DEFAULT '', -- reason of the correction that is being made
	opened_at    BIGINT NOT NULL,
	closed_at    BIGINT,
	current_item TEXT NOT NULL, -- draft_item.id, '' between items
	secretary    TEXT NOT NULL, -- account
	next_event   BIGINT NOT NULL, -- number of the next sitting_event; raised first by whoever appends
	version      BIGINT NOT NULL
);

-- What a browser did and sent more than once: a second sending changes nothing.
CREATE TABLE sitting_act (
	id         TEXT PRIMARY KEY,
	meeting_id TEXT NOT NULL REFERENCES planned_meeting (id),
	at         BIGINT NOT NULL
);

-- One stretch of somebody's presence (R13). Somebody who leaves and comes back
-- has two.
CREATE TABLE attendance (
	id         TEXT PRIMARY KEY,
	meeting_id TEXT NOT NULL REFERENCES planned_meeting (id),
	seat_id    TEXT REFERENCES seat (id), -- NULL for a guest without one
	name       TEXT NOT NULL,
	organization TEXT NOT NULL,
	title      TEXT NOT NULL,
	sector     TEXT NOT NULL,
	role       TEXT NOT NULL, -- package access: Role, on that day
	status     TEXT NOT NULL, -- present, apology, absent
	online     BOOLEAN NOT NULL,
	voting     BOOLEAN NOT NULL,
	from_at    BIGINT, -- NULL: from the beginning
	until_at   BIGINT, -- NULL: to the end
	substitute_for TEXT REFERENCES seat (id), -- R14
	basis      TEXT NOT NULL,
	version    BIGINT NOT NULL
);
CREATE INDEX attendance_meeting ON attendance (meeting_id);

-- Somebody's notice that they may be disqualified, and what the body decided
-- (inhabilitet, R22; forvaltningsloven §§ 3-6).
CREATE TABLE recusal (
	id         TEXT PRIMARY KEY,
	item_id    TEXT NOT NULL REFERENCES draft_item (id),
	seat_id    TEXT NOT NULL REFERENCES seat (id),
	reason     TEXT NOT NULL,
	noted_at   BIGINT NOT NULL,
	decided    TEXT NOT NULL, -- '', recused, not-recused
	decided_at BIGINT,
	UNIQUE (item_id, seat_id)
);

-- How an item was treated.
CREATE TABLE treatment (
	item_id     TEXT PRIMARY KEY REFERENCES draft_item (id),
	meeting_id  TEXT NOT NULL REFERENCES planned_meeting (id),
	began_at    BIGINT,
	ended_at    BIGINT,
	spent       BIGINT NOT NULL, -- microseconds before began_at, when it was taken up again
	outcome     TEXT NOT NULL,   -- package reading: Outcome, '' for none yet
	no_decision BOOLEAN NOT NULL, -- marked: there is nothing to decide (R18)
	no_follow_up BOOLEAN NOT NULL, -- marked: the condition asks nothing of anybody (R19)
	released    BIGINT NOT NULL, -- version of the decision that members have seen, 0 none
	released_at BIGINT,
	released_text TEXT NOT NULL,
	version     BIGINT NOT NULL
);
CREATE INDEX treatment_meeting ON treatment (meeting_id);

-- The outcome of one line of a recommendation (R17).
CREATE TABLE recommendation_outcome (
	recommendation_id TEXT PRIMARY KEY REFERENCES draft_recommendation (id),
	outcome           TEXT NOT NULL,
	remark            TEXT NOT NULL, -- "idet …"
	version           BIGINT NOT NULL
);

-- A vote (R23; OParl and Popolo VoteEvent).
CREATE TABLE vote (
	id                TEXT PRIMARY KEY,
	item_id           TEXT NOT NULL REFERENCES draft_item (id),
	recommendation_id TEXT REFERENCES draft_recommendation (id),
	question          TEXT NOT NULL,
	yes               INTEGER NOT NULL,
	no                INTEGER NOT NULL,
	abstain           INTEGER NOT NULL,
	at                BIGINT NOT NULL,
	version           BIGINT NOT NULL
);
CREATE INDEX vote_item ON vote (item_id);

CREATE TABLE ballot (
	vote_id TEXT NOT NULL REFERENCES vote (id),
	seat_id TEXT NOT NULL REFERENCES seat (id),
	choice  TEXT NOT NULL, -- yes, no, abstain
	PRIMARY KEY (vote_id, seat_id)
);

-- A short dissenting opinion (mindretalsudtalelse, R20, R21). Its text is here:
-- it is the member's own.
CREATE TABLE dissent (
	id         TEXT PRIMARY KEY,
	vote_id    TEXT NOT NULL REFERENCES vote (id),
	seat_id    TEXT NOT NULL REFERENCES seat (id),
	text       TEXT NOT NULL,
	send_along BOOLEAN NOT NULL,
	at         BIGINT NOT NULL,
	UNIQUE (vote_id, seat_id)
);

CREATE TABLE speaker (
	id         TEXT PRIMARY KEY,
	item_id    TEXT NOT NULL REFERENCES draft_item (id),
	name       TEXT NOT NULL,
	seat_id    TEXT REFERENCES seat (id),
	position   INTEGER NOT NULL,
	began_at   BIGINT,
	ended_at   BIGINT
);
CREATE INDEX speaker_item ON speaker (item_id, position);

-- What those who follow a sitting are told, in order. Never changed.
CREATE TABLE sitting_event (
	meeting_id TEXT NOT NULL REFERENCES planned_meeting (id),
	number     BIGINT NOT NULL, -- from 1
	at         BIGINT NOT NULL,
	kind       TEXT NOT NULL,
	item_id    TEXT NOT NULL,
	closed     BOOLEAN NOT NULL, -- only for those who may read what is closed
	data       TEXT NOT NULL,    -- JSON of minutes.Told
	PRIMARY KEY (meeting_id, number)
);

-- Minutes as they were at an act: sent for comments, approved, corrected. Never
-- changed.
CREATE TABLE minutes_version (
	id         TEXT PRIMARY KEY,
	meeting_id TEXT NOT NULL REFERENCES planned_meeting (id),
	number     INTEGER NOT NULL, -- from 1
	act        TEXT NOT NULL,    -- closed, sent, approved, corrected
	reason     TEXT NOT NULL,    -- of a correction
	content    TEXT NOT NULL,    -- JSON of minutes.Record
	at         BIGINT NOT NULL,
	by_whom    TEXT NOT NULL,
	UNIQUE (meeting_id, number)
);

CREATE TABLE comment_round (
	id         TEXT PRIMARY KEY,
	meeting_id TEXT NOT NULL REFERENCES planned_meeting (id),
	version    INTEGER NOT NULL, -- minutes_version.number
	deadline   TEXT NOT NULL,
	state      TEXT NOT NULL, -- open, closed
	opened_at  BIGINT NOT NULL,
	opened_by  TEXT NOT NULL
);
CREATE INDEX comment_round_meeting ON comment_round (meeting_id);

CREATE TABLE minutes_comment (
	id       TEXT PRIMARY KEY,
	round_id TEXT NOT NULL REFERENCES comment_round (id),
	item_id  TEXT NOT NULL, -- '' for the minutes as a whole
	seat_id  TEXT REFERENCES seat (id),
	name     TEXT NOT NULL,
	text     TEXT NOT NULL,
	state    TEXT NOT NULL, -- open, taken, declined
	answer   TEXT NOT NULL,
	at       BIGINT NOT NULL,
	late     BOOLEAN NOT NULL
);
CREATE INDEX minutes_comment_round ON minutes_comment (round_id);

-- One participant's approval of one version (R27).
CREATE TABLE approval (
	meeting_id TEXT NOT NULL REFERENCES planned_meeting (id),
	seat_id    TEXT NOT NULL REFERENCES seat (id),
	version    INTEGER NOT NULL, -- minutes_version.number
	via        TEXT NOT NULL,    -- page, link, meeting
	at         BIGINT NOT NULL,
	PRIMARY KEY (meeting_id, seat_id, version)
);

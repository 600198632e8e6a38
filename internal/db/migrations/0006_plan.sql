-- The meeting year: what a body has decided for itself, when it meets, who is
-- called and what they answered.

-- +goose Up

-- The rules of one body (package plan: Rules). Without a row the defaults of its
-- kind hold.
CREATE TABLE body_rules (
	body_id       TEXT PRIMARY KEY REFERENCES organization (id),
	kind          TEXT NOT NULL,    -- cluster, council, committee, forum
	valid_from    TEXT NOT NULL,    -- first day it may meet, '' for no bound
	valid_to      TEXT NOT NULL,    -- last day
	legal_minimum INTEGER NOT NULL, -- meetings a year by law or order
	own_minimum   INTEGER NOT NULL, -- meetings a year by its own decision, 0 for none
	agenda_days   INTEGER NOT NULL, -- weekdays before the meeting that the agenda is sent
	material_days INTEGER NOT NULL,
	request_days  INTEGER NOT NULL, -- days before the meeting that a member may ask for an item
	saturdays     BOOLEAN NOT NULL, -- count as weekdays
	custom_days   BOOLEAN NOT NULL, -- Constitution Day and the like count as weekdays
	comment_days  INTEGER NOT NULL, -- days of a comment round
	place         TEXT NOT NULL,    -- where it usually meets
	version       BIGINT NOT NULL,
	changed_at    BIGINT NOT NULL,
	changed_by    TEXT NOT NULL
);

CREATE TABLE room (
	id       TEXT PRIMARY KEY,
	name     TEXT NOT NULL UNIQUE,
	address  TEXT NOT NULL,
	capacity INTEGER NOT NULL, -- people, 0 when not known
	remarks  TEXT NOT NULL,    -- hearing loop, screen, lift
	closed   BOOLEAN NOT NULL  -- not offered any more
);

-- A meeting that is planned, called, under way or held. It is working material;
-- what the public sees of it is the row of meeting that publication makes.
CREATE TABLE planned_meeting (
	id         TEXT PRIMARY KEY,
	body_id    TEXT NOT NULL REFERENCES organization (id),
	title      TEXT NOT NULL, -- '' for an ordinary meeting
	date       TEXT NOT NULL,
	start_time TEXT NOT NULL,
	end_time   TEXT NOT NULL, -- earlier than start_time: after midnight
	form       TEXT NOT NULL, -- physical, online, hybrid
	place      TEXT NOT NULL,
	room_id    TEXT REFERENCES room (id),
	online_url TEXT NOT NULL,
	state      TEXT NOT NULL, -- planned, cancelled, held
	reason     TEXT NOT NULL, -- of the last move or cancellation
	series_id  TEXT NOT NULL, -- meetings that were planned together, ''
	meeting_id TEXT REFERENCES meeting (id), -- what the public sees, once there is something
	sequence   INTEGER NOT NULL, -- RFC 5545, 3.8.7.4
	version    BIGINT NOT NULL,
	made_at    BIGINT NOT NULL,
	made_by    TEXT NOT NULL,
	changed_at BIGINT NOT NULL
);
CREATE INDEX planned_meeting_date ON planned_meeting (date, id);
CREATE INDEX planned_meeting_body ON planned_meeting (body_id, date, id);
CREATE INDEX planned_meeting_room ON planned_meeting (room_id, date);
CREATE INDEX planned_meeting_public ON planned_meeting (meeting_id);

-- What was changed after a meeting was planned. Never changed.
CREATE TABLE planned_change (
	id         TEXT PRIMARY KEY,
	meeting_id TEXT NOT NULL REFERENCES planned_meeting (id),
	kind       TEXT NOT NULL, -- moved, cancelled, restored, place
	was        TEXT NOT NULL, -- JSON of plan.Meeting
	reason     TEXT NOT NULL,
	at         BIGINT NOT NULL,
	by_whom    TEXT NOT NULL
);
CREATE INDEX planned_change_meeting ON planned_change (meeting_id, id);

-- One seat called to one meeting, and what came back.
CREATE TABLE invitation (
	meeting_id  TEXT NOT NULL REFERENCES planned_meeting (id),
	seat_id     TEXT NOT NULL REFERENCES seat (id),
	answer      TEXT NOT NULL,   -- '', coming, apology, maybe
	online      BOOLEAN NOT NULL, -- will take part online
	note        TEXT NOT NULL,
	substitute  TEXT REFERENCES seat (id), -- who comes instead
	via         TEXT NOT NULL,   -- '', page, link, calendar, secretariat
	sent_at     BIGINT,          -- when the call was queued
	answered_at BIGINT,
	sequence    INTEGER NOT NULL, -- of the meeting, as last sent
	uid         TEXT NOT NULL DEFAULT '', -- of the event in their calendar (RFC 5545, 3.8.4.7); who knows it may answer
	told        TEXT NOT NULL DEFAULT '', -- what was sent last: '', request, cancel
	replied_at  BIGINT,                   -- DTSTAMP of the latest answer of their calendar
	refused     BOOLEAN NOT NULL DEFAULT FALSE, -- their mail server does not take the call
	PRIMARY KEY (meeting_id, seat_id)
);
CREATE INDEX invitation_seat ON invitation (seat_id);
CREATE INDEX invitation_uid ON invitation (uid);

-- What a mail says to a calendar (text/calendar, RFC 6047), '' for nothing.
ALTER TABLE mail_message ADD COLUMN calendar TEXT NOT NULL DEFAULT '';

-- A question to the members: which of these dates?
CREATE TABLE poll (
	id        TEXT PRIMARY KEY,
	body_id   TEXT NOT NULL REFERENCES organization (id),
	title     TEXT NOT NULL,
	deadline  TEXT NOT NULL, -- last day to answer
	state     TEXT NOT NULL, -- open, closed, settled
	settled   TEXT NOT NULL, -- planned_meeting.id, ''
	made_at   BIGINT NOT NULL,
	made_by   TEXT NOT NULL
);
CREATE INDEX poll_body ON poll (body_id, id);

CREATE TABLE poll_date (
	poll_id    TEXT NOT NULL REFERENCES poll (id),
	position   INTEGER NOT NULL,
	date       TEXT NOT NULL,
	start_time TEXT NOT NULL,
	end_time   TEXT NOT NULL,
	PRIMARY KEY (poll_id, position)
);

CREATE TABLE poll_answer (
	poll_id  TEXT NOT NULL REFERENCES poll (id),
	position INTEGER NOT NULL,
	seat_id  TEXT NOT NULL REFERENCES seat (id),
	answer   TEXT NOT NULL, -- yes, if-need-be, no
	at       BIGINT NOT NULL,
	PRIMARY KEY (poll_id, position, seat_id)
);

-- Where a member's free and busy times come from, and what was read last.
CREATE TABLE busy_source (
	seat_id    TEXT PRIMARY KEY REFERENCES seat (id),
	url        TEXT NOT NULL, -- '' for an uploaded file
	fetched_at BIGINT,
	error      TEXT NOT NULL  -- the sentence of the last failure
);

-- When a member is busy, and nothing of what with.
CREATE TABLE busy (
	seat_id  TEXT NOT NULL REFERENCES seat (id),
	start_at BIGINT NOT NULL,
	end_at   BIGINT NOT NULL
);
CREATE INDEX busy_seat ON busy (seat_id, start_at);

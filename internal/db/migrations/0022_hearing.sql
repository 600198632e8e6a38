-- Consultations: a question travels to some bodies and comes back answered.

-- +goose Up

-- A consultation (høring). The body that runs it is the secretariat's; the sender
-- may be that body, another one here, or somebody elsewhere. One that another
-- installation sent stands here at the body that is to answer it.
CREATE TABLE hearing (
	id             TEXT PRIMARY KEY,
	body_id        TEXT NOT NULL REFERENCES organization (id), -- that runs it, or answers one from elsewhere
	sender_body_id TEXT REFERENCES organization (id),          -- NULL for a sender elsewhere
	sender_name    TEXT NOT NULL, -- of a sender elsewhere, ''
	sender_email   TEXT NOT NULL,
	contact_name   TEXT NOT NULL, -- who is asked about it
	contact_email  TEXT NOT NULL, -- where answers go
	title          TEXT NOT NULL,
	intro          TEXT NOT NULL,
	due            TEXT NOT NULL, -- last day to answer
	access         TEXT NOT NULL, -- public, internal, closed
	revision       INTEGER NOT NULL, -- from 1, one more each time a proposal is reworded
	sent_at        BIGINT,           -- NULL for a draft
	foreign_key    TEXT NOT NULL,    -- of one from another installation: its key, '' for our own
	foreign_id     TEXT NOT NULL,    -- its id there
	foreign_url    TEXT NOT NULL,
	foreign_token  TEXT NOT NULL,    -- that the answer must bring along
	foreign_to     TEXT NOT NULL,    -- id of the addressee there
	made_at        BIGINT NOT NULL,
	made_by        TEXT NOT NULL,
	version        BIGINT NOT NULL
);
CREATE INDEX hearing_body ON hearing (body_id, id);
CREATE INDEX hearing_sender ON hearing (sender_body_id);
CREATE INDEX hearing_foreign ON hearing (foreign_key, foreign_id);

CREATE TABLE hearing_proposal (
	id         TEXT PRIMARY KEY,
	hearing_id TEXT NOT NULL REFERENCES hearing (id),
	position   INTEGER NOT NULL, -- from 0
	foreign_id TEXT NOT NULL,    -- its id where it came from, ''
	-- What the sender's secretariat says of the answers.
	summary    TEXT NOT NULL,
	met        TEXT NOT NULL,    -- '', met, partly, not-met
	reason     TEXT NOT NULL
);
CREATE INDEX hearing_proposal_hearing ON hearing_proposal (hearing_id, position);

-- The words of a proposal. A reworded one is a new version; never changed once sent.
CREATE TABLE hearing_wording (
	proposal_id TEXT NOT NULL REFERENCES hearing_proposal (id),
	number      INTEGER NOT NULL, -- from 1
	revision    INTEGER NOT NULL, -- of the hearing
	title       TEXT NOT NULL,
	text        TEXT NOT NULL,
	at          BIGINT NOT NULL,
	by_whom     TEXT NOT NULL,
	PRIMARY KEY (proposal_id, number)
);

-- A paper that belongs to the question: where it lies, or the day it comes.
CREATE TABLE hearing_paper (
	id         TEXT PRIMARY KEY,
	hearing_id TEXT NOT NULL REFERENCES hearing (id),
	name       TEXT NOT NULL,
	url        TEXT NOT NULL, -- '' while it is to follow
	due        TEXT NOT NULL, -- of one that is to follow
	made_at    BIGINT NOT NULL
);
CREATE INDEX hearing_paper_hearing ON hearing_paper (hearing_id);

-- A body that is asked.
CREATE TABLE hearing_addressee (
	id          TEXT PRIMARY KEY,
	hearing_id  TEXT NOT NULL REFERENCES hearing (id),
	body_id     TEXT REFERENCES organization (id), -- NULL for one elsewhere
	name        TEXT NOT NULL, -- as it was called when it was asked
	email       TEXT NOT NULL, -- of one elsewhere
	due         TEXT NOT NULL,
	item_id     TEXT NOT NULL, -- draft_item.id, ''
	received_at BIGINT,        -- in the backlog, or the link was opened
	key         TEXT NOT NULL, -- of the installation that answered first, ''
	heir_of     TEXT NOT NULL, -- names of the bodies whose duty it took over, ''
	heir_id     TEXT REFERENCES hearing_addressee (id), -- who took over this one's duty
	version     BIGINT NOT NULL
);
CREATE INDEX hearing_addressee_hearing ON hearing_addressee (hearing_id);
CREATE INDEX hearing_addressee_body ON hearing_addressee (body_id);

-- What a body answers. Given ones are never changed; a second one is a new number.
CREATE TABLE hearing_answer (
	id           TEXT PRIMARY KEY,
	addressee_id TEXT NOT NULL REFERENCES hearing_addressee (id),
	number       INTEGER NOT NULL, -- from 1; 0 while it is a draft
	revision     INTEGER NOT NULL, -- of the hearing that it answers
	kind         TEXT NOT NULL,    -- proposals, general, no-remarks
	general      TEXT NOT NULL,    -- what is said of it all
	decision_id  TEXT REFERENCES decision (id),
	reference    TEXT NOT NULL,    -- the decision in words, where it is not a row here
	reference_url TEXT NOT NULL,
	decided      TEXT NOT NULL,    -- day
	closed       BOOLEAN NOT NULL, -- the decision is not public
	dissents     TEXT NOT NULL,    -- JSON of []hearing.Dissent that were asked to go along (R21)
	given_at     BIGINT,
	due          TEXT NOT NULL,    -- as it was when it was given
	via          TEXT NOT NULL,    -- page, link, signed
	by_whom      TEXT NOT NULL,
	foreign_number INTEGER NOT NULL, -- of one that came signed: its number there, 0
	digest       TEXT NOT NULL,    -- of the signed letter it came in, ''
	version      BIGINT NOT NULL,
	UNIQUE (addressee_id, number)
);

CREATE TABLE hearing_position (
	answer_id     TEXT NOT NULL REFERENCES hearing_answer (id),
	proposal_id   TEXT NOT NULL REFERENCES hearing_proposal (id),
	wording       INTEGER NOT NULL, -- that was read
	position      TEXT NOT NULL,    -- package hearing: Position
	comment       TEXT NOT NULL,
	initiative_id TEXT REFERENCES initiative (id), -- of what is already in place
	PRIMARY KEY (answer_id, proposal_id)
);

-- The note to the sender (høringsnotat) as it stood. Never changed but for what
-- became of it.
CREATE TABLE hearing_note (
	id              TEXT PRIMARY KEY,
	hearing_id      TEXT NOT NULL REFERENCES hearing (id),
	number          INTEGER NOT NULL, -- from 1
	reason          TEXT NOT NULL,
	content         TEXT NOT NULL, -- JSON of hearing.Note
	at              BIGINT NOT NULL,
	by_whom         TEXT NOT NULL,
	returned_at     BIGINT,
	acknowledged_at BIGINT,
	acknowledged_by TEXT NOT NULL,
	UNIQUE (hearing_id, number)
);

-- What happened, in order. Never changed.
CREATE TABLE hearing_event (
	id           TEXT PRIMARY KEY,
	hearing_id   TEXT NOT NULL REFERENCES hearing (id),
	at           BIGINT NOT NULL,
	what         TEXT NOT NULL, -- package hearing: What
	detail       TEXT NOT NULL,
	by_whom      TEXT NOT NULL
);
CREATE INDEX hearing_event_hearing ON hearing_event (hearing_id, id);

-- What an addressee was written about. A row is one mail, so that none goes twice.
CREATE TABLE hearing_notice (
	addressee_id TEXT NOT NULL REFERENCES hearing_addressee (id),
	kind         TEXT NOT NULL, -- soon, overdue
	about        TEXT NOT NULL, -- address and day
	at           BIGINT NOT NULL,
	PRIMARY KEY (addressee_id, kind, about)
);

-- The key that this installation signs with (Ed25519), made at first use.
CREATE TABLE hearing_key (
	id     INTEGER PRIMARY KEY CHECK (id = 1),
	secret TEXT NOT NULL
);

-- Installations whose questions somebody here has taken in.
CREATE TABLE hearing_peer (
	key     TEXT PRIMARY KEY,
	url     TEXT NOT NULL,
	name    TEXT NOT NULL,
	at      BIGINT NOT NULL,
	by_whom TEXT NOT NULL
);

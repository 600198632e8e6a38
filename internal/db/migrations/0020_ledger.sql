-- The money of a body by double entry, in whole øre (package ledger).

-- +goose Up

-- Money from one source, such as the means that a region gives a cluster.
CREATE TABLE ledger_fund (
	id      TEXT PRIMARY KEY,
	body_id TEXT NOT NULL REFERENCES organization (id),
	name    TEXT NOT NULL,
	source  TEXT NOT NULL, -- who gave it
	made_at BIGINT NOT NULL,
	made_by TEXT NOT NULL, -- name
	UNIQUE (body_id, name)
);

-- One or more budget years of a fund that are closed together. Every entry counts
-- its version up, so that whoever closes has seen the last figures.
CREATE TABLE ledger_period (
	fund_id    TEXT NOT NULL REFERENCES ledger_fund (id),
	year       INTEGER NOT NULL, -- the first
	through    INTEGER NOT NULL, -- the last
	granted    BIGINT NOT NULL,  -- what the source has promised, -1 until somebody has said it
	state      TEXT NOT NULL,    -- open, closed
	changed_at BIGINT NOT NULL,  -- of the state
	changed_by TEXT NOT NULL,
	version    BIGINT NOT NULL,
	PRIMARY KEY (fund_id, year)
);

-- What was done to a period. Never changed.
CREATE TABLE ledger_period_event (
	id          TEXT PRIMARY KEY,
	fund_id     TEXT NOT NULL REFERENCES ledger_fund (id),
	year        INTEGER NOT NULL,
	at          BIGINT NOT NULL,
	by_whom     TEXT NOT NULL, -- name
	state       TEXT NOT NULL, -- the state it gave
	decision_id TEXT REFERENCES decision (id), -- of reopening
	path        TEXT NOT NULL, -- address of a public item instead, ''
	reason      TEXT NOT NULL
);
CREATE INDEX ledger_period_event_of ON ledger_period_event (fund_id, year, id);

-- What money of a fund is for: mostly an initiative.
CREATE TABLE ledger_purpose (
	id            TEXT PRIMARY KEY,
	fund_id       TEXT NOT NULL REFERENCES ledger_fund (id),
	initiative_id TEXT NOT NULL, -- initiative.id, '' for none
	name          TEXT NOT NULL,
	UNIQUE (fund_id, name)
);
CREATE INDEX ledger_purpose_initiative ON ledger_purpose (initiative_id);

-- Which purpose a code of the finance system stands for.
CREATE TABLE ledger_code (
	fund_id    TEXT NOT NULL REFERENCES ledger_fund (id),
	code       TEXT NOT NULL,
	purpose_id TEXT NOT NULL REFERENCES ledger_purpose (id),
	PRIMARY KEY (fund_id, code)
);

-- A file of bookings. It is read anew from the vault when it is booked.
CREATE TABLE ledger_import (
	id      TEXT PRIMARY KEY,
	fund_id TEXT NOT NULL REFERENCES ledger_fund (id),
	digest  TEXT NOT NULL, -- in the vault
	name    TEXT NOT NULL,
	state   TEXT NOT NULL, -- read, booked
	entries INTEGER NOT NULL,
	made_at BIGINT NOT NULL,
	made_by TEXT NOT NULL -- name
);
CREATE INDEX ledger_import_of ON ledger_import (fund_id, digest);

-- What happened to the money. Never changed; an error is reversed, once.
CREATE TABLE ledger_entry (
	id          TEXT PRIMARY KEY,
	fund_id     TEXT NOT NULL REFERENCES ledger_fund (id),
	kind        TEXT NOT NULL, -- received, allocated, booked, returned, carried, reversal
	date        TEXT NOT NULL,
	year        INTEGER NOT NULL, -- ledger_period.year
	to_year     INTEGER NOT NULL, -- of what is carried over, 0
	purpose_id  TEXT NOT NULL, -- ledger_purpose.id, ''
	amount      BIGINT NOT NULL,  -- øre
	text        TEXT NOT NULL,
	decision_id TEXT REFERENCES decision (id),
	path        TEXT NOT NULL, -- address of a public item instead, ''
	letter      TEXT NOT NULL, -- of what was received, ''
	reverses_id TEXT UNIQUE REFERENCES ledger_entry (id),
	import_id   TEXT NOT NULL, -- ledger_import.id, ''
	external    TEXT NOT NULL, -- the finance system's own key, ''
	mark        TEXT, -- what makes it the same as another that comes again
	made_at     BIGINT NOT NULL,
	made_by     TEXT NOT NULL, -- name
	UNIQUE (fund_id, mark)
);
CREATE INDEX ledger_entry_date ON ledger_entry (fund_id, date, id);
CREATE INDEX ledger_entry_kind ON ledger_entry (fund_id, kind, date);
CREATE INDEX ledger_entry_decision ON ledger_entry (decision_id);

-- The sides of an entry, which sum to nothing in each year. kind is what the entry
-- does, or of a reversal what the reversed one did.
CREATE TABLE ledger_posting (
	entry_id   TEXT NOT NULL REFERENCES ledger_entry (id),
	line       INTEGER NOT NULL,
	fund_id    TEXT NOT NULL,
	year       INTEGER NOT NULL,
	date       TEXT NOT NULL,
	kind       TEXT NOT NULL,
	account    TEXT NOT NULL, -- source, carried, available, committed, spent
	purpose_id TEXT NOT NULL,
	amount     BIGINT NOT NULL,
	PRIMARY KEY (entry_id, line)
);
CREATE INDEX ledger_posting_date ON ledger_posting (fund_id, date);

-- The postings of each month, kept in the transaction that writes them.
CREATE TABLE ledger_month (
	fund_id    TEXT NOT NULL,
	month      TEXT NOT NULL, -- YYYY-MM
	year       INTEGER NOT NULL,
	kind       TEXT NOT NULL,
	account    TEXT NOT NULL,
	purpose_id TEXT NOT NULL,
	amount     BIGINT NOT NULL,
	PRIMARY KEY (fund_id, month, year, kind, account, purpose_id)
);

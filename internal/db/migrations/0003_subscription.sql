-- Work that is done later, mail on its way, and who follows what.

-- +goose Up

-- One piece of work (package job). key names the work: a key is in the table at
-- most once. A job that is done is deleted.
CREATE TABLE job (
	id          TEXT PRIMARY KEY,
	kind        TEXT NOT NULL,
	key         TEXT UNIQUE,     -- NULL: nothing else is the same work
	payload     TEXT NOT NULL,   -- JSON
	state       TEXT NOT NULL,   -- waiting, running, failed
	run_at      BIGINT NOT NULL, -- not before; of a running job, when its lease ends
	again_at    BIGINT,          -- asked for anew while it runs: run once more
	attempts    INTEGER NOT NULL,
	ticket      TEXT NOT NULL,   -- of the worker that runs it; each claim makes a new one
	last_error  TEXT NOT NULL,   -- the sentence of the last attempt that failed
	created_at  BIGINT NOT NULL
);
CREATE INDEX job_due ON job (state, run_at, id);

-- A mail on its way (package mail). One that the server has taken is deleted.
CREATE TABLE mail_message (
	id          TEXT PRIMARY KEY,
	recipient   TEXT NOT NULL,
	subject     TEXT NOT NULL,
	body_text   TEXT NOT NULL,
	body_html   TEXT NOT NULL,
	unsubscribe TEXT NOT NULL,   -- address of List-Unsubscribe, or ''
	reference   TEXT NOT NULL,   -- what it is about, for whoever queued it
	until_at    BIGINT,          -- not sent after this
	created_at  BIGINT NOT NULL
);

-- Somebody follows something by mail (package subscription). Deleted when they
-- stop, and when they have not confirmed within two days.
CREATE TABLE subscription (
	id           TEXT PRIMARY KEY,
	token        TEXT NOT NULL UNIQUE, -- opens it, from the mails
	address      TEXT NOT NULL,
	address_key  TEXT NOT NULL,        -- the address folded, to compare
	kind         TEXT NOT NULL,        -- body, person, initiative, search
	subject      TEXT NOT NULL,        -- slug, or the search as a query
	name         TEXT NOT NULL,
	frequency    TEXT NOT NULL,        -- at-once, daily, weekly
	language     TEXT NOT NULL,        -- da, en
	seen         BIGINT NOT NULL,      -- the last news that has been told
	refusals     INTEGER NOT NULL,     -- mails in a row that were refused for good
	created_at   BIGINT NOT NULL,
	confirmed_at BIGINT,
	sent_at      BIGINT,
	UNIQUE (address_key, kind, subject)
);

-- Who asked to follow something and when, as keyed hashes, for a day.
CREATE TABLE subscription_ask (
	who TEXT NOT NULL,
	at  BIGINT NOT NULL
);
CREATE INDEX subscription_ask_who ON subscription_ask (who, at);

-- One row. Whoever appends news raises next first, so that news become visible
-- in the order of their numbers on both engines.
CREATE TABLE news_head (
	id   INTEGER PRIMARY KEY,
	next BIGINT NOT NULL,
	salt TEXT NOT NULL -- of the hashes in subscription_ask
);
INSERT INTO news_head (id, next, salt) VALUES (1, 1, '');

-- What the public has been told of a meeting, to see what is new.
CREATE TABLE news_meeting (
	meeting_id TEXT PRIMARY KEY,
	version    BIGINT NOT NULL,
	facts      TEXT NOT NULL -- JSON of subscription.Facts
);

-- What became new or changed in the public record.
CREATE TABLE news (
	seq        BIGINT PRIMARY KEY,
	at         BIGINT NOT NULL,
	meeting_id TEXT NOT NULL,
	item       TEXT NOT NULL, -- the item's key within the meeting, or ''
	change     TEXT NOT NULL  -- JSON of subscription.Change
);
CREATE INDEX news_meeting_item ON news (meeting_id, item);

-- Meetings that are there already are no news: they are noted in silence.
INSERT INTO job (id, kind, key, payload, state, run_at, attempts, ticket, last_error, created_at)
SELECT 'news-' || id, 'subscription.news', 'subscription.news ' || id, '{"meeting":"' || id || '","silent":true}', 'waiting', 0, 0, '', '', 0 FROM meeting;

-- Who may: accounts, how they prove who they are, what they may, and what
-- happened. A token or a key is never stored, only its SHA-256.

-- +goose Up

-- Somebody who may sign in. The id is the key that never changes: a name, a
-- mail address and an external identity may.
CREATE TABLE account (
	id          TEXT PRIMARY KEY,
	name        TEXT NOT NULL,
	email       TEXT NOT NULL,
	email_key   TEXT NOT NULL UNIQUE, -- folded, to find it by
	person_id   TEXT, -- of the register, when it is known who it is; people there may be joined
	created_at  BIGINT NOT NULL,
	disabled_at BIGINT
);

-- An external identity. Without an account it waits for an administrator.
CREATE TABLE identity (
	provider   TEXT NOT NULL, -- issuer
	subject    TEXT NOT NULL, -- the provider's name for the person, opaque
	account_id TEXT REFERENCES account (id),
	name       TEXT NOT NULL, -- this and email as the provider last claimed
	email      TEXT NOT NULL,
	seen_at    BIGINT NOT NULL,
	linked_at  BIGINT,
	PRIMARY KEY (provider, subject)
);
CREATE INDEX identity_account ON identity (account_id);

CREATE TABLE password (
	account_id TEXT PRIMARY KEY REFERENCES account (id),
	hash       TEXT NOT NULL, -- argon2id with its parameters and salt
	changed_at BIGINT NOT NULL
);

CREATE TABLE passkey (
	id         TEXT PRIMARY KEY, -- the credential's id, base64url
	account_id TEXT NOT NULL REFERENCES account (id),
	name       TEXT NOT NULL,
	credential TEXT NOT NULL,    -- JSON of the credential record (WebAuthn level 3, 4)
	created_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL
);
CREATE INDEX passkey_account ON passkey (account_id);

-- What an account may: a role in a body, or everywhere when body_id is NULL.
CREATE TABLE role_grant (
	id         TEXT PRIMARY KEY,
	account_id TEXT NOT NULL REFERENCES account (id),
	body_id    TEXT REFERENCES organization (id),
	role       TEXT NOT NULL,
	start_date TEXT NOT NULL, -- first day
	end_date   TEXT NOT NULL, -- last day, '' for none
	made_at    BIGINT NOT NULL,
	made_by    TEXT NOT NULL,
	revoked_at BIGINT,
	revoked_by TEXT NOT NULL
);
CREATE INDEX role_grant_account ON role_grant (account_id);

-- A browser that is signed in. Rows outlive the session, so that a form that
-- was sent too late is not lost.
CREATE TABLE session (
	id             TEXT PRIMARY KEY,
	account_id     TEXT NOT NULL REFERENCES account (id),
	token_hash     TEXT NOT NULL UNIQUE,
	previous_hash  TEXT NOT NULL, -- of the token before, which requests under way may still carry
	previous_until BIGINT NOT NULL,
	rotate         BOOLEAN NOT NULL, -- the next page gets a new token
	method         TEXT NOT NULL, -- password, passkey, oidc
	agent          TEXT NOT NULL, -- the browser's name for itself
	address        TEXT NOT NULL,
	created_at     BIGINT NOT NULL,
	seen_at        BIGINT NOT NULL,
	ended_at       BIGINT
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_previous ON session (previous_hash);

-- A link in a mail, bound to somebody, an action, an object and a time.
CREATE TABLE access_link (
	id         TEXT PRIMARY KEY,
	token_hash TEXT NOT NULL UNIQUE,
	action     TEXT NOT NULL,
	account_id TEXT REFERENCES account (id),
	person_id  TEXT,
	object     TEXT NOT NULL,
	once       BOOLEAN NOT NULL,
	made_at    BIGINT NOT NULL,
	ends_at    BIGINT NOT NULL,
	used_at    BIGINT,
	revoked_at BIGINT
);
CREATE INDEX access_link_account ON access_link (account_id);

-- Failures in a row, of one account or from one address.
CREATE TABLE throttle (
	key      TEXT PRIMARY KEY, -- SHA-256 of "account …" or "address …"
	failures INTEGER NOT NULL,
	last_at  BIGINT NOT NULL
);

-- Steps of a sign-in that were taken and cannot be taken again.
CREATE TABLE spent (
	step    TEXT PRIMARY KEY,
	ends_at BIGINT NOT NULL
);

-- The key that seals what a browser keeps for us between two steps.
CREATE TABLE seal (
	id  INTEGER PRIMARY KEY,
	key TEXT NOT NULL -- 32 bytes, base64url
);

-- What happened to access. Never changed.
CREATE TABLE access_event (
	id         TEXT PRIMARY KEY,
	at         BIGINT NOT NULL,
	kind       TEXT NOT NULL,
	account_id TEXT REFERENCES account (id), -- whom it is about
	by_whom    TEXT NOT NULL, -- an account's id, or who stood at the terminal
	address    TEXT NOT NULL,
	detail     TEXT NOT NULL
);
CREATE INDEX access_event_account ON access_event (account_id, id);

-- The one row that changes to who is administrator take first.
CREATE TABLE access_head (
	id      INTEGER PRIMARY KEY,
	changes BIGINT NOT NULL
);
INSERT INTO access_head (id, changes) VALUES (1, 0);

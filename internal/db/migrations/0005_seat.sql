-- Who sits in a body, as the secretariat keeps it. (membership is another
-- thing: what minutes tell of seats.)

-- +goose Up

-- A seat: somebody, in a role, on behalf of an organisation, from a day to a day
-- (OParl Membership). One person may have several.
CREATE TABLE seat (
	id              TEXT PRIMARY KEY,
	body_id         TEXT NOT NULL REFERENCES organization (id),
	name            TEXT NOT NULL,
	email           TEXT NOT NULL, -- '' when none is known
	account_id      TEXT REFERENCES account (id),
	person_id       TEXT,          -- of the register, when it is known who it is
	organization    TEXT NOT NULL, -- on whose behalf, as printed
	organization_id TEXT REFERENCES organization (id),
	sector          TEXT NOT NULL,
	role            TEXT NOT NULL, -- package access: Role
	title           TEXT NOT NULL, -- as printed on lists: Borgmester
	voting          BOOLEAN NOT NULL,
	substitute_for  TEXT REFERENCES seat (id), -- of a substitute: whose seat
	basis           TEXT NOT NULL, -- of a substitute: what gives the right to it (R14)
	start_date      TEXT NOT NULL, -- first day
	end_date        TEXT NOT NULL, -- last day, '' for none
	position        INTEGER NOT NULL,
	grant_id        TEXT NOT NULL DEFAULT '', -- the role (role_grant) that came with the seat and ends with it
	version         BIGINT NOT NULL,
	made_at         BIGINT NOT NULL,
	made_by         TEXT NOT NULL,
	changed_at      BIGINT NOT NULL,
	changed_by      TEXT NOT NULL
);
CREATE INDEX seat_body ON seat (body_id, end_date);
CREATE INDEX seat_account ON seat (account_id);
CREATE INDEX seat_email ON seat (email);

-- The authorities that a body consists of, each of which is to have a seat (R6).
CREATE TABLE body_member (
	body_id  TEXT NOT NULL REFERENCES organization (id),
	key      TEXT NOT NULL, -- package body: Name.Key
	name     TEXT NOT NULL,
	sector   TEXT NOT NULL,
	position INTEGER NOT NULL,
	PRIMARY KEY (body_id, key)
);

-- The indicators of initiatives: what is measured, the figures of each period, and
-- what was let out of them (package indicator).

-- +goose Up

-- What shows whether an initiative works. Every act counts its version up first.
CREATE TABLE indicator (
	id            TEXT PRIMARY KEY,
	initiative_id TEXT NOT NULL REFERENCES initiative (id),
	slug          TEXT NOT NULL UNIQUE,
	number        INTEGER NOT NULL, -- from 1, in the initiative
	version       BIGINT NOT NULL,
	made_at       BIGINT NOT NULL,
	made_by       TEXT NOT NULL, -- name
	UNIQUE (initiative_id, number)
);

-- How an indicator is measured, each time that was changed. The last one holds.
CREATE TABLE indicator_definition (
	indicator_id TEXT NOT NULL REFERENCES indicator (id),
	number       INTEGER NOT NULL, -- from 1
	at           BIGINT NOT NULL,
	by_id        TEXT NOT NULL, -- account
	by_name      TEXT NOT NULL,
	note         TEXT NOT NULL, -- why it was changed, '' for the first
	content      TEXT NOT NULL, -- JSON of indicator.Definition
	PRIMARY KEY (indicator_id, number)
);

-- Figures that were let out together.
CREATE TABLE indicator_release (
	id           TEXT PRIMARY KEY,
	indicator_id TEXT NOT NULL REFERENCES indicator (id),
	number       INTEGER NOT NULL, -- from 1
	at           BIGINT NOT NULL,
	by_id        TEXT NOT NULL,
	by_name      TEXT NOT NULL,
	profile      TEXT NOT NULL, -- of disclosure control, '' where no persons are counted
	reason       TEXT NOT NULL, -- why small numbers are shown in spite of it (R11), ''
	UNIQUE (indicator_id, number)
);

-- The figure of a period. It may be changed until it is released; then it is
-- frozen, and a new one takes its place.
CREATE TABLE indicator_value (
	id              TEXT PRIMARY KEY,
	indicator_id    TEXT NOT NULL REFERENCES indicator (id),
	number          INTEGER NOT NULL, -- from 1
	period          TEXT NOT NULL, -- 2026-11, 2026-W47, 2026-Q4: by the frequency
	starts          TEXT NOT NULL, -- first day
	numerator       DOUBLE PRECISION NOT NULL, -- 0 where there is no denominator
	denominator     DOUBLE PRECISION NOT NULL,
	value           DOUBLE PRECISION NOT NULL, -- numerator ÷ denominator where there are such
	note            TEXT NOT NULL,
	state           TEXT NOT NULL, -- computed, checked, released, superseded, removed
	at              BIGINT NOT NULL, -- of the figure as it stands
	by_id           TEXT NOT NULL,
	by_name         TEXT NOT NULL,
	checked_at      BIGINT NOT NULL, -- 0 until then
	checked_by      TEXT NOT NULL,
	release_id      TEXT REFERENCES indicator_release (id),
	hidden          BOOLEAN NOT NULL, -- by disclosure control
	out_numerator   DOUBLE PRECISION NOT NULL, -- as it was let out: rounded by some profiles
	out_denominator DOUBLE PRECISION NOT NULL,
	out_value       DOUBLE PRECISION NOT NULL,
	out_text        TEXT NOT NULL, -- what stands instead of a hidden figure: "<5"
	supersedes_id   TEXT REFERENCES indicator_value (id),
	superseded_at   BIGINT NOT NULL, -- 0 until then
	withdrawn       TEXT NOT NULL, -- why it was taken back without another in its place, ''
	UNIQUE (indicator_id, number)
);
CREATE UNIQUE INDEX indicator_value_open ON indicator_value (indicator_id, period) WHERE state IN ('computed', 'checked');
CREATE UNIQUE INDEX indicator_value_released ON indicator_value (indicator_id, period) WHERE state = 'released';
CREATE INDEX indicator_value_release ON indicator_value (release_id);

-- Where a person begins a new centre line (R72), or locks it at the first periods.
CREATE TABLE indicator_mark (
	id            TEXT PRIMARY KEY,
	indicator_id  TEXT NOT NULL REFERENCES indicator (id),
	number        INTEGER NOT NULL, -- from 1
	kind          TEXT NOT NULL, -- split, lock
	period        TEXT NOT NULL, -- the first of the new part, or the last of the baseline
	starts        TEXT NOT NULL, -- first day
	reason        TEXT NOT NULL,
	at            BIGINT NOT NULL,
	by_name       TEXT NOT NULL,
	undone_at     BIGINT NOT NULL, -- 0 while it holds
	undone_by     TEXT NOT NULL,
	undone_reason TEXT NOT NULL,
	UNIQUE (indicator_id, number)
);

-- What was done, with the figure as it was before (R18b). Never changed.
CREATE TABLE indicator_event (
	indicator_id TEXT NOT NULL REFERENCES indicator (id),
	number       INTEGER NOT NULL, -- from 1
	at           BIGINT NOT NULL,
	by_id        TEXT NOT NULL,
	by_name      TEXT NOT NULL,
	what         TEXT NOT NULL, -- package indicator: Deed
	period       TEXT NOT NULL, -- '' where it is about more than one
	was          TEXT NOT NULL, -- the figure and its author before, ''
	became       TEXT NOT NULL, -- the figure after, ''
	text         TEXT NOT NULL,
	PRIMARY KEY (indicator_id, number)
);

-- A file of figures. It is read anew from the vault when it is taken in.
CREATE TABLE indicator_import (
	id           TEXT PRIMARY KEY,
	indicator_id TEXT NOT NULL REFERENCES indicator (id),
	digest       TEXT NOT NULL, -- in the vault
	name         TEXT NOT NULL,
	state        TEXT NOT NULL, -- read, taken
	at           BIGINT NOT NULL,
	by_name      TEXT NOT NULL
);
CREATE INDEX indicator_import_of ON indicator_import (indicator_id, digest);

-- Status and final reports of initiatives.

-- +goose Up

-- One report on an exact period. While it is a draft it holds only what people
-- type, and its texts are fields of package draft under its id; when it is made
-- final all that it says is written into content, once.
CREATE TABLE report (
	id            TEXT PRIMARY KEY,
	initiative_id TEXT NOT NULL REFERENCES initiative (id),
	number        INTEGER NOT NULL, -- within the initiative, from 1
	kind          TEXT NOT NULL, -- status, final
	from_day      TEXT NOT NULL, -- first day
	to_day        TEXT NOT NULL, -- last day
	incidents     TEXT NOT NULL, -- JSON of report.Incidents, '' before somebody has typed them
	content       TEXT NOT NULL, -- JSON of report.Content, '' while it is a draft; never changed
	frozen_at     BIGINT, -- when the questions were asked
	frozen_by     TEXT NOT NULL, -- name, ''
	item_id       TEXT NOT NULL, -- draft_item.id that laid it before the body, ''
	version       BIGINT NOT NULL,
	made_at       BIGINT NOT NULL,
	made_by       TEXT NOT NULL, -- name
	UNIQUE (initiative_id, number)
);
CREATE INDEX report_item ON report (item_id);

-- What the public reads of a report, as it was let out. It is withdrawn, never
-- changed.
CREATE TABLE report_release (
	report_id    TEXT NOT NULL REFERENCES report (id),
	number       INTEGER NOT NULL, -- from 1
	content      TEXT NOT NULL, -- JSON of report.Content, what is public of it
	at           BIGINT NOT NULL,
	by_name      TEXT NOT NULL,
	withdrawn_at BIGINT,
	PRIMARY KEY (report_id, number)
);

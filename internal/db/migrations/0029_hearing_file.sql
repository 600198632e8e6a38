-- Files of consultations, and consultations that are withdrawn.

-- +goose Up

-- A consultation that its sender has taken back after it was sent. What is left
-- for the public is that it was there, and why it is not any more.
ALTER TABLE hearing ADD COLUMN withdrawn_at BIGINT;
ALTER TABLE hearing ADD COLUMN withdrawn_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE hearing ADD COLUMN withdrawn_by TEXT NOT NULL DEFAULT ''; -- name

-- The order of what happened: from 1 in each consultation, 0 before it was counted.
ALTER TABLE hearing_event ADD COLUMN number BIGINT NOT NULL DEFAULT 0;

-- A file in the vault: one of the question's papers, or the letter that an answer
-- came in. A paper that gets a new file keeps the old one; the last one counts.
CREATE TABLE hearing_file (
	id         TEXT PRIMARY KEY,
	hearing_id TEXT NOT NULL REFERENCES hearing (id),
	paper_id   TEXT REFERENCES hearing_paper (id),
	answer_id  TEXT REFERENCES hearing_answer (id),
	number     INTEGER NOT NULL, -- from 1 within the consultation
	file_name  TEXT NOT NULL,
	digest     TEXT NOT NULL,    -- SHA-256 in the vault
	media_type TEXT NOT NULL,    -- told from the bytes
	size       BIGINT NOT NULL,  -- bytes
	doubts     TEXT NOT NULL,    -- JSON of []hearing.Doubt: what somebody should look at
	at         BIGINT NOT NULL,
	by_whom    TEXT NOT NULL,
	UNIQUE (hearing_id, number)
);

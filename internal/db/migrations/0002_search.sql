-- The search index: which term stands in which document. Terms are bytes, so
-- that both engines sort them alike.

-- +goose Up

-- One row, which whoever writes to the index locks first.
CREATE TABLE search_head (
	id        INTEGER PRIMARY KEY,
	next_doc  BIGINT NOT NULL, -- documents are numbered as they come
	next_term BIGINT NOT NULL,
	alive     BIGINT NOT NULL  -- documents that have not been replaced
);
INSERT INTO search_head (id, next_doc, next_term, alive) VALUES (1, 0, 1, 0);

CREATE TABLE search_term (
	id       BIGINT PRIMARY KEY,
	term     BYTEA NOT NULL UNIQUE,
	reversed BYTEA NOT NULL, -- the term backwards, to find compounds by their last part
	word     TEXT NOT NULL,  -- how the term was first written
	docs     BIGINT NOT NULL -- how many documents have had it: so many postings it has
);
CREATE INDEX search_term_reversed ON search_term (reversed);

CREATE TABLE search_posting (
	term_id   BIGINT NOT NULL,
	chunk     BIGINT NOT NULL, -- from 0; all of a term's but the last are full
	docs      BYTEA NOT NULL, -- package search: postings
	positions BYTEA NOT NULL,
	PRIMARY KEY (term_id, chunk)
);

-- Blocks of 8192 documents: dead marks replaced ones, attributes hold what
-- facets need of each.
CREATE TABLE search_block (
	block      INTEGER PRIMARY KEY,
	dead       BYTEA NOT NULL,
	attributes BYTEA NOT NULL
);

-- The values of the facets, numbered.
CREATE TABLE search_value (
	id    INTEGER PRIMARY KEY,
	facet TEXT NOT NULL,
	value TEXT NOT NULL,
	label TEXT NOT NULL,
	UNIQUE (facet, value)
);

-- The participants of an owner's documents: JSON of search_value ids.
CREATE TABLE search_owner (
	id     INTEGER PRIMARY KEY,
	owner  TEXT NOT NULL UNIQUE,
	people TEXT NOT NULL
);

-- What a hit shows. owner is the meeting, person, body or initiative whose
-- documents are replaced together.
CREATE TABLE search_doc (
	doc     BIGINT PRIMARY KEY,
	owner   TEXT NOT NULL,
	kind    TEXT NOT NULL,
	ref     TEXT NOT NULL,
	path    TEXT NOT NULL,
	number  TEXT NOT NULL,
	body    TEXT NOT NULL,
	date    TEXT NOT NULL,
	outcome TEXT NOT NULL,
	fields  TEXT NOT NULL -- JSON of []search.Field
);
CREATE INDEX search_doc_owner ON search_doc (owner);

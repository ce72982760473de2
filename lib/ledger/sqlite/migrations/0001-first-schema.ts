/**
 * Entries carry the state, events tell how it came about, sources say how far each watched file was read.
 *
 * - The checks repeat what the code already keeps, because the file may be written by several processes and
 *   versions: a claimed entry has an owner and a lease, no other has one.
 * - An event is never updated, and goes only together with its entry; an entry goes only when it is done.
 * - `purged` keeps the keys of what was purged: otherwise an old order that is still in its file would be new again.
 */
export const sql = `
CREATE TABLE entries (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	stream TEXT NOT NULL CHECK (stream <> ''),
	key TEXT NOT NULL CHECK (key <> ''),
	fingerprint TEXT NOT NULL CHECK (fingerprint <> ''),
	payload TEXT NOT NULL CHECK (json_valid(payload)),
	message TEXT,
	state TEXT NOT NULL CHECK (state IN ('pending', 'claimed', 'done', 'held', 'dead', 'skipped')),
	attempts INTEGER NOT NULL CHECK (attempts >= 0),
	lapses INTEGER NOT NULL CHECK (lapses >= 0),
	due TEXT NOT NULL,
	owner TEXT,
	claimed_at TEXT,
	lease_until TEXT,
	next TEXT CHECK (json_valid(next)),
	result TEXT CHECK (json_valid(result)),
	reason_code TEXT,
	reason TEXT,
	since TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	UNIQUE (stream, key),
	CHECK ((state = 'claimed') = (owner IS NOT NULL)),
	CHECK ((state = 'claimed') = (claimed_at IS NOT NULL)),
	CHECK ((state = 'claimed') = (lease_until IS NOT NULL)),
	CHECK (next IS NULL OR state = 'claimed'),
	CHECK (result IS NULL OR state = 'done')
) STRICT;

CREATE INDEX entries_to_claim ON entries (stream, due) WHERE state = 'pending';
CREATE INDEX entries_claimed ON entries (stream, lease_until) WHERE state = 'claimed';
CREATE INDEX entries_by_state ON entries (stream, state, updated_at);

CREATE TABLE events (
	id INTEGER PRIMARY KEY,
	entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
	at TEXT NOT NULL,
	from_state TEXT,
	to_state TEXT NOT NULL,
	event TEXT NOT NULL,
	execution_id TEXT,
	workflow_id TEXT,
	message TEXT NOT NULL,
	data TEXT CHECK (json_valid(data))
) STRICT;

CREATE INDEX events_of_entry ON events (entry_id);

CREATE TRIGGER events_are_not_updated BEFORE UPDATE ON events
BEGIN
	SELECT RAISE(ABORT, 'events are never updated');
END;

CREATE TRIGGER events_go_with_their_entry BEFORE DELETE ON events
WHEN EXISTS (SELECT 1 FROM entries WHERE id = OLD.entry_id)
BEGIN
	SELECT RAISE(ABORT, 'events go only together with their purged entry');
END;

CREATE TRIGGER entries_stay_until_done BEFORE DELETE ON entries
WHEN OLD.state <> 'done'
BEGIN
	SELECT RAISE(ABORT, 'only done entries are purged');
END;

CREATE TABLE purged (
	stream TEXT NOT NULL,
	key TEXT NOT NULL,
	fingerprint TEXT NOT NULL,
	done_at TEXT NOT NULL,
	purged_at TEXT NOT NULL,
	PRIMARY KEY (stream, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
	stream TEXT NOT NULL CHECK (stream <> ''),
	source TEXT NOT NULL CHECK (source <> ''),
	started_at TEXT,
	start_from TEXT,
	last_poll_at TEXT,
	last_success_at TEXT,
	signature TEXT,
	counts TEXT CHECK (json_valid(counts)),
	error_code TEXT,
	error TEXT,
	failures INTEGER NOT NULL DEFAULT 0,
	failing_since TEXT,
	PRIMARY KEY (stream, source)
) STRICT, WITHOUT ROWID;
`;

/**
 * What people were told of: one row for each time that a cause came up. At most one row of a cause is open; closed
 * ones stay as the record of what was said, and when.
 */
export const sql = `
CREATE TABLE alerts (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	cause TEXT NOT NULL CHECK (cause <> ''),
	facts TEXT NOT NULL CHECK (json_valid(facts)),
	first_seen TEXT NOT NULL,
	last_seen TEXT NOT NULL,
	times INTEGER NOT NULL CHECK (times > 0),
	absent_since TEXT,
	gone_at TEXT,
	told_at TEXT,
	offered_until TEXT,
	closed_at TEXT
) STRICT;

CREATE UNIQUE INDEX alerts_open ON alerts (cause) WHERE closed_at IS NULL;
`;

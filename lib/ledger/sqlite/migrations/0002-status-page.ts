/**
 * What the status page reads, without touching the rows: a row holds a whole order of several kB, and its state lies
 * behind it.
 *
 * - `origin` is where an entry comes from: the part of its key before the first slash (company code of an order,
 *   branch of a sale), empty when there is none. Derived from the key, so that callers cannot get it wrong.
 * - `entries_by_origin` answers every count, and takes the place of the index that could not.
 * - `entries_texts` is what a search reads.
 * - `secrets` holds random keys of this ledger, such as the one that signs the buttons of the page.
 */
export const sql = `
ALTER TABLE entries ADD COLUMN origin TEXT NOT NULL
	GENERATED ALWAYS AS (substr(key, 1, max(instr(key, '/') - 1, 0))) VIRTUAL;

DROP INDEX entries_by_state;
CREATE INDEX entries_by_origin ON entries (stream, state, origin, updated_at, since);
CREATE INDEX entries_texts ON entries (key, message, reason);

CREATE TABLE secrets (
	name TEXT PRIMARY KEY CHECK (name <> ''),
	value BLOB NOT NULL CHECK (length(value) >= 32)
) STRICT, WITHOUT ROWID;
`;

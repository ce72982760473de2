/**
 * What the target takes an item for, where that is not its key: two entries with one `target_key` are one and the same
 * to it, so the second must not be worked on. Purged entries keep theirs, as they keep their keys.
 */
export const sql = `
ALTER TABLE entries ADD COLUMN target_key TEXT;
CREATE INDEX entries_by_target_key ON entries (stream, target_key) WHERE target_key IS NOT NULL;

ALTER TABLE purged ADD COLUMN target_key TEXT;
CREATE INDEX purged_by_target_key ON purged (stream, target_key) WHERE target_key IS NOT NULL;
`;

/** `entries_waiting` counts what waits for a person by reason, without touching the rows. */
export const sql = `
CREATE INDEX entries_waiting ON entries (stream, reason_code, state) WHERE state IN ('held', 'dead');
`;

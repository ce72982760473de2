/** `events_of_changes` finds the done entries for which other content came later, without reading all events. */
export const sql = `
CREATE INDEX events_of_changes ON events (entry_id) WHERE event = 'changed' AND from_state = 'done';
`;

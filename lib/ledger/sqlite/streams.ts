/**
 * Each stream once, by jumping from one to the next: indexes begin with them, and DISTINCT passes over every entry.
 */
export const ALL_STREAMS = `
WITH RECURSIVE each(stream) AS (
	SELECT min(stream) FROM entries
	UNION ALL SELECT (SELECT min(stream) FROM entries WHERE stream > each.stream) FROM each WHERE stream IS NOT NULL
)
SELECT stream FROM each WHERE stream IS NOT NULL`;

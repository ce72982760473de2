// Runs the judge in a process of its own: two SQLite libraries in one process do not see each other's locks, and
// jest cannot load mdb-reader, which is an ES module.
import Database from 'better-sqlite3';

import { judge, storedDocuments, strayLines } from './relay.mjs';

const request = JSON.parse(process.argv[2]);
if (request.ask === 'expected') {
	process.stdout.write(JSON.stringify(judge(request)));
} else {
	const database = new Database(request.sqlite, { readonly: true });
	try {
		const answer =
			request.ask === 'stray' ? strayLines(database) : storedDocuments(database, request);
		process.stdout.write(JSON.stringify(answer));
	} finally {
		database.close();
	}
}

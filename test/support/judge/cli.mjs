// Runs the judge in a process of its own: two SQLite libraries in one process do not see each other's locks, and
// jest cannot load mdb-reader, which is an ES module.
import Database from 'better-sqlite3';

import { judge, storedDocuments } from './relay.mjs';

const request = JSON.parse(process.argv[2]);
if (request.ask === 'expected') {
	process.stdout.write(JSON.stringify(judge(request)));
} else {
	const database = new Database(request.sqlite, { readonly: true });
	try {
		process.stdout.write(JSON.stringify(storedDocuments(database, request.columns)));
	} finally {
		database.close();
	}
}

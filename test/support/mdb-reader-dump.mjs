// Prints every table of an Access file as mdb-reader itself reads it, one JSON object: table → rows.
// Usage: node mdb-reader-dump.mjs <file> [password]
import { readFileSync } from 'node:fs';
import MDBReader from 'mdb-reader';

const [file, password] = process.argv.slice(2);
const tables = {};
const first = new MDBReader(readFileSync(file), { password });
for (const name of first.getTableNames()) {
	// Reading changes the buffer (negative amounts lose their sign), so each table gets a fresh one. Pages of an
	// encrypted file are fresh each time, and opening it is slow.
	const reader = password === undefined ? new MDBReader(readFileSync(file)) : first;
	tables[name] = reader.getTable(name).getData();
}
process.stdout.write(JSON.stringify(tables));

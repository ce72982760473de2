// Holds a lock on a SQLite file from a process of its own (two SQLite libraries in one process do not see each
// other's locks). Says "locked" when it has the lock; lets go when its standard input ends or it is killed.
// Usage: node lock-holder-process.mjs <file> write|read
import Database from 'better-sqlite3';

const [file, kind] = process.argv.slice(2);
const database = new Database(file);
database.exec(kind === 'read' ? 'BEGIN' : 'BEGIN EXCLUSIVE');
const rows = database.prepare('SELECT * FROM F_ALM').iterate();
// A statement that is not finished keeps the shared lock of a reader.
if (kind === 'read') rows.next();
process.stdout.write('locked\n');
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));

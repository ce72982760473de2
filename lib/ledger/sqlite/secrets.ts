import type { Session } from './shared-file';

const KEEP = 'INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING';

const READ = 'SELECT value FROM secrets WHERE name = ?';

/** @returns the secret of this name; the first of several processes decides what it is */
export function secret(session: Session, name: string, whenNew: Buffer): Buffer {
	session.prepare(KEEP).run(name, whenNew);
	return (session.prepare(READ).get(name) as { value: Buffer }).value;
}

export function knownSecret(session: Session, name: string): Buffer | undefined {
	return (session.prepare(READ).get(name) as { value: Buffer } | undefined)?.value;
}

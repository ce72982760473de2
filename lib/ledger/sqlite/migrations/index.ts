import { sql as firstSchema } from './0001-first-schema';
import { sql as statusPage } from './0002-status-page';
import { sql as changedWhenDone } from './0003-changed-when-done';
import { sql as alerts } from './0004-alerts';
import { sql as targetKey } from './0005-target-key';
import { sql as waitingReasons } from './0006-waiting-reasons';

/**
 * Migration n takes a ledger from version n - 1 to n. What was published is never edited: a change of the schema is
 * a new file at the end.
 */
export const migrations: readonly string[] = [
	firstSchema,
	statusPage,
	changedWhenDone,
	alerts,
	targetKey,
	waitingReasons,
];

export const CURRENT_VERSION = migrations.length;

import { apiFailing } from './api-failing';
import { clockMoves, leapDay, newYearsEve } from './clock';
import {
	companyFileRenamed,
	companyFileReplaced,
	companyFileTruncated,
	shareGone,
} from './company-file';
import { diskFull } from './disk-full';
import { fileLocked } from './file-locked';
import { ledgerLocked } from './ledger-locked';
import { ledgerCorrupted, ledgerDeleted, ledgerReplaced } from './ledger-lost';
import { ledgerReadOnly } from './ledger-read-only';
import type { Scenario } from './scenario';
import { sqlServerRestarts } from './sql-server';

/** In the order in which they run; those without a laboratory of their own share one. */
export const SCENARIOS: readonly Scenario[] = [
	ledgerLocked,
	fileLocked,
	sqlServerRestarts,
	companyFileRenamed,
	companyFileTruncated,
	companyFileReplaced,
	ledgerReadOnly,
	ledgerReplaced,
	ledgerCorrupted,
	ledgerDeleted,
	apiFailing,
	diskFull,
	shareGone,
	clockMoves,
	newYearsEve,
	leapDay,
];

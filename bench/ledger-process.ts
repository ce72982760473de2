import { benchLedger, type LedgerFigures } from './ledger.bench';
import { median } from './measure';
import { answerParent } from './own-process';

export interface LedgerRequest {
	entries: number;
	batch: number;
	repetitions: number;
}

/** The repetition whose ratio is the median: its two sides were measured one after the other. */
async function measure({ entries, batch, repetitions }: LedgerRequest): Promise<LedgerFigures> {
	const runs: LedgerFigures[] = [];
	for (let run = 0; run < repetitions; run++) runs.push(await benchLedger(entries, batch));
	const middle = median(runs.map(({ ratio }) => ratio));
	const [first] = runs;
	const found = runs.find(({ ratio }) => ratio === middle) ?? first;
	if (!found) throw new Error('nothing was measured');
	// Only the first run finds a process that has no memory to give back.
	return { ...found, memoryMiB: first?.memoryMiB ?? 0 };
}

void answerParent(measure);

import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { benchFolder, standInOf, type BenchFile } from './company-files';
import type { Via } from './companies';
import { inOwnProcess } from './own-process';
import type { PollingFigures, PollingRequest } from './polling-process';

export interface PollingRow extends PollingFigures {
	file: string;
	via: Via;
	lookBackDays: number | null;
}

const REPETITIONS = 5;

/** What a look at each file costs, opened in both ways, for all of its orders and for those of the last 30 days. */
export async function measurePolling(
	files: readonly BenchFile[],
	say: (text: string) => void,
): Promise<PollingRow[]> {
	const rows: PollingRow[] = [];
	for (const file of files) {
		for (const via of ['without driver', 'ODBC'] as const) {
			for (const lookBackDays of [null, 30]) {
				say(`polling ${file.name}, ${via}, ${lookBackDays ?? 'all'} days`);
				rows.push(await measureOne(file, via, lookBackDays));
			}
		}
	}
	return rows;
}

async function measureOne(
	file: BenchFile,
	via: Via,
	lookBackDays: number | null,
): Promise<PollingRow> {
	const folder = mkdtempSync(path.join(benchFolder, 'polling-'));
	const request = {
		file: via === 'ODBC' ? await standInOf(file) : file.accdb,
		fiscalYear: file.fiscalYear,
		via,
		lookBackDays,
		ledger: path.join(folder, 'ledger.sqlite'),
		repetitions: REPETITIONS,
	};
	const ask = async (more: Pick<PollingRequest, 'do' | 'facts'>) =>
		await inOwnProcess<PollingFigures>('polling-process', { ...request, ...more });
	try {
		const { facts, acknowledged } = await ask({ do: 'acknowledge' });
		const figures = await ask({ do: 'measure', facts });
		return { file: file.name, via, lookBackDays, ...figures, acknowledged };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

import { utimes } from 'node:fs/promises';
import { LedgerMemory } from '../nodes/shared/ledger-memory';
import { openLedger } from '../lib/ledger/open-ledger';
import type { Json } from '../lib/ledger/types';
import { daysBefore } from '../lib/factusol/company';
import { CompanyWatcher, type StartFrom } from '../lib/factusol/watch-company';
import { factsOf, findSettings, subCompany, type CompanyFacts, type Via } from './companies';
import { idle, measured, peakMiB, type Measured } from './measure';
import { answerParent } from './own-process';

export interface PollingRequest {
	file: string;
	fiscalYear: number;
	via: Via;
	/** How many days back from the newest order; null: all orders. */
	lookBackDays: number | null;
	ledger: string;
	/** First everything is made known to the ledger; only then, in a new process, looks are measured. */
	do: 'acknowledge' | 'measure';
	repetitions: number;
	facts?: CompanyFacts;
}

export interface PollingFigures {
	facts: CompanyFacts;
	/** Entries that the ledger has of this file. */
	acknowledged: number;
	/** A look at the file when another program has written it and nothing in it is new. */
	changed: Measured;
	/** A look at the file when nobody has written it. */
	unchanged: Measured;
	idle: Measured;
	/** Memory before the first look, and the most there was. */
	startMiB: number;
	peakMiB: number;
}

const STREAM = 'bench';

async function poll(request: PollingRequest): Promise<PollingFigures> {
	const { file, fiscalYear, via, ledger: ledgerFile, lookBackDays } = request;
	const company = subCompany(file, fiscalYear, via);
	const facts = request.facts ?? (await factsOf(company, fiscalYear));
	const ledger = await openLedger(ledgerFile);
	const { filter: _filter, ...settings } = findSettings(facts.parentSupplierCode);
	const watcher = new CompanyWatcher(
		company,
		{
			...settings,
			series: [],
			lookBackDays: 0,
			startFrom: startFrom(lookBackDays, facts.newestDay),
			changed: true,
			limit: request.do === 'acknowledge' ? 2000 : 200,
			patience: 1,
			previousYearDays: 31,
		},
		new LedgerMemory(ledgerFile, STREAM),
	);
	let acknowledged = 0;
	const look = async (): Promise<number> => {
		const orders = await watcher.look();
		if (request.do === 'measure' && orders.length > 0) throw new Error('something was new');
		await ledger.register(
			STREAM,
			orders.map(({ key, fingerprint, message, ...order }) => ({
				key,
				fingerprint,
				message,
				payload: order as unknown as Json,
			})),
		);
		return orders.length;
	};
	if (request.do === 'acknowledge') {
		for (let found = 1; found > 0; acknowledged += found) found = await look();
	}
	const startMiB = process.memoryUsage().rss / 2 ** 20;
	let seconds = Date.now() / 1000;
	const touch = async () => await utimes(file, ++seconds, seconds);
	const repetitions = request.do === 'measure' ? request.repetitions : 0;
	const changed = await measured(repetitions, look, touch);
	const peak = peakMiB();
	const unchanged = await measured(repetitions * 20, look);
	return {
		facts,
		acknowledged,
		changed,
		unchanged,
		idle: await idle(repetitions * 500),
		startMiB,
		peakMiB: peak,
	};
}

function startFrom(lookBackDays: number | null, newestDay: string): StartFrom {
	if (lookBackDays === null) return { from: 'everything' };
	const [year = 0, month = 0, day = 0] = newestDay.split('-').map(Number);
	return { from: 'date', date: daysBefore({ year, month, day }, lookBackDays) };
}

void answerParent(poll);

import type { Ledger } from '../ledger/ledger';
import { STATES } from '../ledger/types';
import type { Counts, Entry, EntryList, OriginCounts, ReasonCount, Source } from '../ledger/types';
import { companyName, titleOf } from './payload';
import { CHART_DAYS, FIRST_ENTRIES, LATE_HOURS } from './settings';
import type { PageSettings } from './settings';
import { lastDays } from './times';
import { byFlow, flowWords } from './words';

/** A company or branch of a flow. */
export interface OriginView {
	origin: string;
	name: string;
	/** When something of it was completed last. */
	lastDone: string | null;
	total: Counts;
	doneToday: number;
	doneSevenDays: number;
}

/** A watched file or database. */
export interface SourceView extends Source {
	/** The company it belongs to, when that is known. */
	company: string | null;
}

export interface FlowView {
	stream: string;
	sources: SourceView[];
	origins: OriginView[];
	total: Counts;
	today: Counts;
	sevenDays: Counts;
	lastDone: string | null;
	days: { day: Date; counts: Counts }[];
}

export interface Overview {
	flows: FlowView[];
	/** Held and dead: a person decides. */
	waiting: EntryList;
	/** The same by reason, the most frequent first. */
	reasons: ReasonCount[];
	/** Pending or in work for longer than is usual. */
	late: EntryList;
	/** Done, and the source says something else since: a person compares. */
	changed: EntryList;
	/** What was completed last, the newest first. */
	done: DoneView[];
}

export interface DoneView {
	entry: Entry;
	/** What was done, as the work said it. */
	sentence: string;
}

const DAYS_OF_WEEK = 7;

export const noCounts = (): Counts =>
	Object.fromEntries(STATES.map((state) => [state, 0])) as Counts;

const latest = (times: readonly string[]) => [...times].sort().at(-1) ?? null;

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

/** Counts by state of what `amount` takes from each group. */
function countsOf(
	groups: readonly OriginCounts[],
	amount: (group: OriginCounts) => number,
): Counts {
	const counts = noCounts();
	for (const group of groups) counts[group.state] += amount(group);
	return counts;
}

const doneTimes = (groups: readonly OriginCounts[]) =>
	groups.filter(({ state }) => state === 'done').map(({ lastChange }) => lastChange);

const today = ({ perDay }: OriginCounts) => perDay.at(-1) ?? 0;

const sevenDays = ({ perDay }: OriginCounts) => sum(perDay.slice(-DAYS_OF_WEEK));

/** Everything that the first view shows. */
export async function readOverview(
	ledger: Ledger,
	{ now, zone }: Pick<PageSettings, 'now' | 'zone'>,
): Promise<Overview> {
	const days = lastDays(now, zone, CHART_DAYS);
	const groups = await ledger.counts(days);
	const sources = await ledger.sources();
	const streams = new Set([...groups, ...sources].map(({ stream }) => stream));
	const flows: FlowView[] = [];
	for (const stream of [...streams].sort(byFlow)) {
		const own = groups.filter((group) => group.stream === stream);
		const origins = await readOrigins(ledger, stream, own);
		flows.push({
			stream,
			sources: sources
				// The company itself is noted once, when it is started; what is looked at are its files.
				.filter((source) => source.stream === stream && source.lastPollAt !== null)
				.map((source) => ({ ...source, company: companyOf(source.source, origins) })),
			origins,
			total: countsOf(own, ({ total }) => total),
			today: countsOf(own, today),
			sevenDays: countsOf(own, sevenDays),
			lastDone: latest(doneTimes(own)),
			days: days.map((day, place) => ({
				day,
				counts: countsOf(own, ({ perDay }) => perDay[place] ?? 0),
			})),
		});
	}
	return {
		flows,
		waiting: await ledger.list({ states: ['held', 'dead'], limit: FIRST_ENTRIES }),
		reasons: await ledger.waitingReasons([...streams]),
		late: await ledger.list({
			states: ['pending', 'claimed'],
			waitingForHours: LATE_HOURS,
			limit: FIRST_ENTRIES,
		}),
		changed: await ledger.list({ changedSinceDone: true, limit: FIRST_ENTRIES }),
		done: await readDone(ledger, groups),
	};
}

async function readOrigins(
	ledger: Ledger,
	stream: string,
	groups: readonly OriginCounts[],
): Promise<OriginView[]> {
	const origins = [...new Set(groups.map(({ origin }) => origin))].sort();
	const views: OriginView[] = [];
	for (const origin of origins) {
		const own = groups.filter((group) => group.origin === origin);
		const newest = await ledger.get({ id: Math.max(...own.map(({ lastId }) => lastId)) });
		const done = own.filter(({ state }) => state === 'done');
		views.push({
			origin,
			name: (newest && companyName(newest)) ?? flowWords(stream).origin(origin),
			lastDone: latest(doneTimes(own)),
			total: countsOf(own, ({ total }) => total),
			doneToday: sum(done.map(today)),
			doneSevenDays: sum(done.map(sevenDays)),
		});
	}
	return views;
}

/** Source `002/2026` belongs to the company that orders `002/…` come from. */
function companyOf(source: string, origins: readonly OriginView[]): string | null {
	const code = source.split('/')[0];
	return origins.find(({ origin }) => origin === code)?.name ?? null;
}

async function readDone(ledger: Ledger, groups: readonly OriginCounts[]): Promise<DoneView[]> {
	const lists: EntryList[] = [];
	for (const { stream, origin } of groups.filter(({ state }) => state === 'done')) {
		lists.push(
			await ledger.list({
				stream,
				origin,
				states: ['done'],
				order: 'changed',
				limit: FIRST_ENTRIES,
			}),
		);
	}
	const newest = lists
		.flatMap(({ entries }) => entries)
		.sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : b.id - a.id))
		.slice(0, FIRST_ENTRIES);
	const views: DoneView[] = [];
	for (const entry of newest) {
		const events = await ledger.history(entry.stream, entry.key);
		const said = events.findLast(({ event }) => event === 'completed')?.message ?? '';
		views.push({ entry, sentence: sentenceOf(entry, said) });
	}
	return views;
}

/** What the work said, with the name of what it is in the place of its key. */
function sentenceOf(entry: Entry, said: string): string {
	const title = titleOf(entry);
	const sentence = /^Completado: (.+)$/su.exec(said)?.[1] ?? title;
	return sentence.startsWith(entry.key) ? title + sentence.slice(entry.key.length) : sentence;
}

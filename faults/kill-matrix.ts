import { setTimeout as wait } from 'node:timers/promises';
import type { Wave } from './arrivals';
import type { Chance } from './chance';
import { sampleText, type Sample } from './gauges';
import { countsOf, type Counts, type Finding, type Flow } from './judge/findings';
import { claimedSince, type Standing } from './judge/ledger';
import type { Laboratory } from './laboratory';

/** When n8n is killed. */
type Moment =
	/** So many milliseconds after a run of this flow has claimed something. */
	| { when: 'at work'; flow: Flow; afterMs: number }
	/** So many milliseconds after the flows began, whatever they do. */
	| { when: 'any time'; afterMs: number }
	/** So many milliseconds after the process was started. */
	| { when: 'starting'; afterMs: number };

/** Work on its way is hit more often than rest, and both more often than n8n's own start. */
const SHARES: Readonly<Record<Moment['when'], number>> = {
	'at work': 70,
	'any time': 20,
	starting: 10,
};

const LONGEST_MS: Readonly<Record<Moment['when'], number>> = {
	'at work': 2_000,
	'any time': 12_000,
	starting: 9_000,
};

/** Nothing is claimed for so long: then there was nothing to do. */
const NO_WORK_MS = 20_000;

const WAVE = { least: 6, most: 20 };

/** The first wave is larger, so that there is a backlog from the beginning. */
const FIRST_WAVE: Wave = { orders: 60, vouchers: 60 };

/** After so many rounds the judge looks at what must hold at any moment. */
const JUDGE_EVERY = 20;

const QUIET_MS = 15 * 60_000;

export interface Round {
	round: number;
	moment: Moment;
	/** How much of each flow was claimed when it was killed. */
	inHand: Record<Flow, number>;
	/** The ledger after the kill. */
	standing: Standing;
	peak: Sample;
	seconds: number;
}

export interface MatrixReport {
	rounds: number;
	/** Kills while at least one order, or one sale, was claimed. */
	hits: Record<Flow, number>;
	moments: Record<Moment['when'], number>;
	orders: number;
	vouchers: number;
	/** Entries that five killed runs in a row had held, and that were released by hand. */
	released: number;
	/** What was not settled when the time was up. */
	unsettled: string[];
	findings: Finding[];
	counts: Counts;
	standing: Standing;
	/** Requests with sales to the mall: more than vouchers, because what a kill leaves in doubt is sent again. */
	sends: number;
	peak: Sample;
	seconds: number;
}

export interface MatrixOptions {
	laboratory: Laboratory;
	rounds: number;
	say: (text: string) => void;
	/** Aborted: no more kills; what was begun is finished and judged. */
	enough: AbortSignal;
}

/**
 * Kills n8n again and again while orders and sales arrive, starts it again, and has everything judged when all is
 * quiet. Each kill hits both flows, which run in one n8n.
 */
export async function killMatrix({
	laboratory,
	rounds,
	say,
	enough,
}: MatrixOptions): Promise<MatrixReport> {
	const began = Date.now();
	const chance = laboratory.chance.branch('kills');
	say('Starting n8n for the first time and publishing');
	await laboratory.start();
	await laboratory.stop();
	await laboratory.arrivals.wave(FIRST_WAVE);

	const done: Round[] = [];
	const early: Finding[] = [];
	let released = 0;
	for (let round = 1; round <= rounds && !enough.aborted; round++) {
		const result = await oneRound(laboratory, round, chance);
		done.push(result);
		say(roundText(result, rounds));
		if (round % JUDGE_EVERY === 0) {
			const findings = await laboratory.judgeOnTheWay();
			early.push(...findings);
			say(`judged after ${round} kills: ${findings.length} findings`);
			for (const finding of findings.slice(0, 5)) say(`  ${findingText(finding)}`);
		}
	}

	say('Starting n8n for the last time and waiting until it is quiet');
	await laboratory.startAgain();
	const limit = Date.now() + QUIET_MS;
	let unsettled: string[];
	do {
		released += await laboratory.releaseUnfinished();
		unsettled = await laboratory.untilQuiet(30_000);
	} while (unsettled.length > 0 && Date.now() < limit);
	const findings = await laboratory.judge();
	await laboratory.stop();
	const { orders, vouchers } = laboratory.arrivals;
	const moments: MatrixReport['moments'] = { 'at work': 0, 'any time': 0, starting: 0 };
	for (const { moment } of done) moments[moment.when]++;
	const hitsOf = (flow: Flow) => done.filter(({ inHand }) => inHand[flow] > 0).length;
	return {
		rounds: done.length,
		hits: { orders: hitsOf('orders'), sales: hitsOf('sales') },
		moments,
		orders: orders.length,
		vouchers: vouchers.length,
		released,
		unsettled,
		findings: [...early, ...findings],
		counts: countsOf([...early, ...findings]),
		standing: laboratory.standing(),
		sends: await sendsOf(laboratory),
		peak: laboratory.peakSoFar,
		seconds: (Date.now() - began) / 1_000,
	};
}

async function oneRound(laboratory: Laboratory, round: number, chance: Chance): Promise<Round> {
	const began = new Date();
	const when = chance.share(SHARES);
	const share = chance.next();
	// Work on a wave takes less than a second: most kills come soon after it was taken up.
	const afterMs = Math.round(LONGEST_MS[when] * (when === 'at work' ? share ** 3 : share));
	const flow: Flow = chance.pick(['orders', 'sales']);
	const moment: Moment = when === 'at work' ? { when, flow, afterMs } : { when, afterMs };
	const size = () => chance.whole(WAVE.least, WAVE.most);
	const wave: Wave = { orders: size(), vouchers: size() };
	const comesBefore = chance.isLess(0.6);
	const comesAfterMs = chance.between(0, 3_000);
	if (comesBefore) await laboratory.arrivals.wave(wave);
	const starting = laboratory.startAgain();
	if (when === 'starting') {
		await untilThereIsAProcess(laboratory, starting);
		await wait(moment.afterMs);
	} else if (await starting) {
		const arriving = comesBefore
			? undefined
			: wait(comesAfterMs).then(async () => await laboratory.arrivals.wave(wave));
		if (when === 'at work') await untilClaimed(laboratory, flow, began);
		await wait(moment.afterMs);
		await arriving;
	}
	const peak = await laboratory.kill();
	await starting;
	if (when === 'starting' && !comesBefore) await laboratory.arrivals.wave(wave);
	const standing = laboratory.standing();
	return {
		round,
		moment,
		inHand: claimedSince(laboratory.places.ledgerFile, began),
		standing,
		peak,
		seconds: (Date.now() - began.getTime()) / 1_000,
	};
}

/** Passwords and ports come before the process: a kill before it is there would hit nobody. */
async function untilThereIsAProcess(
	{ n8n }: Laboratory,
	starting: Promise<boolean>,
): Promise<void> {
	const ended = new AbortController();
	const end = () => ended.abort();
	starting.then(end, end);
	while (!n8n.running && !ended.signal.aborted) await wait(10);
}

/** Until a run of this life has claimed something of a flow. */
async function untilClaimed({ places }: Laboratory, flow: Flow, since: Date): Promise<void> {
	const limit = Date.now() + NO_WORK_MS;
	while (Date.now() < limit && claimedSince(places.ledgerFile, since)[flow] === 0) await wait(25);
}

async function sendsOf(laboratory: Laboratory): Promise<number> {
	const requests = (await laboratory.mall('GET /requests')) as { vouchers: string[] }[];
	return requests.filter(({ vouchers }) => vouchers.length > 0).length;
}

function roundText({ round, moment, inHand, standing, peak, seconds }: Round, of: number): string {
	return [
		`kill ${round}/${of}`,
		`${moment.when}${moment.when === 'at work' ? ` (${moment.flow})` : ''} +${moment.afterMs} ms`,
		`in hand ${inHand.orders} orders ${inHand.sales} sales`,
		`orders ${standingText(standing.orders)}`,
		`sales ${standingText(standing.sales)}`,
		sampleText(peak),
		`${seconds.toFixed(1)} s`,
	].join(' · ');
}

export function standingText(states: Readonly<Record<string, number>>): string {
	const order = ['pending', 'claimed', 'done', 'held', 'dead', 'skipped'];
	const known = Object.values(states).reduce((sum, count) => sum + count, 0);
	const parts = order.flatMap((state) => (states[state] ? [`${state} ${states[state]}`] : []));
	return [`known ${known}`, ...parts].join(' ');
}

export const findingText = ({ kind, flow, key, text }: Finding) =>
	`${kind} (${flow}) ${key}: ${text}`;

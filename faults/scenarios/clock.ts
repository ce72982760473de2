import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Laboratory, LaboratoryOptions } from '../laboratory';
import { CannotHere, type OwnLaboratory, type Scenario, type Stage } from './scenario';

const DAY_MS = 24 * 60 * 60_000;

/** Where distributions put the library of the program faketime. */
const LIBRARIES = [
	'/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
	'/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
	'/usr/lib64/faketime/libfaketimeMT.so.1',
	'/usr/lib/faketime/libfaketimeMT.so.1',
];

/**
 * A laboratory whose n8n reads another clock, which can be set while it runs. Only the wall clock: timers go on as
 * they do when somebody sets the clock of a computer.
 */
function withClock(folder: string, more: Partial<LaboratoryOptions> = {}): OwnLaboratory {
	const library = LIBRARIES.find((file) => existsSync(file));
	if (library === undefined) {
		throw new CannotHere('setting the clock of n8n needs the package "faketime"');
	}
	mkdirSync(folder, { recursive: true });
	setClock(folder, 0);
	return {
		options: {
			...more,
			n8n: {
				env: {
					LD_PRELOAD: library,
					FAKETIME_TIMESTAMP_FILE: clockFile(folder),
					FAKETIME_NO_CACHE: '1',
					FAKETIME_DONT_FAKE_MONOTONIC: '1',
					DONT_FAKE_MONOTONIC: '1',
				},
			},
		},
		cleanUp: () => undefined,
	};
}

const clockFile = (folder: string) =>
	path.join(path.dirname(folder), `${path.basename(folder)}.clock`);

function setClock(folder: string, aheadMs: number): void {
	const seconds = Math.round(aheadMs / 1_000);
	writeFileSync(clockFile(folder), `${seconds < 0 ? '' : '+'}${seconds}\n`);
}

/** How far ahead of this machine the clock has to be for n8n to read this local time now. */
const aheadFor = (wanted: string) => new Date(wanted).getTime() - Date.now();

const folderOf = ({ places }: Laboratory) => path.dirname(places.work);

/** n8n's own schedules stop when the clock is set back, until the time comes round again; a restart revives them. */
async function untilQuietOrRestarted(stage: Stage, what: string): Promise<void> {
	const { laboratory } = stage;
	const left = await laboratory.untilQuiet(60_000);
	if (left.length === 0) {
		stage.saw(`${what}: went on by itself`);
		return;
	}
	await laboratory.stop();
	await laboratory.startAgain();
	await stage.until(
		`${what}: everything is settled after a restart of n8n`,
		async () => (await laboratory.untilQuiet(5_000)).length === 0,
	);
	stage.saw(`${what}: n8n's own schedules stood still; went on when n8n was started again`);
}

export const clockMoves: Scenario = {
	name: 'clock-moves',
	what: "n8n's clock is set back by a day, right again, forward by a day, right again, and across midnight, while orders and sales arrive.",
	movesClock: true,
	own: (folder) => withClock(folder),
	async run(stage) {
		const { laboratory } = stage;
		const folder = folderOf(laboratory);
		const steps = [
			{ what: 'back by a day', aheadMs: -DAY_MS },
			{ what: 'right again', aheadMs: 0 },
			{ what: 'forward by a day', aheadMs: DAY_MS },
			{ what: 'right again, which is back by a day', aheadMs: 0 },
		];
		for (const { what, aheadMs } of steps) {
			await stage.underLoad(async () => {
				await wait(4_000);
				setClock(folder, aheadMs);
				await wait(6_000);
			});
			await untilQuietOrRestarted(stage, what);
		}
		const midnight = new Date();
		midnight.setHours(23, 59, 40, 0);
		setClock(folder, midnight.getTime() - Date.now());
		await stage.underLoad(() => wait(45_000));
		await untilQuietOrRestarted(stage, 'across midnight');
	},
};

export const newYearsEve: Scenario = {
	name: 'new-years-eve',
	what: 'n8n with the fiscal year "current" goes across midnight of 31 December 2026 while orders and sales arrive, and on through the first minutes of January.',
	movesClock: true,
	own: (folder) => {
		const own = withClock(folder, { fiscalYear: 'current' });
		setClock(folder, aheadFor('2026-12-31T23:55:00'));
		return own;
	},
	async run(stage) {
		const { laboratory } = stage;
		setClock(folderOf(laboratory), aheadFor('2026-12-31T23:59:30'));
		await stage.underLoad(() => wait(75_000));
		await untilQuietOrRestarted(stage, 'across midnight of 31 December');
	},
};

export const leapDay: Scenario = {
	name: 'leap-day',
	what: 'n8n goes from 28 to 29 February 2028 and from there to 1 March while orders and sales arrive.',
	movesClock: true,
	own: (folder) => {
		const own = withClock(folder);
		setClock(folder, aheadFor('2028-02-28T23:55:00'));
		return own;
	},
	async run(stage) {
		const { laboratory } = stage;
		for (const day of ['28', '29']) {
			setClock(folderOf(laboratory), aheadFor(`2028-02-${day}T23:59:40`));
			await stage.underLoad(() => wait(50_000));
			await untilQuietOrRestarted(stage, `across midnight of ${day} February`);
		}
	},
};

import { FactuLinkError } from '../../../lib/errors';
import type { RelayOrder } from '../../../lib/factusol/relay-order';
import { Outages } from '../../../nodes/FactusolTrigger/outages';
import { Poller, type PollOptions } from '../../../nodes/FactusolTrigger/poller';
import { classify } from '../../../nodes/shared/error-item';

const missing = new FactuLinkError({
	class: 'retry',
	code: 'FILE_NOT_FOUND',
	message: 'The file is not there.',
	whatToDo: 'Wait.',
});
const password = new FactuLinkError({
	class: 'person',
	code: 'WRONG_PASSWORD',
	message: 'The password is wrong.',
	whatToDo: 'Correct it.',
});
const order = { key: '002/2026/1/000001' } as RelayOrder;

describe('an outage', () => {
	const MINUTE = 60_000;
	const outages = () => {
		const state = new Outages(60 * MINUTE);
		return (error: FactuLinkError, minute: number) => {
			state.begin();
			return state.report(error, minute * MINUTE);
		};
	};

	it('is never thrown by the first poll of a process', () => {
		expect(outages()(missing, 0)).toBe(false);
	});

	it('is thrown by the second poll, and again only after the calm interval', () => {
		const report = outages();
		const minutes = [0, 1, 2, 3, 60, 61, 62, 121];
		expect(minutes.map((minute) => report(missing, minute))).toEqual([
			false,
			true,
			false,
			false,
			false,
			true,
			false,
			true,
		]);
	});

	it('is news again when its cause is another one', () => {
		const report = outages();
		expect([
			report(missing, 0),
			report(missing, 1),
			report(password, 2),
			report(password, 3),
		]).toEqual([false, true, true, false]);
	});

	it('is a new one after the source was there in between', () => {
		const state = new Outages(60 * MINUTE);
		const report = (minute: number) => {
			state.begin();
			return state.report(missing, minute * MINUTE);
		};
		report(0);
		expect([report(1), report(2)]).toEqual([true, false]);
		state.begin();
		state.recovered();
		expect(report(4)).toBe(true);
	});
});

describe('a poll', () => {
	const warnings: FactuLinkError[] = [];
	const options: PollOptions = {
		budgetMs: 1000,
		calmMs: 3_600_000,
		classify,
		warn: (error) => warnings.push(error),
	};
	beforeEach(() => {
		warnings.length = 0;
	});

	it('hands over what the look found', async () => {
		expect(await new Poller().poll(async () => await Promise.resolve([order]), options)).toEqual([
			order,
		]);
	});

	it('warns instead of throwing the first time, throws the second time', async () => {
		const poller = new Poller();
		const fail = () => Promise.reject(missing);
		expect(await poller.poll(fail, options)).toEqual([]);
		expect(warnings).toEqual([missing]);
		await expect(poller.poll(fail, options)).rejects.toBe(missing);
		expect(await poller.poll(fail, options)).toEqual([]);
	});

	it('does not begin while the one before still looks', async () => {
		const poller = new Poller();
		let finish: (orders: RelayOrder[]) => void = () => {};
		let looks = 0;
		const look = () => {
			looks++;
			return new Promise<RelayOrder[]>((resolve) => (finish = resolve));
		};
		const first = poller.poll(look, options);
		expect(await poller.poll(look, options)).toEqual([]);
		expect(looks).toBe(1);
		finish([order]);
		expect(await first).toEqual([order]);
		const second = poller.poll(look, options);
		finish([]);
		expect(await second).toEqual([]);
		expect(looks).toBe(2);
	});

	it('keeps n8n waiting no longer than its budget, and the look goes on', async () => {
		const poller = new Poller();
		let ended = false;
		const look = async () => {
			await new Promise((resolve) => setTimeout(resolve, 80));
			ended = true;
			return [order];
		};
		expect(await poller.poll(look, { ...options, budgetMs: 10 })).toEqual([]);
		expect(ended).toBe(false);
		await new Promise((resolve) => setTimeout(resolve, 120));
		expect(ended).toBe(true);
		expect(await poller.poll(look, options)).toEqual([order]);
	});
});

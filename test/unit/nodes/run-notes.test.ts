import type { INode, Logger } from 'n8n-workflow';

import { counted, Progress, several } from '../../../nodes/shared/run-notes';

it('counts name what there is, and something when there is nothing', () => {
	expect(counted({ sent: 3, rejected: 0, held: 1 }, 'nothing')).toBe('3 sent, 1 held');
	expect(counted({ sent: 0 }, 'nothing')).toBe('nothing');
	expect([several(1, 'entry', 'entries'), several(0, 'order')]).toEqual(['1 entry', '0 orders']);
});

describe('the progress of a long run', () => {
	let log: string[];
	let console: string[];
	const start = () => {
		log = [];
		console = [];
		return new Progress(
			{
				addExecutionHints: () => undefined,
				getNode: () => ({ name: 'Informar al shopping' }) as INode,
				logger: { info: (text: string) => log.push(text) } as unknown as Logger,
				sendMessageToUI: (text: unknown) => console.push(String(text)),
			},
			'vouchers',
			600,
			0,
		);
	};

	it('is told every ten seconds, to the log and to the browser', () => {
		const progress = start();
		for (const [done, now] of [
			[50, 4000],
			[100, 10_000],
			[150, 12_000],
			[200, 21_000],
		] as const) {
			progress.at(done, now);
		}
		expect(console).toEqual(['100 of 600 vouchers', '200 of 600 vouchers']);
		expect(log).toEqual(console.map((text) => `Informar al shopping: ${text}`));
	});

	it('is silent about a run that is short, and about the end, which the hint tells', () => {
		const progress = start();
		progress.at(300, 9000);
		progress.at(600, 30_000);
		expect([...log, ...console]).toEqual([]);
	});
});

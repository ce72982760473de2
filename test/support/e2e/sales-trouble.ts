import { createServer, type Server } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import type { Run, TestSales } from './sales';
import { pendingScript, voucherScript } from './sales-vouchers';

/** A voucher of one test. */
export interface TestVoucher {
	/** N_COMP: `B0021500051001` */
	number: string;
	/** In the ledger: `10/FAC/B0021500051001` */
	key: string;
	/** In the pending list: `FAC/B0021500051001` */
	name: string;
	/** At the mall: `006 0215-00051001` */
	identity: string;
}

/** Something that goes wrong while there are vouchers to send. */
export interface Cause {
	/** The title of its test. */
	what: string;
	begin: (vouchers: readonly TestVoucher[]) => Promise<unknown>;
	/** Puts it right, as whoever is responsible would; left out: it passes by itself. */
	end?: (() => Promise<unknown>) | undefined;
}

/** What a run has to leave behind of its vouchers. */
export interface LeftBehind {
	state: 'pending' | 'held' | 'done';
	/** `reason_code` of the ledger; null for what is done. */
	code: string | null;
	/** Of the sentence that people read in the ledger; left out: none is there. */
	says?: RegExp;
}

/** How many runs may pass until what was put right is dealt with: each 5xx of a burst takes one. */
const MOST_RUNS = 8;

let series = 0;

/** Vouchers of its own for each trouble, and the truth about them wherever it is kept. */
export class Trouble {
	private constructor(
		private readonly test: TestSales,
		readonly vouchers: readonly TestVoucher[],
	) {}

	/** Enters vouchers in Tango and in its pending list. */
	static async withVouchers(test: TestSales, count = 3): Promise<Trouble> {
		series += 1;
		const vouchers = Array.from({ length: count }, (_, index): TestVoucher => {
			const serial = String(500_000 + series * 10 + index).padStart(8, '0');
			const number = `B00215${serial}`;
			return {
				number,
				key: `10/FAC/${number}`,
				name: `FAC/${number}`,
				identity: `006 0215-${serial}`,
			};
		});
		const trouble = new Trouble(test, vouchers);
		for (const { number } of vouchers) {
			const script = voucherScript(number) + pendingScript(number);
			await test.sqlServer('POST /script', { script });
		}
		return trouble;
	}

	/** Runs once while something is wrong. */
	async runDuring({ begin, end }: Omit<Cause, 'what'>): Promise<Run> {
		await begin(this.vouchers);
		try {
			return await this.test.run();
		} finally {
			await end?.();
		}
	}

	/** Their states in the ledger; a voucher that it does not know is "unknown". */
	states(): string[] {
		const entries = this.test.entries();
		return this.vouchers.map(
			(voucher) => entries.find(({ key }) => key === voucher.key)?.state ?? 'unknown',
		);
	}

	expectLeft(wanted: LeftBehind, vouchers = this.vouchers): void {
		for (const { key, name } of vouchers) {
			const entry = this.test.entry(key);
			expect(entry).toMatchObject({ key, state: wanted.state, reasonCode: wanted.code });
			if (wanted.says) expect(entry?.reason).toMatch(wanted.says);
			expect([name, this.test.marked().includes(name)]).toEqual([name, wanted.state === 'done']);
		}
	}

	/** Those of them that the mall has, and how often it took each. */
	async atTheMall(): Promise<number[]> {
		const counts = await this.test.counts();
		return this.vouchers.map(({ identity }) => counts[identity] ?? 0);
	}

	/** Runs until all of them are done and marked, each time as soon as the ledger lets them go. */
	async untilDone(): Promise<void> {
		const { test } = this;
		for (let runs = 0; runs < MOST_RUNS && !this.isDone(); runs++) {
			const dues = this.vouchers.map(({ key }) => Date.parse(test.entry(key)?.due ?? ''));
			const pause = Math.max(...dues.map((due) => (due > Date.now() ? due - Date.now() : 0)));
			await wait(pause + 50);
			const { status, error } = await test.run();
			expect([status, error]).toEqual(['success', undefined]);
		}
		this.expectLeft({ state: 'done', code: null });
	}

	/** Nothing lost, nothing sent twice, and the mall, the ledger and the pending list of one mind. */
	async expectTruth(): Promise<void> {
		expect(await this.atTheMall()).toEqual(this.vouchers.map(() => 1));
		const counts = Object.values(await this.test.counts());
		const done = this.test.entries().filter(({ state }) => state === 'done');
		expect(counts).toEqual(done.map(() => 1));
		expect(this.test.marked()).toEqual(done.map(({ key }) => key.slice(3)).sort());
		expect(await this.test.sqlServer('GET /defects')).toEqual([]);
	}

	private isDone(): boolean {
		const marked = this.test.marked();
		return (
			this.states().every((state) => state === 'done') &&
			this.vouchers.every(({ name }) => marked.includes(name))
		);
	}
}

/** Lets what waits for a person go, as that person does when the cause is mended. */
export async function releaseByHand(test: TestSales): Promise<void> {
	const { status } = await test.run(undefined, 'Volver a intentar a mano');
	expect(status).toBe('success');
}

/** What the nodes told whoever looks at the execution to do, of each voucher that was not sent. */
export function adviceIn({ data }: Run): string[] {
	const items = data.resultData.runData['Apuntar que no se pudo']?.[0]?.data?.main?.[0] ?? [];
	return items.map(({ json }) => {
		const { failure } = json as { failure?: { whatToDo?: string } };
		return failure?.whatToDo ?? '';
	});
}

/** A server that takes connections and says what it is told to, or nothing at all. */
export class StrangeServer {
	private readonly sockets = new Set<Socket>();

	private constructor(private readonly server: Server) {
		server.on('connection', (socket: Socket) => {
			this.sockets.add(socket);
			socket.on('error', () => undefined);
			socket.on('close', () => this.sockets.delete(socket));
		});
	}

	static async start(answer?: string): Promise<StrangeServer> {
		const server = createServer((socket) => {
			if (answer !== undefined) socket.end(answer);
		});
		const strange = new StrangeServer(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return strange;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	async stop(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

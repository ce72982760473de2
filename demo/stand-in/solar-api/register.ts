import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { identityOf, type Voucher } from './voucher';

const storedSchema = z.object({
	identity: z.string(),
	acceptedAt: z.string(),
	voucher: z.custom<Voucher>((value) => typeof value === 'object' && value !== null),
});

export type Registered = z.output<typeof storedSchema>;

/**
 * The mall's own books: every voucher that was accepted, once for each time. Tests take it as the judge of what was
 * sent. With a file it survives being killed, because a line is written before the answer goes out.
 */
export class Register {
	private readonly entries: Registered[] = [];
	private readonly identities = new Set<string>();

	constructor(private readonly file?: string) {
		if (file === undefined || !existsSync(file)) return;
		for (const line of readFileSync(file, 'utf8').split('\n')) {
			if (line !== '') this.keep(storedSchema.parse(JSON.parse(line)));
		}
	}

	get all(): readonly Registered[] {
		return this.entries;
	}

	has(voucher: Voucher): boolean {
		return this.identities.has(identityOf(voucher));
	}

	add(voucher: Voucher): void {
		const entry: Registered = {
			identity: identityOf(voucher),
			acceptedAt: new Date().toISOString(),
			voucher,
		};
		if (this.file !== undefined) appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
		this.keep(entry);
	}

	/** How often each voucher was accepted, by `IdComprobante PtoVenta-NroComprobante`. */
	counts(): Record<string, number> {
		const counts: Record<string, number> = {};
		for (const { voucher } of this.entries) {
			const name = `${voucher.IdComprobante} ${voucher.PtoVenta}-${voucher.NroComprobante}`;
			counts[name] = (counts[name] ?? 0) + 1;
		}
		return counts;
	}

	private keep(entry: Registered): void {
		this.entries.push(entry);
		this.identities.add(entry.identity);
	}
}

import { z } from 'zod';

export const faultSchema = z
	.object({
		/** Which requests it strikes. */
		on: z.enum(['token', 'sales']).default('sales'),
		/** Strikes only requests whose body has this part. */
		matching: z.string().optional(),
		/** How many requests it strikes; `null`: for ever. */
		times: z.number().int().min(1).nullable().default(1),
		/** How many matching requests pass before it strikes. */
		after: z.number().int().min(0).default(0),
		delayMs: z.number().min(0).optional(),
		/** Answer with this instead of doing the work. */
		status: z.number().int().optional(),
		headers: z.record(z.string()).default({}),
		body: z.string().optional(),
		/** Cut the connection: before the vouchers are stored, or after, without a word either way. */
		drop: z.enum(['before', 'after']).optional(),
		/** Forget all tokens before the request is looked at, as a mall's restart does. */
		revokeTokens: z.boolean().optional(),
	})
	.strict();

export type Fault = z.output<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

/** The faults that wait for their request. */
export class Faults {
	private armed: Fault[] = [];

	add(fault: FaultInput): void {
		this.armed.push(faultSchema.parse(fault));
	}

	clear(): void {
		this.armed = [];
	}

	/** The first fault that strikes this request. */
	strike(on: Fault['on'], body: string): Fault | undefined {
		for (const fault of this.armed) {
			if (fault.on !== on) continue;
			if (fault.matching !== undefined && !body.includes(fault.matching)) continue;
			if (fault.after > 0) {
				fault.after--;
				continue;
			}
			if (fault.times !== null) fault.times--;
			this.armed = this.armed.filter(({ times }) => times !== 0);
			return fault;
		}
		return undefined;
	}
}

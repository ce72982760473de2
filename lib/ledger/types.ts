/** States of an entry; see the state machine in docs/ledger.md. Frozen: the schema's CHECK lists the same. */
export const STATES = ['pending', 'claimed', 'done', 'held', 'dead', 'skipped'] as const;
export type State = (typeof STATES)[number];

export interface Entry {
	id: number;
	stream: string;
	key: string;
	fingerprint: string;
	/** JSON of the item as it was registered. */
	payload: Record<string, unknown>;
	state: State;
	/** How often it was claimed since it last became pending by a person or by new content. */
	attempts: number;
	/** ISO instants, UTC. */
	due: string;
	owner: string | null;
	leaseUntil: string | null;
	/** JSON given to complete: what the side effect produced. */
	result: Record<string, unknown> | null;
	/** Code and sentence of the last failure, hold or skip. */
	reasonCode: string | null;
	reason: string | null;
	createdAt: string;
	updatedAt: string;
}

export interface LedgerEvent {
	at: string;
	from: State | null;
	to: State;
	/** What happened: `registered`, `changed`, `claimed`, `completed`, `retried`, `held`, … */
	event: string;
	executionId: string | null;
	/** One human sentence, in Spanish. */
	message: string;
}

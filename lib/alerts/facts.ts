import type { EntryExample } from '../ledger/alerts';

/** What a message is written from. Instants are ISO texts, UTC. */
export type AlertFacts =
	/** A watched file or database that cannot be read. */
	| {
			kind: 'source';
			stream: string;
			source: string;
			code: string | null;
			error: string | null;
			since: string;
			lastSuccessAt: string | null;
	  }
	/** Nobody looks at it any more. */
	| { kind: 'unwatched'; stream: string; source: string; since: string }
	| {
			kind: 'held';
			stream: string;
			code: string | null;
			count: number;
			since: string;
			examples: EntryExample[];
	  }
	| {
			kind: 'dead' | 'retrying' | 'untaken';
			stream: string;
			count: number;
			since: string;
			examples: EntryExample[];
	  }
	/** An order or sale that was changed after it was done. */
	| { kind: 'changed'; stream: string; key: string; message: string | null; since: string }
	| FailureFacts;

/** An execution, or the start of one, that n8n reported as failed. */
export interface FailureFacts {
	kind: 'failure';
	workflow: { id: string; name: string };
	/** `null`: it failed before a node ran, or in the trigger. */
	node: string | null;
	/** Of this package; `null` for an error of somebody else. */
	code: string | null;
	/** As the node said it. */
	message: string;
	whatToDo: string | null;
	execution: { id: string; url: string | null } | null;
	since: string;
	/** Of the ledger, when it failed last. */
	lastEventId: number;
}

/** Why it is over. */
export type Gone = 'not seen any more' | 'worked again' | 'quiet for a day';

/** The part of a cause by which many messages become one. */
export const familyOf = (cause: string): string => cause.split('/').slice(0, 2).join('/');

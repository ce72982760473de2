import type {
	IDataObject,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { Company } from '../../lib/factusol/company';
import type { RelayOrder } from '../../lib/factusol/relay-order';
import { CompanyWatcher, type OrderMemory } from '../../lib/factusol/watch-company';
import { factusolDatabaseTest } from '../Factusol/methods/credentialTest';
import { triggerListSearch, triggerLoadOptions } from '../Factusol/methods/lists';
import { ledgerConnectionTest } from '../Ledger/methods/credentialTest';
import { classify, toNodeError } from '../shared/error-item';
import { toCompany } from '../shared/factusol-credential';
import { ledgerFile, LedgerMemory } from '../shared/ledger-memory';
import { choice, collection, minutes, optional } from '../shared/parameter-kinds';
import { parameterReader, type ReadParameter } from '../shared/parameters';
import { readWatchFields, type WatchFieldValues } from '../shared/watch-fields';
import { Poller } from './poller';
import { StaticMemory } from './static-memory';
import { triggerFields } from './trigger-fields';

/** Longest that n8n waits for a poll. It gives up on a trigger whose first poll takes about 84 s. */
const LONGEST_POLL_MS = 45_000;

const MEMORIES = ['ledger', 'staticData'] as const;

interface Watched {
	poller: Poller;
	watcher: CompanyWatcher;
	memory: OrderMemory;
	/** Settings and credentials the watcher was made from. */
	madeFrom: string;
}

/** By workflow and node: what n8n forgets between two polls, for as long as the process lives. */
const watched = new Map<string, Watched>();

export class FactusolTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Factusol Trigger',
		name: 'factusolTrigger',
		icon: { light: 'file:../../icons/factusol.svg', dark: 'file:../../icons/factusol.dark.svg' },
		group: ['trigger'],
		version: [1],
		subtitle:
			'={{ $parameter.event === "newOrChangedOrder" ? "new or changed order" : "new order" }}',
		description: 'Starts the workflow when a Factusol company has a new customer order',
		defaults: { name: 'Factusol Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'factusolDatabase', required: true, testedBy: 'factusolDatabaseTest' },
			{
				name: 'factuLinkLedger',
				required: true,
				testedBy: 'ledgerConnectionTest',
				displayOptions: { show: { memory: ['ledger'] } },
			},
		],
		properties: triggerFields,
	};

	methods = {
		credentialTest: { factusolDatabaseTest, ledgerConnectionTest },
		listSearch: triggerListSearch,
		loadOptions: triggerLoadOptions,
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			const parameter = parameterReader(triggerFields, (name, fallback) =>
				this.getNodeParameter(name, fallback),
			);
			const settings = readWatchFields(parameter);
			const company = toCompany(await this.getCredentials('factusolDatabase'));
			if (this.getMode() === 'manual') {
				const memory = new StaticMemory({});
				const newest = await new CompanyWatcher(company, settings.watch, memory).newest();
				return newest ? toItems([newest]) : null;
			}
			const { poller, watcher, memory } = await watchedFor(this, parameter, company, settings);
			const orders = await poller.poll(() => watcher.look(), {
				budgetMs: Math.min(LONGEST_POLL_MS, this.getPollBudgetMs() * 0.8),
				calmMs: calmMs(parameter),
				classify,
				warn: (error) =>
					this.logger.warn(`${this.getNode().name}: ${error.message} ${error.whatToDo}`, {
						code: error.code,
					}),
			});
			if (orders.length === 0) return null;
			if (memory instanceof StaticMemory) memory.remember(orders);
			return toItems(orders);
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
}

async function watchedFor(
	context: IPollFunctions,
	parameter: ReadParameter,
	company: Company,
	settings: WatchFieldValues,
): Promise<Watched> {
	const file =
		parameter('memory', choice(MEMORIES)) === 'ledger'
			? ledgerFile(await context.getCredentials('factuLinkLedger'))
			: null;
	const key = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
	const madeFrom = JSON.stringify([company, settings, file]);
	const before = watched.get(key);
	if (before?.madeFrom === madeFrom) {
		if (before.memory instanceof StaticMemory) {
			before.memory.use(context.getWorkflowStaticData('node'));
		}
		return before;
	}
	const memory =
		file === null
			? new StaticMemory(context.getWorkflowStaticData('node'))
			: new LedgerMemory(file, settings.stream);
	const state: Watched = {
		poller: before?.poller ?? new Poller(),
		watcher: new CompanyWatcher(company, settings.watch, memory),
		memory,
		madeFrom,
	};
	watched.set(key, state);
	return state;
}

function calmMs(parameter: ReadParameter): number {
	const { calmMinutes } = parameter('options', collection({ calmMinutes: optional(minutes, 60) }));
	return calmMinutes * 60_000;
}

function toItems(orders: readonly RelayOrder[]): INodeExecutionData[][] {
	return [orders.map((order) => ({ json: order as unknown as IDataObject }))];
}

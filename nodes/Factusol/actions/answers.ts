import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Breather } from '../../../lib/breather';
import { toErrorItem, toNodeError } from '../../shared/error-item';

/** The answers of an operation that works on its items in groups: one for each item, in the order of the items. */
export class Answers {
	readonly #byItem = new Map<number, INodeExecutionData>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly items: readonly INodeExecutionData[],
	) {}

	/** @returns what is read of each item, without those that it throws for: they have their answer */
	async read<Input>(
		readItem: (item: INodeExecutionData, itemIndex: number) => Input,
	): Promise<Input[]> {
		const inputs: Input[] = [];
		const breather = new Breather();
		for (const [itemIndex, item] of this.items.entries()) {
			await breather.breathe();
			try {
				inputs.push(readItem(item, itemIndex));
			} catch (error) {
				this.fail(itemIndex, error);
			}
		}
		return inputs;
	}

	give(itemIndex: number, json: IDataObject): void {
		this.#byItem.set(itemIndex, { json, pairedItem: { item: itemIndex } });
	}

	/** @throws the error, when the node is not set to continue */
	fail(itemIndex: number, error: unknown): void {
		if (!this.context.continueOnFail()) throw toNodeError(this.context.getNode(), error, itemIndex);
		this.#byItem.set(itemIndex, toErrorItem(error, itemIndex));
	}

	has(itemIndex: number): boolean {
		return this.#byItem.has(itemIndex);
	}

	get count(): number {
		return this.#byItem.size;
	}

	inOrder(): INodeExecutionData[] {
		return this.items.flatMap((_item, itemIndex) => this.#byItem.get(itemIndex) ?? []);
	}
}

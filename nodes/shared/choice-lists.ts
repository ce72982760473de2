import type {
	ILoadOptionsFunctions,
	INode,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { choiceLabel, choicePage, type Choice } from '../../lib/choices';
import { classify } from './error-item';

/** More entries than this belong in a list that can be searched. */
const MAX_OPTIONS = 1000;

type ReadChoices = (context: ILoadOptionsFunctions) => Promise<Choice[]>;

/** A method that fills a searchable list, page by page. */
export function listSearchOf(read: ReadChoices) {
	return async function (
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const choices = await readOrExplain(this, read);
		const page = choicePage(choices, filter ?? '', Number(paginationToken ?? 0));
		return {
			results: page.choices.map(toOption),
			...(page.next === null ? {} : { paginationToken: String(page.next) }),
		};
	};
}

/** A method that fills a short list. */
export function loadOptionsOf(read: ReadChoices) {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return (await readOrExplain(this, read)).slice(0, MAX_OPTIONS).map(toOption);
	};
}

async function readOrExplain(context: ILoadOptionsFunctions, read: ReadChoices): Promise<Choice[]> {
	try {
		return await read(context);
	} catch (error) {
		throw listError(context.getNode(), error);
	}
}

/** The editor shows of a list that cannot be filled the message alone: it has to say what to do, too. */
function listError(node: INode, error: unknown): NodeOperationError {
	const { message, whatToDo } = classify(error);
	const text = `${message} ${whatToDo}`;
	const listFailure = new NodeOperationError(node, text, { level: 'warning' });
	// n8n swaps any message that contains a system code such as ENOENT for a general sentence: ours says more.
	listFailure.message = text;
	return listFailure;
}

function toOption(choice: Choice): INodePropertyOptions {
	return {
		name: choiceLabel(choice),
		value: choice.code,
		...(choice.note === undefined ? {} : { description: choice.note }),
	};
}

import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Editor } from '../browser/editor';
import { takePicture, type PageOptions } from '../browser/page';
import { byTestId } from '../browser/test-id';
import { LEDGER_CREDENTIAL_ID, WORKER_ID } from '../credentials';
import type { N8nRest } from '../n8n/rest';
import { SALES_WORKFLOW_ID } from '../sales/setup';
import { shippedWorkflows } from '../shipped';
import {
	around,
	boxOf,
	clear,
	credentialBox,
	drawnBox,
	settingsBox,
	wholeCards,
	wholeWindow,
	WINDOW,
} from './frames';

/** What a picture is taken of. */
export interface Scene {
	editor: Editor;
	rest: N8nRest;
	/** Opens the status page as somebody who knows its password. */
	openStatusPage(options: PageOptions): Promise<Page>;
	/** Puts a file in the place of Duofic's that cannot be read. */
	damageCompanyFile(): void;
}

export interface Shot {
	/** Name of the picture in docs/pictures, without ending. */
	name: string;
	take(scene: Scene, file: string): Promise<void>;
}

const DUOFIC_LISTENER = 'flRelayDuofic001';

/** One of each workflow that is shipped, whatever they are. */
const workflows: Shot[] = shippedWorkflows().map(({ file, workflow: { id } }) => ({
	name: `workflow-${path.basename(file, '.json')}`,
	take: async ({ editor }, picture) => {
		await editor.openWorkflow(id);
		await editor.picture(picture, await drawnBox(editor));
	},
}));

/** The settings of a node, all of them. */
function panel(name: string, workflow: string, node: string): Shot {
	return {
		name: `panel-${name}`,
		take: async ({ editor }, picture) => {
			await editor.openWorkflow(workflow);
			const opened = await editor.openNode(node);
			await editor.picture(picture, await settingsBox(editor.page, opened));
			await wholeWindow(editor.page);
		},
	};
}

/** The suppliers of a company, offered by its file. */
const suppliers: Shot = {
	name: 'panel-listener-suppliers',
	take: async ({ editor }, picture) => {
		await editor.openWorkflow(DUOFIC_LISTENER);
		const opened = await editor.openNode('Vigilar los pedidos de Duofic');
		const box = await settingsBox(editor.page, opened);
		await opened.openSystemList('parentSupplierCode', '', /OFICIT/i);
		await editor.picture(picture, box);
		await wholeWindow(editor.page);
	},
};

/** What went into a node and what came out of it, in the newest execution in which it did something. */
function execution(name: string, workflowId: string, node: string): Shot {
	return {
		name: `execution-${name}`,
		take: async ({ editor, rest }, picture) => {
			const id = await newestWith(rest, workflowId, node);
			await editor.openExecution(workflowId, id);
			const opened = await editor.openNode(node);
			await opened.showDataAs('schema');
			await clear(editor.page);
			await editor.picture(picture, await boxOf(opened.whole()));
		},
	};
}

async function newestWith(rest: N8nRest, workflowId: string, node: string): Promise<string> {
	for (const { id } of await rest.executions({ workflowId })) {
		const { runData } = (await rest.executionData(id)).resultData;
		if (runData[node]?.some(({ data }) => data?.main?.some((items) => items?.length))) return id;
	}
	throw new Error(`"${node}" of ${workflowId} has put out nothing yet`);
}

/** The window of a credential with the result of its test. */
function credential(name: string, id: string): Shot {
	return {
		name: `credential-${name}`,
		take: async ({ editor }, picture) => {
			await editor.openCredential(id);
			await editor.picture(picture, await credentialBox(editor.page));
			await wholeWindow(editor.page);
		},
	};
}

const executions: Shot = {
	name: 'executions',
	take: async ({ editor }, picture) => {
		await editor.open('/home/executions');
		await byTestId(editor.page, 'global-execution-list-item').first().waitFor();
		// As high as the list, whose end would be cut otherwise.
		await editor.page.setViewportSize({ ...WINDOW, height: WINDOW.height + 100 });
		await editor.picture(picture);
		await wholeWindow(editor.page);
	},
};

/** The status page as a screen of this kind shows it. */
function status(name: string, options: PageOptions): Shot {
	return {
		name,
		take: async ({ openStatusPage }, picture) => {
			const page = await openStatusPage(options);
			await takePicture(page, picture, await wholeCards(page, options.height ?? 0));
			await page.context().close();
		},
	};
}

/** How the flow of the orders is, further down on the status page. */
const statusOfFlow: Shot = {
	name: 'status-page-flow',
	take: async ({ openStatusPage }, picture) => {
		const page = await openStatusPage({ width: 1200, height: 900, scale: 1.5 });
		const section = page.getByRole('region', { name: 'Traspaso de pedidos', exact: true });
		await section.scrollIntoViewIfNeeded();
		await takePicture(page, picture, around(await boxOf(section)));
		await page.context().close();
	},
};

const failed: Shot = {
	name: 'execution-failed',
	take: async ({ editor, rest, damageCompanyFile }, picture) => {
		damageCompanyFile();
		const { id } = await rest.run(DUOFIC_LISTENER, 'Buscar ahora a mano');
		await editor.openExecution(DUOFIC_LISTENER, id);
		const opened = await editor.openNode('Mirar una vez los pedidos de Duofic');
		await settingsBox(editor.page, opened);
		await editor.picture(picture, await boxOf(opened.whole()));
		await wholeWindow(editor.page);
	},
};

/** In this order: the last one leaves a file that cannot be read. */
export const SHOTS: readonly Shot[] = [
	...workflows,
	panel('listener', DUOFIC_LISTENER, 'Vigilar los pedidos de Duofic'),
	suppliers,
	panel('register', DUOFIC_LISTENER, 'Apuntar en el libro'),
	panel('claim', WORKER_ID, 'Tomar los pedidos pendientes'),
	panel('relay-settings', WORKER_ID, 'Ajustes'),
	panel('create-purchase-order', WORKER_ID, 'Hacer el pedido a proveedor en Oficit'),
	panel('fail', WORKER_ID, 'Apuntar el fallo o la duda'),
	panel('sales-settings', SALES_WORKFLOW_ID, 'Ajustes'),
	panel('get-pending', SALES_WORKFLOW_ID, 'Buscar las ventas pendientes en Tango'),
	panel('send', SALES_WORKFLOW_ID, 'Informar al shopping'),
	credential('company', 'flCredDuofic0001'),
	credential('ledger', LEDGER_CREDENTIAL_ID),
	credential('sql-server', 'flCredTango00001'),
	credential('solar', 'flCredSolar00001'),
	executions,
	status('status-page', { width: 1200, height: 1100, scale: 1.5 }),
	statusOfFlow,
	status('status-page-phone', { width: 390, height: 1500, scale: 1.5, phone: true }),
	execution('purchase-order', WORKER_ID, 'Hacer el pedido a proveedor en Oficit'),
	execution('sales', SALES_WORKFLOW_ID, 'Informar al shopping'),
	failed,
];

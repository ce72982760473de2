import type { Browser, Locator, Page } from 'playwright-core';
import type { Owner } from '../n8n/owner';
import { CredentialWindow } from './credential-window';
import { NodePanel } from './node-panel';
import { boxSchema, newPage, takePicture, untilStill, type Box, type PageOptions } from './page';
import { byTestId } from './test-id';

/** Where an n8n is and who may sign in; an `N8nInstance` is one. */
export interface EditorAddress {
	readonly url: string;
	readonly owner: Owner;
}

/** n8n's editor in a browser, signed in: what a person does there and what the page tells them (n8n 2.41). */
export class Editor {
	private constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	/** Signs in with the form, as a person would. */
	static async signIn(
		browser: Browser,
		{ url, owner }: EditorAddress,
		options?: PageOptions,
	): Promise<Editor> {
		const page = await newPage(browser, options);
		await page.goto(`${url}/signin`);
		await page.locator('input[type="email"]').fill(owner.email);
		await page.locator('input[type="password"]').fill(owner.password);
		await byTestId(page, 'form-submit-button').click();
		await page.waitForURL((address) => !address.pathname.includes('signin'));
		return new Editor(page, url);
	}

	/** Opens a page of n8n by its path, such as `/home/credentials`. */
	async open(place: string): Promise<void> {
		await this.page.goto(`${this.url}${place}`);
	}

	/** Opens a workflow and waits until it is drawn. */
	async openWorkflow(id: string): Promise<void> {
		await this.open(`/workflow/${id}`);
		await this.nodes().first().waitFor();
		await untilStill(this.page);
	}

	/** Shows the whole workflow. */
	async fitView(): Promise<void> {
		await byTestId(this.page, 'zoom-to-fit').click();
		await untilStill(this.page);
	}

	/** Where in the window nodes, lines and sticky notes are. */
	async drawn(): Promise<Box> {
		return boxSchema.parse(
			await this.page.evaluate(`(() => {
				const drawn = [...document.querySelectorAll('.vue-flow__node, .vue-flow__node *, .vue-flow__edge')]
					.map((each) => each.getBoundingClientRect())
					.filter(({ width, height }) => width > 0 && height > 0);
				const [x, y] = ['x', 'y'].map((side) => Math.min(...drawn.map((each) => each[side])));
				const [right, bottom] = ['right', 'bottom'].map((side) => Math.max(...drawn.map((each) => each[side])));
				return { x, y, width: right - x, height: bottom - y };
			})()`),
		);
	}

	/** Every node on the canvas; sticky notes are none. */
	async nodeNames(): Promise<string[]> {
		const names = await this.nodes().all();
		return await Promise.all(
			names.map(async (node) => (await node.getAttribute('data-node-name')) ?? ''),
		);
	}

	node(name: string): Locator {
		return this.page.locator(
			`[data-test-id="canvas-node"][data-node-name=${JSON.stringify(name)}]`,
		);
	}

	/** Looks for nodes in the panel of an empty workflow. @returns the names of what is offered */
	async findNodes(search: string): Promise<string[]> {
		await this.open('/workflow/new');
		await byTestId(this.page, 'node-creator-plus-button').click();
		await byTestId(this.page, 'node-creator-search-bar').click();
		await this.page.keyboard.type(search);
		const names = byTestId(this.page, 'node-creator-item-name');
		await names
			.filter({ hasText: new RegExp(search, 'i') })
			.first()
			.waitFor();
		await untilStill(this.page);
		return (await names.allInnerTexts()).map((name) => name.trim());
	}

	/** Opens the panel of a node by a double click, as a person does. */
	async openNode(name: string): Promise<NodePanel> {
		await this.node(name).dblclick();
		const panel = new NodePanel(this.page);
		await panel.opened();
		return panel;
	}

	/**
	 * Runs the workflow from one of its triggers with the button beside it, and waits for what the editor says.
	 * @returns the title of the message
	 */
	async runFrom(trigger: string, limitMs = 180_000): Promise<string> {
		await this.node(trigger).hover();
		await byTestId(this.page, `execute-workflow-button-${trigger}`).click();
		return await this.message(limitMs);
	}

	/** Waits for a box in the corner with which the editor tells how something went; the text of the newest. */
	async message(limitMs = 60_000): Promise<string> {
		const box = this.page.locator('.el-notification:visible').last();
		await box.waitFor({ timeout: limitMs });
		return (await box.innerText()).trim();
	}

	/** Publishes what is on the canvas, once the editor has saved it. */
	async publish(): Promise<void> {
		await byTestId(this.page, 'workflow-open-publish-modal-button').click();
		await byTestId(this.page, 'workflow-publish-button').click();
		await byTestId(this.page, 'workflowPublish-modal').waitFor({ state: 'hidden' });
	}

	/** Opens the window of a credential and waits for the result of the test that n8n makes of it. */
	async openCredential(id: string): Promise<CredentialWindow> {
		await this.open(`/home/credentials/${id}`);
		const window = new CredentialWindow(this.page);
		await window.tested();
		return window;
	}

	/** Begins a credential. @param type as the list of n8n calls it, such as `Factusol Database` */
	async newCredential(type: string): Promise<CredentialWindow> {
		await this.open('/home/credentials');
		await byTestId(this.page, 'add-resource-credential').click();
		await byTestId(this.page, 'new-credential-type-select').locator('input').fill(type);
		await byTestId(this.page, 'new-credential-type-select-option')
			.filter({ visible: true, hasText: type })
			.first()
			.click();
		await byTestId(this.page, 'new-credential-type-button').click();
		const window = new CredentialWindow(this.page);
		await window.opened();
		return window;
	}

	/** Makes a workflow of a file, with the menu of an empty one. @returns its id, once it is saved */
	async importWorkflow(file: string): Promise<string> {
		await this.open('/workflow/new');
		await byTestId(this.page, 'workflow-menu').click();
		await byTestId(this.page, 'workflow-menu-item-import').hover();
		const chooser = this.page.waitForEvent('filechooser');
		await this.page.getByRole('menuitem', { name: 'From file' }).click();
		await (await chooser).setFiles(file);
		await this.nodes().first().waitFor();
		await this.page.waitForURL(
			(address) => !/\/new$/.test(address.pathname) && !address.searchParams.has('new'),
		);
		await untilStill(this.page);
		return new URL(this.page.url()).pathname.split('/').at(-1) ?? '';
	}

	/** Opens an execution and waits until its nodes are drawn. */
	async openExecution(workflowId: string, executionId: string): Promise<void> {
		await this.open(`/workflow/${workflowId}/executions/${executionId}`);
		await byTestId(this.page, `execution-preview-details-${executionId}`).waitFor();
		await this.nodes().first().waitFor();
		await untilStill(this.page);
	}

	/** @param of a part of the window instead of all of it */
	async picture(file: string, of?: Box): Promise<void> {
		await takePicture(this.page, file, of);
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}

	private nodes(): Locator {
		return byTestId(this.page, 'canvas-node');
	}
}

import type { Locator, Page } from 'playwright-core';
import { untilStill } from './page';
import { byTestId } from './test-id';

/** A window of n8n's editor with fields to fill in. */
export abstract class Fields {
	constructor(protected readonly page: Page) {}

	/** All of the window. */
	abstract whole(): Locator;

	/** The control of a field. @param name of the parameter in the node, such as `parentSupplierCode` */
	field(name: string): Locator {
		return byTestId(this.whole(), `parameter-input-${name}`);
	}

	/** What stands in a field. */
	async value(name: string): Promise<string> {
		return await this.field(name).locator('input, textarea').first().inputValue();
	}

	async fill(name: string, value: string): Promise<void> {
		const input = this.field(name).locator('input').first();
		await input.fill(value);
		await input.blur();
	}

	/** Replaces what stands in a field for code, such as JSON. */
	async writeCode(name: string, code: string): Promise<void> {
		const editor = this.field(name).locator('.cm-content').first();
		await editor.click();
		await this.page.keyboard.press('ControlOrMeta+A');
		// At once, as pasted: the editor would close brackets that are typed.
		await this.page.keyboard.insertText(code);
	}

	/** Adds a field to the collection "Options". */
	async addOption(label: string): Promise<void> {
		await byTestId(this.whole(), 'collection-parameter-add').last().click();
		await this.pick(label);
	}

	/** Opens the list of a field; @returns what is to choose. */
	async openList(name: string): Promise<string[]> {
		const options = this.options();
		await this.field(name).click();
		await options.first().waitFor();
		await untilStill(this.page);
		return (await options.allInnerTexts()).map((text) => text.trim());
	}

	/** Chooses in a list that is open. */
	async pick(label: string): Promise<void> {
		await this.options().getByText(label, { exact: true }).first().click();
		await this.options().first().waitFor({ state: 'hidden' });
	}

	/** Opens the list of a field and chooses in it. */
	async choose(name: string, label: string): Promise<void> {
		await this.openList(name);
		await this.pick(label);
	}

	private options(): Locator {
		return this.page.locator('[role="option"]:visible');
	}
}

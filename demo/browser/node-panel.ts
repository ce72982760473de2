import type { Locator, Page } from 'playwright-core';
import { untilStill } from './page';
import { byTestId } from './test-id';

/** The panel of a node in n8n's editor. */
export class NodePanel {
	constructor(private readonly page: Page) {}

	/** Waits until its fields are there. */
	async opened(): Promise<void> {
		await byTestId(this.whole(), 'node-parameters').first().waitFor();
		await untilStill(this.page);
	}

	whole(): Locator {
		return byTestId(this.page, 'ndv');
	}

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

	/** Closes the panel; the editor saves by itself what was changed. */
	async close(): Promise<void> {
		await byTestId(this.whole(), 'ndv-close-button').click();
		await this.whole().waitFor({ state: 'hidden' });
	}

	private options(): Locator {
		return this.page.locator('[role="option"]:visible');
	}
}

import type { Locator } from 'playwright-core';
import { z } from 'zod';
import { Fields } from './fields';
import { boxSchema, untilStill, type Box } from './page';
import { byTestId } from './test-id';

const COLUMN = '[data-test-id="ndv"] .node-settings';
const LIST = '[data-test-id="node-parameters"]';

/** The panel of a node in n8n's editor. */
export class NodePanel extends Fields {
	/** Waits until its fields are there. */
	async opened(): Promise<void> {
		await byTestId(this.whole(), 'node-parameters').first().waitFor();
		await untilStill(this.page);
	}

	override whole(): Locator {
		return byTestId(this.page, 'ndv');
	}

	/** Where the column with the settings is in the window, as far down as there are any. */
	async settings(): Promise<Box> {
		return boxSchema.parse(
			await this.page.evaluate(`(() => {
				const column = document.querySelector('${COLUMN}');
				const { x, y, width, bottom } = column.getBoundingClientRect();
				const ends = [...column.querySelectorAll('${LIST} *')]
					.map((each) => each.getBoundingClientRect().bottom);
				return { x, y, width, height: Math.min(bottom, Math.max(...ends) + 16) - y };
			})()`),
		);
	}

	/** How much higher the window would have to be for all settings to be seen without scrolling. */
	async hiddenHeight(): Promise<number> {
		const expression = `(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(
			document.querySelector('${COLUMN} ${LIST}'))`;
		return z.number().parse(await this.page.evaluate(expression));
	}

	/** What stands in the field for a credential. @param label above it, such as `Credential for FactuLink Ledger` */
	async credential(label: string): Promise<string> {
		return await this.credentialField(label).locator('input').first().inputValue();
	}

	/** Chooses a credential by its name. */
	async chooseCredential(label: string, name: string): Promise<void> {
		await this.credentialField(label).click();
		await this.pick(name);
	}

	/** Shows what went in and what came out in one way, for example `schema`. */
	async showDataAs(mode: 'schema' | 'table' | 'json'): Promise<void> {
		for (const button of await byTestId(this.whole(), `radio-button-${mode}`).all()) {
			await button.click();
		}
		await untilStill(this.page);
	}

	/**
	 * Opens the searchable list of a field, which n8n fills from the system behind the credential.
	 * @param search what a person types to find something
	 * @param found what must be offered before this returns
	 * @returns all that is offered
	 */
	async openSystemList(name: string, search: string, found: RegExp): Promise<string[]> {
		const field = this.field(name);
		await byTestId(field, 'rlc-mode-selector').click();
		await this.pick('From list');
		await byTestId(field, 'rlc-input').click();
		await byTestId(this.page, 'rlc-search').filter({ visible: true }).fill(search);
		await this.systemItems().filter({ hasText: found }).first().waitFor();
		await untilStill(this.page);
		return (await this.systemItems().allInnerTexts()).map((text) => text.trim());
	}

	/** Chooses in a searchable list that is open. */
	async pickFromSystem(label: RegExp): Promise<void> {
		await this.systemItems().filter({ hasText: label }).first().click();
		await this.systemItems().first().waitFor({ state: 'hidden' });
	}

	/** Closes the panel; the editor saves by itself what was changed. */
	async close(): Promise<void> {
		await byTestId(this.whole(), 'ndv-close-button').click();
		await this.whole().waitFor({ state: 'hidden' });
	}

	private credentialField(label: string): Locator {
		const slot = byTestId(this.whole(), 'node-credentials-slot').filter({
			has: this.page.getByText(label, { exact: true }),
		});
		return byTestId(slot, 'node-credentials-select');
	}

	private systemItems(): Locator {
		return byTestId(this.page, 'rlc-item').filter({ visible: true });
	}
}

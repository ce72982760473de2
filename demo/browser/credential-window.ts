import type { Locator } from 'playwright-core';
import { Fields } from './fields';
import { untilStill } from './page';
import { byTestId } from './test-id';

/** The window of a credential in n8n's editor. */
export class CredentialWindow extends Fields {
	override whole(): Locator {
		return byTestId(this.page, 'editCredential-modal');
	}

	async opened(): Promise<void> {
		await this.whole().waitFor();
		await untilStill(this.page);
	}

	/** Gives it the name by which nodes are offered it. */
	async rename(name: string): Promise<void> {
		const title = byTestId(this.whole(), 'credential-name');
		await title.click();
		await title.locator('input').first().fill(name);
		await this.page.keyboard.press('Enter');
	}

	/** Saves it, which makes n8n test it. @returns what n8n says about the test */
	async save(): Promise<string> {
		await byTestId(this.whole(), 'credential-save-button').click();
		return await this.tested();
	}

	/** Waits for the result of the test that n8n makes of a saved credential. */
	async tested(): Promise<string> {
		const result = this.whole()
			.locator('[data-test-id^="credentials-config-container-test-"]')
			.filter({ visible: true })
			.first();
		await result.waitFor();
		await untilStill(this.page);
		return (await result.innerText()).trim();
	}

	async close(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.whole().waitFor({ state: 'hidden' });
	}
}

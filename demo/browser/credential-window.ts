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
		// What is told of an earlier test stays until the new one has ended.
		const answered = this.page.waitForResponse(/\/rest\/credentials\/test$/);
		await byTestId(this.whole(), 'credential-save-button').click();
		await answered;
		return await this.tested();
	}

	/** Waits for the result of the test that n8n makes of a saved credential, with what it says behind "More details". */
	async tested(): Promise<string> {
		const retry = this.page.getByRole('button', { name: 'Retry' }).filter({ visible: true });
		await retry.waitFor();
		const more = this.whole().getByText('More details').filter({ visible: true });
		if ((await more.count()) > 0) await more.click();
		await untilStill(this.page);
		const result = this.whole().locator('.el-tag').filter({ has: retry });
		return (await result.innerText()).replace(/\s*\bRetry$/m, '').trim();
	}

	async close(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.whole().waitFor({ state: 'hidden' });
	}
}

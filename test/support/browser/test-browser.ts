import path from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { launchChromium } from '../../../demo/browser/chromium';
import { Editor, type EditorAddress } from '../../../demo/browser/editor';
import { newPage, takePicture, type Box, type PageOptions } from '../../../demo/browser/page';
import { e2eFolder } from '../e2e/folder';

/** Where the pictures of the tests are; they stay when the tests have passed. */
const picturesFolder = path.join(e2eFolder, 'pictures');

/** A browser for one suite, which takes pictures of what the tests saw. */
export class TestBrowser {
	private constructor(
		private readonly suite: string,
		private readonly browser: Browser,
	) {}

	/** @param suite folder of its pictures, under `.local/e2e/pictures` */
	static async open(suite: string): Promise<TestBrowser> {
		return new TestBrowser(suite, await launchChromium());
	}

	/** n8n's editor, signed in with the form. */
	async signIn(n8n: EditorAddress, options?: PageOptions): Promise<Editor> {
		return await Editor.signIn(this.browser, n8n, options);
	}

	/** An empty page that knows nobody: for what people open without signing in to n8n. */
	async newPage(options?: PageOptions): Promise<Page> {
		return await newPage(this.browser, options);
	}

	/**
	 * Keeps a picture of what a page shows once it is at rest.
	 * @param name of the file, without ending; a later run replaces it
	 * @param of a part of the window, or all of a long page, instead of the window
	 */
	async picture(page: Page, name: string, of?: Box | 'wholePage'): Promise<void> {
		await takePicture(page, path.join(picturesFolder, this.suite, `${name}.png`), of);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}
}

import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where the browser is when its own package installed it: Debian's, then others that behave the same. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A browser that calls nobody by itself and needs no graphics card; `--no-sandbox` because root may run it. */
const ARGUMENTS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--force-color-profile=srgb',
	'--font-render-hinting=none',
];

/**
 * Starts the Chromium of this machine, without a window and with an empty profile.
 * @throws Error with the command to run when there is none
 */
export async function launchChromium(): Promise<Browser> {
	const executablePath = PLACES.find((place) => existsSync(place));
	if (executablePath === undefined) {
		throw new Error(
			`No Chromium was found (${PLACES.join(', ')}). Install it: apt-get install chromium`,
		);
	}
	return await chromium.launch({ executablePath, args: ARGUMENTS });
}

import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchChromium } from '../browser/chromium';
import { Editor } from '../browser/editor';
import { newPage } from '../browser/page';
import { defaultConfigFile, readConfig } from '../config';
import { extrasOf } from '../extras';
import { Mail } from '../mail/mail';
import { n8nStartFile } from '../n8n/host';
import { placesOf, type Places } from '../places';
import { fixtures, projectRoot } from '../project';
import { Relay } from '../relay';
import { SalesSync } from '../sales/sales-sync';
import { joined, ledgerSetup } from '../setup';
import { importOthers } from '../shipped';
import { Site } from '../site';
import { loginOf, STATUS_PAGE_PATH } from '../status-page';
import { withWorkFolder } from '../work-folder';
import { WINDOW } from './frames';
import { SHOTS, type Scene, type Shot } from './shots';

/** Its path is in the pictures, so it is none that tells whose machine this was. */
const WORK = path.join(tmpdir(), 'factulink');
const PICTURES = path.join(projectRoot, 'docs', 'pictures');
const SETTLE_MS = 300_000;

const say = (text: string) => process.stdout.write(`▸ ${text}\n`);

/** @param wanted parts of the names of the pictures to take; without any, all are taken and older ones removed */
async function main(wanted: readonly string[]): Promise<void> {
	const shots = SHOTS.filter(
		({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
	);
	if (shots.length === 0) {
		throw new Error(
			`There is no such picture. There are: ${SHOTS.map(({ name }) => name).join(', ')}`,
		);
	}
	const config = readConfig(defaultConfigFile);
	const places = placesOf(config, WORK);
	await withWorkFolder(WORK, async () => {
		Site.forget(config, places);
		if (!config.relay || !config.sales) {
			throw new Error(`${defaultConfigFile} has not both flows`);
		}
		const { ledgerFile, sales: folder } = places;
		const sales = await SalesSync.open({ config: config.sales, ledgerFile, folder });
		const startFile = n8nStartFile();
		const mail = await Mail.open(config, places.mail);
		const extras = [...extrasOf(places.work), mail];
		const site = new Site({ places, startFile, say, n8n: { env: mail.environment } });
		try {
			const relay = await Relay.open({ config: config.relay, places, say });
			await site.prepare(
				joined([
					ledgerSetup(ledgerFile, config),
					relay.setup(),
					sales.setup(),
					...extras.map(({ setup }) => setup),
				]),
			);
			await importOthers(site, startFile, places.user);
			say('Starting n8n');
			await site.start();
			say('Waiting until every order and every sale is settled');
			const rest = await site.signIn();
			const [{ reasons }, others] = await Promise.all([
				relay.settled(site.startedAt, SETTLE_MS),
				sales.runAndSettle(rest, SETTLE_MS),
			]);
			if (reasons.length + others.length > 0) throw new Error([...reasons, ...others].join('\n'));
			await takeAll(shots, site, places);
			if (wanted.length === 0) removeOthers(shots);
		} finally {
			await site.n8n.stop();
			await sales.stop();
			await mail.stop();
		}
	});
	rmSync(WORK, { recursive: true, force: true, maxRetries: 5 });
}

async function takeAll(shots: readonly Shot[], site: Site, { data, work }: Places): Promise<void> {
	mkdirSync(PICTURES, { recursive: true });
	const browser = await launchChromium();
	try {
		const editor = await Editor.signIn(browser, site.n8n, WINDOW);
		const scene: Scene = {
			editor,
			rest: await site.signIn(),
			openStatusPage: async (options) => {
				const page = await newPage(browser, { ...options, login: loginOf(work), locale: 'es-ES' });
				await page.goto(`${site.n8n.url}${STATUS_PAGE_PATH}`);
				return page;
			},
			damageCompanyFile: () => {
				const arriving = path.join(data, '0022026.accdb.arriving');
				copyFileSync(path.join(fixtures, 'damaged', '0022026.accdb'), arriving);
				renameSync(arriving, path.join(data, '0022026.accdb'));
			},
		};
		for (const shot of shots) {
			say(shot.name);
			await shot.take(scene, fileOf(shot));
		}
	} finally {
		await browser.close();
	}
}

const fileOf = ({ name }: Shot) => path.join(PICTURES, `${name}.png`);

/** Pictures of what is no longer there. */
function removeOthers(shots: readonly Shot[]): void {
	const taken = new Set(shots.map(fileOf));
	for (const name of readdirSync(PICTURES)) {
		const file = path.join(PICTURES, name);
		if (!taken.has(file)) rmSync(file);
	}
}

main(process.argv.slice(2)).catch((reason: unknown) => {
	process.stderr.write(`${(reason instanceof Error && reason.stack) || String(reason)}\n`);
	process.exitCode = 1;
});

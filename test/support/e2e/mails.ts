import PostalMime, { type Email } from 'postal-mime';

import { defaultConfigFile, readConfig, type Config } from '../../../demo/config';
import { Mail } from '../../../demo/mail/mail';

/** The mails of a stand-in as a person reads them. */
export class Mails {
	private constructor(readonly mail: Mail) {}

	/** @param config whose companies and sales the daily report counts */
	static async open(
		folder: string,
		config: Partial<Pick<Config, 'sales'>> = { sales: undefined },
	): Promise<Mails> {
		const { relay } = readConfig(defaultConfigFile);
		return new Mails(await Mail.open({ relay, sales: config.sales, mail: undefined }, folder));
	}

	/** Everything that came, the first one first. */
	async all(): Promise<Email[]> {
		return await Promise.all(
			(this.mail.standIn?.mails() ?? []).map(async (mail) => await PostalMime.parse(mail)),
		);
	}

	async withSubject(pattern: RegExp): Promise<Email[]> {
		return (await this.all()).filter(({ subject }) => pattern.test(subject ?? ''));
	}

	async down(): Promise<void> {
		await this.mail.standIn?.down();
	}

	async up(): Promise<void> {
		await this.mail.standIn?.up();
	}
}

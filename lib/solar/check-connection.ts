import { lookup } from 'node:dns/promises';

import { asFactuLinkError } from '../errors';
import { SolarClient } from './client';
import { parseSolarConnection } from './connection';
import { forgetToken } from './token';

export type Step = 'credential' | 'name' | 'connection' | 'certificate' | 'login';

export interface CheckedStep {
	step: Step;
	result: 'ok' | 'failed' | 'notReached';
	message: string;
	whatToDo?: string;
}

const STEPS: readonly Step[] = ['credential', 'name', 'connection', 'certificate', 'login'];

const OK: Readonly<Record<Step, string>> = {
	credential: 'The fields of the credential are complete.',
	name: 'The host name is known.',
	connection: 'The server answers.',
	certificate: 'The certificate is valid and trusted.',
	login: 'User and password are accepted.',
};

/**
 * Goes to the mall step by step, as far as the login, and says which step did not work. Nothing is reported.
 *
 * @param input the fields of the credential, unchecked
 */
export async function checkSolarConnection(input: unknown): Promise<CheckedStep[]> {
	try {
		const connection = parseSolarConnection(input);
		const { hostname } = new URL(connection.baseUrl);
		try {
			await lookup(hostname.replace(/^\[|\]$/g, ''));
		} catch (error) {
			return upTo('name', {
				message: `The host name "${hostname}" is not known to the name service (${codeOf(error)}).`,
				whatToDo:
					'Check the base URL in the credential and the Internet connection of this machine.',
			});
		}
		// A token from before would pass a password that has been changed since.
		forgetToken(connection);
		const client = new SolarClient(connection);
		try {
			await client.logIn();
		} finally {
			client.close();
		}
		return STEPS.map((step) => ({ step, result: 'ok', message: OK[step] }));
	} catch (error) {
		const { code, message, whatToDo } = asFactuLinkError(error);
		return upTo(stepOf(code), { message, whatToDo });
	}
}

function upTo(failed: Step, words: { message: string; whatToDo: string }): CheckedStep[] {
	const position = STEPS.indexOf(failed);
	return STEPS.map((step, index): CheckedStep => {
		if (index < position) return { step, result: 'ok', message: OK[step] };
		if (index === position) return { step, result: 'failed', ...words };
		return { step, result: 'notReached', message: 'Not tried.' };
	});
}

function stepOf(code: string): Step {
	if (code === 'SOLAR_CREDENTIAL') return 'credential';
	if (code === 'SOLAR_NAME_UNKNOWN') return 'name';
	if (code.startsWith('SOLAR_CERTIFICATE') || code === 'SOLAR_TLS') return 'certificate';
	if (code === 'SOLAR_UNREACHABLE' || code === 'SOLAR_CONNECTION_LOST') return 'connection';
	return 'login';
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : 'no cause given';
}

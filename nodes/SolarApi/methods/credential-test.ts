import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { checkSolarConnection } from '../../../lib/solar/check-connection';

/** "Test connection" of the Solar API credential: tells the step that did not work and what to do. */
export async function solarApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const steps = await checkSolarConnection(credential.data ?? {});
	const failed = steps.find(({ result }) => result === 'failed');
	return failed === undefined
		? { status: 'OK', message: steps.map(({ message }) => message).join(' ') }
		: {
				status: 'Error',
				message: `Step "${failed.step}": ${failed.message} ${failed.whatToDo ?? ''}`.trim(),
			};
}

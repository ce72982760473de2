import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { checkLedger } from '../../../lib/ledger/check-ledger';
import { classify } from '../../shared/error-item';

/** Tries the ledger file step by step, and names the step that did not succeed. */
export async function ledgerConnectionTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const file = credential.data?.file;
	try {
		const { version, entries } = await checkLedger(typeof file === 'string' ? file : '');
		return {
			status: 'OK',
			message: `The ledger can be read and written (version ${version}, ${entries} entries).`,
		};
	} catch (error) {
		const { message, whatToDo, details } = classify(error);
		const step = details.step ? `Step "${String(details.step)}": ` : '';
		return { status: 'Error', message: `${step}${message} ${whatToDo}` };
	}
}

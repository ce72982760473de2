import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { checkDatabase } from '../../../lib/factusol/check-database';
import { classify } from '../../shared/error-item';
import { toCompany } from '../../shared/factusol-credential';

/** "Test connection" of the Factusol Database credential: tells the step that failed and what to do. */
export async function factusolDatabaseTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const company = toCompany((credential.data ?? {}) as ICredentialDataDecryptedObject);
		const report = await checkDatabase(company);
		const failed = report.steps.find((step) => !step.ok);
		return failed
			? { status: 'Error', message: `Step "${failed.step}": ${failed.message}` }
			: { status: 'OK', message: report.steps.map((step) => step.message).join(' · ') };
	} catch (error) {
		const { message, whatToDo } = classify(error);
		return { status: 'Error', message: `Step "credential": ${message} ${whatToDo}` };
	}
}

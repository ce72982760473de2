import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { toSalesRequest } from '../../../../lib/solar/client';
import { identityText } from '../../../../lib/solar/comprobante';
import { parseSolarConnection } from '../../../../lib/solar/connection';
import { toErrorItem, toNodeError } from '../../../shared/error-item';
import { comprobanteField, comprobanteOf } from '../comprobante-field';
import type { Operation } from '../operation';

/** Shows what Send would report, item by item. Nothing is sent. */
export const preview: Operation = {
	description: updateDisplayOptions({ show: { operation: ['preview'] } }, [comprobanteField]),
	execute: async (context, items) => {
		const connection = parseSolarConnection(await context.getCredentials('solarApi'));
		const results: INodeExecutionData[] = [];
		for (const [itemIndex, { json }] of items.entries()) {
			try {
				const comprobante = comprobanteOf(context, itemIndex);
				const request = toSalesRequest(connection, [comprobante]);
				results.push({
					json: {
						...json,
						identity: identityText(comprobante),
						request: request as unknown as IDataObject,
					},
					pairedItem: { item: itemIndex },
				});
			} catch (error) {
				if (!context.continueOnFail()) throw toNodeError(context.getNode(), error, itemIndex);
				results.push(toErrorItem(error, itemIndex));
			}
		}
		return [results];
	},
};

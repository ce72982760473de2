import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { checkDatabase } from '../../../../lib/factusol/check-database';
import { itemParameters } from '../../../shared/parameters';
import { fiscalYearOf, fiscalYearOptions, shownFor } from '../common.descriptions';
import type { Operation } from '../operation';

const fields: INodeProperties[] = [fiscalYearOptions];

export const check: Operation = {
	description: shownFor('database', 'check', fields),
	/** A database that is not in order is a result here, not a failure: the report says what is wrong. */
	execute: async (context, company, items) => {
		const results = [];
		for (let itemIndex = 0; itemIndex < items.length; itemIndex++) {
			const year = fiscalYearOf(itemParameters(context, fields, itemIndex));
			const { failure, ...report } = await checkDatabase(company, year);
			results.push({
				json: {
					...report,
					failure: failure && {
						class: failure.class,
						code: failure.code,
						message: failure.message,
						whatToDo: failure.whatToDo,
					},
				} as unknown as IDataObject,
				pairedItem: { item: itemIndex },
			});
		}
		return results;
	},
};

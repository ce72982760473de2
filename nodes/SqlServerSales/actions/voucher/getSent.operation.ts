import { updateDisplayOptions } from 'n8n-workflow';

import { getSent as readSent } from '../../../../lib/sales/get-sent';
import { toVoucherResult } from '../../../../lib/solar/voucher-result';
import { toItem } from '../item';
import type { Operation } from '../operation';
import { pendingListFields, pendingListOf } from '../pending-list';
import { salesSettingsFields, salesSettingsOf } from '../sales-settings';
import { sinceField, sinceOf } from '../since-field';

/** One item for each voucher that the pending list calls sent, with the field `target`. Runs once. */
export const getSent: Operation = {
	description: updateDisplayOptions({ show: { operation: ['getSent'] } }, [
		sinceField,
		...pendingListFields,
		...salesSettingsFields,
	]),
	execute: async (context, database) => {
		const settings = salesSettingsOf(context);
		const { list, verdicts } = await readSent(
			database,
			pendingListOf(context),
			sinceOf(context),
			settings,
		);
		return verdicts.map((verdict) => {
			const { type, number } = verdict.key;
			return {
				json: {
					...toItem(toVoucherResult(verdict)),
					target: {
						found: true,
						result: {
							outcome: 'marked',
							message: `${type} ${number}: marcado como informado en ${list}.`,
						},
					},
				},
				pairedItem: { item: 0 },
			};
		});
	},
};

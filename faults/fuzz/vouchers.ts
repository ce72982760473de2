import { strict as assert } from 'node:assert';

import fc from 'fast-check';

import { decimal, sum } from '../../lib/money';
import { examineVoucher } from '../../lib/sales/checks';
import { parseSalesSettings } from '../../lib/sales/settings';
import {
	readHeaders,
	readLines,
	readPendingRows,
	readTaxes,
	readTreasury,
} from '../../lib/sales/voucher';
import { toVoucherResult } from '../../lib/solar/voucher-result';
import { anything, hostileNumber, hostileText, spoiled } from './hostile';
import { target, type FuzzTarget } from './target';

const KEY = { NRO_SUCURS: 10, T_COMP: 'FAC', N_COMP: 'B0021500040374' };
const HEADER = {
	...KEY,
	TCOMP_IN_V: 'FC',
	FECHA_EMIS: '2026-03-16',
	HORA_EMIS: '100530',
	ESTADO: '',
	COD_VENDED: '07',
	MON_CTE: '1',
	COTIZ: '1',
	IMPORTE: '1089.00',
	IMPORTE_IV: '189.00',
	IMPORTE_IN: '0',
};
const LINE = {
	...KEY,
	N_RENGL_V: 1,
	COD_ARTICU: 'RM-BAS-M',
	CANTIDAD: '2.0000000',
	PORC_IVA: '21.00',
	IMP_NETO_P: '900.0000000',
	RENGL_PADR: 0,
	INSUMO_KIT_SEPARADO: '0',
};
const TAX = { ...KEY, COD_IMPUES: null, COD_ALICUO: 1, IMPORTE: '189.00' };
const PAID = { ...KEY, RENGLON: 1, COD_CTA: '111', D_H: 'D', MONTO: '1089.00' };
const PENDING = {
	T_COMP: KEY.T_COMP,
	N_COMP: KEY.N_COMP,
	FECHA_EMIS: '2026-03-16',
	HORA_EMIS: '100530',
	MEDIO_DE_PAGO: null,
};

/** Mostly amounts, so that the checks behind the first one are reached as well. */
const amount = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.constantFrom('0', '0.005', '-0.005', '1089.00', '900.0000000', '-900', '1E5'),
	},
	{ weight: 1, arbitrary: hostileText },
	{ weight: 1, arbitrary: hostileNumber },
);
const rows = (right: object) =>
	fc.array(
		fc.oneof(
			fc.constant({ ...right }),
			spoiled(right),
			fc.tuple(fc.constantFrom(...Object.keys(right)), amount).map(([name, value]) => ({
				...right,
				[name]: value,
			})),
		),
		{ maxLength: 3 },
	);

const MONEY = /^-?\d+\.\d{2}$/;

/** Whatever the tables hold: every row is read or counted as unreadable. */
const rowsTarget = target(
	'rows of Tango',
	4,
	fc.array(fc.oneof(spoiled(HEADER), fc.dictionary(hostileText, anything)), { maxLength: 4 }),
	(rows) => {
		for (const read of [readHeaders, readLines, readTaxes, readTreasury, readPendingRows]) {
			const result = read(rows);
			assert.equal(result.rows.length + result.unreadable.length, rows.length);
		}
	},
);

/** A voucher of any rows: a verdict, and what is sent adds up to the cent. */
const voucherTarget = target(
	'a voucher of Tango',
	4,
	fc.record({
		headers: rows(HEADER),
		lines: rows(LINE),
		taxes: rows(TAX),
		treasury: rows(PAID),
		pending: rows(PENDING),
		number: fc.oneof(fc.constant(KEY.N_COMP), hostileText),
		typeKind: fc.constantFrom(null, 'C', 'D', 'x'),
		settings: fc.constantFrom(
			{},
			{ creditNoteSign: 'negative', typeCodeWidth: 2 },
			{ numbering: 'legacy12', otherTaxes: 'leaveOut' },
		),
	}),
	({ headers, lines, taxes, treasury, pending, number, typeKind, settings }) => {
		const read = {
			headers: readHeaders(headers),
			lines: readLines(lines),
			taxes: readTaxes(taxes),
			treasury: readTreasury(treasury),
			pending: readPendingRows(pending),
		};
		const { verdict } = examineVoucher(
			{
				group: {
					type: KEY.T_COMP,
					number,
					rows: pending.length,
					first: read.pending.rows[0] ?? null,
					day: null,
				},
				headers: read.headers.rows,
				lines: read.lines.rows,
				taxes: read.taxes.rows,
				treasury: read.treasury.rows,
				typeKind,
				descriptions: new Map(),
				unreadable: Object.values(read).flatMap(({ unreadable }) => unreadable),
			},
			parseSalesSettings(settings),
		);
		const { outcome, comprobante, message } = toVoucherResult(verdict);
		assert.notEqual(message.trim(), '');
		assert.equal(outcome === 'send', comprobante !== undefined);
		if (!comprobante) return;
		const { Detalles, Pagos } = comprobante;
		const sold = Detalles.flatMap((line) => [line.ImporteNeto, line.ImporteImpuestos]);
		const paid = Pagos.map(({ Importe }) => Importe);
		for (const text of [...sold, ...paid]) assert.match(text, MONEY);
		assert.equal(sum(sold.map(decimal)).toFixed(2), sum(paid.map(decimal)).toFixed(2));
		assert.ok(Detalles.length > 0 && Pagos.length > 0, 'it has lines and payments');
	},
);

export const tangoTargets: readonly FuzzTarget[] = [rowsTarget, voucherTarget];

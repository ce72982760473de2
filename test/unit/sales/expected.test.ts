import { examineVoucher } from '../../../lib/sales/checks';
import { holdCollisions } from '../../../lib/sales/collisions';
import type { SalesSettings } from '../../../lib/sales/settings';
import type { VoucherResult } from '../../../lib/solar/voucher-result';
import { toVoucherResult } from '../../../lib/solar/voucher-result';
import type { ExpectedVoucher } from '../../support/sales-fixture';
import { expected, fixtureSettings, SalesFixture, variants } from '../../support/sales-fixture';

function results(fixture: SalesFixture, settings: SalesSettings): Map<string, VoucherResult> {
	const verdicts = fixture
		.vouchers(settings)
		.map((voucher) => examineVoucher(voucher, settings).verdict);
	return new Map(
		holdCollisions(verdicts)
			.map(toVoucherResult)
			.map((result) => [`${result.key.type} ${result.key.number}`, result]),
	);
}

function comparable(result: VoucherResult | undefined) {
	if (result === undefined) return undefined;
	const { key, pendingRows, outcome, reason, detail, comprobante } = result;
	return { key, pendingRows, outcome, reason, detail, comprobante };
}

function wanted(voucher: ExpectedVoucher) {
	const { key, pendingRows, outcome, reason, detail, comprobante } = voucher;
	return { key, pendingRows, outcome, reason, detail, comprobante };
}

const seed = new SalesFixture('seed.sql');

describe('the vouchers of expected.json', () => {
	const found = results(seed, fixtureSettings());

	test('are all examined, and no other', () => {
		const keys = expected.vouchers.map(({ key }) => `${key.type} ${key.number}`);
		expect([...found.keys()].sort()).toEqual(keys.sort());
	});

	test.each(expected.vouchers.map((voucher) => [voucher.case, voucher] as const))(
		'%s has the outcome, the reason and the very texts that the specification names',
		(_, voucher) => {
			const result = found.get(`${voucher.key.type} ${voucher.key.number}`);
			expect(comparable(result)).toEqual(wanted(voucher));
		},
	);

	test('send the members in the order of the sample', () => {
		const [first] = [...found.values()].filter(({ outcome }) => outcome === 'send');
		expect(Object.keys(first?.comprobante ?? {})).toEqual([
			'Fecha',
			'Hora',
			'IdComprobante',
			'PtoVenta',
			'NroComprobante',
			'Detalles',
			'Pagos',
		]);
	});
});

describe('the late lines of seed.late.sql', () => {
	const late = results(new SalesFixture('seed.sql', 'seed.late.sql'), fixtureSettings());
	const early = results(seed, fixtureSettings());

	test('turn the waiting F15 into a voucher that is sent, with news for the ledger', () => {
		const f15 = expected.vouchers.find((voucher) => voucher.case === 'F15');
		const key = `${f15?.key.type} ${f15?.key.number}`;
		expect(late.get(key)?.comprobante).toEqual(f15?.later?.comprobante);
		expect(late.get(key)?.outcome).toBe('send');
		expect(late.get(key)?.keyText).toBe(early.get(key)?.keyText);
		expect(late.get(key)?.fingerprint).not.toBe(early.get(key)?.fingerprint);
	});

	test('change nothing about any other voucher', () => {
		for (const [key, result] of early) {
			if (key.endsWith('B0021500040385')) continue;
			expect(late.get(key)).toEqual(result);
		}
	});
});

describe.each(variants)('with the settings of variant $name', ({ change, vouchers }) => {
	const found = results(seed, fixtureSettings(change));

	test.each(vouchers.map((voucher) => [voucher.case, voucher] as const))(
		'%s comes out as the specification says',
		(_, voucher) => {
			const result = found.get(`${voucher.key.type} ${voucher.key.number}`);
			expect(comparable(result)).toEqual(wanted(voucher));
		},
	);
});

describe('the sentences', () => {
	test('name the voucher and never leave a gap where a fact belongs', () => {
		for (const { message } of results(seed, fixtureSettings()).values()) {
			expect(message).toMatch(/^[A-Z]{3} /);
			expect(message).not.toMatch(/[{}]|undefined|null|\(\)|: \./);
		}
	});
});

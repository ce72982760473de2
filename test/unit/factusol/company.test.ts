import { isDay } from '../../../lib/factusol/company';

it('takes for a day what the calendar has', () => {
	expect(['2026-11-21', '2024-02-29', '0099-01-01'].map(isDay)).toEqual([true, true, true]);
	expect(
		['2026-02-30', '2025-02-29', '2026-13-01', '2026-1-1', '', '2026-11-21T00:00', 'ayer'].filter(
			isDay,
		),
	).toEqual([]);
});

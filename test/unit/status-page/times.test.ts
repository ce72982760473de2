import fc from 'fast-check';

import { ageText, clockText, lastDays } from '../../../lib/status-page/times';

const ZONES = [
	'Europe/Madrid',
	'America/Argentina/Buenos_Aires',
	'America/Santiago', // clocks change at midnight
	'Asia/Kolkata',
	'Pacific/Apia',
	'UTC',
];

const dateIn = (zone: string, instant: Date) =>
	new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short' }).format(instant);

describe('the days of a chart', () => {
	it('begin with the first instant of each day where the people are, also when clocks change', () => {
		const instants = fc.date({
			min: new Date('2024-01-01'),
			max: new Date('2028-01-01'),
			noInvalidDate: true,
		});
		fc.assert(
			fc.property(instants, fc.constantFrom(...ZONES), (now, zone) => {
				const days = lastDays(now, zone, 14);
				expect(days).toHaveLength(14);
				expect(dateIn(zone, days.at(-1) ?? now)).toBe(dateIn(zone, now));
				for (const day of days) {
					expect(dateIn(zone, new Date(day.getTime() - 1))).not.toBe(dateIn(zone, day));
				}
				expect(new Set(days.map((day) => dateIn(zone, day))).size).toBe(14);
			}),
		);
	});

	it('know a day of 23 hours', () => {
		const days = lastDays(new Date('2026-03-30T10:00:00Z'), 'Europe/Madrid', 3);
		expect(days.map((day) => day.toISOString())).toEqual([
			'2026-03-27T23:00:00.000Z',
			'2026-03-28T23:00:00.000Z',
			'2026-03-29T22:00:00.000Z',
		]);
	});
});

describe('times', () => {
	it('are those of the zone', () => {
		expect(clockText('2026-03-14T09:30:00.000Z', 'Europe/Madrid')).toBe('14 mar 2026, 10:30');
		expect(clockText('2026-03-14T23:30:00.000Z', 'UTC')).toBe('14 mar 2026, 23:30');
	});

	it.each([
		[0, 'hace menos de un minuto'],
		[90, 'hace 1 min'],
		[3 * 3600 + 59, 'hace 3 h'],
		[47 * 3600, 'hace 47 h'],
		[72 * 3600, 'hace 3 días'],
		[-300, 'dentro de 5 min'],
	])('%s seconds ago are told as "%s"', (seconds, words) => {
		const now = new Date('2026-03-14T09:30:00.000Z');
		expect(ageText(new Date(now.getTime() - seconds * 1000).toISOString(), now)).toBe(words);
	});
});

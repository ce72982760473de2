/**
 * An instant as people of the site read it: `14/03/2026 10:30`.
 *
 * @param at ISO instant
 * @param timeZone IANA name, such as `Europe/Madrid`
 */
export function spokenMoment(at: string, timeZone: string): string {
	const { day, time } = localMoment(at, timeZone);
	return `${spokenDay(day)} ${time}`;
}

/** `2026-03-14` → `14/03/2026`. */
export function spokenDay(day: string): string {
	const [year = '', month = '', date = ''] = day.split('-');
	return `${date}/${month}/${year}`;
}

/** The wall clock of a time zone: `{ day: '2026-03-14', time: '10:30' }`. */
export function localMoment(at: string, timeZone: string): { day: string; time: string } {
	const parts = new Intl.DateTimeFormat('en-GB', {
		timeZone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23',
	}).formatToParts(new Date(at));
	const part = (type: Intl.DateTimeFormatPartTypes) =>
		parts.find((each) => each.type === type)?.value ?? '';
	return {
		day: `${part('year')}-${part('month')}-${part('day')}`,
		time: `${part('hour')}:${part('minute')}`,
	};
}

const DAY_MS = 24 * 3600 * 1000;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, name: string, options: Intl.DateTimeFormatOptions) {
	const id = `${zone} ${name}`;
	let made = formats.get(id);
	if (!made) {
		made = new Intl.DateTimeFormat('es', { timeZone: zone, ...options });
		formats.set(id, made);
	}
	return made;
}

/** The zone in which this machine lives. */
export const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Wall-clock time of an instant in a zone, as if it were UTC. */
function wallClock(instant: number, zone: string): number {
	const parts = format(zone, 'parts', {
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
		hourCycle: 'h23',
	}).formatToParts(instant);
	const part = (type: Intl.DateTimeFormatPartTypes) =>
		Number(parts.find((each) => each.type === type)?.value);
	return Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second'),
	);
}

const dayOf = (instant: number, zone: string) => Math.floor(wallClock(instant, zone) / DAY_MS);

/** The first instant of a day, also where clocks are changed at midnight. */
function startOf(day: number, zone: string): Date {
	const midnight = day * DAY_MS;
	const candidates = [-DAY_MS, DAY_MS].map((shift) => {
		const near = midnight + shift;
		const offset = wallClock(near, zone) - near;
		return midnight - offset;
	});
	const starts = candidates.filter((instant) => dayOf(instant, zone) === day);
	return new Date(Math.min(...(starts.length > 0 ? starts : candidates)));
}

/** When each of the last days began, the oldest first; the last one is today. */
export function lastDays(now: Date, zone: string, count: number): Date[] {
	const today = dayOf(now.getTime(), zone);
	return Array.from({ length: count }, (_, place) => startOf(today - count + 1 + place, zone));
}

/** `21 nov 2026, 14:05` */
export function clockText(instant: string | Date, zone: string): string {
	return format(zone, 'clock', {
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23',
	}).format(new Date(instant));
}

/** `21 nov 2026, 14:05:33`, for a history in which much happens within a minute. */
export function exactText(instant: string, zone: string): string {
	return format(zone, 'exact', {
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
		hourCycle: 'h23',
	}).format(new Date(instant));
}

/** `21 nov` */
export function dayText(day: Date, zone: string): string {
	return format(zone, 'day', { day: 'numeric', month: 'short' }).format(day);
}

/** `21`, for the axis of a chart. */
export function dayNumber(day: Date, zone: string): string {
	return format(zone, 'number', { day: 'numeric' }).format(day);
}

function span(seconds: number): string {
	if (seconds < 60) return 'menos de un minuto';
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes} min`;
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return `${hours} h`;
	return `${Math.floor(hours / 24)} días`;
}

/** `hace 3 h`; `dentro de 5 min` for what is still to come. */
export function ageText(instant: string, now: Date): string {
	const seconds = Math.round((now.getTime() - Date.parse(instant)) / 1000);
	return seconds < 0 ? `dentro de ${span(-seconds)}` : `hace ${span(seconds)}`;
}

/** Dates and times as the text they are stored and compared as; never through a time zone. */

const DAY_MS = 24 * 60 * 60 * 1000;
const EPOCH_1900 = Date.UTC(1900, 0, 1);

/** Date.UTC takes years below 100 as 19xx; this gives the real first of January. */
function dayZero(year: number): number {
	const date = new Date(0);
	date.setUTCFullYear(year, 0, 1);
	return date.getTime();
}

/** Days of a stored date, or of a date with a time after it. */
export function daysSince0001(date: string): number {
	return Math.round((utc(date.slice(0, 10)) - dayZero(1)) / DAY_MS);
}

export function dateFromDays0001(days: number): string {
	return dateText(dayZero(1) + days * DAY_MS);
}

export function daysSince1900(date: string): number {
	return Math.round((utc(date.slice(0, 10)) - EPOCH_1900) / DAY_MS);
}

export function dateFromDays1900(days: number): string {
	return dateText(EPOCH_1900 + days * DAY_MS);
}

/** Milliseconds of a stored `yyyy-mm-dd[ hh:mm:ss[.fffffff]]`, read as if it were UTC. */
export function utc(text: string): number {
	const date = new Date(0);
	date.setUTCFullYear(
		Number(text.slice(0, 4)),
		Number(text.slice(5, 7)) - 1,
		Number(text.slice(8, 10)),
	);
	const time = text.slice(11);
	return date.getTime() + (time ? Number(ticksOfDay(time) / 10_000n) : 0);
}

export function dateText(utcMilliseconds: number): string {
	const date = new Date(utcMilliseconds);
	const year = String(date.getUTCFullYear()).padStart(4, '0');
	const month = String(date.getUTCMonth() + 1).padStart(2, '0');
	return `${year}-${month}-${String(date.getUTCDate()).padStart(2, '0')}`;
}

/** 100 ns steps since midnight of `hh:mm:ss[.fffffff]`. */
export function ticksOfDay(time: string): bigint {
	const seconds =
		Number(time.slice(0, 2)) * 3600 + Number(time.slice(3, 5)) * 60 + Number(time.slice(6, 8));
	return BigInt(seconds) * 10_000_000n + BigInt(time.slice(9).padEnd(7, '0').slice(0, 7));
}

export function timeText(ticks: bigint, scale: number): string {
	const seconds = Number(ticks / 10_000_000n);
	const part = (value: number): string => String(value).padStart(2, '0');
	const clock = `${part(Math.floor(seconds / 3600))}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}`;
	if (scale === 0) return clock;
	const fraction = String(ticks % 10_000_000n).padStart(7, '0');
	return `${clock}.${fraction.slice(0, scale)}`;
}

/** Milliseconds as `datetime` keeps them: steps of 1/300 s, shown as .000, .003, .007. */
export function datetimeSteps(time: string): number {
	const milliseconds = Number(ticksOfDay(time)) / 10_000;
	return Math.round((milliseconds * 3) / 10);
}

export function timeOfDatetimeSteps(steps: number): string {
	const milliseconds = Math.round((steps * 10) / 3);
	return timeText(BigInt(milliseconds) * 10_000n, 3);
}

/** The wall clock of this machine, `yyyy-mm-dd hh:mm:ss.fff0000`. */
export function localNow(): string {
	const now = new Date();
	return wallClock(now.getTime() - now.getTimezoneOffset() * 60_000);
}

export function utcNow(): string {
	return wallClock(Date.now());
}

export function wallClock(utcMilliseconds: number): string {
	const ofDay = ((utcMilliseconds % DAY_MS) + DAY_MS) % DAY_MS;
	return `${dateText(utcMilliseconds)} ${timeText(BigInt(Math.floor(ofDay)) * 10_000n, 7)}`;
}

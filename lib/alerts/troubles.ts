import type { EntryGroup, Troubles } from '../ledger/alerts';
import type { Source } from '../ledger/types';
import type { AlertFacts } from './facts';
import type { AlertSettings } from './settings';

/** A cause that is there at the moment of the look. */
export interface Seen {
	cause: string;
	facts: AlertFacts;
	/** News: told once, never reminded of, never over. */
	once?: boolean;
	/** Still so, but nobody is to be told any more. */
	quiet?: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Sources that nobody has looked at for so long are retired ones. */
const RETIRED_AFTER_MS = 30 * 24 * HOUR_MS;

/** Files of a company are looked at together: one that stays behind for longer belongs to a year that is over. */
const SAME_LOOK_MS = HOUR_MS;

const before = (now: string, milliseconds: number) =>
	new Date(Date.parse(now) - milliseconds).toISOString();

/** From when on entries count, for the question to the ledger. */
export function limitsOf(settings: AlertSettings, now: string) {
	const waiting = before(now, settings.waitingMinutes * MINUTE_MS);
	return {
		retryingBefore: waiting,
		untakenBefore: waiting,
		changedAfter: before(now, 7 * 24 * HOUR_MS),
	};
}

/** Everything that is not as it should be, one for each cause. */
export function seenIn(troubles: Troubles, settings: AlertSettings, now: string): Seen[] {
	// Many that are held at once come one by one: after the patience one message names them all.
	const lasts = ({ since }: EntryGroup) =>
		since <= before(now, settings.patienceMinutes * MINUTE_MS);
	const group = (kind: 'dead' | 'retrying' | 'untaken', groups: readonly EntryGroup[]): Seen[] =>
		groups.map(({ stream, count, since, examples }) => ({
			cause: `${kind}/${stream}`,
			facts: { kind, stream, count, since, examples },
		}));
	return [
		...troubles.sources
			.filter((source) => isFailing(source, troubles.sources, settings, now))
			.map(failing),
		...unwatched(troubles.sources, settings, now),
		...troubles.held.filter(lasts).map(({ stream, code, count, since, examples }): Seen => ({
			cause: `held/${stream}/${code ?? ''}`,
			facts: { kind: 'held', stream, code, count, since, examples },
		})),
		...group('dead', troubles.dead.filter(lasts)),
		...group('retrying', troubles.retrying),
		...group('untaken', troubles.untaken),
		...troubles.changed.map(({ eventId, at, stream, key, message }): Seen => ({
			cause: `changed/${stream}/${key}/${eventId}`,
			facts: { kind: 'changed', stream, key, message, since: at },
			once: true,
		})),
	];
}

function failing({ stream, source, errorCode, error, failingSince, lastSuccessAt }: Source): Seen {
	return {
		cause: `source/${stream}/${source}`,
		facts: {
			kind: 'source',
			stream,
			source,
			code: errorCode,
			error,
			since: failingSince ?? '',
			lastSuccessAt,
		},
	};
}

function isFailing(
	source: Source,
	all: readonly Source[],
	{ patienceMinutes }: AlertSettings,
	now: string,
): boolean {
	const { failures, failingSince, lastPollAt } = source;
	if (failures === 0 || failingSince === null || lastPollAt === null) return false;
	const latest = lastLook(all.filter((each) => isOfSameOwner(each, source)));
	return (
		failingSince <= before(now, patienceMinutes * MINUTE_MS) &&
		Date.parse(latest) - Date.parse(lastPollAt) <= SAME_LOOK_MS
	);
}

/** `002` of `002/2026`: who is watched, whatever the fiscal year. */
const ownerOf = ({ source }: Source) => source.replace(/\/\d{4}$/, '');

const isOfSameOwner = (one: Source, other: Source) =>
	one.stream === other.stream && ownerOf(one) === ownerOf(other);

const lastLook = (sources: readonly Source[]) =>
	sources
		.flatMap(({ lastPollAt }) => lastPollAt ?? [])
		.sort()
		.at(-1) ?? '';

function unwatched(
	sources: readonly Source[],
	{ unwatchedHours }: AlertSettings,
	now: string,
): Seen[] {
	const owners = new Map(
		sources.map((source) => [`${source.stream}/${ownerOf(source)}`, source] as const),
	);
	return [...owners].flatMap(([name, source]): Seen[] => {
		const since = lastLook(sources.filter((each) => isOfSameOwner(each, source)));
		if (since === '' || since > before(now, unwatchedHours * HOUR_MS)) return [];
		return [
			{
				cause: `unwatched/${name}`,
				facts: { kind: 'unwatched', stream: source.stream, source: ownerOf(source), since },
				quiet: since < before(now, RETIRED_AFTER_MS),
			},
		];
	});
}

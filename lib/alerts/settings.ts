/** When something is worth a message. */
export interface AlertSettings {
	/** Trouble that heals within this time is never told, and is told to be over only after it. */
	patienceMinutes: number;
	/** A cause that lasts is told again after so long; 0: never. */
	reminderHours: number;
	/** An entry that is retried, or due and not taken, for longer than this is told. */
	waitingMinutes: number;
	/** A source that nobody looked at for longer than this is told. */
	unwatchedHours: number;
	/** IANA name; in which times are written. */
	timeZone: string;
}

export const DEFAULT_ALERTS: Omit<AlertSettings, 'timeZone'> = {
	patienceMinutes: 10,
	reminderHours: 24,
	waitingMinutes: 30,
	unwatchedHours: 24,
};

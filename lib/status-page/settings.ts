/** What the page has to be told about its surroundings. */
export interface PageSettings {
	now: Date;
	/** Time zone of the people who read it, for example `Europe/Madrid`. */
	zone: string;
	/** Address of the n8n instance, for links to its executions. */
	instanceUrl: string;
	/** Who is logged in, as far as the webhook knows. */
	user: string | null;
}

/** Entries on one page of a list. */
export const PAGE_SIZE = 25;

/** Of each list on the first page; the rest is behind a link. */
export const FIRST_ENTRIES = 5;

/** Longer waiting is worth a look: the shipped worker comes by every few minutes. */
export const LATE_HOURS = 1;

export const CHART_DAYS = 14;

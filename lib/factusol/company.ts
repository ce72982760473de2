import { access as fsAccess } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

import type { Connection, OpenOptions } from '../access';
import { FactuLinkError } from '../errors';

/** A company of a Factusol installation and how to open its files: one Access file per fiscal year. */
export interface Company {
	name: string;
	/** Three characters; the first of the file name. */
	code: string;
	location:
		| { by: 'folder'; folder: string; fiscalYear: 'current' | number }
		/** `fiscalYear` null: taken from a name such as 0022026.accdb. */
		| { by: 'path'; file: string; fiscalYear: number | null };
	connection: Connection;
	password?: string;
}

export interface CompanyFile {
	file: string;
	fiscalYear: number;
	/** How people call it in messages: `Duofic (0022026.accdb)`. */
	label: string;
}

/** A calendar day of the machine's own wall clock. */
export interface Day {
	year: number;
	/** 1 to 12 */
	month: number;
	day: number;
}

export function today(now = new Date()): Day {
	return { year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() };
}

/** `YYYY-MM-DD` */
export function dayText({ year, month, day }: Day): string {
	return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Whether a text is a day that exists, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const date = new Date(`${text}T00:00:00Z`);
	// 30 February is taken for 2 March.
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The day `days` before `from`, as `YYYY-MM-DD`. */
export function daysBefore(from: Day, days: number): string {
	// UTC arithmetic on a calendar day: no daylight-saving hour can shift it.
	return new Date(Date.UTC(from.year, from.month - 1, from.day - days)).toISOString().slice(0, 10);
}

/**
 * The file of one fiscal year. With a path there is one file, whatever the year asked for.
 *
 * @param fiscalYear the year wanted when the company follows the calendar; ignored when it is fixed
 * @throws FactuLinkError `BAD_COMPANY_CODE`, `FOLDER_MISSING_IN_CREDENTIAL`, `YEAR_UNKNOWN` (person)
 */
export function companyFile(company: Company, fiscalYear: number): CompanyFile {
	const { location } = company;
	if (location.by === 'path') {
		const fromName = /(\d{4})\.[^.]+$/.exec(location.file)?.[1];
		const year = location.fiscalYear ?? (fromName === undefined ? null : Number(fromName));
		if (year === null) {
			throw new FactuLinkError({
				class: 'person',
				code: 'YEAR_UNKNOWN',
				message: `The name of the file ${location.file} does not tell its fiscal year.`,
				whatToDo: 'Enter the fiscal year of the file in the Factusol Database credential.',
			});
		}
		return labelled(company, resolve(location.file), year);
	}
	const year = location.fiscalYear === 'current' ? fiscalYear : location.fiscalYear;
	if (location.folder.trim() === '') {
		throw new FactuLinkError({
			class: 'person',
			code: 'FOLDER_MISSING_IN_CREDENTIAL',
			message: `The Factusol Database credential of ${company.name} names no data folder.`,
			whatToDo: 'Enter the folder Datos\\FS of the Factusol installation in the credential.',
		});
	}
	// The code becomes part of a path: nothing but letters and digits keeps the file inside the folder.
	if (!/^[A-Za-z0-9]{3}$/.test(company.code)) {
		throw new FactuLinkError({
			class: 'person',
			code: 'BAD_COMPANY_CODE',
			message: `"${company.code}" is not a company code: Factusol's have three letters or digits.`,
			whatToDo:
				'Correct the company code in the Factusol Database credential, for example 002 for the file 0022026.accdb.',
		});
	}
	return labelled(company, join(resolve(location.folder), `${company.code}${year}.accdb`), year);
}

function labelled(company: Company, file: string, fiscalYear: number): CompanyFile {
	return { file, fiscalYear, label: `${company.name} (${file.split(sep).pop() ?? file})` };
}

/**
 * The files to watch for new orders: the year of the calendar; in January, for `previousYearDays` days, also the
 * year before; and the year to come as soon as somebody has created its file, because orders can be entered there
 * before New Year.
 */
export async function watchedFiles(
	company: Company,
	options: { today: Day; previousYearDays: number },
): Promise<CompanyFile[]> {
	const { year } = options.today;
	const files = [companyFile(company, year)];
	if (company.location.by === 'folder' && company.location.fiscalYear === 'current') {
		const previous = companyFile(company, year - 1);
		const next = companyFile(company, year + 1);
		if (daysBefore(options.today, options.previousYearDays) < `${year}-01-01`) {
			// On 2 January the new file often does not exist yet; the old one may already be archived.
			if (await exists(previous.file)) files.unshift(previous);
			const current = files[files.length - 1];
			if (files.length > 1 && current && !(await exists(current.file))) files.pop();
		}
		if (await exists(next.file)) files.push(next);
	}
	return files;
}

export function openOptions(company: Company, file: CompanyFile): OpenOptions {
	return {
		file: file.file,
		label: file.label,
		connection: company.connection,
		...(company.password === undefined || company.password === ''
			? {}
			: { password: company.password }),
	};
}

async function exists(file: string): Promise<boolean> {
	try {
		await fsAccess(file);
		return true;
	} catch {
		return false;
	}
}

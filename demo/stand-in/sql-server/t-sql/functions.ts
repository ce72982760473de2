import { SERVER_VERSION } from '../protocol/prelogin';
import { notInStandIn, SqlServerError, unknownFunction } from '../errors';
import {
	BIGINT,
	DATETIME,
	INT,
	decimalType,
	isInteger,
	isText,
	isUnicode,
	nvarchar,
	varchar,
	type SqlType,
} from '../types';
import type { Expression, Window } from './ast';
import { converted, meetingCollation, orderKey, shared, unified } from './conversion-sql';
import { quoteText, type Typed } from './scope';

type Call = Extract<Expression, { kind: 'call' }>;

interface Helpers {
	/** An argument read as a condition (IIF). */
	condition(index: number): string;
	/** An argument read as a bare name (the part in DATEADD). */
	name(index: number): string;
	over(window: Window): string;
}

type Argument = () => Typed;

const DATE_PARTS: Record<string, string> = {
	yy: 'year',
	yyyy: 'year',
	qq: 'quarter',
	mm: 'month',
	m: 'month',
	dd: 'day',
	d: 'day',
	hh: 'hour',
	mi: 'minute',
	n: 'minute',
	ss: 'second',
	s: 'second',
	ms: 'millisecond',
};

/** Functions that came after SQL Server 2016: refused here, so that nothing comes to rely on them. */
const LATER_THAN_2016 = new Set([
	'TRIM',
	'STRING_AGG',
	'CONCAT_WS',
	'TRANSLATE',
	'GREATEST',
	'LEAST',
	'DATETRUNC',
]);

const GLOBAL_VARIABLES: Record<string, SqlType> = {
	rowcount: INT,
	trancount: INT,
	error: INT,
	spid: { name: 'smallint' },
	identity: decimalType(38, 0),
	version: nvarchar(300),
	servername: nvarchar(128),
};

/** @@ROWCOUNT and its like: what the session knows. */
export function globalVariable(name: string): Typed | undefined {
	const key = name.slice(2).toLowerCase();
	const type = GLOBAL_VARIABLES[key];
	return type && { sql: `tds_session(${quoteText(key)})`, type };
}

/** Translates a call of a built-in function. */
export function translateCall(call: Call, list: Argument[], helpers: Helpers): Typed {
	const windowed = call.over ? ` ${helpers.over(call.over)}` : '';
	const argument = (index: number): Typed => {
		const read = list[index];
		if (!read) {
			throw new SqlServerError(
				174,
				`The ${call.name.toLowerCase()} function requires ${index + 1} argument(s).`,
				15,
				1,
				'batch',
			);
		}
		return read();
	};
	const text = (index: number): Typed => asText(argument(index));
	const part = (index: number): string => {
		const name = helpers.name(index);
		return quoteText(DATE_PARTS[name] ?? name);
	};
	const moment = (index: number): Typed => {
		const value = argument(index);
		return value.type && isText(value.type)
			? { sql: converted(value, DATETIME), type: DATETIME }
			: value;
	};

	switch (call.name) {
		case 'COUNT':
		case 'COUNT_BIG': {
			const type = call.name === 'COUNT' ? INT : BIGINT;
			if (call.star) return { sql: `COUNT(*)${windowed}`, type };
			const key = orderKey(argument(0));
			return { sql: `COUNT(${call.distinct ? 'DISTINCT ' : ''}${key})${windowed}`, type };
		}
		case 'SUM':
		case 'MIN':
		case 'MAX':
		case 'AVG':
			return aggregate(call, argument(0), windowed);
		case 'ROW_NUMBER':
		case 'RANK':
		case 'DENSE_RANK':
			return { sql: `${call.name}()${windowed}`, type: BIGINT };

		case 'ISNULL': {
			const value = argument(0);
			const type = value.type ?? argument(1).type ?? INT;
			const fallback = argument(1);
			return {
				sql: `COALESCE(${value.sql}, ${converted(fallback, type)})`,
				type,
				collated: value.collated,
			};
		}
		case 'COALESCE': {
			const values = list.map((read) => read());
			const type = shared(values);
			return {
				sql: `COALESCE(${values.map((value) => unified(value, type)).join(', ')})`,
				type,
				collated: isText(type) ? meetingCollation(values, 'COALESCE').collated : undefined,
			};
		}
		case 'NULLIF': {
			const value = argument(0);
			return { ...value, sql: `NULLIF(${orderKey(value)}, ${orderKey(argument(1))})` };
		}
		case 'IIF': {
			const branches = [argument(1), argument(2)];
			const type = shared(branches);
			const [yes = '', no = ''] = branches.map((branch) => unified(branch, type));
			return { sql: `(CASE WHEN ${helpers.condition(0)} THEN ${yes} ELSE ${no} END)`, type };
		}

		case 'LTRIM':
		case 'RTRIM':
			return { ...text(0), sql: `${call.name}(${text(0).sql}, ' ')` };
		case 'UPPER':
		case 'LOWER':
			return { ...text(0), sql: `tds_${call.name.toLowerCase()}(${text(0).sql})` };
		case 'LEN':
			return { sql: `tds_length(${text(0).sql})`, type: INT };
		case 'DATALENGTH': {
			const value = text(0);
			const width = value.type && isUnicode(value.type) ? 2 : 1;
			return { sql: `(length(${value.sql}) * ${width})`, type: INT };
		}
		case 'SUBSTRING':
			return {
				...text(0),
				sql: `tds_substring(${text(0).sql}, ${argument(1).sql}, ${argument(2).sql})`,
			};
		case 'LEFT':
			return { ...text(0), sql: `tds_substring(${text(0).sql}, 1, ${argument(1).sql})` };
		case 'RIGHT':
			return { ...text(0), sql: `tds_right(${text(0).sql}, ${argument(1).sql})` };
		case 'REPLACE':
			return {
				...text(0),
				sql: `tds_replace(${text(0).sql}, ${text(1).sql}, ${text(2).sql})`,
				type: { ...(text(0).type ?? varchar(1)), length: 8000 },
			};
		case 'CHARINDEX': {
			const start = list.length > 2 ? argument(2).sql : '1';
			return {
				sql: `tds_position(tds_fold(${text(0).sql}), tds_fold(${text(1).sql}), ${start})`,
				type: INT,
			};
		}
		case 'CONCAT': {
			const values = list.map((_, index) => text(index));
			const unicode = values.some(({ type }) => type && isUnicode(type));
			return {
				sql: `tds_concat(${values.map(({ sql }) => sql).join(', ')})`,
				type: unicode ? nvarchar(4000) : varchar(8000),
			};
		}

		case 'ROUND': {
			const value = argument(0);
			if (list.length > 2) throw notInStandIn('ROUND with a third argument');
			if (value.type?.name === 'decimal') {
				return { sql: `tds_round(${value.sql}, ${argument(1).sql})`, type: value.type };
			}
			return { sql: `ROUND(${value.sql}, ${argument(1).sql})`, type: value.type };
		}
		case 'ABS': {
			const value = argument(0);
			const name = value.type?.name === 'decimal' ? 'tds_absolute' : 'abs';
			return { sql: `${name}(${value.sql})`, type: value.type };
		}

		case 'GETDATE':
			return moving('tds_now()', DATETIME);
		case 'GETUTCDATE':
			return moving('tds_utc_now()', DATETIME);
		case 'SYSDATETIME':
			return moving('tds_now()', { name: 'datetime2', scale: 7 });
		case 'SYSUTCDATETIME':
			return moving('tds_utc_now()', { name: 'datetime2', scale: 7 });
		case 'DATEADD': {
			const value = moment(2);
			const type = value.type ?? DATETIME;
			return moving(`tds_date_add(${part(0)}, ${argument(1).sql}, ${value.sql})`, type);
		}
		case 'DATEDIFF':
			return {
				sql: `tds_date_difference(${part(0)}, ${moment(1).sql}, ${moment(2).sql})`,
				type: INT,
			};
		case 'DATEPART':
			return { sql: `tds_date_part(${part(0)}, ${moment(1).sql})`, type: INT };
		case 'YEAR':
		case 'MONTH':
		case 'DAY':
			return {
				sql: `tds_date_part('${call.name.toLowerCase()}', ${moment(0).sql})`,
				type: INT,
			};
		case 'EOMONTH':
			return { sql: `tds_month_end(${moment(0).sql})`, type: { name: 'date' } };

		case 'OBJECT_ID': {
			const kind = list.length > 1 ? text(1).sql : "''";
			return { sql: `tds_object_id(${text(0).sql}, ${kind})`, type: INT };
		}
		case 'OBJECT_NAME':
			return { sql: `tds_object_name(${argument(0).sql})`, type: nvarchar(128) };
		case 'COL_LENGTH':
			return { sql: `tds_column_length(${text(0).sql}, ${text(1).sql})`, type: INT };
		case 'DB_NAME':
			return { sql: "tds_session('database')", type: nvarchar(128) };
		case 'SUSER_SNAME':
		case 'SUSER_NAME':
		case 'ORIGINAL_LOGIN':
		case 'USER_NAME':
			return { sql: "tds_session('login')", type: nvarchar(128) };
		case 'SCHEMA_NAME':
			return { sql: "'dbo'", type: nvarchar(128) };
		case 'NEWID':
			return { sql: 'tds_new_id()', type: varchar(36) };
		case 'SCOPE_IDENTITY':
			return { sql: "tds_session('identity')", type: decimalType(38, 0) };
		case 'XACT_STATE':
			return { sql: "(CASE WHEN tds_session('trancount') > 0 THEN 1 ELSE 0 END)", type: INT };
		case 'SERVERPROPERTY':
			return { sql: `(CASE lower(${text(0).sql}) ${serverProperties()} END)`, type: nvarchar(128) };
		case 'HAS_PERMS_BY_NAME':
			return {
				sql: `tds_has_permission(${text(0).sql}, ${text(2).sql})`,
				type: INT,
			};
		default:
			if (LATER_THAN_2016.has(call.name)) throw unknownFunction(call.name);
			throw call.name.startsWith('TDS_')
				? unknownFunction(call.name)
				: notInStandIn(`the function ${call.name}`);
	}
}

function aggregate(call: Call, value: Typed, windowed: string): Typed {
	const { name, distinct } = call;
	const type = value.type ?? INT;
	const unique = distinct ? 'DISTINCT ' : '';
	if (type.name === 'decimal') {
		const scale = type.scale ?? 0;
		if (name === 'MIN' || name === 'MAX') {
			return { sql: `tds_${name.toLowerCase()}(${value.sql})${windowed}`, type };
		}
		const total = `tds_sum(${unique}${value.sql})${windowed}`;
		if (name === 'SUM') return { sql: total, type: decimalType(38, scale) };
		const digits = Math.max(scale, 6);
		return {
			sql: `tds_arithmetic('/', ${total}, COUNT(${unique}${value.sql})${windowed}, 38, ${digits})`,
			type: decimalType(38, digits),
		};
	}
	if (name === 'SUM' || name === 'AVG') {
		const result = isInteger(type) && type.name !== 'bigint' ? INT : type;
		if (isText(type)) {
			throw new SqlServerError(
				8117,
				`Operand data type ${type.name} is invalid for ${name.toLowerCase()} operator.`,
				16,
				1,
				'batch',
			);
		}
		const total = `SUM(${unique}${value.sql})${windowed}`;
		if (name === 'SUM') return { sql: total, type: result };
		return { sql: `(${total} / COUNT(${unique}${value.sql})${windowed})`, type: result };
	}
	return { ...value, sql: `${name}(${value.sql})${windowed}` };
}

function asText(value: Typed): Typed {
	if (!value.type) return { sql: 'NULL', type: varchar(1) };
	return isText(value.type) ? value : { sql: converted(value, varchar(8000)), type: varchar(8000) };
}

/** A moment of the machine's clock, brought to its type. */
function moving(sql: string, type: SqlType): Typed {
	return { sql: converted({ sql, type: { name: 'datetime2', scale: 7 } }, type), type };
}

function serverProperties(): string {
	const version = `${SERVER_VERSION.major}.${SERVER_VERSION.minor}.${SERVER_VERSION.build}.0`;
	const properties: Record<string, string> = {
		productversion: version,
		productlevel: 'SP2',
		edition: 'Stand-in (64-bit)',
		collation: 'Modern_Spanish_CI_AI',
	};
	return Object.entries(properties)
		.map(([name, value]) => `WHEN ${quoteText(name)} THEN ${quoteText(value)}`)
		.join(' ');
}

import { convert } from './conversion';
import { SqlServerError, tooManyParameters } from './errors';
import type { RpcParameter } from './protocol/requests';
import { parseParameterList } from './t-sql/parser';
import type { Variable } from './t-sql/translator';
import type { SqlType } from './types';

const MAXIMUM_PARAMETERS = 2100;

/** A statement with the declaration of its parameters, as sp_executesql and sp_prepare get it. */
export interface PreparedStatement {
	text: string;
	declarations: Array<{ name: string; type: SqlType }>;
}

export function prepare(
	statement: RpcParameter | undefined,
	list: RpcParameter | undefined,
): PreparedStatement {
	return {
		text: String(statement?.value ?? ''),
		declarations: parseParameterList(String(list?.value ?? '')),
	};
}

/**
 * Gives the declared parameters their values, by name or by place, in the declared types.
 *
 * @throws SqlServerError 8003, 8178 or what a conversion throws
 */
export function bind(
	prepared: PreparedStatement,
	values: readonly RpcParameter[],
): Map<string, Variable> {
	if (values.length > MAXIMUM_PARAMETERS) throw tooManyParameters();
	const variables = new Map<string, Variable>();
	const byName = new Map(values.map((value) => [value.name.toLowerCase(), value]));
	prepared.declarations.forEach(({ name, type }, index) => {
		const positional = values[index]?.name === '' ? values[index] : undefined;
		const given = byName.get(name.toLowerCase()) ?? positional;
		if (!given) {
			throw new SqlServerError(
				8178,
				`The parameterized query '${prepared.text.slice(0, 100)}' expects the parameter '${name}', which was not supplied.`,
				16,
				1,
				'batch',
			);
		}
		variables.set(name.toLowerCase(), { type, value: convert(given.value, given.type, type) });
	});
	return variables;
}

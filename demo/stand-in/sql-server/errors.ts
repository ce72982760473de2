/** What an error does to the rest of the batch and to the transaction, as SQL Server decides it by number. */
export type Consequence = 'statement' | 'batch' | 'rollback';

/** An error that SQL Server would send, with its real number, so that callers meet what they meet in the field. */
export class SqlServerError extends Error {
	/** Line of the batch in which the statement starts; the executor fills it in. */
	line = 1;

	constructor(
		readonly number: number,
		message: string,
		readonly severity = 16,
		readonly state = 1,
		readonly consequence: Consequence = 'statement',
	) {
		super(message);
		this.name = 'SqlServerError';
	}
}

export const loginFailed = (user: string): SqlServerError =>
	new SqlServerError(18456, `Login failed for user '${user}'.`, 14, 1);

export const cannotOpenDatabase = (database: string): SqlServerError =>
	new SqlServerError(
		4060,
		`Cannot open database "${database}" requested by the login. The login failed.`,
		11,
		1,
	);

export const syntaxError = (near: string): SqlServerError =>
	new SqlServerError(102, `Incorrect syntax near '${near}'.`, 15, 1, 'batch');

export const invalidObject = (name: string): SqlServerError =>
	new SqlServerError(208, `Invalid object name '${name}'.`, 16, 1, 'batch');

export const invalidColumn = (name: string): SqlServerError =>
	new SqlServerError(207, `Invalid column name '${name}'.`, 16, 1, 'batch');

export const ambiguousColumn = (name: string): SqlServerError =>
	new SqlServerError(209, `Ambiguous column name '${name}'.`, 16, 1, 'batch');

export const unboundIdentifier = (name: string): SqlServerError =>
	new SqlServerError(
		4104,
		`The multi-part identifier "${name}" could not be bound.`,
		16,
		1,
		'batch',
	);

export const undeclaredVariable = (name: string): SqlServerError =>
	new SqlServerError(137, `Must declare the scalar variable "${name}".`, 15, 2, 'batch');

export const unknownFunction = (name: string): SqlServerError =>
	new SqlServerError(195, `'${name}' is not a recognized built-in function name.`, 15, 10, 'batch');

export const unknownProcedure = (name: string): SqlServerError =>
	new SqlServerError(2812, `Could not find stored procedure '${name}'.`, 16, 62);

export const permissionDenied = (
	permission: string,
	object: string,
	database: string,
	schema: string,
): SqlServerError =>
	new SqlServerError(
		229,
		`The ${permission} permission was denied on the object '${object}', database '${database}', schema '${schema}'.`,
		14,
		5,
	);

export const conversionFailed = (from: string, value: string, to: string): SqlServerError =>
	new SqlServerError(
		245,
		`Conversion failed when converting the ${from} value '${value}' to data type ${to}.`,
		16,
		1,
		'rollback',
	);

export const errorConverting = (from: string, to: string): SqlServerError =>
	new SqlServerError(8114, `Error converting data type ${from} to ${to}.`, 16, 5, 'rollback');

export const dateConversionFailed = (): SqlServerError =>
	new SqlServerError(
		241,
		'Conversion failed when converting date and/or time from character string.',
		16,
		1,
		'rollback',
	);

export const operandClash = (from: string, to: string): SqlServerError =>
	new SqlServerError(206, `Operand type clash: ${from} is incompatible with ${to}`, 16, 2, 'batch');

export const overflow = (from: string, to: string): SqlServerError =>
	new SqlServerError(
		8115,
		`Arithmetic overflow error converting ${from} to data type ${to}.`,
		16,
		2,
	);

export const divideByZero = (): SqlServerError =>
	new SqlServerError(8134, 'Divide by zero error encountered.', 16, 1);

/** 8152 names no column; that came with 2628 in SQL Server 2019. */
export const truncated = (): SqlServerError =>
	new SqlServerError(8152, 'String or binary data would be truncated.', 16, 14);

export const cannotInsertNull = (column: string, table: string, verb: string): SqlServerError =>
	new SqlServerError(
		515,
		`Cannot insert the value NULL into column '${column}', table '${table}'; column does not allow nulls. ${verb} fails.`,
		16,
		2,
	);

export const duplicateKey = (constraint: string, table: string): SqlServerError =>
	new SqlServerError(
		2627,
		`Violation of PRIMARY KEY or UNIQUE KEY constraint '${constraint}'. Cannot insert duplicate key in object '${table}'.`,
		14,
		1,
	);

export const checkViolated = (verb: string, constraint: string): SqlServerError =>
	new SqlServerError(
		547,
		`The ${verb} statement conflicted with the CHECK constraint "${constraint}".`,
		16,
		0,
	);

export const objectExists = (name: string): SqlServerError =>
	new SqlServerError(2714, `There is already an object named '${name}' in the database.`, 16, 6);

export const collationConflict = (a: string, b: string, operation: string): SqlServerError =>
	new SqlServerError(
		468,
		`Cannot resolve the collation conflict between "${a}" and "${b}" in the ${operation} operation.`,
		16,
		9,
		'batch',
	);

export const deadlockVictim = (process: number): SqlServerError =>
	new SqlServerError(
		1205,
		`Transaction (Process ID ${process}) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.`,
		13,
		51,
		'rollback',
	);

export const lockTimeout = (): SqlServerError =>
	new SqlServerError(1222, 'Lock request time out period exceeded.', 16, 51);

export const noTransaction = (verb: 'COMMIT' | 'ROLLBACK'): SqlServerError =>
	verb === 'COMMIT'
		? new SqlServerError(
				3902,
				'The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.',
			)
		: new SqlServerError(
				3903,
				'The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.',
			);

export const tooManyParameters = (): SqlServerError =>
	new SqlServerError(
		8003,
		'The incoming request has too many parameters. The server supports a maximum of 2100 parameters. Reduce the number of parameters and resend the request.',
		16,
		1,
		'batch',
	);

export const tooManyRowValues = (): SqlServerError =>
	new SqlServerError(
		10738,
		'The number of row value expressions in the INSERT statement exceeds the maximum allowed number of 1000 row values.',
		15,
		1,
		'batch',
	);

/** Not an error of SQL Server: the statement needs more than the stand-in offers. */
export const notInStandIn = (what: string): SqlServerError =>
	new SqlServerError(
		50000,
		`The SQL Server stand-in does not know ${what}. A real server may.`,
		16,
		1,
		'batch',
	);

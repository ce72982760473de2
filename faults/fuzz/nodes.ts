import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import fc from 'fast-check';
import type { IDataObject, INodeProperties, INodeType, IPollFunctions } from 'n8n-workflow';

import { fixtures, salesFixtures } from '../../demo/project';
import { SqlServerStandIn } from '../../demo/stand-in/sql-server/server';
import { closeLedgers, openLedger } from '../../lib/ledger/open-ledger';
import { closeAllPools } from '../../lib/sales/connection';
import { Factusol } from '../../nodes/Factusol/Factusol.node';
import { FactusolTrigger } from '../../nodes/FactusolTrigger/FactusolTrigger.node';
import { Ledger } from '../../nodes/Ledger/Ledger.node';
import { SolarApi } from '../../nodes/SolarApi/SolarApi.node';
import { SqlServerSales } from '../../nodes/SqlServerSales/SqlServerSales.node';
import { runNode } from '../../test/support/execute-context';
import { anything, spoiled } from './hostile';
import { RIGHT_ORDER } from './right-order';
import type { FuzzTarget } from './target';

/** An item that every operation can read. */
const ITEM = {
	...RIGHT_ORDER,
	fingerprint: 'f',
	message: 'x',
	ledger: { id: 1, key: RIGHT_ORDER.key, owner: 'x' },
	target: { found: true, result: {} },
	alerts: [{ cause: 'x', kind: 'new' }],
	details: { class: 'retry', code: 'X', message: 'x', whatToDo: 'x' },
	voucher: { branch: 10, type: 'FAC', number: 'B0021500040374' },
	comprobante: {
		Fecha: '14-03-2026',
		Hora: '10:00:00',
		IdComprobante: '006',
		PtoVenta: '0215',
		NroComprobante: '00040374',
		Detalles: [
			{
				DescripcionItem: 'x',
				Cantidad: '1',
				Alicuota: '21.00',
				Rubro: '1',
				ImporteNeto: '1.00',
				ImporteImpuestos: '0.21',
			},
		],
		Pagos: [{ MedioPago: 'EFECTIVO', Importe: '1.21' }],
	},
};

/** Settings without which an operation does not get as far as its others. */
const SET: IDataObject = {
	document: '1-000123',
	articleCode: 'OF00012',
	partyCode: '901',
	since: '2026-03-01',
	memory: 'staticData',
};

/** By their names, which are all that a report of something found needs. */
const nodes = new Map(
	[new Ledger(), new Factusol(), new SolarApi(), new SqlServerSales(), new FactusolTrigger()].map(
		(type: INodeType) => [type.description.name, type] as const,
	),
);

interface Operation {
	/** Name of the node's type. */
	node: string;
	resource?: string;
	/** None of a trigger. */
	operation?: string;
}

function valuesOf({ options = [] }: INodeProperties): unknown[] {
	return options.flatMap((option) => ('value' in option ? [option.value] : []));
}

/** What a node offers, as its description lists it. */
function operationsOf(node: string, { description }: INodeType): Operation[] {
	const choosers = description.properties.filter(({ name }) => name === 'operation');
	if (choosers.length === 0) return [{ node }];
	return choosers.flatMap((chooser) =>
		(chooser.displayOptions?.show?.resource ?? [undefined]).flatMap((resource) =>
			valuesOf(chooser).map((operation) => ({
				node,
				operation: String(operation),
				...(typeof resource === 'string' ? { resource } : {}),
			})),
		),
	);
}

function fieldsOf({ node, ...chosen }: Operation): INodeProperties[] {
	return (nodes.get(node)?.description.properties ?? []).filter(
		({ name, type, displayOptions }) =>
			name !== 'resource' &&
			name !== 'operation' &&
			type !== 'notice' &&
			Object.entries(chosen).every(
				([chooser, value]) => displayOptions?.show?.[chooser]?.includes(value) ?? true,
			),
	);
}

/** A field, or an option of a collection. */
type Place = [field: string] | [field: string, option: string];

function optionsOf({ type, options = [] }: INodeProperties): INodeProperties[] {
	return type === 'collection'
		? options.flatMap((option) => ('displayName' in option && 'type' in option ? [option] : []))
		: [];
}

function placesOf(field: INodeProperties): Place[] {
	return [[field.name], ...optionsOf(field).map((option): Place => [field.name, option.name])];
}

type Choice = [place: Place, value: unknown];

function choicesOf(place: Place, field: INodeProperties): Choice[] {
	switch (field.type) {
		case 'boolean':
			return [true, false].map((value) => [place, value]);
		case 'options':
			return valuesOf(field).map((value) => [place, value]);
		case 'multiOptions':
			return valuesOf(field).map((value) => [place, [value]]);
		default:
			return [];
	}
}

interface Call extends Operation {
	/** Other choices than the usual ones: they show fields, and lead elsewhere. */
	choices: Choice[];
	/** What gives something else than it should. */
	spoilt: Place[];
	item: Record<string, unknown>;
	value: unknown;
	/** What stands where something is spoilt. */
	expression: string;
	continueOnFail: boolean;
}

/** A parameter that is an expression gives whatever the item holds under this name. */
const FIELD = 'hostile';

/** The first is read without n8n, the second is evaluated by it. */
const EXPRESSIONS = [`={{ $json.${FIELD} }}`, `={{ [$json.${FIELD}][0] }}`];

const operations = [...nodes].flatMap(([node, type]) => operationsOf(node, type));

const call: fc.Arbitrary<Call> = fc.constantFrom(...operations).chain((operation) => {
	const fields = fieldsOf(operation);
	const places = fields.flatMap(placesOf);
	const choices = fields.flatMap((field) => [
		...choicesOf([field.name], field),
		...optionsOf(field).flatMap((option) => choicesOf([field.name, option.name], option)),
	]);
	return fc.record({
		...Object.fromEntries(
			Object.entries(operation).map(([name, value]: [string, string]) => [
				name,
				fc.constant(value),
			]),
		),
		node: fc.constant(operation.node),
		choices: fc.subarray(choices, { maxLength: Math.min(3, choices.length) }),
		spoilt: fc.subarray(places, { maxLength: Math.min(3, places.length) }),
		item: fc.oneof({ weight: 3, arbitrary: fc.constant({ ...ITEM }) }, spoiled(ITEM)),
		value: anything,
		expression: fc.constantFrom(...EXPRESSIONS),
		continueOnFail: fc.boolean(),
	});
});

/** @param hostile what stands where something is spoilt */
function parametersOf(
	{ resource, operation, choices, spoilt }: Call,
	hostile: unknown,
): IDataObject {
	const parameters: IDataObject = {
		...SET,
		...(resource === undefined ? {} : { resource }),
		...(operation === undefined ? {} : { operation }),
	};
	const set = ([field, option]: Place, value: unknown) => {
		const before = parameters[field];
		parameters[field] = (
			option === undefined ? value : { ...(isObject(before) ? before : {}), [option]: value }
		) as IDataObject;
	};
	for (const [place, value] of choices) set(place, value);
	for (const place of spoilt) set(place, hostile);
	return parameters;
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

const USER = 'n8n';
const PASSWORD = 'Pr0bar-la-clave';

/** Nobody listens at port 9: nothing is sent to a mall. */
const NOBODY = { host: '127.0.0.1', port: 9 };

function credentialsOf(
	ledgerFile: string,
	sqlServer: SqlServerStandIn,
): Record<string, IDataObject> {
	return {
		factuLinkLedger: { file: ledgerFile },
		factusolDatabase: {
			companyName: 'Oficit',
			companyCode: '001',
			locateBy: 'path',
			filePath: path.join(fixtures, 'base', '0012026.accdb'),
			connectionType: 'driverless',
		},
		solarApi: {
			baseUrl: `https://${NOBODY.host}:${NOBODY.port}/api/`,
			user: 'u',
			password: 'p',
			idCliente: '1',
			connectTimeoutSeconds: 1,
			responseTimeoutSeconds: 1,
		},
		microsoftSql: {
			server: '127.0.0.1',
			port: sqlServer.port,
			database: 'TangoCentralTest',
			user: USER,
			password: PASSWORD,
			tls: false,
		},
	};
}

async function poll(each: Call, credentials: Record<string, IDataObject>): Promise<unknown> {
	const parameters = parametersOf(each, each.value);
	const context = {
		getMode: () => 'manual',
		getNode: () => ({ name: 'Factusol Trigger' }),
		getNodeParameter: (name: string, fallback?: unknown) => {
			const { [name]: value = fallback } = parameters;
			return value;
		},
		getCredentials: (name: string) => Promise.resolve(credentials[name]),
	};
	return await new FactusolTrigger().poll.call(context as unknown as IPollFunctions);
}

async function run(each: Call, credentials: Record<string, IDataObject>): Promise<void> {
	const { node, resource, operation, item, value, continueOnFail } = each;
	const where = [node, resource, operation].join(' ');
	const type = nodes.get(node);
	assert.ok(type);
	try {
		if (!type.execute) return void (await poll(each, credentials));
		const outputs = await runNode(type, {
			parameters: parametersOf(each, each.expression),
			items: [{ ...item, [FIELD]: value } as IDataObject],
			credentials,
			continueOnFail,
		});
		for (const { json } of outputs.flat()) {
			const details = json.details as IDataObject | null | undefined;
			if (details === item.details) continue;
			assert.notEqual(details?.class, 'bug', `${where}: ${JSON.stringify(details)}`.slice(0, 2000));
		}
	} catch (error) {
		if (error instanceof assert.AssertionError) throw error;
		const { name, context } = error as { name?: string; context?: IDataObject };
		assert.equal(name, 'NodeOperationError', `${where}: ${String(error)}`);
		const { cause } = error as Error;
		const origin = cause instanceof Error && cause.cause instanceof Error ? cause.cause.stack : '';
		assert.notEqual(context?.class, 'bug', `${where}: ${String(error)}\n${origin}`);
		assert.ok(!isRight(each) || !SETTINGS.has(String(context?.code)), `${where}: ${String(error)}`);
	}
}

/** What is said of a setting that is not as it should be. */
const SETTINGS = new Set([
	'NODE_SETTINGS',
	'LEDGER_PARAMETER',
	'SALES_SETTINGS',
	'PENDING_LIST_SETTINGS',
	'VOUCHER_MISSING',
]);

/** Nothing but choices that the node offers: it must not complain about them. */
function isRight({ spoilt, item }: Call): boolean {
	return spoilt.length === 0 && Object.entries(ITEM).every(([name, value]) => item[name] === value);
}

/** Any parameter of any operation gives anything: items, error items or an error with a class; never a defect. */
export const nodeTarget: FuzzTarget = {
	name: 'parameters and items of the nodes',
	weight: 1,
	run: async (rounds, seed) => {
		const folder = mkdtempSync(path.join(tmpdir(), 'factulink-fuzz-'));
		const ledgerFile = path.join(folder, 'ledger.sqlite');
		const sqlServer = new SqlServerStandIn({ logins: { [USER]: PASSWORD } });
		await sqlServer.up();
		try {
			for (const file of ['schema.sql', 'seed.sql']) {
				await sqlServer.runScript(readFileSync(path.join(salesFixtures, file), 'utf8'));
			}
			await openLedger(ledgerFile);
			const credentials = credentialsOf(ledgerFile, sqlServer);
			await fc.assert(
				fc.asyncProperty(call, async (each) => await run(each, credentials)),
				{ numRuns: Math.max(1, Math.round(rounds * nodeTarget.weight)), seed },
			);
		} finally {
			closeLedgers();
			await closeAllPools();
			await sqlServer.close();
			rmSync(folder, { recursive: true, force: true });
		}
	},
};

import { z } from 'zod';
import type { ControlRoutes } from '../control-server';
import { PERMISSIONS } from './permissions';
import type { SqlServerStandIn } from './server';

const faultSchema = z
	.object({
		matching: z.string().optional(),
		times: z.number().int().min(1).optional(),
		after: z.number().int().min(0).optional(),
		delayMs: z.number().min(0).optional(),
		error: z
			.union([
				z.enum(['deadlock', 'lock-timeout']),
				z.object({
					number: z.number().int(),
					message: z.string(),
					severity: z.number().int().optional(),
				}),
			])
			.optional(),
		drop: z.enum(['before', 'within', 'after']).optional(),
	})
	.strict();

const permissionSchema = z.object({
	verb: z.enum(['GRANT', 'DENY', 'REVOKE']),
	permission: z.enum(PERMISSIONS),
	table: z.string(),
	login: z.string(),
});

const loginSchema = z.object({ login: z.string() });

const scriptSchema = z.object({ script: z.string() });

/** Everything of the stand-in that another process may steer or read. */
export function controlRoutes(standIn: SqlServerStandIn): ControlRoutes {
	return {
		'GET /requests': () => standIn.requests,
		'DELETE /requests': () => standIn.forgetRequests(),
		'GET /defects': () => standIn.defects.map(String),
		'POST /faults': (body) => standIn.faults.add(faultSchema.parse(body)),
		'DELETE /faults': () => standIn.faults.clear(),
		'POST /permissions': (body) => {
			const { verb, permission, table, login } = permissionSchema.parse(body);
			standIn.changePermission(verb, permission, table, login);
		},
		'POST /restrict': (body) => standIn.restrict(loginSchema.parse(body).login),
		'POST /script': (body) => standIn.runScript(scriptSchema.parse(body).script),
		'POST /down': () => standIn.down(),
		'POST /up': () => standIn.up(),
	};
}

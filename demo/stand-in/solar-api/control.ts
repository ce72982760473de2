import { z } from 'zod';
import type { ControlRoutes } from '../control-server';
import { faultSchema } from './faults';
import { CERTIFICATE_VARIANTS } from './identity';
import type { SolarStandIn } from './server';
import { settingsSchema } from './settings';

const upSchema = z.object({ certificate: z.enum(CERTIFICATE_VARIANTS).optional() }).default({});

/** Everything of the stand-in that another process may steer or read. */
export function controlRoutes(standIn: SolarStandIn): ControlRoutes {
	return {
		'GET /vouchers': () => standIn.register.all,
		'GET /counts': () => standIn.register.counts(),
		'GET /requests': () => standIn.requests,
		'DELETE /requests': () => standIn.forgetRequests(),
		'POST /faults': (body) => standIn.faults.add(faultSchema.parse(body)),
		'DELETE /faults': () => standIn.faults.clear(),
		'POST /settings': (body) => standIn.change(settingsSchema.partial().parse(body)),
		'POST /revoke-tokens': () => standIn.revokeTokens(),
		'POST /down': () => standIn.down(),
		'POST /up': (body) => standIn.up(upSchema.parse(body).certificate),
	};
}

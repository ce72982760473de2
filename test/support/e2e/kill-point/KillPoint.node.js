const { closeSync, existsSync, fsyncSync, openSync } = require('node:fs');
const { join } = require('node:path');

/**
 * For tests only: kills n8n, as a power cut would, the first time that anything passes this point; afterwards it
 * lets everything through. The folder KILL_POINTS remembers which points have killed.
 */
class KillPoint {
	description = {
		displayName: 'Kill Point',
		name: 'killPoint',
		group: ['transform'],
		version: 1,
		description: 'Kills n8n once',
		defaults: { name: 'Kill Point' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'Point', name: 'point', type: 'string', default: '' }],
	};

	async execute() {
		const mark = join(process.env.KILL_POINTS, this.getNodeParameter('point', 0));
		if (!existsSync(mark)) {
			const file = openSync(mark, 'w');
			fsyncSync(file);
			closeSync(file);
			process.kill(process.pid, 'SIGKILL');
		}
		return [this.getInputData()];
	}
}

module.exports = { KillPoint };

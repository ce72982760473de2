const { closeSync, existsSync, fsyncSync, openSync } = require('node:fs');
const { join } = require('node:path');

/**
 * For tests only: once the folder KILL_POINTS holds a file "armed", kills n8n, as a power cut would, the first time
 * that anything passes this point; afterwards it lets everything through. The folder remembers which points have
 * killed.
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
		const folder = process.env.KILL_POINTS;
		const mark = join(folder, this.getNodeParameter('point', 0));
		if (existsSync(join(folder, 'armed')) && !existsSync(mark)) {
			const file = openSync(mark, 'w');
			fsyncSync(file);
			closeSync(file);
			process.kill(process.pid, 'SIGKILL');
		}
		return [this.getInputData()];
	}
}

module.exports = { KillPoint };

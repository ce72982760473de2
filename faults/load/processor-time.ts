import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** Fields of `/proc/<pid>/stat` behind the name, which may hold blanks: state is the first of them. */
const [USER, SYSTEM] = [11, 12] as const;

/** Seconds of a processor that a process has had; undefined where the system does not tell, or when it is gone. */
export function processorSeconds(pid: number | undefined): number | undefined {
	if (pid === undefined || process.platform !== 'linux') return undefined;
	try {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
		return (Number(fields[USER]) + Number(fields[SYSTEM])) / TICKS_PER_SECOND;
	} catch {
		return undefined;
	}
}

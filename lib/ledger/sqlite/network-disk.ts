import { realpathSync, statfsSync } from 'node:fs';

/** What Linux calls file systems of other machines: NFS, SMB, CIFS, SMB2, AFS, Coda, Ceph, NCP. */
const NETWORK_TYPES: ReadonlySet<number> = new Set([
	0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x73757245, 0x00c36400, 0x564c,
]);

/** Whether a path, with links and mapped drives followed, is one of another machine. */
export function isSharePath(real: string): boolean {
	return /^[\\/]{2}(?![.?][\\/])/.test(real) || /^[\\/]{2}\?[\\/]UNC[\\/]/i.test(real);
}

/** @param type as `statfs` tells it; signed where the system has it so */
export function isNetworkType(type: number): boolean {
	return NETWORK_TYPES.has(type >>> 0);
}

/**
 * Whether an existing folder lies on another machine, whatever its path looks like: behind a link, a mapped drive or a
 * mounted share.
 */
export function isOnNetwork(folder: string): boolean {
	if (isSharePath(realpathSync.native(folder))) return true;
	return process.platform === 'linux' && isNetworkType(statfsSync(folder).type);
}

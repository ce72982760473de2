import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Issuer } from './certificate';

/**
 * An issuer that is kept as PEM in a folder: made at the first start, read at later ones. Without a folder it is
 * made every time.
 */
export function keptIssuer(folder: string | undefined, name: string, make: () => Issuer): Issuer {
	if (folder === undefined) return make();
	const certificateFile = join(folder, `${name}.pem`);
	const keyFile = join(folder, `${name}.key.pem`);
	const nameFile = join(folder, `${name}.name`);
	if (existsSync(nameFile)) {
		const privateKey = readFileSync(keyFile, 'utf8');
		const key = createPrivateKey(privateKey);
		const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
		return {
			name: readFileSync(nameFile, 'utf8'),
			certificate: readFileSync(certificateFile, 'utf8'),
			privateKey,
			key,
			keyIdentifier: createHash('sha1').update(publicKey).digest(),
		};
	}
	const issuer = make();
	mkdirSync(folder, { recursive: true });
	writeFileSync(certificateFile, issuer.certificate);
	writeFileSync(keyFile, issuer.privateKey, { mode: 0o600 });
	writeFileSync(nameFile, issuer.name);
	return issuer;
}

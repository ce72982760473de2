import { issueCertificate, type Issuer } from '../certificates/certificate';
import { keptIssuer } from '../certificates/issuer-file';

/** What the server shows of itself. All but `good` are mistakes that malls make. */
export const CERTIFICATE_VARIANTS = [
	'good',
	'missing-intermediate',
	'expired',
	'wrong-name',
	'unknown-authority',
	'self-signed',
] as const;
export type CertificateVariant = (typeof CERTIFICATE_VARIANTS)[number];

export interface ServerIdentity {
	/** The certificate and whatever is sent with it. */
	chain: string;
	privateKey: string;
}

const YEAR = 365 * 24 * 60 * 60 * 1000;
const HOSTS = ['localhost', '127.0.0.1'];

/** The authority of a stand-in: a root that clients trust, and the intermediate that signs its server. */
export class Authority {
	private readonly root: Issuer;
	private readonly intermediate: Issuer;

	/** @param folder where the keys are kept, so that a stand-in that starts again is still trusted */
	constructor(folder?: string) {
		this.root = keptIssuer(folder, 'root', () =>
			issueCertificate({ commonName: 'Solar stand-in root' }),
		);
		this.intermediate = keptIssuer(folder, 'intermediate', () =>
			issueCertificate({ commonName: 'Solar stand-in intermediate', issuer: this.root }),
		);
	}

	/** PEM that a client has to trust. */
	get rootCertificate(): string {
		return this.root.certificate;
	}

	/** PEM that helps a client of a server with `missing-intermediate`. */
	get intermediateCertificate(): string {
		return this.intermediate.certificate;
	}

	identity(variant: CertificateVariant): ServerIdentity {
		switch (variant) {
			case 'good':
				return chained(this.server(this.intermediate), this.intermediate);
			case 'missing-intermediate':
				return chained(this.server(this.intermediate));
			case 'expired': {
				const now = Date.now();
				const server = issueCertificate({
					commonName: 'localhost',
					hosts: HOSTS,
					issuer: this.intermediate,
					notBefore: new Date(now - 2 * YEAR),
					notAfter: new Date(now - YEAR),
				});
				return chained(server, this.intermediate);
			}
			case 'wrong-name':
				return chained(this.server(this.intermediate, ['solar.other.example']), this.intermediate);
			case 'unknown-authority': {
				const stranger = issueCertificate({ commonName: 'Unknown authority' });
				return chained(this.server(stranger), stranger);
			}
			case 'self-signed':
				return chained(this.server(undefined));
		}
	}

	private server(issuer: Issuer | undefined, hosts: readonly string[] = HOSTS): Issuer {
		return issueCertificate({ commonName: hosts[0] ?? '', hosts, issuer });
	}
}

function chained(server: Issuer, ...others: Issuer[]): ServerIdentity {
	return {
		chain: [server, ...others].map(({ certificate }) => certificate).join(''),
		privateKey: server.privateKey,
	};
}

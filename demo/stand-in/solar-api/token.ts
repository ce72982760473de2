import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Issues and checks access tokens in the form of a JWT. */
export class Tokens {
	private secret = randomBytes(32);
	private serial = 0;

	/** @param lifeSeconds how long the token is good; 0 or less: it is expired from the start */
	issue(user: string, lifeSeconds: number): string {
		const now = Math.floor(Date.now() / 1000);
		const claims = { sub: user, iat: now, exp: now + lifeSeconds, jti: ++this.serial };
		const content = [{ alg: 'HS256', typ: 'JWT' }, claims]
			.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
			.join('.');
		return `${content}.${this.signature(content)}`;
	}

	accepts(token: string): boolean {
		const [header = '', claims = '', signature = ''] = token.split('.');
		const expected = Buffer.from(this.signature(`${header}.${claims}`));
		const given = Buffer.from(signature);
		if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
		const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp: number };
		return Date.now() < exp * 1000;
	}

	/** No token issued so far is good any more, whatever its `exp` says. */
	revokeAll(): void {
		this.secret = randomBytes(32);
	}

	private signature(content: string): string {
		return createHmac('sha256', this.secret).update(content).digest('base64url');
	}
}

// `jose` as a peer. The key is imported once; it stands beside the token.
import {readFileSync} from 'node:fs';
import {importJWK, jwtVerify} from 'jose';
import {serve, version} from './protocol.mjs';

const keys = new Map();
const currentDate = new Date('2026-09-01T00:00:00Z');

async function verify(text, file) {
  let known = keys.get(file);
  if (!known) {
    const jwk = JSON.parse(readFileSync(file.replace(/\.jwt$/, '.jwk.json'), 'utf8'));
    known = {key: await importJWK(jwk, jwk.alg), algorithms: [jwk.alg]};
    keys.set(file, known);
  }
  await jwtVerify(text, known.key, {algorithms: known.algorithms, currentDate});
}

await serve('jose', version('jose'), verify);

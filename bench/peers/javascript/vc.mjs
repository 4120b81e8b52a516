// `@digitalbazaar/vc` with `@digitalbazaar/eddsa-rdfc-2022-cryptosuite` as a peer.
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {contexts, serve, version} from './protocol.mjs';

const documents = contexts();
const suite = new DataIntegrityProof({cryptosuite});
const now = new Date('2026-09-01T00:00:00Z');

// Contexts are at hand, and so are the documents of the keys, as of issuers seen before.
async function documentLoader(url) {
  let document = documents.get(url);
  if (!document && url.startsWith('did:key:')) {
    document = keyDocument(url);
    documents.set(url, document);
  }
  if (!document) {
    throw new Error(`nothing is fetched: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document};
}

// What the did:key method says of an Ed25519 key.
function keyDocument(url) {
  const [did, fragment] = url.split('#');
  const key = did.slice('did:key:'.length);
  const method = {
    id: `${did}#${key}`, type: 'Multikey', controller: did, publicKeyMultibase: key
  };
  if (fragment) {
    return {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  }
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [method],
    assertionMethod: [method.id]
  };
}

async function verify(text) {
  const credential = JSON.parse(text);
  const result = await vc.verifyCredential({credential, suite, documentLoader, now});
  if (!result.verified) {
    throw result.error;
  }
}

await serve('@digitalbazaar/vc', version('@digitalbazaar/vc'), verify);

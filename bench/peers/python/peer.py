"""PyLD as a peer: a verifier of `eddsa-rdfc-2022` with did:key on it."""

import hashlib
import json
import pathlib
import sys
import time

import base58
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from importlib.metadata import version
from pyld import jsonld


def contexts(folder):
    """The contexts in a folder by URL; of two that share one, the usual one, which stands first."""
    read = lambda name: json.loads((folder / name).read_text(encoding="utf-8"))
    found = {}
    for entry in read("index.json")["contexts"]:
        document = read(entry["name"] + ".json")
        for url in entry["urls"]:
            found.setdefault(url, document)
    return found


def load(url, options):
    if url not in CONTEXTS:
        raise ValueError(f"nothing is fetched: {url}")
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": CONTEXTS[url],
    }


def digest(document):
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    return hashlib.sha256(jsonld.normalize(document, options).encode()).digest()


def verify(data):
    document = json.loads(data)
    proof = document.pop("proof")
    signature = base58.b58decode(proof.pop("proofValue")[1:])
    proof["@context"] = document["@context"]
    key = base58.b58decode(proof["verificationMethod"].split("#")[1][1:])[2:]
    signed = digest(proof) + digest(document)
    Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)


def batch(line):
    file, iterations = line.rsplit(" ", 1)
    data = pathlib.Path(file).read_bytes()
    started = time.perf_counter_ns()
    for _ in range(int(iterations)):
        verify(data)
    return (time.perf_counter_ns() - started) / max(int(iterations), 1)


CONTEXTS = contexts(pathlib.Path(sys.argv[1]))
print("peer PyLD", version("PyLD"), flush=True)
for line in sys.stdin:
    try:
        print(f"ok {batch(line.strip()):.1f}", flush=True)
    except Exception as error:  # whatever a library raises is why it rejects the file
        print("error", type(error).__name__, " ".join(str(error).split()), flush=True)

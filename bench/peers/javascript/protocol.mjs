// What a peer has in common with the others: the lines that it speaks (bench/README.md), and the
// contexts that it is given.
import {createInterface} from 'node:readline';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

// Answers each line `FILE ITERATIONS` with the nanoseconds that one verification took. `verify`
// throws why a file is rejected.
export async function serve(name, version, verify) {
  console.log(`peer ${name} ${version}`);
  for await (const line of createInterface({input: process.stdin})) {
    try {
      const space = line.lastIndexOf(' ');
      const file = line.slice(0, space);
      const iterations = Number(line.slice(space + 1));
      const text = readFileSync(file, 'utf8');
      const started = process.hrtime.bigint();
      for (let i = 0; i < iterations; i++) {
        await verify(text, file);
      }
      const taken = Number(process.hrtime.bigint() - started);
      console.log(`ok ${(taken / Math.max(iterations, 1)).toFixed(1)}`);
    } catch (error) {
      const causes = error.errors ?? error.error?.errors ?? [];
      const told = [error, ...causes].map(e => e.message ?? String(e)).join(': ');
      console.log(`error ${told.replace(/\s+/g, ' ')}`);
    }
  }
}

// The contexts in the folder that the first argument names, by URL; of two that share one, the
// usual one, which stands first.
export function contexts() {
  const folder = process.argv[2];
  const read = name => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const found = new Map();
  for (const {name, urls} of read('index.json').contexts) {
    const document = read(`${name}.json`);
    for (const url of urls) {
      if (!found.has(url)) {
        found.set(url, document);
      }
    }
  }
  return found;
}

// The version of an installed package.
export function version(name) {
  const path = new URL(`./node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')).version;
}

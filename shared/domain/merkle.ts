import { createHash } from 'node:crypto';

const HASH_BYTES = 32;
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** RFC 9162 §2.1.1. */
export const leafHash = (data: Uint8Array) => sha256(LEAF, data);
const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(NODE, left, right);

/** The root of the tree over these leaf hashes; of none, the hash of nothing. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  if (!first) return sha256();
  if (leaves.length === 1) return first;
  const split = largestPowerBelow(leaves.length);
  return nodeHash(merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split)));
}

/** The hashes that lead from leaf `index` to the root (§2.1.3.1). */
export function inclusionProof(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionProof(index, left), merkleRoot(right)]
    : [...inclusionProof(index - split, right), merkleRoot(left)];
}

/** What proves that the tree of the first `size` leaves is the beginning of this one (§2.1.4.1). */
export function consistencyProof(size: number, leaves: readonly Buffer[]): Buffer[] {
  return subProof(size, leaves, true);
}

function subProof(size: number, leaves: readonly Buffer[], isWhole: boolean): Buffer[] {
  if (size === leaves.length) return isWhole ? [] : [merkleRoot(leaves)];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return size <= split
    ? [...subProof(size, left, isWhole), merkleRoot(right)]
    : [...subProof(size - split, right, false), merkleRoot(left)];
}

/** §2.1.3.2; false for anything that is no proof. */
export function verifyInclusion(
  { index, size, leaf }: { index: number; size: number; leaf: Buffer },
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (!areCounts(index, size) || index >= size || !areHashes(leaf, root, ...proof)) return false;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && hash.equals(root);
}

/** §2.1.4.2; false for anything that is no proof. */
export function verifyConsistency(
  first: { size: number; root: Buffer },
  second: { size: number; root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (!areCounts(first.size, second.size) || first.size < 1 || first.size > second.size)
    return false;
  if (!areHashes(first.root, second.root, ...proof)) return false;
  if (first.size === second.size) return proof.length === 0 && first.root.equals(second.root);
  const path = isPowerOfTwo(first.size) ? [first.root, ...proof] : proof;
  const [start, ...rest] = path;
  if (!start || proof.length === 0) return false;
  let [at, last, old, whole] = [first.size - 1, second.size - 1, start, start];
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      [old, whole] = [nodeHash(sibling, old), nodeHash(sibling, whole)];
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      whole = nodeHash(whole, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && old.equals(first.root) && whole.equals(second.root);
}

// Sizes may pass 2^31, where bit operations end.
const half = (value: number) => Math.floor(value / 2);
const isOdd = (value: number) => value % 2 === 1;
const isPowerOfTwo = (value: number) => Number.isInteger(Math.log2(value));
const areCounts = (...values: number[]) => values.every((v) => Number.isSafeInteger(v) && v >= 0);
const areHashes = (...values: Buffer[]) => values.every(({ length }) => length === HASH_BYTES);

/** The largest power of two strictly below `size` (MRK-2). */
function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  merkleRoot,
  verifyConsistency,
  verifyInclusion,
} from '../../shared/domain/merkle.ts';

type Vectors = { roots: string[]; path_0_8: string[]; proof_3_7: string[]; proof_6_8: string[] };
const VECTORS = path.join(import.meta.dirname, '../vectors/merkle-vectors.json');
const vectors: Vectors = JSON.parse(readFileSync(VECTORS, 'utf8'));

const hex = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('hex'));
/** The leaves of Certificate Transparency's own test tree. */
const leaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((data) => leafHash(Buffer.from(data, 'hex')));
const treeOf = (size: number) => ({ size, root: merkleRoot(leaves.slice(0, size)) });

describe('the Merkle tree (RFC 9162)', () => {
  test('MRK-1, MRK-2: has the known roots', () => {
    const sizes = vectors.roots.map((_, size) => size);
    expect(hex(sizes.map((size) => merkleRoot(leaves.slice(0, size))))).toEqual(vectors.roots);
  });

  test('MRK-3: has the known proofs', () => {
    expect(hex(inclusionProof(0, leaves))).toEqual(vectors.path_0_8);
    expect(hex(consistencyProof(3, leaves.slice(0, 7)))).toEqual(vectors.proof_3_7);
    expect(hex(consistencyProof(6, leaves))).toEqual(vectors.proof_6_8);
  });

  test('MRK-3: every leaf proves that it is in, and no other leaf does with its proof', () => {
    for (let size = 1; size <= leaves.length; size++) {
      const { root } = treeOf(size);
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(index, leaves.slice(0, size));
        const [leaf, other] = [leaves[index], leaves[(index + 1) % leaves.length]];
        if (!leaf || !other) throw new Error('no leaf');
        expect(verifyInclusion({ index, size, leaf }, proof, root)).toBe(true);
        expect(verifyInclusion({ index, size, leaf: other }, proof, root)).toBe(false);
        expect(verifyInclusion({ index, size, leaf }, [...proof, other], root)).toBe(false);
        expect(verifyInclusion({ index: size, size, leaf }, proof, root)).toBe(false);
      }
    }
  });

  test('MRK-4: every tree proves that it extends every earlier one, and no altered one', () => {
    for (let second = 1; second <= leaves.length; second++) {
      for (let first = 1; first <= second; first++) {
        const proof = consistencyProof(first, leaves.slice(0, second));
        expect(verifyConsistency(treeOf(first), treeOf(second), proof)).toBe(true);
        const altered = { size: first, root: leafHash(Buffer.from('another')) };
        expect(verifyConsistency(altered, treeOf(second), proof)).toBe(false);
      }
    }
    expect(verifyConsistency(treeOf(4), treeOf(4), [treeOf(4).root])).toBe(false);
    expect(verifyConsistency(treeOf(0), treeOf(4), [])).toBe(false);
  });
});

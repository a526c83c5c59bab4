import { WORDS } from './canonical.ts';

const FIRST_CAPACITY = 1 << 16;

/**
 * The states found so far, in the order of their finding, each with the one that it was found from:
 * 24 bytes a state, so that tens of millions fit.
 */
export class Visited {
  #words = new Int32Array(FIRST_CAPACITY * WORDS);
  #parents = new Int32Array(FIRST_CAPACITY);
  /** Open addressing: the number of a state, plus one. */
  #slots = new Int32Array(2 * FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get words(): Int32Array {
    return this.#words;
  }

  parentOf(state: number): number {
    return this.#parents[state] ?? 0;
  }

  /** False if it was known. */
  add(words: Int32Array, parent: number): boolean {
    const slot = this.#find(words, 0);
    if (this.#slots[slot] !== 0) return false;
    if (this.#size === this.#parents.length) {
      this.#grow();
      return this.add(words, parent);
    }
    this.#words.set(words, this.#size * WORDS);
    this.#parents[this.#size] = parent;
    this.#slots[slot] = ++this.#size;
    return true;
  }

  /** Where the state that begins at `offset` of `words` is, or would be. */
  #find(words: Int32Array, offset: number): number {
    const mask = this.#slots.length - 1;
    const [a = 0, b = 0, c = 0] = [words[offset], words[offset + 1], words[offset + 2]];
    let slot = hash(a, b, c) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const known = ((this.#slots[slot] ?? 0) - 1) * WORDS;
      if (known < 0) return slot;
      const own = this.#words;
      if (own[known] === a && own[known + 1] === b && own[known + 2] === c) return slot;
    }
  }

  #grow(): void {
    const capacity = this.#parents.length * 2;
    this.#words = grown(this.#words, capacity * WORDS);
    this.#parents = grown(this.#parents, capacity);
    this.#slots = new Int32Array(2 * capacity);
    for (let state = 0; state < this.#size; state++) {
      this.#slots[this.#find(this.#words, state * WORDS)] = state + 1;
    }
  }
}

function grown(values: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const more = new Int32Array(length);
  more.set(values);
  return more;
}

function hash(a: number, b: number, c: number): number {
  let mixed = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ b ^ (mixed >>> 13), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ c ^ (mixed >>> 15), 0x27d4eb2f);
  return mixed ^ (mixed >>> 16);
}

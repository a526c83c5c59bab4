/** One convention for every command; each one's help says what its 2 means. 0 is done, with nothing amiss. */
export const EXIT_FAILED = 1;
export const EXIT_FOUND = 2;

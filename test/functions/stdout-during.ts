import { jest } from '@jest/globals';

/** What a function wrote to its log while `work` ran. */
export async function stdoutDuring(work: () => Promise<unknown>): Promise<string[]> {
  const written: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    await work();
    return written;
  } finally {
    write.mockRestore();
  }
}

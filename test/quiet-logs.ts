/** The product's own lines would drown jest's report; SHOW_LOGS=1 shows them. */
const { stdout } = process;
const marked = stdout as typeof stdout & { isQuiet?: true };

// A worker keeps its standard output from one test file to the next.
if (!process.env.SHOW_LOGS && !marked.isQuiet) {
  const { write } = stdout;
  marked.isQuiet = true;
  stdout.write = ((...line: Parameters<typeof write>) =>
    /^\{"(?:level|_aws)":/.test(String(line[0])) || write.apply(stdout, line)) as typeof write;
}

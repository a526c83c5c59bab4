import { styleText } from 'node:util';
import { curlLine, type DemoRequest } from './curl-line.ts';
import { type Reply, sendRequest } from './send-request.ts';
import { Unexpected } from './unexpected.ts';

const SHOWN_ANSWER_LINES = 28;
const SHOWN_LINE_CHARS = 200;
const SHOWN_PATH_CHARS = 40;

export type Told<T> = {
  title: string;
  /** What happens next and why, for somebody who has never seen the service. */
  before: string;
  act(): Promise<T>;
  /** What the outcome showed. */
  after(outcome: T): string;
};

export type Narrator = {
  step<T>(step: Told<T>): Promise<T>;
  /** Sends the request and shows it with its answer. */
  ask(request: DemoRequest): Promise<Reply>;
  showCommand(line: string): void;
  showAnswer(text: string): void;
  /** Tells the whole story and sums it up; true if every step was as told. */
  tell(address: string, story: () => Promise<void>): Promise<boolean>;
};

type Ended = { number: number; title: string; ok: boolean; durationMs: number } & (
  | { outcome: string }
  | { expected: string; came: string }
);

/** Writes the story for a reader, or with `json` one document at its end for a program. */
export function narrator(options: { json: boolean; write(text: string): void }): Narrator {
  const ended: Ended[] = [];
  const say = (text: string) => {
    if (!options.json) options.write(`${text}\n`);
  };
  const showAnswer = (text: string) => say(styleText('dim', indented(shortened(text))));

  return {
    showAnswer,
    showCommand: (line) => say(`\n${styleText('cyan', indented(`$ ${line}`))}`),
    async ask(request) {
      say(`\n${styleText('cyan', indented(`$ ${curlLine(request)}`))}`);
      const reply = await sendRequest(request);
      const path = new URL(request.url).pathname.slice(0, SHOWN_PATH_CHARS);
      showAnswer(`${reply.status} from ${request.method} ${path}: ${readable(reply)}`);
      return reply;
    },
    async step({ title, before, act, after }) {
      const number = ended.length + 1;
      const startedAt = performance.now();
      const durationMs = () => Math.round(performance.now() - startedAt);
      say(`\n${styleText('bold', `${number}. ${title}`)}\n${before}`);
      try {
        const outcome = await act();
        const shown = after(outcome);
        ended.push({ number, title, ok: true, durationMs: durationMs(), outcome: shown });
        say(`\n${styleText('green', '✓')} ${shown}`);
        return outcome;
      } catch (error) {
        const wrong = error instanceof Unexpected ? error : notTold(error);
        const { expected, came } = wrong;
        ended.push({ number, title, ok: false, durationMs: durationMs(), expected, came });
        say(`\n${styleText('red', '✗')} Expected ${expected}.\n  Came: ${came}`);
        throw wrong;
      }
    },
    async tell(address, story) {
      say(`The story of ${address}, who does not exist.`);
      const ok = await story().then(
        () => true,
        (error: unknown) => {
          if (error instanceof Unexpected) return false;
          throw error;
        },
      );
      say(`\n${summary(ended)}`);
      if (options.json) options.write(`${JSON.stringify({ ok, address, steps: ended })}\n`);
      return ok;
    },
  };
}

function notTold(error: unknown): Unexpected {
  const came = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Unexpected('the step to run', came, { cause: error });
}

function summary(ended: readonly Ended[]): string {
  const wrong = ended.find(({ ok }) => !ok);
  if (!wrong) return styleText('green', `✓ All ${ended.length} steps were as told.`);
  return styleText('red', `✗ Step ${wrong.number} was not as told, so the story ends there.`);
}

/** JSON indented, a page by its title, anything else as it is. */
function readable({ type, text }: Reply): string {
  if (type.includes('json')) {
    try {
      return JSON.stringify(JSON.parse(text), undefined, 2);
    } catch {
      return text;
    }
  }
  const title = /<title>([^<]*)<\/title>/.exec(text)?.[1];
  return title === undefined ? text : `a page, “${title.trim()}”`;
}

function shortened(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => (line.length > SHOWN_LINE_CHARS ? `${line.slice(0, SHOWN_LINE_CHARS)}…` : line));
  if (lines.length <= SHOWN_ANSWER_LINES) return lines.join('\n');
  const left = lines.length - SHOWN_ANSWER_LINES;
  return [...lines.slice(0, SHOWN_ANSWER_LINES), `… ${left} more lines`].join('\n');
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

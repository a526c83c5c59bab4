import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Voice } from '../../shared/pages/layout.ts';
import type { Words } from '../../shared/pages/words/words.ts';
import type { Step } from './keyboard.ts';
import type { Stage } from './stage.ts';

/** A page that a person can meet, in one of its states. */
export type PageState = {
  /** `group/state`. */
  name: string;
  /** The address that it is reached from; whoever is needed for it is made on the way. */
  open(stage: Stage, words: Words): Promise<string>;
  /** From there on, by keyboard alone. */
  steps?(words: Words): readonly Step[];
  /** 200, if not said. */
  status?: number;
  /** What a screen reader is told without looking for it (4.1.3). */
  announces?: 'status' | 'alert';
  /** For what only an outage shows: the product's own page, given in answer to the last step. */
  staged?(voice: Voice): APIGatewayProxyStructuredResultV2;
  /** Its boxes are ticked to show what was ticked before, not to ask for it. */
  showsTicked?: boolean;
  /** A page of the company with our form in it, which has a script, styles and a way of its own. */
  isCompanys?: boolean;
};

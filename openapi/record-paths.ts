import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  ConsentReceipt,
  ConsentReceived,
  ConsentSubmission,
  ImportReport,
  ImportRequest,
} from '../events/consent.ts';
import { json } from './content.ts';
import { keyed } from './keyed.ts';

const tags = ['records'];

/** What other systems of the company report. */
export const recordPaths: ZodOpenApiPathsObject = {
  '/v1/consents': {
    post: keyed({
      ...{ operationId: 'recordConsents', tags, scope: 'record', needsIdempotencyKey: true },
      summary: 'What one person said to another system of the company.',
      description:
        'A grant cites the wording and the notice that the person was shown. It fills gaps and never lifts a withdrawal. A withdrawal that can be read counts whatever is wrong beside it, and the `detail` of the refusal then says so; a request that only withdraws is never refused for its rate.',
      requestBody: {
        required: true,
        content: json(
          ConsentSubmission,
          'consent/consent-submission',
          'consent/consent-submission.stop-everything',
        ),
      },
      answers: {
        200: {
          description: 'The same request as before: its receipt once more.',
          content: json(ConsentReceipt, 'consent/consent-receipt'),
        },
        201: {
          description: 'Recorded. Nothing that was withdrawn can start any more.',
          content: json(
            ConsentReceipt,
            'consent/consent-receipt',
            'consent/consent-receipt.withdrawal-stands',
          ),
        },
        202: {
          description: 'Withdrawals safely received, and not yet in force: the database is away.',
          content: json(ConsentReceived, 'consent/consent-received'),
        },
      },
      problems: ['idempotency_key_reused', 'unavailable'],
    }),
  },
  '/v1/imports': {
    post: keyed({
      ...{ operationId: 'importConsents', tags, scope: 'import', needsIdempotencyKey: true },
      summary: 'Up to 500 such rows from the company’s older books.',
      description:
        'It fills gaps and never argues with the ledger. Each row has its own outcome. Send rows that were not reached again, under another key.',
      requestBody: { required: true, content: json(ImportRequest, 'consent/import-request') },
      answers: {
        200: {
          description: 'What became of each row, and in sum.',
          content: json(ImportReport, 'consent/import-report'),
        },
      },
      problems: ['unavailable'],
    }),
  },
};

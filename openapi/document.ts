import * as z from 'zod';
import { createDocument, type oas31 } from 'zod-openapi';
import { ApiScope } from '../events/api-key.ts';
import {
  ConsentReceipt,
  ConsentReceived,
  ConsentSubmission,
  ImportedRow,
  ImportReport,
  ImportRequest,
  ReportedEvidence,
  ReportedGrant,
  ReportedWithdrawal,
} from '../events/consent.ts';
import { FormDefinition, FormField, FormReceipt, FormSubmission } from '../events/form.ts';
import { LinkAnswer, LinkRequest } from '../events/link.ts';
import {
  EmailContent,
  MessageAccepted,
  MessageRequest,
  MessageStatus,
  SendState,
  Substitutions,
  TextContent,
} from '../events/message.ts';
import { Outcome } from '../events/outcome.ts';
import { PermitGranted, PermitRequest } from '../events/permit.ts';
import { Problem } from '../events/problem.ts';
import { Channel, Purpose } from '../events/scope.ts';
import { SuppressionPage } from '../events/suppression.ts';
import { CheckAnswer, CheckRequest, Reason } from '../events/verdict.ts';
import { formPaths } from './form-paths.ts';
import { headers } from './headers.ts';
import { pagePaths } from './page-paths.ts';
import { examples } from './problems.ts';
import { recordPaths } from './record-paths.ts';
import { senderPaths } from './sender-paths.ts';

/** The gateway's own answers: too early or too late for a door to say more. */
const GatewayMessage = z.object({ message: z.string() });

/** What has a name in the document; everything else is written out where it stands. */
const schemas = {
  ...{ Channel, Purpose, Reason, Outcome, Problem, GatewayMessage },
  ...{ CheckRequest, CheckAnswer, PermitRequest, PermitGranted, LinkRequest, LinkAnswer },
  ...{ MessageRequest, EmailContent, TextContent, MessageAccepted, MessageStatus, SendState },
  ...{ SuppressionPage, FormDefinition, FormField, FormSubmission, FormReceipt },
  ...{ ConsentSubmission, ReportedGrant, ReportedWithdrawal, ReportedEvidence, ConsentReceipt },
  ...{ ConsentReceived, ImportRequest, ImportReport, ImportedRow },
};

/** The HTTP API as OpenAPI 3.1, out of the schemas that the doors themselves parse with. */
export function apiDocument(): oas31.OpenAPIObject {
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Prior Consent',
        version: '1',
        description: ABOUT,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: 'https://consent.example.com', description: 'Your deployment: `ApiUrl`.' }],
      tags: [
        { name: 'senders', description: 'For systems that send.' },
        { name: 'records', description: 'For systems that know what people have said.' },
        { name: 'persons', description: 'For a company’s pages and a person’s mail program.' },
      ],
      paths: { ...senderPaths, ...recordPaths, ...formPaths, ...pagePaths },
      components: { schemas, headers, examples, securitySchemes: { ApiKey: API_KEY } },
    },
    { override: ({ zodSchema, jsonSchema }) => describeUnsaid(zodSchema, jsonSchema) },
  );
}

const ABOUT = `Nobody is contacted for marketing without prior consent, and you can prove it.

Bodies are JSON in UTF-8, at most 4,000,000 bytes; a field that is not known is refused. Times are ISO 8601 in UTC. Errors are problem details (RFC 9457): go by \`type\`. A 500 or 503 acknowledges nothing: send the same request again, with the same \`Idempotency-Key\` where there is one. The gateway's own answers are \`application/json\` with a \`message\`.`;

const API_KEY: oas31.SecuritySchemeObject = {
  type: 'http',
  scheme: 'bearer',
  description: `\`Authorization: Bearer <key>\`, as \`consent keys create\` shows it, once. A key has one or more of these scopes, and each operation names the one that it needs: ${ApiScope.options.join(', ')}. The scope \`addresses\` opens nothing by itself: it shows addresses beside suppressions.`,
};

/** Where a schema takes anything, for the door to look at it afterwards, the document says what it must be. */
function describeUnsaid(schema: z.core.$ZodType, described: z.core.JSONSchema.BaseSchema): void {
  if (schema === ImportRequest.shape.rows) {
    described.items = { $ref: '#/components/schemas/ConsentSubmission' };
  }
  if (schema === Substitutions) {
    const { $schema, ...texts } = z.toJSONSchema(Substitutions.out);
    Object.assign(described, texts);
  }
  // Left out, nothing is ticked.
  if (schema === FormSubmission) described.required = ['formToken'];
}

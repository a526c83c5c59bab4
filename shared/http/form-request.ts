import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Catalogue, Form } from '../domain/catalogue.ts';
import { ConsentError } from '../errors.ts';

/** Which form is asked for, and in which language. Throws `not_found`. */
export function askedForm(
  catalogue: Catalogue,
  event: APIGatewayProxyEventV2,
): { form: Form; locale: string } {
  const locale = event.queryStringParameters?.locale ?? catalogue.defaultLocale;
  return { form: formAt(catalogue, event), locale };
}

/** Throws `not_found`. */
export function formAt(catalogue: Catalogue, event: APIGatewayProxyEventV2): Form {
  const form = findForm(catalogue, event);
  if (!form) throw new ConsentError('not_found', 'There is no form of this name.');
  return form;
}

export const findForm = (
  { forms }: Catalogue,
  { pathParameters }: APIGatewayProxyEventV2,
): Form | undefined => forms.find(({ id }) => id === pathParameters?.formId);

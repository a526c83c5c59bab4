import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Catalogue, Form } from '../domain/catalogue.ts';
import { ConsentError } from '../errors.ts';

/** Which form is asked for, and in which language. Throws `not_found`. */
export function askedForm(
  catalogue: Catalogue,
  { pathParameters, queryStringParameters }: APIGatewayProxyEventV2,
): { form: Form; locale: string } {
  const form = catalogue.forms.find(({ id }) => id === pathParameters?.formId);
  if (!form) throw new ConsentError('not_found', 'There is no form of this name.');
  const locale = queryStringParameters?.locale ?? catalogue.defaultLocale;
  return { form, locale };
}

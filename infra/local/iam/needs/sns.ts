import { ANY_RESOURCE, type Call, type Need, need } from '../need.ts';

/** A text to a phone number has no resource. */
export function snsNeeds({ body }: Call): Need[] {
  const form = new URLSearchParams(body);
  const action = (form.get('Action') ?? '').replace(/Batch$/, '');
  return [need(`sns:${action}`, form.get('TopicArn') ?? ANY_RESOURCE)];
}

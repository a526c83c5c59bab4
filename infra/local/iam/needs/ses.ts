import { ANY_RESOURCE, type Call, type Context, localArn, type Need, need } from '../need.ts';

/** Sending needs leave on the identity and on the configuration set; which domains are verified is not known here. */
export function sesNeeds({ body }: Call): Need[] {
  const form = new URLSearchParams(body);
  const action = `ses:${form.get('Action')}`;
  const source = form.get('Source');
  if (source === null) return [need(action, ANY_RESOURCE)];
  const address = /<([^<>]{1,320})>$/.exec(source)?.[1] ?? source;
  const context: Context = {
    'ses:FromAddress': [address],
    'ses:Recipients': [...form].filter(([key]) => isRecipient(key)).map(([, value]) => value),
  };
  const set = form.get('ConfigurationSetName');
  const resources = [
    `identity/${address.slice(address.lastIndexOf('@') + 1)}`,
    ...(set === null ? [] : [`configuration-set/${set}`]),
  ];
  return resources.map((resource) => need(action, localArn('ses', resource), context));
}

function isRecipient(field: string): boolean {
  return (
    field.startsWith('Destinations.member.') || /^Destination\.(To|Cc|Bcc)Addresses\./.test(field)
  );
}

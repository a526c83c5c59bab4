export type DemoRequest = {
  method: 'GET' | 'POST';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: { json: unknown } | { form: readonly (readonly [name: string, value: string])[] };
};

/** The request as a shell command that can be copied and run again. */
export function curlLine({ method, url, headers = {}, body }: DemoRequest): string {
  const parts = [`curl ${body || method === 'GET' ? '' : `-X ${method} `}${quoted(url)}`];
  for (const [name, value] of Object.entries(headers))
    parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body && 'json' in body) {
    parts.push(`-H ${quoted('Content-Type: application/json')}`);
    parts.push(`-d ${quoted(JSON.stringify(body.json))}`);
  }
  if (body && 'form' in body) {
    for (const [name, value] of body.form)
      parts.push(`--data-urlencode ${quoted(`${name}=${value}`)}`);
  }
  return parts.join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

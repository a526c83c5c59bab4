/** What the local stack answers for the pseudo parameters of a template. */
export const LOCAL_REGION = 'eu-west-2';
export const LOCAL_ACCOUNT = '000000000000';

export const LOOPBACK = '127.0.0.1';

/**
 * A client of the runner's own, whose key the engines do not look at; or, at the policy door, one that acts
 * for a function, as Lambda polls in the name of the function's role.
 */
export function localClient(endpoint: string, accessKeyId = 'runner') {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  return { endpoint, region: LOCAL_REGION, credentials };
}

// AWS4-HMAC-SHA256 Credential=<key id>/<date>/<region>/<service>/aws4_request, …
const CREDENTIAL = /Credential=([\w-]{1,128})\/\d{8}\/[\w-]{1,32}\/([\w-]{1,32})\//;

/** Who calls which service: functions sign with their own name as the key id. */
export function callerOf(
  authorization: string | undefined,
): { name: string; service: string } | undefined {
  const [, name, service] = CREDENTIAL.exec(authorization ?? '') ?? [];
  return name !== undefined && service !== undefined ? { name, service } : undefined;
}

/** Headers that say who calls which service, for a call without an SDK client: nobody here verifies a signature. */
export function unverifiedSignature(name: string, service: string): { authorization: string } {
  const scope = `${name}/19700101/${LOCAL_REGION}/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}` };
}

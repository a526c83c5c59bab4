/** What the local stack answers for the pseudo parameters of a template. */
export const LOCAL_REGION = 'eu-west-2';
export const LOCAL_ACCOUNT = '000000000000';

export const LOOPBACK = '127.0.0.1';

/** For the runner's own clients: the engines accept any key. */
export function localClient(endpoint: string) {
  const credentials = { accessKeyId: 'runner', secretAccessKey: 'local' };
  return { endpoint, region: LOCAL_REGION, credentials };
}

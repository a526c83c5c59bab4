import { SuppressionPage } from '../../events/suppression.ts';
import { gatewayEvent, lambdaContext } from './gateway-event.ts';

/** GET /v1/suppressions, imported after its environment is set. */
export async function suppressionsDoor() {
  const { handler } = await import('../../functions/http/list-suppressions.ts');

  const ask = (scopes: string, after?: string) =>
    handler(
      gatewayEvent({
        method: 'GET',
        path: '/v1/suppressions',
        caller: { clientId: 'shop', scopes },
        ...(after !== undefined && { query: { after } }),
      }),
      lambdaContext,
    );

  const pageOf = async (scopes: string, after?: string) => {
    const { body = '' } = await ask(scopes, after);
    return SuppressionPage.parse(JSON.parse(body));
  };

  /** The whole list as a client with these scopes sees it, by its cursors, and how many pages it took. */
  const listed = async (scopes: string) => {
    const entries: SuppressionPage['entries'] = [];
    let [pages, after]: [number, string | null] = [0, ''];
    while (after !== null) {
      const page = await pageOf(scopes, after === '' ? undefined : after);
      entries.push(...page.entries);
      [pages, after] = [pages + 1, page.next];
    }
    return { entries, pages };
  };

  return { ask, pageOf, listed };
}

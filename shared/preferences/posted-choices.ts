import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Scope } from '../../events/scope.ts';
import { formBody } from '../http/request.ts';

/** As many as one event may hold, with what each may bring along. */
const MAX_TICKS = 30;

/** What was ticked on a preference page. Every tick is a change; nothing is ticked when the page is served. */
export type Ticked = { off: Scope[]; on: Scope[]; seen: string };

export type Posted = { asks: 'everything' | 'link' | 'changes'; ticked: Ticked };

/** What cannot be read was not ticked. */
export function readPostedChoices(event: APIGatewayProxyEventV2): Posted {
  const fields = formBody(event);
  const all = (name: string) => [Object.hasOwn(fields, name) ? (fields[name] ?? []) : []].flat();
  const scopes = (name: string) => {
    const found = all(name).flatMap((value) => Scope.safeParse(value).data ?? []);
    return [...new Set(found)];
  };
  const off = scopes('off').slice(0, MAX_TICKS);
  const on = scopes('on').slice(0, MAX_TICKS - off.length);
  const asks = all('stop').includes('everything')
    ? 'everything'
    : all('send').includes('link')
      ? 'link'
      : 'changes';
  return { asks, ticked: { off, on, seen: all('seen')[0] ?? '' } };
}

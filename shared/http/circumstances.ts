import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import {
  type Circumstances,
  MAX_PAGE_CHARACTERS,
  MAX_USER_AGENT_CHARACTERS,
} from '../../events/evidence.ts';
import { header } from './request.ts';

/** What a request tells of where it came from. */
export function circumstancesOf(event: APIGatewayProxyEventV2): Circumstances {
  const ip = event.requestContext.http.sourceIp;
  const userAgent = cut(header(event, 'user-agent'), MAX_USER_AGENT_CHARACTERS);
  const page = cut(header(event, 'referer') ?? header(event, 'origin'), MAX_PAGE_CHARACTERS);
  return { ...(ip && { ip }), ...(userAgent && { userAgent }), ...(page && { page }) };
}

/** A cut through the middle of a character would leave no text. */
function cut(text: string | undefined, maxCharacters: number): string | undefined {
  return text?.slice(0, maxCharacters).toWellFormed();
}

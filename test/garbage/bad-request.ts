import type { Request } from '../http/gateway-event.ts';

/** How a bad request must be answered. */
export type Expected =
  /** A problem document that names the field by its pointer, and what is no field by a word. */
  | { is: 'problem'; pointer?: string; word?: string }
  /** The same as a page, for whoever posted a form. */
  | { is: 'page'; pointer?: string }
  /** The gateway's own no: no function is reached. */
  | { is: 'turned away' }
  /** An answer that says no item by item, or one that says nothing. */
  | { is: 'answer'; faultOf(status: number, body: string): string | undefined };

/** A request that must be refused, and change nothing. */
export type BadRequest = { says: string; request: Request; expected: Expected };

/** Repeated here, since a request is broken in its headers as well. */
export type Headers = Record<string, string>;

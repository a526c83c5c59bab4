import { html } from 'hono/html';
import type { Scope } from '../../events/scope.ts';
import { type Catalogue, findPolicy, nameOf } from '../domain/catalogue.ts';
import { channelOf } from '../domain/scope.ts';
import { layout } from './layout.ts';

/** Names no address: whoever holds the link may be a forwardee (RFC 8058 §6). */
export function unsubscribePage(catalogue: Catalogue, scope: Scope): string {
  const name = mailingName(catalogue, scope);
  return layout(
    catalogue,
    'Unsubscribe',
    html`<h1>Unsubscribe from ${name}</h1>
<p>Press the button and we stop at once. You need not sign in or say why.</p>
<form method="post"><button type="submit">Unsubscribe</button></form>`,
  );
}

export function unsubscribedPage(catalogue: Catalogue, scope: Scope): string {
  const name = mailingName(catalogue, scope);
  return layout(
    catalogue,
    'You are unsubscribed',
    html`<h1 role="status">You are unsubscribed</h1>
<p>We will not send you ${name} again. ${isText(scope) ? 'A text' : 'An email'} that our provider had already
accepted may still arrive within the next five minutes.</p>`,
  );
}

/** The store is down: received is not yet in force, and the page must not say more than that. */
export function stopReceivedPage(catalogue: Catalogue, scope: Scope): string {
  const name = mailingName(catalogue, scope);
  return layout(
    catalogue,
    'Received, not yet in force',
    html`<h1 role="status">We have received that you want to leave ${name}</h1>
<p>Our records cannot be reached at the moment, so it is not yet in force. We put it in force as soon as
they can be reached; you need not do anything more. Until then an email may still arrive.</p>`,
  );
}

/** The same for every token that is not ours: no hint whether anyone is known. */
export function unknownLinkPage(catalogue: Catalogue): string {
  return layout(
    catalogue,
    'This link does not work',
    html`<h1>This link does not work</h1>
<p>It may have been cut short. Open it from the message again, or write to
<a href="mailto:${catalogue.controller.email}">${catalogue.controller.email}</a> and we stop.</p>`,
  );
}

export function notStoppedPage(catalogue: Catalogue): string {
  return layout(
    catalogue,
    'Error: not unsubscribed yet',
    html`<div class="problem" role="alert">
<h1>You are not unsubscribed yet</h1>
<p>Something failed on our side. Please press the button again.</p>
</div>
<form method="post"><button type="submit">Unsubscribe</button></form>`,
  );
}

/** A purpose that the catalogue has retired still has its links out there. */
function mailingName(catalogue: Catalogue, scope: Scope): string {
  const policy = findPolicy(catalogue, scope);
  const name = policy ? `“${nameOf(catalogue, policy.purpose)}”` : 'this mailing';
  // Who also gets it by email must see what stops.
  return isText(scope) ? `${name} by text message` : name;
}

const isText = (scope: Scope) => channelOf(scope) === 'sms';

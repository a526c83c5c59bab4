// Optional: the form is complete without it. With it what is wrong, and that it was received, are said on the
// page itself. No dependencies; copy it to your own site and load it with <script src="signup.js" defer>.
const title = document.title;

for (const form of document.querySelectorAll('form[data-consent-form]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form).catch(() => form.submit());
  });
  if (form.elements.formToken.value === '') freshen(form).catch(() => {});
}

/** A page that was copied has no token, and perhaps old words: both are fetched, as the form is served now. */
async function freshen(form) {
  const locale = encodeURIComponent(form.lang);
  const address = form.action.replace(/\/consents.*$/, '');
  const response = await fetch(`${address}/embed?locale=${locale}`);
  if (!response.ok) throw new Error(String(response.status));
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const served = page.querySelector('form');
  const words = new Map(placesIn(served).map((at) => [at.dataset.consentText, at.textContent]));
  const places = placesIn(form);
  // A choice that is asked in other words now, or not at all, is for the page of the service to ask.
  if (places.some((place) => !words.has(place.dataset.consentText))) return;
  for (const place of places) place.textContent = words.get(place.dataset.consentText);
  // The token proves every word that was served: one that is missing here, or put otherwise, was not shown.
  const said = new Set(elementsIn(form).map(textOf));
  const isEach = elementsIn(served).every(
    (one) => one.children.length > 0 || said.has(textOf(one)),
  );
  if (isEach) form.elements.formToken.value = served.elements.formToken.value;
}

const elementsIn = (form) => [...form.querySelectorAll('*')];
const placesIn = (form) => [...form.querySelectorAll('[data-consent-text]')];
const textOf = ({ textContent }) => textContent.replace(/\s+/g, ' ').trim();

async function send(form) {
  const filled = new FormData(form);
  const age = filled.get('age');
  const formToken = filled.get('formToken');
  const lines = filled.getAll('address');
  // What a child has typed is not even sent.
  const typed =
    age === 'under-13'
      ? {}
      : {
          email: filled.get('email') ?? '',
          phone: filled.get('phone') ?? '',
          address: lines.length === 0 ? '' : lines,
          consents: filled.getAll('consents'),
        };
  const response = await fetch(form.action, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...typed, ...(age && { age }), formToken }),
  });
  const answer = await response.json();
  if (response.ok) return showReceipt(form, answer);
  if (response.status === 422 && answer.type.endsWith(':invalid')) return showFaults(form, answer);
  // The service's own page says it better, with everything that was typed.
  form.submit();
}

function showReceipt(form, { message, mayBeMistyped }) {
  clearFaults(form);
  const said = document.createElement('p');
  said.setAttribute('role', 'status');
  said.tabIndex = -1;
  said.className = 'consent-received';
  said.textContent = message;
  if (form.previousElementSibling?.matches('.consent-received')) {
    form.previousElementSibling.remove();
  }
  if (mayBeMistyped) {
    // To be sent once more, put right: a token is good for one time.
    form.before(said);
    freshen(form).catch(() => {});
  } else {
    form.replaceWith(said);
  }
  said.focus();
}

function clearFaults(form) {
  document.title = title;
  for (const old of form.querySelectorAll('.problem, .error')) old.remove();
  for (const field of form.querySelectorAll('[aria-invalid]'))
    field.removeAttribute('aria-invalid');
}

function showFaults(form, { errors = [], detail }) {
  clearFaults(form);
  const summary = document.createElement('div');
  summary.className = 'problem';
  summary.setAttribute('role', 'alert');
  summary.tabIndex = -1;
  const heading = document.createElement('h3');
  heading.textContent = form.dataset.problem;
  const list = document.createElement('ul');
  summary.append(heading, list);
  document.title = `${form.dataset.error}: ${title}`;
  for (const error of errors.length > 0 ? errors : [{ detail, pointer: '' }]) {
    list.append(faultAt(form, error));
  }
  form.prepend(summary);
  summary.focus();
}

function faultAt(form, { detail, pointer }) {
  const item = document.createElement('li');
  const field = form.querySelector(`[name="${CSS.escape(pointer.slice(2))}"]:not([type=hidden])`);
  if (!field) {
    item.textContent = detail;
    return item;
  }
  const link = document.createElement('a');
  link.href = `#${field.id}`;
  link.textContent = detail;
  item.append(link);
  const said = document.createElement('p');
  said.className = 'error';
  said.id = `${field.id}-error`;
  said.textContent = detail;
  const group = field.closest('fieldset');
  if (group) group.querySelector('legend').after(said);
  else field.before(said);
  field.setAttribute('aria-invalid', 'true');
  const hints = (field.getAttribute('aria-describedby') ?? '').split(' ');
  field.setAttribute('aria-describedby', [...new Set([...hints, said.id])].join(' ').trim());
  return item;
}

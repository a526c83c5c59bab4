/** Follows the service's hops and asks the server to tell the story anew, at most five times a second. */
const REFRESH_MS = 200;

const link = document.getElementById('link');
const story = document.getElementById('story');
let refreshing = false;

const events = new EventSource('/live/events');
events.addEventListener('open', () => {
  link.textContent = 'Following live';
  link.dataset.state = 'on';
  refreshSoon();
});
events.addEventListener('error', () => {
  link.textContent = 'Lost the local stack; trying again';
  link.dataset.state = 'off';
});
events.addEventListener('hop', refreshSoon);

function refreshSoon() {
  if (refreshing) return;
  refreshing = true;
  setTimeout(async () => {
    refreshing = false;
    await refresh().catch(() => undefined); // the event source says when the stack is back
  }, REFRESH_MS);
}

async function refresh() {
  const response = await fetch(`/live/story${location.search}`);
  if (!response.ok) return;
  const seen = newestHop();
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 80;
  story.innerHTML = await response.text(); // escaped by the server, and the policy runs no script in it
  const fresh = [...story.querySelectorAll('.hop')].filter((hop) => Number(hop.dataset.at) > seen);
  for (const hop of fresh) hop.classList.add('fresh');
  if (atEnd && fresh.length > 0) fresh.at(-1).scrollIntoView({ block: 'nearest' });
}

function newestHop() {
  return Math.max(0, ...[...story.querySelectorAll('.hop')].map((hop) => Number(hop.dataset.at)));
}

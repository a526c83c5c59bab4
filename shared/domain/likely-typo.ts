/** Where many people have their mail, and names that are long enough for a slip to stand out. */
const COMMON_DOMAINS = [
  ...['gmail.com', 'googlemail.com', 'hotmail.com', 'hotmail.co.uk', 'outlook.com'],
  ...['yahoo.com', 'yahoo.co.uk', 'icloud.com', 'btinternet.com'],
];

/** A letter away from one of them, and real. */
const REAL_NEIGHBOURS = ['mail.com', 'email.com', 'ymail.com'];

/** What somebody may have meant who wrote this canonical address; null if nothing speaks for a slip (FRM-3). */
export function likelyMeant(address: string): string | null {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  if ([...COMMON_DOMAINS, ...REAL_NEIGHBOURS].includes(domain)) return null;
  const meant = COMMON_DOMAINS.find((common) => isOneSlipApart(domain, common));
  return meant === undefined ? null : `${address.slice(0, at)}@${meant}`;
}

/** A letter too many, one too few, a wrong one, or two that changed places. */
function isOneSlipApart(one: string, other: string): boolean {
  const start = sharedLength(one, other, (text, index) => text[index]);
  const [left, right] = [one.slice(start), other.slice(start)];
  const end = sharedLength(left, right, (text, index) => text[text.length - 1 - index]);
  const [wrong, meant] = [left.slice(0, left.length - end), right.slice(0, right.length - end)];
  const isSwap = wrong.length === 2 && wrong === [...meant].reverse().join('');
  return isSwap || (wrong.length <= 1 && meant.length <= 1);
}

function sharedLength(
  one: string,
  other: string,
  at: (text: string, index: number) => string | undefined,
): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && at(one, length) === at(other, length)) length++;
  return length;
}

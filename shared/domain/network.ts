import { createHash } from 'node:crypto';

const BUCKETS = 4_096;

/**
 * One of 4,096 heaps that networks are thrown into: enough to slow a flood from one of them, too few to tell
 * from which. An IPv4 network is a /24, an IPv6 network a /48: what one subscriber may have.
 */
export function networkBucket(ip: string): string {
  const digest = createHash('sha256').update(networkOf(ip)).digest();
  return String(digest.readUInt16BE() % BUCKETS);
}

function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip.split('.').slice(0, 3).join('.');
  const [head = '', tail] = ip.toLowerCase().split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const isCut = tail !== undefined && groups.length < 3;
  const whole = isCut ? [...groups, '0', '0', '0'] : groups;
  return whole
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

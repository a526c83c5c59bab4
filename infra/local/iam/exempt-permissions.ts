/** Permissions that no test on the local stack needs, each with the reason to keep it. A stale entry fails `npm run check`. */
export const EXEMPT_PERMISSIONS: Readonly<Record<string, string>> = {};

/** The `contactId` of a JSON message that has one, ready to be spread into a hop. */
export function contactIdOf(body: string | undefined): { contactId?: string } {
  try {
    const { contactId } = JSON.parse(body ?? '');
    return typeof contactId === 'string' ? { contactId } : {};
  } catch {
    // Not JSON: nothing to tie it to.
    return {};
  }
}

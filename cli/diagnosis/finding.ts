/** Something amiss, and what mends it. */
export type Finding = { what: string; fix: string };

/** One thing looked at: sound if nothing was found. `noted` is worth knowing, and no fault. */
export type Diagnosis = { subject: string; noted: string; findings: Finding[] };

/** A look that fails is itself a finding: nothing is known of its subject. */
export async function diagnose(
  subject: string,
  fix: string,
  look: () => Promise<Omit<Diagnosis, 'subject'>>,
): Promise<Diagnosis> {
  try {
    return { subject, ...(await look()) };
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { subject, noted: '', findings: [{ what: `cannot be looked at (${why})`, fix }] };
  }
}

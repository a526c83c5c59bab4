import type { Dynamo } from '../../shared/dynamo.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { readPepper } from '../contact.ts';
import { type Diagnosis, diagnose } from './finding.ts';

type Names = { PEPPER_SECRET_ID: string; LINK_KEYS_SECRET_ID: string; LEDGER_TABLE: string };

/** Whether the secrets can be read, and are the ones that everything was made with. None of them is shown. */
export function lookAtSecrets(dynamo: Dynamo, names: Names): Promise<Diagnosis[]> {
  return Promise.all([
    diagnose(
      'pepper',
      'Check the secret’s name, and that your credentials may read it.',
      async () => {
        const { canary } = await readPepper(dynamo, names);
        if (canary === 'none') return { noted: 'readable; nothing was recorded yet', findings: [] };
        const what = 'it is not the one that this ledger was begun with: everything is refused';
        const fix = 'Restore the secret’s first value from its versions or from escrow.';
        return {
          noted: canary === 'own' ? 'readable, and this ledger’s own' : '',
          findings: canary === 'own' ? [] : [{ what, fix }],
        };
      },
    ),
    diagnose('link keys', 'It must be JSON: "current" names one of its keys.', async () => {
      const { current, keys } = await linkKeys(names)();
      const what = `it signs with ${current}, which it does not hold`;
      const fix = 'Add that key, or let "current" name one that is there.';
      return {
        noted: `${Object.keys(keys).length} keys, signing with ${current}`,
        findings: Object.hasOwn(keys, current) ? [] : [{ what, fix }],
      };
    }),
  ]);
}

import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { catalogue } from '../shared/catalogue.ts';
import { signupForm } from '../shared/pages/signup-form.ts';
import { shownForm } from '../shared/serve-form.ts';
import { type CommonOptions, consentCommand } from './command.ts';
import { print } from './print.ts';
import { knownNames } from './target.ts';

type Options = CommonOptions & { api?: string; locale: string; script?: boolean };

const SCRIPT = new URL('../shared/pages/embed/signup.js', import.meta.url);

const NOTES = `A page that is rendered for each visit includes GET /v1/forms/{formId}/embed instead, which is this form with a
token that proves what was served. A copied form has none: the script fetches one; without script the service shows
the form once more on a page of its own, with what was typed. Copy it again when the catalogue changes.`;

/** consent form: one signup form as markup, to copy into a page. */
export function formCommand(): Command {
  return consentCommand('form', {
    description: 'print a signup form of the catalogue, to copy into a page',
    examples: [
      'form newsletter --local',
      'form newsletter --api https://consent.example.com --locale cy-GB',
      'form --script',
      'form newsletter --local --json',
    ],
    notes: NOTES,
  })
    .argument('[formId]', 'as in the catalogue')
    .option('--api <url>', 'the service; by default CONSENT_API_URL')
    .addOption(
      new Option('--locale <locale>', 'the language')
        .choices(catalogue.locales)
        .default(catalogue.defaultLocale),
    )
    .option('--script', 'print the optional script instead, to serve from your own site')
    .action(printForm);
}

function printForm(formId: string | undefined, options: Options): void {
  if (options.script) {
    process.stdout.write(readFileSync(SCRIPT, 'utf8'));
    return;
  }
  const form = catalogue.forms.find(({ id }) => id === formId);
  if (!form) {
    const known = catalogue.forms.map(({ id }) => id).join(', ');
    throw new InvalidArgumentError(`Say which form of the catalogue: ${known}.`);
  }
  const apiUrl = options.api ?? knownNames(options).CONSENT_API_URL;
  if (!apiUrl) {
    throw new InvalidArgumentError('Say where: --local, --api URL or CONSENT_API_URL.');
  }
  const { shown, renderedHash } = shownForm(catalogue, form, options.locale);
  const markup = String(signupForm(shown, { apiUrl: apiUrl.replace(/\/$/, '') }));
  print(options, { ...shown, renderedHash, html: markup }, [markup]);
}

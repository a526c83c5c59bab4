import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Settings, settingsOf } from '../../infra/environments.ts';
import { refuseUnsafe } from '../../infra/refuse-unsafe.ts';
import { buildStack } from '../../infra/stack.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { isAllowedRecipient } from '../../shared/domain/allowed-recipients.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { deployed, propertiesOf, testApp } from './template.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

const SAFE = Settings.parse({
  production: true,
  alarmEmail: 'duty@example.com',
  allowedRecipients: ['*'],
});

/** The sample, as a company of its own would have it. */
const adopted: Catalogue = JSON.parse(
  JSON.stringify({
    ...catalogue,
    locales: ['en-GB'],
    forms: catalogue.forms.map((form) => ({ ...form, localhost: false })),
    purposes: catalogue.purposes.map((purpose) => ({ ...purpose, unreviewed: [] })),
    notices: catalogue.notices.map((notice) => ({ ...notice, unreviewed: [] })),
    wordings: catalogue.wordings.map((wording) => ({ ...wording, unreviewed: [] })),
  })
    .replaceAll('example.com', 'adopter.test')
    .replaceAll('+447700900', '+441632960'),
);

const refusal = (settings: Settings, its: Catalogue) => {
  try {
    refuseUnsafe('prod', settings, its);
    return '';
  } catch (error) {
    return String(error);
  }
};

describe('an environment', () => {
  test.each(['dev', 'local', 'test', 'production', 'prd'])(
    'called %s writes to nobody but made-up people',
    (name) => {
      const { production, allowedRecipients } = settingsOf(name);
      expect(production).toBe(false);
      expect(isAllowedRecipient(allowedRecipients, 'jane@example.com')).toBe(true);
      expect(isAllowedRecipient(allowedRecipients, '+447700900123')).toBe(true);
      expect(isAllowedRecipient(allowedRecipients, 'jane@adopter.test')).toBe(false);
    },
  );

  test('called prod writes to anyone who consented', () => {
    expect(settingsOf('prod')).toMatchObject({ production: true, allowedRecipients: ['*'] });
  });

  test('other than production cannot be set to write to anyone', () => {
    expect(() => Settings.parse({ allowedRecipients: ['*'] })).toThrow(/only production/);
  });

  test('refuses a setting that it does not know', () => {
    expect(() => Settings.parse({ allowedRecipients: ['example.com'], alarmMail: 'a' })).toThrow(
      /alarmMail/,
    );
  });

  test.each(['', 'Prod', 'a b', '9lives', 'x'.repeat(17), '__proto__', 'constructor '])(
    'is not called %p',
    (name) => {
      expect(() => buildStack(testApp(), name)).toThrow(/Environment name .* is not usable/);
    },
  );

  test('on this machine pages nobody', () => {
    expect(settingsOf('local').alarmEmail).toBeUndefined();
  });

  test('may be closed for one deployment, and by no other word', () => {
    const statesOf = (gate?: string) => {
      const context = gate === undefined ? {} : { gate };
      const template = deployed(buildStack(testApp({ context }), 'test'));
      const functions = Object.values(propertiesOf(template, 'AWS::Lambda::Function'));
      return new Set(
        functions.flatMap(({ Environment }) => Environment.Variables.GATE_STATE ?? []),
      );
    };
    expect(statesOf()).toEqual(new Set(['open']));
    expect(statesOf('closed')).toEqual(new Set(['closed']));
    expect(() => statesOf('shut')).toThrow(/gate/);
  });

  test('may be called like a property of every object, and is then not listed', () => {
    expect(settingsOf('constructor').production).toBe(false);
  });
});

describe('production', () => {
  test('is named to the synth as to the CDK command, and refused before anything is written', () => {
    const args = ['infra/app.ts', '-c', 'environment=prod'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('prod is production, and this is unsafe');
  });

  test('deploys an adopted catalogue', () => {
    expect(refusal(SAFE, adopted)).toBe('');
  });

  test('is refused for the sample company, with everything that is wrong at once', () => {
    expect(() => buildStack(testApp(), 'prod')).toThrow(
      /unsafe.*no alarm.*form newsletter.*larkfield\.example\.com/s,
    );
  });

  test('is refused while no alarm reaches anybody', () => {
    expect(refusal({ ...SAFE, alarmEmail: undefined }, adopted)).toMatch(/alarmEmail/);
  });

  test('is refused for a form that takes submissions from http://localhost', () => {
    const forms = adopted.forms.map((form) => ({ ...form, localhost: true }));
    expect(refusal(SAFE, { ...adopted, forms })).toMatch(/form newsletter .* http:\/\/localhost/);
  });

  test.each(['purposes', 'notices', 'wordings'] as const)(
    'is refused for unreviewed %s',
    (kind) => {
      const texts = adopted[kind].map((text) => ({ ...text, unreviewed: ['cy-GB'] }));
      expect(refusal(SAFE, { ...adopted, [kind]: texts })).toMatch(/ \(cy-GB\) is unreviewed/);
    },
  );

  test('is refused for pages in a language that nobody has reviewed', () => {
    const locales = ['en-GB', 'cy-GB'];
    expect(refusal(SAFE, { ...adopted, locales })).toContain('pages (cy-GB) is unreviewed');
  });

  test('is refused for a domain or a number that belongs to nobody', () => {
    const controller = { ...adopted.controller, email: 'privacy@mail.example.org' };
    expect(refusal(SAFE, { ...adopted, controller })).toMatch(/mail\.example\.org/);
    const called = { ...adopted.controller, name: 'Call +447700900123' };
    expect(refusal(SAFE, { ...adopted, controller: called })).toMatch(/\+447700900123/);
  });

  test('these are refusals of production alone', () => {
    const settings = { ...SAFE, production: false, alarmEmail: undefined };
    expect(refusal(settings, catalogue)).toBe('');
  });
});

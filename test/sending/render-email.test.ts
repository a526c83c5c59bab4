import { describe, expect, test } from '@jest/globals';
import PostalMime from 'postal-mime';
import { catalogue } from '../../shared/catalogue.ts';
import { findPolicy } from '../../shared/domain/catalogue.ts';
import { wordsIn, wordsOf } from '../../shared/pages/words/words.ts';
import { placeholdersOf } from '../../shared/sending/placeholders.ts';
import { type EmailToRender, renderEmail } from '../../shared/sending/render-email.ts';

const policy = findPolicy(catalogue, 'email.newsletter');
if (policy?.channel.channel !== 'email') throw new Error('the catalogue has no newsletter');

const unsubscribeUrl = `https://consent.example.com/u/v1.k1.${'A'.repeat(180)}.${'B'.repeat(22)}`;
const email: EmailToRender = {
  to: 'jane@example.com',
  content: { subject: 'What to sow, {{name}}', text: 'Dear {{name}},\n\nsow beans.' },
  substitutions: { name: 'Jane' },
  controller: catalogue.controller,
  words: wordsIn(catalogue, 'en-GB'),
  purpose: 'Monthly newsletter',
  sender: policy.channel.sender,
  unsubscribeUrl,
};

const parsed = async (changes: Partial<EmailToRender> = {}) =>
  new PostalMime().parse(await renderEmail({ ...email, ...changes }));

const values = (mail: Awaited<ReturnType<typeof parsed>>, name: string) =>
  mail.headers.filter(({ key }) => key === name).map(({ value }) => value);

describe('a marketing email', () => {
  test('OCU-1, OCU-2: has one List-Unsubscribe with one URL, unfolded and unaltered', async () => {
    const raw = (await renderEmail(email)).toString();
    const [header, ...more] = raw.match(/^List-Unsubscribe:(.*\r\n([ \t].*\r\n)*)/gim) ?? [];
    expect(more).toEqual([]);
    expect(header?.replace(/\r\n/g, '')).toContain(`<${unsubscribeUrl}>`);
    expect(header).not.toMatch(/\r\n[ \t].*\S\r\n/);
    expect(values(await parsed(), 'list-unsubscribe')).toEqual([`<${unsubscribeUrl}>`]);
  });

  test('OCU-3: has exactly one List-Unsubscribe-Post, with the one value it may have', async () => {
    expect(values(await parsed(), 'list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
  });

  test('LID-1, LID-3, MBP-3: has one List-Id, of its purpose and not of its campaign', async () => {
    expect(values(await parsed(), 'list-id')).toEqual([
      'Monthly newsletter <newsletter.larkfield.example.com>',
    ]);
  });

  test('PEC-5: says in text and HTML who writes, why, and how to stop', async () => {
    const mail = await parsed();
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('Larkfield Garden Supplies Ltd, 4 Mill Lane');
      expect(part).toContain('You get this because you asked');
      expect(part).toContain(unsubscribeUrl);
    }
  });

  test('DRK-5: its header alone says who sends it and that it is marketing', async () => {
    const policies = catalogue.purposes.flatMap(({ id, name, channels }) =>
      channels.flatMap((channel) =>
        channel.channel === 'email' ? [{ id, name, sender: channel.sender }] : [],
      ),
    );
    expect(policies.length).toBeGreaterThan(2);
    for (const { id, name, sender } of policies) {
      for (const { locale } of wordsOf(catalogue)) {
        const purpose = name[locale] ?? '';
        const raw = (await renderEmail({ ...email, sender, purpose })).toString();
        // Nothing but the header: what is seen before it is opened, and what providers tell marketing by.
        const mail = await new PostalMime().parse(raw.slice(0, raw.indexOf('\r\n\r\n') + 4));
        expect(catalogue.controller.name).toContain(mail.from?.name);
        expect(mail.from).toMatchObject({ name: sender.name, address: sender.address });
        expect(values(mail, 'list-id')[0]).toContain(`<${sender.listId}>`);
        expect(sender.listId.startsWith(`${id}.`)).toBe(true);
        expect(values(mail, 'list-unsubscribe')).toHaveLength(1);
      }
    }
    // Control: what somebody asked for is no marketing, and says nothing of the kind.
    const senders = policies.map(({ sender }) => sender.address);
    expect(senders).not.toContain(catalogue.service.email.address);
  });

  test('speaks the language that it is written in, also beneath', async () => {
    const mail = await parsed({ words: wordsIn(catalogue, 'cy-GB'), purpose: 'Cylchlythyr misol' });
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('Rydych yn cael hwn oherwydd i chi ofyn i Larkfield');
      expect(part).toContain('Dad-danysgrifio');
    }
    expect(mail.html).toContain('<div lang="cy-GB">');
  });

  test('OCU-19: has a body link that SES must not track', async () => {
    expect((await parsed()).html).toContain(`<a ses:no-track href="${unsubscribeUrl}">`);
  });

  test('fills in what the recipient brings, escaped for where it goes', async () => {
    const mail = await parsed({ substitutions: { name: '<b>J&J</b>\r\nBcc: x@example.com' } });
    expect(mail.subject).toBe('What to sow, <b>J&J</b> Bcc: x@example.com');
    expect(mail.html).toContain('&lt;b&gt;J&amp;J&lt;/b&gt;');
    expect(mail.html).not.toContain('<b>J&J');
  });

  test('A28: nothing typed by anyone becomes a header', async () => {
    const nasty = 'x\r\nBcc: evil@example.com\r\nList-Unsubscribe: <https://evil.example.com>';
    const mail = await parsed({
      substitutions: { name: nasty },
      content: { ...email.content, subject: '{{name}}' },
    });
    expect(values(mail, 'bcc')).toEqual([]);
    expect(values(mail, 'list-unsubscribe')).toEqual([`<${unsubscribeUrl}>`]);
  });

  test.each([
    'jane@example.com',
    '"jane doe"@example.com',
    "o'brien@example.ie",
    'user%example.com@example.org',
  ])('A29: is addressed to exactly %s', async (to) => {
    const raw = (await renderEmail({ ...email, to })).toString();
    expect(raw).toMatch(new RegExp(`^To: <?${to.replace(/[.%"]/g, '\\$&')}>?\\r$`, 'm'));
  });

  test('keeps the HTML that the sender wrote, with the footer inside its body', async () => {
    const content = { ...email.content, html: '<html><body><h1>Beans</h1></body></html>' };
    const { html } = await parsed({ content });
    expect(html).toMatch(/<h1>Beans<\/h1>.*Unsubscribe.*<\/body><\/html>/s);
  });
});

test('placeholders are found in every part', () => {
  expect(
    placeholdersOf({ subject: '{{a}}', text: '{{b}} {{ c }} {{a}}', html: '<p>{{d}}</p>' }),
  ).toEqual(new Set(['a', 'b', 'd']));
});

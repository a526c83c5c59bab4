import {
  DecryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import {
  PinpointSMSVoiceV2Client,
  PutOptedOutNumberCommand,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetSendQuotaCommand, SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { describe, expect, test } from '@jest/globals';
import { localClient } from '../../../infra/local/aws-local.ts';
import { fixtureStack } from './fixture-stack.ts';
import { type Stack, withStack } from './with-stack.ts';

describe('the Secrets Manager double', () => {
  test('makes a secret as the template says, gives it by ARN and name, and nothing else', async () => {
    const assemble = (folder: string) =>
      fixtureStack(
        folder,
        {},
        {
          Pepper: {
            Type: 'AWS::SecretsManager::Secret',
            Properties: {
              GenerateSecretString: {
                SecretStringTemplate: '{"current":"k1"}',
                GenerateStringKey: 'k1',
                PasswordLength: 40,
                ExcludePunctuation: true,
              },
            },
          },
        },
      );
    await withStack(assemble, async ({ endpoints, names }) => {
      const client = new SecretsManagerClient(localClient(endpoints.secrets_manager));
      const get = (SecretId = '') => client.send(new GetSecretValueCommand({ SecretId }));
      const { SecretString = '' } = await get(names.Pepper);
      expect(JSON.parse(SecretString)).toEqual({
        current: 'k1',
        k1: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      });
      expect((await get('Pepper')).SecretString).toBe(SecretString);
      await expect(get('other')).rejects.toThrow(/can't find the specified secret/);
    });
  });
});

describe('the KMS double', () => {
  const assemble = (folder: string) =>
    fixtureStack(
      folder,
      {},
      {
        Proofs: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true } },
        Other: { Type: 'AWS::KMS::Key', Properties: {} },
        ProofsAlias: {
          Type: 'AWS::KMS::Alias',
          Properties: {
            AliasName: 'alias/proofs',
            TargetKeyId: { 'Fn::GetAtt': ['Proofs', 'Arn'] },
          },
        },
      },
    );
  const EncryptionContext = { environment: 'test', use: 'evidence' };

  test('makes a data key, and opens it by ciphertext, key, ARN or alias', async () => {
    await withStack(assemble, async ({ endpoints, names }) => {
      const client = new KMSClient(localClient(endpoints.kms));
      const made = await client.send(
        new GenerateDataKeyCommand({
          KeyId: names.Proofs,
          KeySpec: 'AES_256',
          EncryptionContext,
        }),
      );
      expect(made.Plaintext).toHaveLength(32);
      const { CiphertextBlob } = made;
      const arn = made.KeyId ?? '';
      expect(arn).toBe('arn:aws:kms:eu-west-2:000000000000:key/Proofs');
      for (const KeyId of [undefined, 'Proofs', arn, 'alias/proofs']) {
        const command = new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext });
        expect((await client.send(command)).Plaintext).toEqual(made.Plaintext);
      }
    });
  });

  test('refuses what KMS refuses', async () => {
    await withStack(assemble, async ({ endpoints }) => {
      const client = new KMSClient(localClient(endpoints.kms));
      const { CiphertextBlob = new Uint8Array() } = await client.send(
        new GenerateDataKeyCommand({ KeyId: 'Proofs', KeySpec: 'AES_256', EncryptionContext }),
      );
      const altered = Uint8Array.from(CiphertextBlob);
      altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
      const decrypt = (more: object) =>
        client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, ...more }));
      const refusals: [object, string][] = [
        [{ EncryptionContext: { ...EncryptionContext, environment: 'prod' } }, 'InvalidCiphertext'],
        [{ EncryptionContext: undefined }, 'InvalidCiphertext'],
        [{ CiphertextBlob: altered }, 'InvalidCiphertext'],
        [{ CiphertextBlob: Buffer.from('A') }, 'InvalidCiphertext'],
        [{ KeyId: 'Other' }, 'IncorrectKey'],
        [{ KeyId: 'Nobody' }, 'NotFound'],
      ];
      for (const [more, name] of refusals) {
        await expect(decrypt(more)).rejects.toMatchObject({ name: `${name}Exception` });
      }
      await expect(client.send(new ListKeysCommand({}))).rejects.toThrow(/does not know ListKeys/);
    });
  });
});

describe('the SES double', () => {
  const assemble = (folder: string) =>
    fixtureStack(
      folder,
      {},
      {
        Marketing: { Type: 'AWS::SES::ConfigurationSet', Properties: {} },
      },
    );
  const message = (...headers: string[]) =>
    Buffer.from(['From: shop@example.com', 'Subject: Hi', ...headers, '', 'Hello'].join('\r\n'));
  const sending =
    (stack: Stack) =>
    (raw: Buffer, more: Record<string, unknown> = {}) =>
      new SESClient(localClient(stack.endpoints.ses)).send(
        new SendRawEmailCommand({
          Source: 'shop@example.com',
          Destinations: ['ann@example.com'],
          RawMessage: { Data: raw },
          ConfigurationSetName: 'Marketing',
          ...more,
        }),
      );

  test('accepts a message into the mailbox, with its own Date and Message-ID', async () => {
    await withStack(assemble, async (stack) => {
      const raw = message(
        'List-Unsubscribe: <https://example.com/u/abc>,',
        ' <mailto:u@example.com>',
      );
      const { MessageId } = await sending(stack)(
        Buffer.concat([Buffer.from('Date: yesterday\r\n'), raw]),
      );
      const [mail] = stack.mailbox.list();
      expect(mail).toMatchObject({ id: MessageId, destinations: ['ann@example.com'] });
      const text = mail?.raw.toString() ?? '';
      expect(text).toContain(`Message-ID: <${MessageId}@eu-west-2.amazonses.com>`);
      expect(text).toContain('<https://example.com/u/abc>,\r\n <mailto:u@example.com>');
      expect(text.match(/^Date: /gm)).toHaveLength(1);
      expect(text).not.toContain('yesterday');
      expect(text.endsWith('\r\n\r\nHello')).toBe(true);
      expect(JSON.stringify(stack.hops.recent())).not.toContain('ann@example.com');
    });
  });

  // The client's own pattern for what needs no escaping overflows its stack, now and then, on 14
  // million characters: the longest message is posted as the client would post it.
  test('refuses what SES refuses, and keeps none of it', async () => {
    await withStack(assemble, async (stack) => {
      const send = sending(stack);
      const twice = [
        'List-Unsubscribe: <https://example.com/1>',
        'list-unsubscribe: <https://example.com/2>',
      ];
      await expect(send(message(...twice))).rejects.toThrow("Duplicate header 'list-unsubscribe'");
      await expect(send(message(), { ConfigurationSetName: 'Other' })).rejects.toMatchObject({
        name: 'ConfigurationSetDoesNotExistException',
      });
      const many = Array.from({ length: 51 }, (_, i) => `a${i}@example.com`);
      await expect(send(message(), { Destinations: many })).rejects.toThrow('Recipient count');
      await expect(send(message(), { Destinations: ['ann'] })).rejects.toThrow("final '@domain'");
      const tooLong = await fetch(stack.endpoints.ses, {
        method: 'POST',
        body: new URLSearchParams({
          Action: 'SendRawEmail',
          Source: 'offers@example.com',
          'RawMessage.Data': Buffer.alloc(10 * 1024 * 1024 + 1, 'a').toString('base64'),
        }),
      });
      expect([tooLong.status, await tooLong.text()]).toEqual([
        400,
        expect.stringContaining('Message length'),
      ]);
      expect(stack.mailbox.list()).toEqual([]);
      const client = new SESClient(localClient(stack.endpoints.ses));
      expect((await client.send(new GetSendQuotaCommand({}))).MaxSendRate).toBe(14);
      const unknown = await fetch(stack.endpoints.ses, { method: 'POST', body: 'Action=Nothing' });
      expect([unknown.status, await unknown.text()]).toEqual([
        400,
        expect.stringContaining('InvalidAction'),
      ]);
    });
  });
});

describe('the SMS double', () => {
  const assemble = (folder: string) =>
    fixtureStack(
      folder,
      {},
      { Texts: { Type: 'AWS::SMSVOICE::ConfigurationSet', Properties: {} } },
    );
  const to = '+447700900123';
  const clientOf = (stack: Stack) =>
    new PinpointSMSVoiceV2Client({
      ...localClient(stack.endpoints.pinpoint_sms_voice_v2),
      maxAttempts: 1,
    });
  const sending =
    (stack: Stack) =>
    (more: Record<string, unknown> = {}) =>
      clientOf(stack).send(
        new SendTextMessageCommand({
          DestinationPhoneNumber: to,
          OriginationIdentity: '+447700900500',
          MessageBody: 'Larkfield: 20% off.',
          MessageType: 'PROMOTIONAL',
          ConfigurationSetName: 'Texts',
          TimeToLive: 300,
          Context: { messageId: 'msg_1' },
          ...more,
        }),
      );

  test('accepts a text into the handset', async () => {
    await withStack(assemble, async (stack) => {
      const { MessageId } = await sending(stack)();
      expect(stack.handset.list()).toMatchObject([
        { id: MessageId, to, from: '+447700900500', body: 'Larkfield: 20% off.', segments: 1 },
      ]);
      expect(JSON.stringify(stack.hops.recent())).not.toContain(to);
    });
  });

  test('refuses what AWS refuses, and keeps none of it', async () => {
    await withStack(assemble, async (stack) => {
      const send = sending(stack);
      const faults: [Record<string, unknown>, string][] = [
        [{ TimeToLive: 4 }, 'ValidationException'],
        [{ TimeToLive: 259_201 }, 'ValidationException'],
        [{ DestinationPhoneNumber: '07700 900123' }, 'ValidationException'],
        [{ MessageBody: ' \n' }, 'ValidationException'],
        [{ MessageBody: 'a'.repeat(1_601) }, 'ValidationException'],
        [{ ConfigurationSetName: 'Other' }, 'ResourceNotFoundException'],
      ];
      for (const [fault, name] of faults) await expect(send(fault)).rejects.toMatchObject({ name });
      await clientOf(stack).send(
        new PutOptedOutNumberCommand({ OptOutListName: 'Default', OptedOutNumber: to }),
      );
      await expect(send()).rejects.toMatchObject({
        name: 'ConflictException',
        Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
      });
      expect(stack.handset.list()).toEqual([]);
    });
  });

  test('throttles by parts', async () => {
    await withStack(assemble, async (stack) => {
      const send = sending(stack);
      const MessageBody = 'a'.repeat(1_500);
      const results = await Promise.allSettled(
        Array.from({ length: 6 }, () => send({ MessageBody })),
      );
      const names = results.flatMap((each) =>
        each.status === 'rejected' ? [each.reason.name] : [],
      );
      expect(names.length).toBeGreaterThan(0);
      expect(new Set(names)).toEqual(new Set(['ThrottlingException']));
      expect(stack.handset.list()).toHaveLength(6 - names.length);
    });
  });
});

import * as z from 'zod';
import { RecipientPattern } from '../shared/domain/allowed-recipients.ts';
import { GetFormEnv } from '../shared/env.ts';

/** In what one deployment may differ from another. */
export const Settings = z
  .strictObject({
    /** Real people are written to: what is unsafe for them is refused. */
    production: z.boolean().default(false),
    /** Closed, the whole deployment permits nothing; `-c gate=closed` closes it for one deployment. */
    gate: z.enum(['open', 'closed']).default('open'),
    /** Whom the alarms reach. The address is asked once, by email, whether it agrees. */
    alarmEmail: z.email().optional(),
    /** Whom the senders may write to; `*` is anyone, and for production only. */
    allowedRecipients: z.array(RecipientPattern).min(1),
    /**
     * How many messages the provider accounts take a second: SES begins with 14 out of its sandbox, and texts
     * are counted in parts there. Where deployments share an account, what is left for this one.
     */
    sendsPerSecond: z
      .strictObject({ email: z.int().min(1), sms: z.int().min(1) })
      .default({ email: 14, sms: 10 }),
    /**
     * How many confirmations and the like the service may write in an hour: a flood of signups with other
     * people's addresses ends here, and waits.
     */
    serviceMessagesPerHour: z
      .strictObject({ email: z.int().min(1), sms: z.int().min(1) })
      .default({ email: 3_600, sms: 300 }),
    /**
     * Function environments that only withdrawals may use, so that no flood elsewhere starves them. Leave it
     * out where the account cannot hold it: Lambda keeps 100 for all others, and a new account may have 10.
     */
    reservedForWithdrawals: z.int().min(1).optional(),
  })
  .refine(({ production, allowedRecipients }) => production || !allowedRecipients.includes('*'), {
    message: 'only production may write to anyone: say to whom this environment may write',
    path: ['allowedRecipients'],
  });
export type Settings = z.infer<typeof Settings>;

/** Nobody's inbox: a reserved domain (RFC 2606), Ofcom's numbers for drama, and the provider's own simulator. */
const NOBODY = ['example.com', '*.example.com', '+447700900*', 'simulator.amazonses.com'];

/** The settings of every name that is not listed below: of a branch, a test, this machine. */
const UNLISTED: z.input<typeof Settings> = { allowedRecipients: NOBODY };

/** The adopter's deployments, by the name given as `-c environment=NAME`. */
const ENVIRONMENTS: Readonly<Record<string, z.input<typeof Settings>>> = {
  dev: { ...UNLISTED },
  prod: {
    production: true,
    alarmEmail: undefined,
    allowedRecipients: ['*'],
    reservedForWithdrawals: 50,
  },
};

/** What tokens and stacks can carry. */
const Name = GetFormEnv.shape.ENVIRONMENT;

/** Throws for a name that is not usable. One that is not listed is only safer: a misspelt `prod` writes to nobody. */
export function settingsOf(name: string): Settings {
  if (!Name.safeParse(name).success) {
    throw new Error(
      `Environment name ${JSON.stringify(name)} is not usable: ` +
        'start with a lower-case letter, then at most 15 lower-case letters, digits or hyphens.',
    );
  }
  return Settings.parse(Object.hasOwn(ENVIRONMENTS, name) ? ENVIRONMENTS[name] : UNLISTED);
}

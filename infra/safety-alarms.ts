import { Construct } from 'constructs';
import { addAlarm } from './alarm.ts';
import type { Measured } from './measured.ts';

// The gate has stopped everything at once; past this its news is late.
const TIME_TO_STOP_LIMIT_MS = 60_000;

/** What no resource can tell of itself: a promise kept late, sends given up, a hand in the ledger. */
export class SafetyAlarms extends Construct {
  constructor(scope: Construct, id: string, measured: Measured) {
    super(scope, id);
    for (const { destination, label, worst } of measured.timeToStop) {
      addAlarm(this, `TimeToStop-${destination}`, {
        metric: worst,
        atLeast: TIME_TO_STOP_LIMIT_MS,
        means: `A withdrawal took over ${TIME_TO_STOP_LIMIT_MS / 1_000} s to reach the ${label}. The gate refuses all the same; look at the stream's age and the update queues.`,
      });
    }
    // Its dead letters are settled at once, before anybody could count them.
    addAlarm(this, 'SendsGivenUp', {
      metric: measured.givenUp,
      atLeast: 1,
      means:
        'Messages could not be sent for hours and were given up: refused as `unavailable`, or unknown. Look into the senders’ logs; `consent message status` tells whom it met.',
    });
    addAlarm(this, 'LedgerTampering', {
      metric: measured.tampering,
      atLeast: 1,
      means:
        'An item of the ledger was changed or deleted, which no function may. Find out who, and run `consent verify`.',
    });
  }
}

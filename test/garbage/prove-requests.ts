import type { Random } from '../race/random.ts';
import { eachOfMany } from '../raw-request.ts';
import type { Fixtures } from './fixtures.ts';
import type { GarbageWorld } from './garbage-world.ts';
import { generatorsFor } from './generators.ts';
import { faultOf } from './judge.ts';
import { type Finding, faultsOf } from './tell.ts';

const PROGRESS_EVERY = 10_000;
const AT_ONCE = 64;

/** Asks every route in turn, badly, and looks at answers, at calls that write, and at the tables before and after. */
export async function proveRequests(
  world: GarbageWorld,
  fixtures: Fixtures,
  random: Random,
  requests: number,
): Promise<Finding> {
  const { routes } = world.targets;
  const generators = generatorsFor(routes.map(({ key }) => key));
  const faults = new Map<string, number>();
  const before = await world.state();
  await eachOfMany(
    requests,
    async (index) => {
      const route = routes[index % routes.length];
      const generate = route && generators.get(route.key);
      if (!route || !generate) throw new Error('nothing to ask');
      const bad = generate(random, fixtures);
      const fault = faultOf(bad, await world.ask(route, bad.request));
      if (fault) {
        const says = `${route.key}: ${bad.says.slice(0, 200)}: ${fault}`;
        faults.set(says, (faults.get(says) ?? 0) + 1);
      }
      if ((index + 1) % PROGRESS_EVERY === 0) world.output.say(`${index + 1} requests`);
    },
    AT_ONCE,
  );
  const isChanged = (await world.state()) !== before;
  return {
    claim: 'a bad request is refused without a 5xx, changes nothing, and is told which field',
    tried: `${requests} requests to ${routes.length} routes`,
    faults: [...(isChanged ? ['the tables are not what they were'] : []), ...faultsOf(faults)],
  };
}

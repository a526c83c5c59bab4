import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { catalogue } from '../../shared/catalogue.ts';
import { wordsOf } from '../../shared/pages/words/words.ts';
import { contactSheet, type Shot } from './contact-sheet.ts';
import { launchChromium } from './launch-chromium.ts';
import { pages } from './pages.ts';
import { startStage } from './stage.ts';
import { type Place, visit } from './visit.ts';

const WIDTHS = [320, 768, 1280] as const;
const SCHEMES = ['light', 'dark'] as const;
const HEIGHT = 720;

await new Command('screenshots')
  .description('picture every page in every state, width, light and language')
  .option('--out <folder>', 'where they go', '.local/screenshots')
  .option('--only <part>', 'pages whose name holds this', '')
  .action(takeScreenshots)
  .parseAsync();

async function takeScreenshots({ out, only }: { out: string; only: string }): Promise<void> {
  const wanted = pages.filter(({ name }) => name.includes(only));
  const browser = await launchChromium();
  const stage = await startStage();
  try {
    const shots: Shot[] = [];
    for (const state of wanted) {
      console.error(state.name);
      shots.push(
        ...(await shotsOf({ browser, state, url: (words) => state.open(stage, words) }, out)),
      );
    }
    writeFileSync(path.join(out, 'index.html'), contactSheet(shots));
    console.log(`${shots.length} pictures; look at ${path.join(out, 'index.html')}`);
  } finally {
    await stage.stop();
    await browser.close();
  }
}

async function shotsOf(place: Place, out: string): Promise<Shot[]> {
  const { state } = place;
  const shots: Shot[] = [];
  for (const words of wordsOf(catalogue)) {
    await visit(place, { words, scripting: true }, async ({ page, answer }) => {
      const { status = 200 } = state;
      if (answer.status() !== status) throw new Error(`${state.name}: ${answer.status()}`);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: HEIGHT });
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          const file = `${state.name}-${words.locale}-${width}-${colorScheme}.png`;
          const shot = { page: state.name, locale: words.locale, width, colorScheme, file };
          mkdirSync(path.dirname(path.join(out, file)), { recursive: true });
          await page.screenshot({ path: path.join(out, file), fullPage: true });
          shots.push(shot);
        }
      }
    });
  }
  return shots;
}

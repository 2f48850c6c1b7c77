import { defineConfig } from 'vitest/config'
import { PATIENCE_MS } from './test/support/patience.ts'

const folders = '{packages,examples}/*'

export default defineConfig({
  test: {
    globalSetup: './test/support/global-setup.ts',
    hookTimeout: 2 * PATIENCE_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            `${folders}/{src,test}/**/*.test.{ts,tsx}`,
            'examples/*/*.test.ts',
            'bench/**/*.test.ts',
            'test/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/*.browser.test.ts'],
          testTimeout: PATIENCE_MS,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: [`${folders}/**/*.browser.test.ts`, 'test/**/*.browser.test.ts'],
          exclude: ['**/node_modules/**'],
          // One Chromium at a time: a small machine starves several, and their tests would time out.
          fileParallelism: false,
          // Several waits, each of them with patience, so that the wait that fails is the one that is reported.
          testTimeout: 3 * PATIENCE_MS,
          // A browser on a loaded machine is the one thing here that is not ours. `test/support/retries.ts` names what
          // passed only then, so that it is repaired and does not hide.
          retry: process.env.CI ? 1 : 0,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})

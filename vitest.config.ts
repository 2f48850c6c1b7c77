import { defineConfig } from 'vitest/config'

const folders = '{packages,examples}/*'

export default defineConfig({
  test: {
    globalSetup: './test/support/global-setup.ts',
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
          // Only what hangs shall fail: no test depends on how long something takes.
          testTimeout: 30_000,
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
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})

import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'index.node': 'src/index.node.ts',
    'protocol/index': 'src/protocol/index.ts',
    'client/index': 'src/client/index.ts',
    'node/index': 'src/node/index.ts',
    'bridge-kit/index': 'src/bridge-kit/index.ts',
    'testing/index': 'src/testing/index.ts',
  },
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  dts: false,
  clean: true,
  sourcemap: true,
})

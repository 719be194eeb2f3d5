import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { describeFileSystem } from './contract.ts'

describeFileSystem('MemoryFileSystem', async () => {
  const files = new MemoryFileSystem()
  await files.createFolder('/home')
  return {
    files,
    root: '/home',
    keepsTimes: true,
    modeOf: async (path) => files.modeOf(path),
    link: async (target, path) => files.link(target, path),
    tearDown: async () => {},
  }
})

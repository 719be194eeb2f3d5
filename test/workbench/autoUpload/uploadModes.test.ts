import assert from 'node:assert/strict'
import { UploadModes, type MappedFolder } from '../../../src/workbench/autoUpload/uploadModes.ts'

const folder: MappedFolder = { key: 'k', mapping: { direction: 'both', alwaysPreview: false } }

function memento(): ConstructorParameters<typeof UploadModes>[0] {
  const kept = new Map<string, unknown>()
  return { get: (key) => kept.get(key), update: async (key, value) => void kept.set(key, value) }
}

describe('upload on save', () => {
  it('is off until it is turned on', async () => {
    const modes = new UploadModes(memento())
    assert.equal(modes.of(folder), 'never')
    await modes.set(folder, 'explicit')
    assert.equal(modes.of(folder), 'explicit')
    await modes.set(folder, 'never')
    assert.equal(modes.of(folder), 'never')
  })

  it('stays as it was chosen for each mapping', async () => {
    const modes = new UploadModes(memento())
    await modes.set(folder, 'any')
    await modes.set({ ...folder, key: 'other' }, 'explicit')
    assert.equal(modes.of(folder), 'any')
    assert.equal(modes.of({ ...folder, key: 'other' }), 'explicit')
    assert.equal(modes.of({ ...folder, key: 'elsewhere' }), 'never')
  })

  it('is off where only downloads are wanted', async () => {
    const modes = new UploadModes(memento())
    await modes.set(folder, 'any')
    assert.equal(modes.of({ ...folder, mapping: { ...folder.mapping, direction: 'down' } }), 'never')
  })

  it('is off where each sync is to be looked at first', async () => {
    const modes = new UploadModes(memento())
    await modes.set(folder, 'any')
    assert.equal(modes.of({ ...folder, mapping: { ...folder.mapping, alwaysPreview: true } }), 'never')
  })

  it('is off when what is kept makes no sense', () => {
    for (const kept of ['any', null, 7, { k: 'always' }])
      assert.equal(new UploadModes({ get: () => kept, update: async () => {} }).of(folder), 'never')
  })
})

import assert from 'node:assert/strict'
import { modeOf } from '../../src/base/fileMode.ts'

describe('modeOf', () => {
  for (const [permissions, mode] of [
    ['-rwxr-xr-x', '755'],
    ['rw-r--r--', '644'],
    ['-rwsr-Sr-T', '744'],
    ['-rwxr-xr-t', '755'],
    ['0755', '755'],
    ['0100640', '640'],
    ['4755', '755'],
  ] as const) {
    it(`reads ${permissions}`, () => assert.equal(modeOf(permissions), mode))
  }
  for (const permissions of [undefined, '', 'adfrw', 'r', '----------', '0000', 'rwxr-xr-xx', '0788', '75']) {
    it(`makes nothing of ${JSON.stringify(permissions)}`, () => assert.equal(modeOf(permissions), undefined))
  }
})

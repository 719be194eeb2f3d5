import assert from 'node:assert/strict'
import { isCharsetName } from '../../src/sites/checks.ts'
import { likelyCharsets, readIn } from '../../src/workbench/charsets.ts'

describe('The charsets that are offered', () => {
  it('can all be a site’s', async () => {
    for (const charset of likelyCharsets) {
      assert.ok(isCharsetName(charset), charset)
      assert.equal(await readIn(charset, 'a.txt'), 'a.txt')
    }
  })

  it('show how a name reads in them', async () => {
    assert.equal(await readIn('windows-1252', 'caf\udce9.txt'), 'café.txt')
    assert.equal(await readIn('windows-1251', '\udccf\udcf0\udce8'), 'При')
    assert.equal(await readIn('Shift_JIS', '\udc93\udcfa\udc96{.txt'), '日本.txt')
    assert.equal(await readIn('KOI8-R', 'ü'), 'ц╪') // also what UTF-8 could read by chance
  })

  it('show bytes that they can not read either', async () => {
    assert.equal(await readIn('Shift_JIS', 'caf\udce9.txt'), 'caf\\xE9.txt')
  })

  it('do not include what no server can have', async () => {
    await assert.rejects(readIn('utf-16', ''))
    await assert.rejects(readIn('no-such-charset', ''))
  })
})

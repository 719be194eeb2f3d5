/**
 * The pictures in `docs/images` are those that the code draws. To renew them after a change of the drawing, run this file with
 * `PORTSIDE_RENEW=pictures` in the environment.
 */

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { docsPictures } from './docsPictures.ts'

const docs = new URL('../../../docs/', import.meta.url)
const pictures = docsPictures()

describe('the guide to the transfer modes', () => {
  const guide = readFileSync(new URL('modes.md', docs), 'utf8')

  before(() => {
    if (process.env['PORTSIDE_RENEW'] === 'pictures')
      for (const [name, svg] of pictures) writeFileSync(new URL(`images/${name}`, docs), svg)
  })

  for (const [name, svg] of pictures)
    it(`has ${name} as it is drawn`, () => {
      assert.equal(readFileSync(new URL(`images/${name}`, docs), 'utf8'), svg, 'the drawing has changed: see the top of this test')
    })

  it('shows each picture once, with a text for those who do not see it', () => {
    const shown = [...guide.matchAll(/!\[([^\]]{20,})\]\(images\/([\w-]+\.svg)\)/g)].map(([, , name]) => name)
    assert.deepEqual(shown.toSorted(), [...pictures.keys()].toSorted())
  })

  it('points to headings that are there', () => {
    const anchors = [...guide.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchorOf(title))
    for (const [, target = ''] of guide.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(anchors.includes(target), target)
  })
})

/** As GitHub makes it. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')
}
